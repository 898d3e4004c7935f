"""What is typed about OCOP dossiers. Answers of the sheet come as `tra-loi-<question>`."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.ocop.criteria import product_types
from chophien.uploads.forms import PaperField
from chophien.web.forms import DAY_FORMATS, PlainForm

ANSWER = "tra-loi-"


class BeginForm(PlainForm):
    """For which goods, as what kind of product."""

    goods = forms.ChoiceField(label=_("Which goods"))
    product_type = forms.ChoiceField(label=_("What kind of product"))

    def __init__(self, *args: object, goods: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        chosen, kinds = self.fields["goods"], self.fields["product_type"]
        if isinstance(chosen, forms.ChoiceField) and isinstance(kinds, forms.ChoiceField):
            chosen.choices = goods
            kinds.choices = [("", _("Choose")), *product_types().items()]


class EvidenceForm(PlainForm):
    """A paper for one question."""

    question = forms.CharField(max_length=12, widget=forms.HiddenInput)
    name = forms.CharField(label=_("What it is"), max_length=120, required=False)
    file = PaperField(label=_("Photo or PDF"))


class DecisionForm(PlainForm):
    """A council's decision."""

    stars = forms.TypedChoiceField(
        label=_("Stars"), coerce=int, choices=[(str(n), "★" * n if n else _("No stars")) for n in range(6)]
    )
    number = forms.CharField(label=_("Number of the decision"), max_length=80)
    decided_on = forms.DateField(label=_("Day of the decision"), input_formats=DAY_FORMATS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].widget.attrs.update({"placeholder": "31/12/2028", "maxlength": "12"})
        self.fields["decided_on"].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")


def answers_of(sent: Mapping[str, str]) -> dict[str, int]:
    """The answers of a sheet as they were sent; what is no number counts as an answer that there is none of."""
    found = {}
    for name, value in sent.items():
        if name.startswith(ANSWER) and value:
            found[name.removeprefix(ANSWER)[:12]] = int(value) if value.isdecimal() and len(value) < 4 else -1
    return found
