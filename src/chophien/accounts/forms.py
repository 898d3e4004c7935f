"""What people type to sign in and about themselves, read and cleaned. Nothing is saved here."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.names import MAX_NAME, clean_person_name
from chophien.web.forms import PhoneField, PlainForm

PIN = re.compile(r"[0-9]{6}")


class PinField(forms.CharField):
    """The six digits of a sign-in code; spaces and dashes between them do no harm."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # whatever CharField takes
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"}
        self.widget.attrs.update({**attrs, "autofocus": True})

    def to_python(self, value: object) -> str:
        typed = super().to_python(value) or ""
        digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", typed[:40]))
        if digits and not PIN.fullmatch(digits):
            raise ValidationError(_("The code has 6 digits, like 402 118."), code="bad_pin")
        return digits


class PersonNameField(forms.CharField):
    """A person's name in any script; empty when it may be and was left so."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # whatever CharField takes
        self.widget.attrs.update({"autocomplete": "name", "autocapitalize": "words", "maxlength": str(MAX_NAME)})

    def clean(self, value: object) -> str:
        name: str = super().clean(value)
        if not name:
            return ""
        try:
            return clean_person_name(name)
        except DomainError as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None


class PhoneForm(PlainForm):
    phone = PhoneField(label=_("Your phone number"))


class CodeForm(PlainForm):
    code = PinField(label=_("The 6 digits from the message"))


class PasswordSignInForm(PlainForm):
    phone = PhoneField(label=_("Your phone number"))
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NameForm(PlainForm):
    name = PersonNameField(label=_("Your name"))


class ProfileForm(PlainForm):
    name = PersonNameField(label=_("Your name"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")], widget=forms.RadioSelect
    )


class NewPasswordForm(PlainForm):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 signs. Three or four words one after another are easy to keep in mind."),
    )


class PasskeyForm(PlainForm):
    name = forms.CharField(label=_("Name of this device"), max_length=60, required=False)
    answer = forms.CharField(max_length=16_384, widget=forms.HiddenInput)


class CardForm(PlainForm):
    """The PIN of a printed card, its code where it was not scanned, and a PIN of one's own the first time."""

    code = forms.CharField(label=_("Number on the card"), max_length=30, help_text=_("It begins with TH."))
    pin = PinField(label=_("The 6 digits of your PIN"))
    own_pin = PinField(label=_("A PIN of your own, 6 digits"))
    own_pin_again = PinField(label=_("The same PIN again"))

    def __init__(self, *args: Any, by_token: bool, wants_own_pin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_own_pin = wants_own_pin
        self.fields["code"].widget.attrs["autocomplete"] = "off"
        for name in ("pin", "own_pin", "own_pin_again"):
            self.fields[name].widget = forms.PasswordInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "12"}
            )
        if by_token:
            del self.fields["code"]
        for name in ("own_pin", "own_pin_again"):
            self.fields[name].required = wants_own_pin

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("own_pin", "") != said.get("own_pin_again", ""):
            self.add_error("own_pin_again", _("The two are not the same. Type it again."))
        return said

    def ask_own_pin(self, sentence: str) -> None:
        """Show the fields for a PIN of one's own from now on."""
        self.wants_own_pin = True
        self.fields["own_pin"].required = self.fields["own_pin_again"].required = True
        self.add_error("own_pin", sentence)
