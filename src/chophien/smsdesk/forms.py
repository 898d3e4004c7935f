"""What people type about messages, read and cleaned. Nothing is saved here."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chophien.smsdesk.parsing import PIN_DIGITS, TEXT_MOST
from chophien.web.forms import PhoneField, PlainForm


class NewPinField(forms.CharField):
    """Six digits that somebody chooses."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # whatever CharField takes
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "maxlength": "12"})

    def to_python(self, value: object) -> str:
        typed = super().to_python(value) or ""
        digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", typed[:40]))
        if digits and not re.fullmatch(rf"[0-9]{{{PIN_DIGITS}}}", digits):
            raise ValidationError(_("Write 6 digits."), code="bad_pin")
        return digits


class PinForm(PlainForm):
    pin = NewPinField(label=_("Your new PIN: 6 digits that only your household knows"))


class TryForm(PlainForm):
    """An SMS as it would come from a phone. For a trial machine."""

    phone = PhoneField(label=_("From the phone"))
    text = forms.CharField(label=_("Message"), max_length=TEXT_MOST, widget=forms.Textarea(attrs={"rows": 2}))
