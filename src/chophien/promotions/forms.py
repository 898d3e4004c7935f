"""What shops and operators type about promotions. Forms read; the actions decide."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Invalid
from chophien.promotions.actions.combos import PartWanted
from chophien.promotions.actions.purchases import PurchaseFacts
from chophien.promotions.actions.vouchers import VoucherFacts
from chophien.promotions.states import Funder, VoucherKind
from chophien.web.forms import DAY_FORMATS, PlainForm, QuantityField, VndField

NAME_MOST, CODE_MOST, FUNDER_MOST, DECISION_MOST, WORDS_MOST = 100, 30, 160, 120, 100
USES_MOST = 1_000_000
Choices = Iterable[tuple[str, "str | Promise"]]


class DayField(forms.DateField):
    """A day, as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
        widget = forms.DateInput(format="%d/%m/%Y", attrs=attrs)
        super().__init__(input_formats=DAY_FORMATS, widget=widget, help_text=_("day/month/year"), **kwargs)


class DaysForm(PlainForm):
    """A promotion with its first and its last day."""

    name = forms.CharField(label=_("Name that buyers see"), max_length=NAME_MOST)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def take(self, refusal: Invalid, *, instead: str = "") -> None:
        """Put what the domain refused beside its fields; `instead` stands in for fields this form does not have."""
        for name, sentences in refusal.field_errors.items():
            self.add_error(name if name in self.fields else instead or None, sentences)


class VoucherForm(DaysForm):
    """A voucher of a shop. Its goods may be named; otherwise it counts for all of the shop's."""

    field_order: tuple[str, ...] = ("code", "name", "kind", "value", "most_vnd", "least_vnd")

    code = forms.CharField(
        label=_("Code that buyers type"), max_length=CODE_MOST, help_text=_("4 to 20 letters and digits, like TET2027.")
    )
    kind = forms.ChoiceField(label=_("What it takes off"), choices=VoucherKind.choices, widget=forms.RadioSelect)
    value = VndField(
        label=_("How much"), required=False, help_text=_("Per cent, or đồng. Leave it empty for free shipping.")
    )
    most_vnd = VndField(label=_("At most, in one order"), required=False, min_value=1)
    least_vnd = VndField(label=_("For goods of at least"), required=False)
    budget_vnd = VndField(label=_("Your budget for it"), min_value=1)
    uses_most = forms.IntegerField(label=_("How often in all"), min_value=1, max_value=USES_MOST, initial=100)
    per_person_most = forms.IntegerField(label=_("How often by one person"), min_value=1, max_value=100, initial=1)
    goods = forms.MultipleChoiceField(
        label=_("Only for these goods"), required=False, widget=forms.CheckboxSelectMultiple
    )
    province_codes = forms.MultipleChoiceField(
        label=_("Only for goods that go to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    stacks = forms.BooleanField(label=_("May stand beside somebody else's voucher"), required=False, initial=True)
    is_shown = forms.BooleanField(label=_("Show it on the page of promotions"), required=False, initial=True)

    def __init__(self, *args: Any, goods: Choices = (), provinces: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("goods", goods), ("province_codes", provinces)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = list(choices)
        if not list(goods):
            del self.fields["goods"]

    def facts(self) -> VoucherFacts:
        """The answers as the action takes them."""
        kept = self.cleaned_data
        return VoucherFacts(
            code=kept["code"],
            name=kept["name"],
            kind=kept["kind"],
            value=kept["value"] or 0,
            most_vnd=kept["most_vnd"],
            least_vnd=kept["least_vnd"] or 0,
            budget_vnd=kept["budget_vnd"],
            uses_most=kept["uses_most"],
            per_person_most=kept["per_person_most"],
            starts_on=kept["starts_on"],
            ends_on=kept["ends_on"],
            listing_ids=[int(pk) for pk in kept.get("goods", [])],
            province_codes=kept["province_codes"],
            stacks=kept["stacks"],
            is_shown=kept["is_shown"],
            **self.payer(),
        )

    def payer(self) -> dict[str, Any]:
        """Who pays, and what only the market's vouchers are limited to."""
        return {"funder": Funder.SELLER}


class OfficeVoucherForm(VoucherForm):
    """A voucher that no shop pays for. It may be for shops, looked for by their names, and for kinds of goods."""

    shop_words = forms.CharField(
        label=_("Only for these shops: look for them by name"),
        required=False,
        max_length=WORDS_MOST,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    seller_ids = forms.MultipleChoiceField(
        label=_("Tick the shops that are meant"), required=False, widget=forms.CheckboxSelectMultiple
    )
    category_ids = forms.MultipleChoiceField(
        label=_("Only for these kinds of goods"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sellers: Choices, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("seller_ids", sellers), ("category_ids", categories)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = list(offered)

    def stand_as(self, typed: Mapping[str, Sequence[object]]) -> None:
        """Show what was typed, unjudged: shops are being looked for, nothing is sent yet."""
        for name, field in self.fields.items():
            answers = list(typed.get(name, []))
            many = isinstance(field, forms.MultipleChoiceField)
            self.initial[name] = answers if many else next(iter(answers), "")

    def limits(self) -> dict[str, Any]:
        """What it is limited to beside what every voucher may be."""
        kept = self.cleaned_data
        return {name: [int(pk) for pk in kept[name]] for name in ("seller_ids", "category_ids")}


class MarketVoucherForm(OfficeVoucherForm):
    """A voucher that the market or a programme pays for."""

    field_order = (*VoucherForm.field_order, "funder", "funder_name")

    funder = forms.ChoiceField(
        label=_("Who pays for it"),
        choices=[(one.value, one.label) for one in (Funder.PLATFORM, Funder.PROGRAMME)],
        widget=forms.RadioSelect,
        initial=Funder.PLATFORM,
    )
    funder_name = forms.CharField(label=_("Name of the programme"), max_length=FUNDER_MOST, required=False)

    def payer(self) -> dict[str, Any]:
        kept = self.cleaned_data
        return {"funder": kept["funder"], "funder_name": kept["funder_name"], **self.limits()}


class ProvinceVoucherForm(OfficeVoucherForm):
    """A voucher that a programme pays for, for shops of one province: of all of it, of a commune, or chosen ones."""

    field_order = (
        "funder_name", "decision", "budget_vnd", *VoucherForm.field_order, "uses_most", "per_person_most",
        "starts_on", "ends_on", "home_commune_code", "shop_words", "seller_ids", "category_ids",
    )  # fmt: skip

    funder_name = forms.CharField(label=_("Name of the programme that pays"), max_length=FUNDER_MOST)
    decision = forms.CharField(
        label=_("Decision on the money"),
        max_length=DECISION_MOST,
        help_text=_("Number and day, such as 12/QĐ-UBND of 05/10/2026."),
    )
    home_commune_code = forms.ChoiceField(label=_("Only for shops of this commune"), required=False)

    def __init__(self, *args: Any, province_code: str, communes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.province_code = province_code
        self.fields["budget_vnd"].label = _("The programme's budget for it")
        field = self.fields["home_commune_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All communes")), *communes]

    def payer(self) -> dict[str, Any]:
        kept = self.cleaned_data
        return {
            "funder": Funder.PROGRAMME,
            "funder_name": kept["funder_name"],
            "decision": kept["decision"],
            "home_province_code": self.province_code,
            "home_commune_code": kept["home_commune_code"],
            **self.limits(),
        }


class ComboForm(DaysForm):
    """Goods that cost less together: up to four, each with how much of it makes a set."""

    field_order = ("name", "variant_1", "quantity_1", "variant_2", "quantity_2", "variant_3", "quantity_3")

    price_vnd = VndField(label=_("Price of one set"))
    variant_1 = forms.ChoiceField(label=_("First goods"))
    quantity_1 = QuantityField(label=_("How much of it"), initial="1", min_value=Decimal("0.001"))
    variant_2 = forms.ChoiceField(label=_("Second goods"), required=False)
    quantity_2 = QuantityField(label=_("How much of it"), initial="1", required=False, min_value=Decimal("0.001"))
    variant_3 = forms.ChoiceField(label=_("Third goods"), required=False)
    quantity_3 = QuantityField(label=_("How much of it"), initial="1", required=False, min_value=Decimal("0.001"))

    def __init__(self, *args: Any, goods: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in (1, 2, 3):
            field = self.fields[f"variant_{number}"]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Choose goods")), *goods]

    def parts(self) -> Sequence[PartWanted]:
        """What makes one set."""
        kept = self.cleaned_data
        return [
            PartWanted(kept[f"variant_{number}"], kept[f"quantity_{number}"] or Decimal(1))
            for number in (1, 2, 3)
            if kept[f"variant_{number}"]
        ]


class PurchaseForm(DaysForm):
    """A lower price once buyers have joined for so much."""

    field_order = ("name", "variant", "price_vnd", "goal", "most")

    variant = forms.ChoiceField(label=_("Which goods"))
    price_vnd = VndField(label=_("Price once enough have joined"), min_value=1)
    goal = QuantityField(label=_("How much has to come together"), min_value=Decimal("0.001"))
    most = QuantityField(label=_("At most you can deliver"), min_value=Decimal("0.001"))

    def __init__(self, *args: Any, goods: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["variant"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose goods")), *goods]

    def facts(self) -> PurchaseFacts:
        """The answers as the action takes them."""
        kept = self.cleaned_data
        return PurchaseFacts(
            variant_code=kept["variant"],
            name=kept["name"],
            price_vnd=kept["price_vnd"],
            goal=kept["goal"],
            most=kept["most"],
            starts_on=kept["starts_on"],
            ends_on=kept["ends_on"],
        )
