"""What buyers and shops type about buying in bulk. Forms read; the actions decide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Category
from chophien.catalog.states import CertificateKind
from chophien.lib.errors import DomainError
from chophien.lib.money import parse_vnd
from chophien.lib.quantity import UNIT_CHOICES, parse_quantity
from chophien.lib.text import fold
from chophien.payments.states import AGREED
from chophien.places.models import TODAY, Commune
from chophien.places.selectors import search_places
from chophien.web.forms import DAY_FORMATS, PhoneField, PlainForm, QuantityField, VndField
from chophien.wholesale.actions.quoting import QuoteFacts
from chophien.wholesale.actions.requests import RequestFacts
from chophien.wholesale.actions.terms import ContractTerms
from chophien.wholesale.states import DepositLate, DepositUse, PackPart, Rhythm

BULK_UNITS = ["kg", "yen", "quintal", "tonne", "litre", "box", "bag", "packet", "bottle", "jar", "fruit", "piece"]
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
PERCENT = 100
Choices = Iterable[tuple[str, str]]


class DayField(forms.DateField):
    """A day, as the browser's calendar writes it or as people do."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d")
        widget.input_type = "date"
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **kwargs)


class PlaceField(forms.CharField):
    """A commune of today, found by any of its names; more than one is asked back about."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = search_places(str(text)[:120], limit=4, kind="commune")
        if not found:
            raise ValidationError(_("We know no such commune or ward. Write it like “Đồng Văn, Tuyên Quang”."))
        first = fold(str(text).partition(",")[0])
        exact = [hit for hit in found if not hit.old_name and first in {fold(hit.name), fold(hit.full_name)}]
        meant = exact or found
        if len(meant) > 1:
            names = "; ".join(f"{hit.full_name}, {hit.province_name}" for hit in meant)
            raise ValidationError(_("Which one? %(names)s") % {"names": names})
        known = Commune.objects.select_related("province").filter(vintage=TODAY, code=meant[0].code).first()
        if known is None:
            raise ValidationError(_("We know no such commune or ward. Write it like “Đồng Văn, Tuyên Quang”."))
        return known

    def prepare_value(self, value: Any) -> Any:
        return f"{value.full_name}, {value.province.name}" if isinstance(value, Commune) else value

    def run_validators(self, value: Any) -> None:
        if isinstance(value, str):
            super().run_validators(value)


class RequestForm(PlainForm):
    """What a buyer looks for."""

    goods = forms.CharField(label=_("What you look for"), max_length=140)
    category = forms.ModelChoiceField(
        label=_("Kind of goods"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Any kind"),
        help_text=_("Shops that sell this kind are told of your request. Without a kind they only find it themselves."),
    )
    quantity = QuantityField(label=_("How much each time"))
    unit = forms.ChoiceField(label=_("Unit"), choices=[one for one in UNIT_CHOICES if one[0] in BULK_UNITS])
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, widget=forms.RadioSelect, initial="once")
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"), required=False)
    least_vnd = VndField(
        label=_("Lowest price for one unit"),
        required=False,
        min_value=1,
        help_text=_("For one of the unit chosen above: a price for one tonne where you ask for tonnes."),
    )
    most_vnd = VndField(label=_("Highest price for one unit"), required=False, min_value=1)
    certificates = forms.MultipleChoiceField(
        label=_("Certificates the goods must have"),
        choices=CertificateKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_province_code = forms.ChoiceField(label=_("Only from shops in"), required=False)
    place = PlaceField(
        label=_("Commune or ward it goes to"),
        max_length=120,
        help_text=_("Shops see the province only, until you accept a quote."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea)

    def __init__(self, *args: Any, provinces: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.fields["category"]
        if isinstance(found, forms.ModelChoiceField):
            found.queryset = Category.objects.order_by("path")
            found.label_from_instance = lambda one: str(one.name_vi)  # type: ignore[method-assign,assignment]  # Django's way
        province = self.fields["from_province_code"]
        if isinstance(province, forms.ChoiceField):
            province.choices = [("", _("Everywhere")), *provinces]

    def facts(self) -> RequestFacts:
        kept = dict(self.cleaned_data)
        return RequestFacts(commune=kept.pop("place"), **kept)


class QuoteForm(PlainForm):
    """A shop's answer."""

    variant_code = forms.ChoiceField(label=_("Which of your goods"))
    price_vnd = VndField(label=_("Price for one unit of them"), min_value=1)
    quantity = QuantityField(
        label=_("How much each time, in their unit"),
        required=False,
        help_text=_("Leave it empty for what is asked for, where the units can be converted."),
    )
    valid_until = DayField(label=_("The quote counts until"))
    lot_code = forms.ChoiceField(label=_("From which lot of your households"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea)

    def __init__(self, *args: Any, goods: Choices = (), lots: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from_lots = self.fields["lot_code"]
        if not lots:
            del self.fields["lot_code"]
        elif isinstance(from_lots, forms.ChoiceField):
            from_lots.choices = [("", _("From no lot in particular")), *lots]
        chosen = self.fields["variant_code"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = list(goods)

    def facts(self) -> QuoteFacts:
        return QuoteFacts(**self.cleaned_data)


class TermsForm(PlainForm):
    """The terms of a contract's draft."""

    base_vnd = VndField(label=_("Agreed price for one unit"), min_value=1)
    share_percent = forms.IntegerField(
        label=_("Per cent of the price that follow an index"), min_value=0, max_value=PERCENT, initial=0
    )
    index_name = forms.CharField(label=_("Which index, and where it stands"), required=False, max_length=120)
    base_index = QuantityField(label=_("How the index stands at the agreed price"), required=False)
    floor_vnd = VndField(label=_("Never below"), required=False, min_value=1)
    cap_vnd = VndField(label=_("Never above"), required=False, min_value=1)
    deposit_vnd = VndField(label=_("Deposit"), required=False)
    deposit_on = DayField(label=_("Paid until"), required=False)
    deposit_use = forms.ChoiceField(
        label=_("What becomes of the deposit"), choices=DepositUse.choices, widget=forms.RadioSelect, initial="set_off"
    )
    deposit_late = forms.ChoiceField(
        label=_("When it has not come by then"), choices=DepositLate.choices, widget=forms.RadioSelect, initial="warn"
    )
    payment = forms.ChoiceField(
        label=_("Each delivery is paid by"), choices=AGREED, widget=forms.RadioSelect, initial="cod"
    )
    late_percent = QuantityField(
        label=_("Penalty for each day late, in per cent"), required=False, max_value=Decimal(PERCENT)
    )
    short_percent = forms.IntegerField(
        label=_("Penalty for what never comes, in per cent"), min_value=0, max_value=PERCENT, initial=0
    )
    contact_name = forms.CharField(label=_("Who receives the goods"), max_length=100)
    contact_phone = PhoneField(label=_("Mobile phone"))
    place = PlaceField(label=_("Commune or ward it goes to"), max_length=120)
    hamlet = forms.CharField(label=_("House, street or hamlet"), required=False, max_length=120)
    terms = forms.CharField(label=_("Further terms"), required=False, max_length=2000, widget=forms.Textarea)

    def clean_late_percent(self) -> int:
        """Hundredths of a per cent: what has more places is refused, never rounded."""
        rate = self.cleaned_data.get("late_percent") or Decimal(0)
        if rate * PERCENT != (rate * PERCENT).to_integral_value():
            raise ValidationError(_("At most two places after the comma."))
        return int(rate * PERCENT)

    def facts(self) -> ContractTerms:
        kept = dict(self.cleaned_data)
        late = kept.pop("late_percent")
        kept["deposit_vnd"] = kept["deposit_vnd"] or 0
        return ContractTerms(commune=kept.pop("place"), late_permyriad=late, **kept)


class IndexForm(PlainForm):
    """A figure of the index."""

    on = DayField(label=_("From this day on"))
    value = QuantityField(label=_("The index stood at"))
    source = forms.CharField(label=_("Where the figure stands"), max_length=200)


class DepositForm(PlainForm):
    """How it is known that the deposit came."""

    reference = forms.CharField(label=_("Number of the transfer"), required=False, max_length=80)


class PartForm(PlainForm):
    """How much is sent."""

    quantity = QuantityField(label=_("How much is sent"))


class TiersForm(PlainForm):
    """A price list as lines ``10 90.000``: from how many, and đồng a unit."""

    variant_code = forms.ChoiceField(label=_("Which of your goods"))
    buyer_phone = PhoneField(
        label=_("Only for the buyer with this phone"), required=False, help_text=_("Empty: for everybody.")
    )
    tiers = forms.CharField(
        label=_("From how many, and the price for one"),
        required=False,
        max_length=400,
        widget=forms.Textarea,
        help_text=_("One line each, like “10: 90.000”. Empty ends the price list."),
    )
    until = DayField(
        label=_("The last day of these prices"), required=False, help_text=_("Empty: until you change them.")
    )

    def __init__(self, *args: Any, goods: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["variant_code"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = list(goods)

    def clean_tiers(self) -> list[tuple[Decimal, int]]:
        rows = []
        for line in str(self.cleaned_data["tiers"]).splitlines():
            if not line.strip():
                continue
            least, _mark, price = line.partition(":")
            try:
                rows.append((parse_quantity(least), parse_vnd(price)))
            except DomainError as refusal:
                raise ValidationError(f"“{line[:40]}”: {refusal}") from None
        return rows


class PackForm(PlainForm):
    """Who gets which of the shop's papers, and until when."""

    buyer_phone = PhoneField(
        label=_("Only the buyer with this phone"),
        required=False,
        help_text=_("Empty: every buyer to whom your shop quotes."),
    )
    papers = forms.MultipleChoiceField(
        label=_("Which papers"), choices=PackPart.choices, widget=forms.CheckboxSelectMultiple
    )
    until = DayField(label=_("They may take them until"))


class AgreeForm(PlainForm):
    """The buyer's yes to the market's regulations: a box that nobody has ticked before, and the version it stood by."""

    consent = forms.BooleanField(
        label=_("I agree"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-no-draft": True}),
    )
    seen_regulation = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)

    def clean_seen_regulation(self) -> str:
        """Whoever saw none on a page has agreed to none."""
        return str(self.cleaned_data["seen_regulation"]) or "-"


class SignForm(AgreeForm):
    """One side's yes to a contract; the box is the buyer's."""

    pin = forms.CharField(label=_("Code from the message"), required=False, max_length=12)


class StandingForm(AgreeForm):
    """When the goods of the cart come again."""

    field_order = ("name", "weekdays", "first_on", "last_on", "contact_name", "contact_phone", "place", "hamlet")

    name = forms.CharField(label=_("Name, like “The canteen of the primary school”"), max_length=100)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    contact_name = forms.CharField(label=_("Who receives the goods"), max_length=100)
    contact_phone = PhoneField(label=_("Mobile phone"))
    place = PlaceField(label=_("Commune or ward it goes to"), max_length=120)
    hamlet = forms.CharField(label=_("House, street or hamlet"), required=False, max_length=120)


class SkipForm(PlainForm):
    """A day without goods."""

    on = DayField(label=_("Day"))
