"""What is typed at the scales, about lots and about households. Forms read; the actions decide."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.catalog.selectors import category_by_slug
from chophien.lib.banks import banks
from chophien.lots.actions.agreeing import GRADE_MOST, NAME_MOST, LotTerms
from chophien.lots.actions.growers import HAMLET_MOST, GrowerText
from chophien.lots.actions.weighing import REASON_MOST
from chophien.lots.models import Grade, Grower, Lot
from chophien.lots.selectors.amounts import grams_of
from chophien.lots.states import Allocation, PayWay
from chophien.uploads.forms import PaperField
from chophien.web.forms import DayField, PhoneField, PlainForm, QuantityField, VndField

GRADES = (1, 2, 3)
HUNDRED = 100
TENTHS = 10


Kinds = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
"""Categories by slug, as a list offers them, perhaps in groups."""


def _offer_kinds(form: PlainForm, name: str, kinds: Kinds) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", _("None of these")), *kinds]


class LotForm(PlainForm):
    """What is brought together, by which grades, and what is agreed about it."""

    product = forms.CharField(label=_("What is brought"), max_length=NAME_MOST)
    kind = forms.ChoiceField(label=_("What kind of goods it is or becomes"), required=False)
    grade_1 = forms.CharField(label=_("First grade"), max_length=GRADE_MOST)
    price_1 = VndField(label=_("Its price for one kilogram"), min_value=1)
    grade_2 = forms.CharField(label=_("Second grade"), max_length=GRADE_MOST, required=False)
    price_2 = VndField(label=_("Price of the second grade"), min_value=1, required=False)
    grade_3 = forms.CharField(label=_("Third grade"), max_length=GRADE_MOST, required=False)
    price_3 = VndField(label=_("Price of the third grade"), min_value=1, required=False)
    fee = QuantityField(
        label=_("The cooperative keeps, of a hundred"), min_value=0, max_value=Decimal(HUNDRED), required=False
    )
    cost_vnd = VndField(label=_("Shared costs, such as transport and drying"), required=False)
    allocation = forms.ChoiceField(
        label=_("If it is too short for all orders, who goes first"),
        choices=Allocation.choices,
        widget=forms.RadioSelect,
    )
    target = QuantityField(label=_("How many kilograms should come together"), min_value=0, required=False)
    gather_until = DayField(label=_("Until which day"), required=False)
    harvested_on = DayField(label=_("Day of the harvest"), required=False)
    best_before = DayField(label=_("Good until"), required=False)

    def __init__(self, *args: Any, kinds: Kinds = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_kinds(self, "kind", kinds)

    @classmethod
    def of(cls, lot: Lot, grades: Sequence[Grade], kinds: Kinds) -> "LotForm":
        """The form with what is agreed now."""
        said: dict[str, Any] = {
            "product": lot.product,
            "kind": lot.category.slug if lot.category else "",
            "fee": Decimal(lot.fee_basis_points) / HUNDRED if lot.fee_basis_points else None,
            "cost_vnd": lot.cost_vnd or None,
            "allocation": lot.allocation,
            "target": Decimal(lot.target_g) / 1_000 if lot.target_g else None,
            "gather_until": lot.gather_until,
            "harvested_on": lot.harvested_on,
            "best_before": lot.best_before,
        }
        for place, grade in zip(GRADES, grades, strict=False):
            said[f"grade_{place}"], said[f"price_{place}"] = grade.name, grade.price_vnd
        return cls(initial=said, kinds=kinds)

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        for place in GRADES[1:]:
            if bool(kept.get(f"grade_{place}")) != bool(kept.get(f"price_{place}")) and not self.errors:
                self.add_error(f"price_{place}", _("Each grade has a name and a price of one kilogram."))
        return kept

    def terms(self, *, area_code: str = "") -> LotTerms:
        """The answers as the action takes them; `area_code` names the field that the lot is opened from, if it is."""
        kept = self.cleaned_data
        grades = [(kept[f"grade_{place}"], kept[f"price_{place}"]) for place in GRADES if kept[f"grade_{place}"]]
        return LotTerms(
            product=kept["product"],
            grades=grades,
            fee_basis_points=int((kept["fee"] or 0) * HUNDRED),
            cost_vnd=kept["cost_vnd"] or 0,
            allocation=Allocation(kept["allocation"]),
            category=category_by_slug(kept["kind"]) if kept["kind"] else None,
            area_code=area_code,
            target_g=grams_of(kept["target"]) if kept["target"] else None,
            gather_until=kept["gather_until"],
            harvested_on=kept["harvested_on"],
            best_before=kept["best_before"],
        )


class WeighForm(PlainForm):
    """Three taps: who, which grade, how much."""

    grower = forms.ChoiceField(label=_("Which household"), widget=forms.RadioSelect)
    grade = forms.ChoiceField(label=_("Which grade"), widget=forms.RadioSelect)
    kg = QuantityField(label=_("How many kilograms"), min_value=0)
    moisture = QuantityField(label=_("Moisture, of a hundred"), min_value=0, max_value=Decimal(HUNDRED), required=False)
    area_code = forms.ChoiceField(label=_("From which land"), required=False)
    photo = forms.FileField(
        label=_("Photo of the scales"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    photo_held = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    is_another = forms.BooleanField(label=_("This is another weighing"), required=False)
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    recorded_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        growers: Sequence[Grower],
        grades: Sequence[Grade],
        areas: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if areas:
            self._offer("area_code", [("", str(_("Not said"))), *areas])
        else:
            del self.fields["area_code"]
        self._offer("grower", [(one.code, f"{one.name} · {one.hamlet}" if one.hamlet else one.name) for one in growers])
        self._offer("grade", [(one.name, one.name) for one in grades])

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
            field.error_messages["invalid_choice"] = _("Choose from the list.")


class LossForm(PlainForm):
    """What of a lot was lost."""

    kg = QuantityField(label=_("How many kilograms were lost"), min_value=0)
    reason = forms.CharField(label=_("How it was lost"), max_length=REASON_MOST)


class PackForm(PlainForm):
    """How many packs of which goods were made of a lot."""

    variant = forms.ChoiceField(label=_("Which goods"))
    units = QuantityField(label=_("How many were packed"), min_value=0)
    unit_g = forms.IntegerField(label=_("Grams in one"), min_value=1, max_value=10_000_000)
    made_on = DayField(label=_("Made on"), required=False)
    best_before = DayField(label=_("Good until"), required=False)
    reason = forms.CharField(
        label=_("Why one holds more or less than the goods say"), max_length=REASON_MOST, required=False
    )
    days_are_right = forms.BooleanField(label=_("The days are right"), required=False)

    def __init__(self, *args: Any, variants: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["variant"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose the goods")), *variants]


class MakeForm(PlainForm):
    """What was made of a lot, and perhaps of a second one: one product, or the same split in two."""

    used = QuantityField(label=_("How many kilograms go in"), min_value=0)
    other = forms.ChoiceField(label=_("Put together with another lot"), required=False)
    other_used = QuantityField(label=_("How many kilograms of the other lot"), min_value=0, required=False)
    product = forms.CharField(label=_("What comes out"), max_length=NAME_MOST)
    made = QuantityField(label=_("How many kilograms come out"), min_value=0)
    second = forms.CharField(label=_("What else comes out"), max_length=NAME_MOST, required=False)
    second_made = QuantityField(label=_("How many kilograms of it"), min_value=0, required=False)
    kind = forms.ChoiceField(label=_("What kind of goods comes out"), required=False)
    best_before = DayField(label=_("Good until"), required=False)
    cost_vnd = VndField(label=_("What the processing cost, for all"), required=False)
    reason = forms.CharField(label=_("If it is more or less than usual: why"), max_length=REASON_MOST, required=False)
    days_are_right = forms.BooleanField(label=_("The days are right"), required=False)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], kinds: Kinds = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("No other lot")), *others]
        _offer_kinds(self, "kind", kinds)


class PledgeForm(PlainForm):
    """How much a household means to bring."""

    grower = forms.ChoiceField(label=_("Which household"))
    kg = QuantityField(label=_("How many kilograms"), min_value=0)

    def __init__(self, *args: Any, growers: Sequence[Grower], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grower"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.code, one.name) for one in growers]


class GrowerForm(PlainForm):
    """A household of the cooperative."""

    name = forms.CharField(label=_("Name of the household"), max_length=100)
    hamlet = forms.CharField(label=_("Hamlet"), max_length=HAMLET_MOST, required=False)
    phone = PhoneField(label=_("Its own phone"), required=False)
    bank_bin = forms.ChoiceField(label=_("Its bank"), required=False)
    account = forms.CharField(label=_("Its account number"), max_length=30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bank_bin"]
        if isinstance(field, forms.ChoiceField):
            known = sorted((one.short_name, key) for key, one in banks().items())
            field.choices = [("", _("Is paid in cash")), *((key, name) for name, key in known)]

    def text(self) -> GrowerText:
        """The answers as the action takes them."""
        kept = self.cleaned_data
        return GrowerText(kept["name"], kept["hamlet"], kept["phone"] or "", kept["bank_bin"], kept["account"])


class PayForm(PlainForm):
    """What a household was paid."""

    amount_vnd = VndField(label=_("How much was paid"), min_value=1)
    way = forms.ChoiceField(label=_("How"), choices=PayWay.choices, widget=forms.RadioSelect)
    paid_on = DayField(label=_("On which day"))
    reference = forms.CharField(label=_("Number of the transfer or voucher"), max_length=80, required=False)


class ReceiptCodeForm(PlainForm):
    """The code that the household reads out."""

    code = forms.CharField(
        label=_("The code on the household's phone"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class ReceiptCardForm(PlainForm):
    """The household's card, and its PIN that it types itself."""

    card = forms.CharField(label=_("Number on the card"), max_length=30)
    pin = forms.CharField(
        label=_("PIN, typed by the household"),
        max_length=12,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ReceiptPaperForm(PlainForm):
    """The paper that the household signed, and who saw it."""

    paper = PaperField(label=_("Photo of the signed paper"))
    witness_name = forms.CharField(label=_("Who saw it signed"), max_length=100)
