"""What operators and officers type at their desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.knowledge.states import Place
from chophien.lib.dates import VIETNAM
from chophien.web.forms import DAY_FORMATS, PhoneField, PlainForm

REASON_MOST = 500
MOMENT_FORMATS = ["%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"]


def day_input() -> forms.DateInput:
    """A field for a day, shown as people write it."""
    return forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"})


class DecisionForm(PlainForm):
    """A decision about the version that was looked at, with its reason where one is needed."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason, as the seller will read it"), max_length=REASON_MOST, required=False)


class ReasonForm(PlainForm):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason, as the seller will read it"), widget=forms.Textarea, max_length=REASON_MOST, required=False
    )


class PurposeForm(PlainForm):
    """What somebody needs to see a sealed thing for."""

    purpose = forms.CharField(label=_("What do you need it for?"), max_length=300, required=False)


class MoneyCameForm(PlainForm):
    """A transfer that came, by its number or words."""

    reference = forms.CharField(label=_("Number or words of the transfer"), max_length=80, required=False)


class RefundForm(PlainForm):
    """How money was given back; late money together with its interest, or `bare`."""

    reference = forms.CharField(label=_("Number of the transfer, or how it was given back"), max_length=80)
    bare = forms.BooleanField(required=False)


class BankAnswerForm(PlainForm):
    """What the bank says it did with a batch."""

    answer = forms.CharField(
        label=_("One line for each payout: its code, OK or LOI, the bank's number or the reason"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2_000_000,
        error_messages={"required": _("Paste what the bank answered.")},
    )


class GiveRoleForm(PlainForm):
    """Who gets a role. Which role over what was chosen before and travels along."""

    phone = PhoneField(label=_("Mobile phone"))
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("Only for somebody who is new here.")
    )
    role = forms.CharField(widget=forms.HiddenInput, max_length=20)
    scope_kind = forms.CharField(widget=forms.HiddenInput, max_length=10)
    scope_code = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class TrailForm(PlainForm):
    """What somebody looks for in the trail of what was done."""

    subject = forms.CharField(label=_("About (code)"), max_length=60, required=False)
    actor = forms.CharField(label=_("Done by (code)"), max_length=60, required=False)
    principal = forms.CharField(label=_("Done for (code)"), max_length=60, required=False)
    words = forms.CharField(label=_("Words in it"), max_length=100, required=False)
    what = forms.ChoiceField(label=_("What was done"), required=False)
    since = forms.DateTimeField(label=_("From day"), required=False, input_formats=DAY_FORMATS)
    until = forms.DateTimeField(label=_("Until day"), required=False, input_formats=DAY_FORMATS)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Everything")), *kinds]
        for name in ("since", "until"):
            self.fields[name].widget.attrs.update({"placeholder": "24/11/2026", "maxlength": "12"})
            self.fields[name].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")

    def clean_since(self) -> Any:
        moment = self.cleaned_data["since"]
        return moment.astimezone(VIETNAM) if moment else None


class DemandForm(PlainForm):
    """What an authority asks for."""

    authority = forms.CharField(label=_("Which authority?"), max_length=160)
    reference = forms.CharField(label=_("Number of its letter or decision"), max_length=80)
    reason = forms.CharField(label=_("What for?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=500)
    received_at = forms.DateTimeField(
        label=_("When did it come?"),
        input_formats=MOMENT_FORMATS,
        help_text=_("Day and hour, such as 24/11/2026 9:30."),
    )
    at_once = forms.BooleanField(label=_("Take the goods off the market at once"), required=False, initial=True)


class FactForm(PlainForm):
    """A fact of the library."""

    subject = forms.CharField(label=_("What is it about?"), max_length=120, help_text=_("Such as na Chi Lăng."))
    text = forms.CharField(
        label=_("The fact, in a sentence"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=600
    )
    put_into = forms.ChoiceField(label=_("Where does it go in the goods?"), choices=Place.choices)
    source = forms.CharField(
        label=_("Where is it known from?"), max_length=200, help_text=_("A book, a decision, a page, an office.")
    )
    author = forms.CharField(label=_("Who wrote it down?"), max_length=120)
    region = forms.CharField(label=_("Place in words"), max_length=120, required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)

    def __init__(self, *args: Any, provinces: list[tuple[str, str]], nationwide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*([("", _("The whole country"))] if nationwide else []), *provinces]
        field.required = not nationwide
