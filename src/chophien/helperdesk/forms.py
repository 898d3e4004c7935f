"""What a helper fills in: a household's shop, its first goods, a visit, why a task is dropped."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chophien.catalog.selectors import CategoryNode, categories
from chophien.helperdesk.actions import PHOTOS_MOST, FirstGoods
from chophien.lib.quantity import UNIT_CHOICES
from chophien.places.models import Commune
from chophien.programmes.actions.visits import VisitText
from chophien.sellers.actions.shops import HAMLET_MOST, NAME_MOST, ShopDetails
from chophien.sellers.forms import FaultyForm
from chophien.sellers.states import SellerKind
from chophien.uploads.forms import PhotosField
from chophien.web.forms import DAY_FORMATS, PhoneField, PlainForm, QuantityField, VndField

WEIGHT_MOST = 2_000_000
KINDS_FOR_OTHERS = (
    SellerKind.INDIVIDUAL,
    SellerKind.HOUSEHOLD_BUSINESS,
    SellerKind.COOPERATIVE_GROUP,
    SellerKind.COOPERATIVE,
)
BAD_DAY = _("Write a day as day/month/year, such as 31/12/2028.")


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day as people write it."""
    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"})
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAY_FORMATS,
        widget=widget,
        error_messages={"invalid": BAD_DAY},
    )


class HouseholdForm(FaultyForm):
    """First screen: whose shop it is, how they are reached, where, and what they are on paper."""

    owner_name = forms.CharField(
        label=_("Name of the person who sells"),
        max_length=100,
        help_text=_("As it stands on their papers. The shop belongs to them, not to you."),
    )
    phone = PhoneField(
        label=_("Their own mobile phone"),
        required=False,
        help_text=_("Leave it empty if they have none: they get a printed card to sign in with."),
    )
    commune_code = forms.ChoiceField(label=_("Commune"), widget=forms.RadioSelect)
    hamlet = forms.CharField(label=_("Hamlet"), max_length=HAMLET_MOST, help_text=_("As people there say it."))
    kind = forms.ChoiceField(
        label=_("What are they on paper?"),
        choices=[(one.value, one.label) for one in KINDS_FOR_OTHERS],
        initial=SellerKind.INDIVIDUAL.value,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name of the shop"),
        max_length=NAME_MOST,
        required=False,
        help_text=_("Left empty, it is the name of the person."),
    )

    def __init__(self, *args: Any, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes = {one.code: one for one in communes}
        field = self.fields["commune_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.code, one.full_name) for one in communes]
        if len(communes) == 1:
            field.initial, field.widget = communes[0].code, forms.HiddenInput()

    @property
    def details(self) -> ShopDetails:
        """The answers of a valid form."""
        said = self.cleaned_data
        return ShopDetails(
            name=said["name"] or said["owner_name"],
            kind=said["kind"],
            commune=self.communes[said["commune_code"]],
            hamlet=said["hamlet"],
            phone=said["phone"],
        )


class FirstGoodsForm(FaultyForm):
    """Third screen: a photo, what it is, what it costs, how much there is. The rest is told on the goods' own pages."""

    photos = PhotosField(label=_("Photos of the goods"), most=PHOTOS_MOST)
    title = forms.CharField(
        label=_("Name of the goods"),
        max_length=140,
        help_text=_("As you would say it at the market: what it is, and from where."),
    )
    category = forms.ChoiceField(label=_("What kind of goods is it?"))
    price_vnd = VndField(label=_("Price"))
    unit = forms.ChoiceField(label=_("Sold by"), choices=[("", _("Choose the unit")), *UNIT_CHOICES])
    weight_g = forms.IntegerField(
        label=_("Weight of one when packed, in grams"),
        min_value=1,
        max_value=WEIGHT_MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "7"}),
    )
    left = QuantityField(label=_("How much is left"), min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose the kind of goods")), *_category_choices()]

    @property
    def goods(self) -> FirstGoods:
        """The goods of a valid form."""
        said = self.cleaned_data
        return FirstGoods(
            photos=said["photos"],
            title=said["title"],
            category=said["category"],
            price_vnd=said["price_vnd"],
            unit=said["unit"],
            weight_g=said["weight_g"],
            left=said["left"],
        )


def _category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds of goods, grouped by the branch above them, in the order of the tree."""
    groups: dict[str, list[tuple[str, str]]] = {}

    def walk(node: CategoryNode, above: str) -> None:
        name = node.name_en if get_language() == "en" and node.name_en else node.name_vi
        if not node.children:
            groups.setdefault(above, []).append((node.slug, name))
        for child in node.children:
            walk(child, name)

    for root in categories():
        walk(root, root.name_vi)
    return list(groups.items())


class VisitForm(FaultyForm):
    """A visit: when, where, whom, what was done, what comes next."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    visited_on = day_field(_("Day of the visit"))
    place = forms.CharField(label=_("Where?"), max_length=200)
    met = forms.CharField(label=_("Whom did you meet?"), max_length=100)
    done = forms.CharField(label=_("What did you do together?"), max_length=1_000, widget=forms.Textarea)
    next_step = forms.CharField(label=_("What comes next?"), max_length=500, required=False)
    next_on = day_field(_("On which day?"), required=False)

    @property
    def text(self) -> VisitText:
        """The visit of a valid form."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return VisitText(**said)


class DropForm(PlainForm):
    """Why a task will not be done."""

    reason = forms.CharField(label=_("Why will it not be done?"), max_length=500, required=False)
