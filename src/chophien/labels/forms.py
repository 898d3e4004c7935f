"""What is typed for labels: the words that stand on them alone, and what is to be printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chophien.labels.actions.printing import NOT_TYPED, TEXT_MOST, UNITS_IN_BOX_MOST, Order
from chophien.labels.fields import SHELF_LIFE, LabelRule
from chophien.labels.selectors.drafts import Dates
from chophien.labels.selectors.sheets import sheets
from chophien.lib.dates import format_date
from chophien.lots.models import Pack
from chophien.web.forms import DAY_FORMATS, PlainForm

NO_PACK = ""
SHELF_DAYS_MOST = 3_650


class LabelForm(PlainForm):
    """One answer for each thing that the law wants on the label and that is not known from the goods themselves."""

    def __init__(self, *args: Any, rules: Sequence[LabelRule], texts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in rules:
            if rule.key in NOT_TYPED:
                continue
            if rule.key == SHELF_LIFE:
                field: forms.Field = forms.IntegerField(
                    label=_("Good for how many days"), min_value=1, max_value=SHELF_DAYS_MOST, required=False
                )
                field.widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "5"})
            else:
                field = forms.CharField(
                    label=rule.label[:1].upper() + rule.label[1:], max_length=TEXT_MOST, required=False
                )
            field.initial = texts.get(rule.key, "")
            self.fields[rule.key] = field

    def texts(self) -> dict[str, str]:
        """The answers by their keys; what was left empty is empty."""
        return {key: "" if said is None else str(said) for key, said in self.cleaned_data.items()}


class PrintForm(PlainForm):
    """How many labels, of which lot, on which paper."""

    pack = forms.ChoiceField(label=_("Packed of which lot"), required=False)
    made_on = forms.DateField(label=_("Made on"), required=False, input_formats=DAY_FORMATS)
    best_before = forms.DateField(label=_("Good until"), required=False, input_formats=DAY_FORMATS)
    past_is_right = forms.BooleanField(label=_("The last day is past, and it is right"), required=False)
    sheet = forms.ChoiceField(label=_("Paper"), widget=forms.RadioSelect)
    count = forms.IntegerField(label=_("How many labels"), min_value=1)
    skip = forms.IntegerField(label=_("Places of the first sheet that are used already"), min_value=0, required=False)
    in_box = forms.IntegerField(
        label=_("How many in a box, for labels of boxes"), min_value=1, max_value=UNITS_IN_BOX_MOST, required=False
    )

    def __init__(self, *args: Any, packs: Sequence[Pack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packs = {one.code: one for one in packs}
        offered = [(one.code, f"{one.lot.code} · {format_date(one.day_made)}") for one in packs]
        chosen, paper = self.fields["pack"], self.fields["sheet"]
        if isinstance(chosen, forms.ChoiceField) and isinstance(paper, forms.ChoiceField):
            chosen.choices = [(NO_PACK, gettext("Of no lot: I type the days")), *offered]
            paper.choices = [(key, one.name) for key, one in sheets().items()]
        for name in ("made_on", "best_before"):
            self.fields[name].widget.attrs.update({"placeholder": "31/12/2027", "maxlength": "12"})
            self.fields[name].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")
        for name in ("count", "skip", "in_box"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"})

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("made_on") and said.get("best_before") and said["best_before"] < said["made_on"]:
            self.add_error("best_before", gettext("It ends before it begins."))
        return said

    def order(self) -> Order:
        """The answers as the action takes them."""
        said = self.cleaned_data
        return Order(
            sheet=said["sheet"],
            count=said["count"],
            pack=self.packs.get(said["pack"]),
            dates=Dates(said["made_on"], said["best_before"]),
            skip=said["skip"] or 0,
            in_box=said["in_box"],
            past_is_right=said["past_is_right"],
        )
