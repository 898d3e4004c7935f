"""What the pages about files of goods and about other sites ask for."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.channels.imports.foreign import WANTED
from chophien.channels.selectors.feeds import Area, area_of
from chophien.channels.states import AreaKind, EventKind, FaultyRows, KeyScope
from chophien.lib.quantity import UNIT_CHOICES
from chophien.places.selectors import communes_of, provinces_today
from chophien.uploads.forms import PHOTO_TYPES, ManyFiles, PhotosField
from chophien.web.forms import PhoneField, PlainForm, QuantityField, VndField

PICTURES_MOST = 200


class ImportForm(PlainForm):
    """A table of goods with its pictures, and what is to be done with it."""

    file = forms.FileField(
        label=_("The table (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("The file did not arrive. Choose it again."),
            "empty": _("This file is empty. Choose it again."),
        },
    )
    photos = PhotosField(
        label=_("Pictures that the table names"),
        most=PICTURES_MOST,
        required=False,
        widget=ManyFiles(attrs={"data-shrink": True, "accept": PHOTO_TYPES}),
    )
    dry_run = forms.BooleanField(label=_("Only try: tell me what would change, change nothing"), required=False)
    faulty_rows = forms.ChoiceField(
        label=_("If some rows are faulty"), choices=FaultyRows.choices, widget=forms.RadioSelect
    )

    @property
    def pictures(self) -> dict[str, Any]:
        """The pictures by the names they were sent under; the last of several with one name counts."""
        return {one.name: one for one in self.cleaned_data["photos"]}


class OfficeImportForm(ImportForm):
    """The same by an operator, for goods of any shop."""

    publish = forms.BooleanField(label=_("Put the goods on sale without review"), required=False)


class EmbedForm(PlainForm):
    """Whose goods another site wants to show. Each answer makes the next question; a shop's code may come along."""

    tinh = forms.ChoiceField(label=_("Province"), required=False)
    xa = forms.ChoiceField(label=_("Commune"), required=False)
    so = forms.ChoiceField(label=_("How many goods"), required=False, choices=[(n, n) for n in ("3", "6", "12")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed("tinh").choices = [("", _("Choose")), *((one.code, one.full_name) for one in provinces_today())]
        chosen = str(self.data.get("tinh", ""))
        communes = communes_of(chosen) if chosen.isascii() and chosen.isdigit() else []
        self.typed("xa").choices = [("", _("The whole province")), *((one.code, one.full_name) for one in communes)]

    def typed(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- both are, above
        return field

    def count(self) -> int:
        """How many goods the frame shows."""
        return int(self._said("so") or 6)

    def area(self) -> Area | None:
        """What was chosen, as narrow as it was; none before that."""
        shop = str(self.data.get("gian", ""))
        if shop:
            return area_of(AreaKind.SELLER, shop)
        if self._said("xa"):
            return area_of(AreaKind.COMMUNE, self._said("xa"))
        return area_of(AreaKind.PROVINCE, self._said("tinh")) if self._said("tinh") else None

    def _said(self, name: str) -> str:
        self.is_valid()  # reads what was chosen; what makes no sense is left out
        return str(self.cleaned_data.get(name, ""))


class KeyForm(PlainForm):
    """A key for the shop's own program."""

    name = forms.CharField(label=_("What is it for"), max_length=80)
    scopes = forms.MultipleChoiceField(label=_("It may"), choices=KeyScope.choices, widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("It ends"),
        coerce=int,
        choices=[(365, _("after a year")), (90, _("after three months")), (0, _("never by itself"))],
    )


class EndpointForm(PlainForm):
    """An address that wants to hear of changes."""

    url = forms.CharField(label=_("Address of your program"), max_length=500)
    events = forms.MultipleChoiceField(
        label=_("It hears of"),
        choices=[(one.value, one.label) for one in EventKind if one != EventKind.TEST],
        widget=forms.CheckboxSelectMultiple,
    )


class ChannelForm(PlainForm):
    """Another place where the shop sells."""

    name = forms.CharField(label=_("Name of the place"), max_length=80)
    price_percent = forms.IntegerField(
        label=_("Percent added to the price there"), min_value=-90, max_value=400, required=False
    )


class ChannelSettingsForm(PlainForm):
    """Its price rule, and whether it is told."""

    price_percent = forms.IntegerField(
        label=_("Percent added to the price there"), min_value=-90, max_value=400, required=False
    )
    is_enabled = forms.BooleanField(label=_("Tell this place prices and stock"), required=False)


class LinkForm(PlainForm):
    """Goods as another place knows them."""

    listing = forms.ChoiceField(label=_("The goods"))
    outside_id = forms.CharField(label=_("Their number there"), max_length=80, required=False)
    outside_url = forms.CharField(label=_("Their address there"), max_length=500, required=False)
    barcode = forms.CharField(label=_("Bar code"), max_length=40, required=False)
    price_percent = forms.IntegerField(
        label=_("Percent for these goods alone"), min_value=-90, max_value=400, required=False
    )
    is_enabled = forms.BooleanField(label=_("Show them there"), required=False, initial=True)

    def __init__(self, *args: Any, goods: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["listing"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(goods)


class ForeignForm(PlainForm):
    """Another site's table."""

    file = forms.FileField(
        label=_("The other site's table (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("The file did not arrive. Choose it again."),
            "empty": _("This file is empty. Choose it again."),
        },
    )


COLUMN_LABELS = {
    "sku": _("Goods number"),
    "barcode": _("Bar code"),
    "title": _("Name"),
    "description": _("Description"),
    "category": _("Kind of goods"),
    "price_vnd": _("Price"),
    "unit": _("Unit"),
    "pack": _("What one unit holds"),
    "weight_g": _("Weight when sent"),
    "stock": _("How much is left"),
}


class ColumnsForm(PlainForm):
    """Which of their columns is which of ours, and what stands there when theirs says nothing."""

    i_category = forms.ChoiceField(label=_("Kind of goods, where the table says none"))
    i_unit = forms.ChoiceField(label=_("Unit, where the table says none"), choices=UNIT_CHOICES)
    i_weight_g = forms.IntegerField(
        label=_("Weight in grams, where the table says none"), min_value=1, max_value=2_000_000, required=False
    )

    def __init__(
        self, *args: Any, headings: Iterable[str], categories: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("In no column")), *((one, one) for one in headings)]
        for column in WANTED:
            self.fields[f"c_{column}"] = forms.ChoiceField(label=COLUMN_LABELS[column], choices=choices, required=False)
        field = self.fields["i_category"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *categories]

    @property
    def columns(self) -> dict[str, str]:
        return {column: self.cleaned_data[f"c_{column}"] for column in WANTED}

    @property
    def instead(self) -> dict[str, str]:
        told = {"category": self.cleaned_data["i_category"], "unit": self.cleaned_data["i_unit"], "stock": "0"}
        grams = self.cleaned_data["i_weight_g"]
        return {**told, "weight_g": str(grams)} if grams else told

    @staticmethod
    def begun(columns: Mapping[str, str], instead: Mapping[str, str]) -> dict[str, str]:
        """What stands in the form at first."""
        named = {f"c_{column}": heading for column, heading in columns.items()}
        return {**named, **{f"i_{column}": said for column, said in instead.items()}}


LINES = range(1, 6)


class SaleForm(PlainForm):
    """What was sold elsewhere: up to five kinds of goods, where, and who bought it if that is known."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    place = forms.CharField(
        label=_("Where it was sold"), max_length=80, widget=forms.TextInput(attrs={"list": "places"})
    )
    buyer_name = forms.CharField(label=_("Who bought it"), max_length=100, required=False)
    buyer_phone = PhoneField(label=_("Phone of who bought it"), required=False)

    def __init__(self, *args: Any, goods: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose")), *goods]
        for line in LINES:
            is_first = line == 1
            self.fields[f"goods_{line}"] = forms.ChoiceField(label=_("The goods"), choices=choices, required=is_first)
            self.fields[f"quantity_{line}"] = QuantityField(
                label=_("How much"), min_value=Decimal("0.001"), required=is_first
            )
            self.fields[f"price_{line}"] = VndField(label=_("Price of one unit"), min_value=1, required=is_first)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = [said.get(f"goods_{line}") for line in LINES if said.get(f"goods_{line}")]
        for line in LINES:
            code = said.get(f"goods_{line}")
            if not code or line == 1:
                continue
            for name in (f"quantity_{line}", f"price_{line}"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Please fill this in."))
            if chosen.count(code) > 1:
                self.add_error(f"goods_{line}", _("The same goods stand here twice."))
        return said

    @property
    def lines(self) -> list[tuple[str, Decimal, int]]:
        said = self.cleaned_data
        return [
            (said[f"goods_{line}"], said[f"quantity_{line}"], said[f"price_{line}"])
            for line in LINES
            if said.get(f"goods_{line}")
        ]
