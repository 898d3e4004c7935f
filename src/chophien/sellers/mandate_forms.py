"""What helpers and households fill in about a mandate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.sellers.actions.evidence import Witness
from chophien.sellers.forms import FaultyForm
from chophien.sellers.states import Deed
from chophien.uploads.forms import PaperField, RecordingField
from chophien.web.forms import PhoneField, PlainForm

DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]


class MandateForm(FaultyForm):
    """What a helper asks a household to be let do, and until when."""

    deeds = forms.MultipleChoiceField(
        label=_("What may you do for the household?"),
        choices=Deed.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never its money, its papers or its people: those stay the household's own."),
    )
    valid_until = forms.DateField(
        label=_("Until which day?"),
        input_formats=DATE_FORMATS,
        help_text=_("Day/month/year, like 30/6/2027. Not longer than the household needs you."),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}),
    )


class ConsentCodeForm(PlainForm):
    """The code that the household reads from its phone."""

    code = forms.RegexField(
        r"\A\s*[0-9]{3}\s?[0-9]{3}\s*\Z",
        label=_("Code that the household reads to you"),
        error_messages={"invalid": _("The code has 6 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "9"}),
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())


class VoiceForm(FaultyForm):
    """The household's yes, spoken."""

    voice = RecordingField(
        label=_("Recording of the household saying yes"),
        help_text=_("It says its name, your name, what you may do and until when. At most 60 seconds."),
    )


class SignedForm(FaultyForm):
    """A signature or thumb, drawn on the screen or photographed from paper, and who saw it."""

    drawing = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400_000, strip=False)
    paper = PaperField(
        label=_("Photo of the signed paper"),
        required=False,
        help_text=_("Only where nothing was drawn in the field above."),
    )
    witness_name = forms.CharField(
        label=_("Who saw it?"), max_length=100, help_text=_("A third person: neither you nor the household.")
    )
    witness_phone = PhoneField(label=_("Phone of the witness"), mobile_only=False, required=False)

    @property
    def witness(self) -> Witness:
        """The witness of a valid form."""
        return Witness(self.cleaned_data["witness_name"], self.cleaned_data["witness_phone"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("drawing") and not said.get("paper"):
            self.add_error("paper", _("Sign in the field with a finger, or send a photo of the signed paper."))
        return said
