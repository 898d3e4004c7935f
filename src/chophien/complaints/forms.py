"""What buyers, shops and operators write about complaints and recalls."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.complaints.actions.answering import Offer
from chophien.complaints.actions.opening import PHOTOS_MOST, Grievance
from chophien.complaints.actions.recalls import Notice
from chophien.complaints.states import OFFERED, Fault, RemedyKind, Wish
from chophien.orders.models import OrderLine
from chophien.uploads.forms import PhotosField
from chophien.web.forms import DAY_FORMATS, PlainForm, VndField, ask_later

WORDS_MOST, REASON_MOST, PARCEL_MOST = 2000, 300, 160


class _MoneyByLine(PlainForm):
    """A form with one field of đồng for each of the goods of an order, named after the variant."""

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.money_names = []
        for line in lines:
            name = f"vnd-{line.variant.code}"
            self.fields[name] = VndField(label=line.title, required=False, min_value=0)
            self.money_names.append(name)

    @property
    def money(self) -> list[forms.BoundField]:
        """The fields for the money, in the order of the goods."""
        return [self[name] for name in self.money_names]

    def amounts(self) -> dict[str, int]:
        """Code of the variant → đồng, where something was written."""
        given = {name.removeprefix("vnd-"): self.cleaned_data.get(name) for name in self.money_names}
        return {code: int(amount) for code, amount in given.items() if amount}


class GrievanceForm(_MoneyByLine):
    """What is wrong, shown and told, and what the buyer wishes."""

    fault = forms.ChoiceField(label=_("What is wrong?"), choices=Fault.choices, widget=forms.RadioSelect)
    story = forms.CharField(
        label=_("Tell it in your own words"), widget=forms.Textarea(attrs={"rows": "4"}), max_length=WORDS_MOST
    )
    photos = PhotosField(label=_("Photos of what is wrong"), most=PHOTOS_MOST, required=False)
    wish = forms.ChoiceField(label=_("What do you wish?"), choices=Wish.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, sold_here: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_later(self.fields["photos"])  # for what is broken there must be one
        wish = self.fields["wish"]
        if not sold_here and isinstance(wish, forms.ChoiceField):  # no contract was made on the market
            wish.choices = [(value, label) for value, label in Wish.choices if value != Wish.RESCIND]

    def grievance(self) -> Grievance:
        """What was said."""
        said = self.cleaned_data
        return Grievance(said["fault"], said["wish"], said["story"], self.amounts())


class OfferForm(_MoneyByLine):
    """An offer of the shop, or the market's decision."""

    kind = forms.ChoiceField(
        label=_("What happens"), choices=[(one.value, one.label) for one in OFFERED], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Say why, as the other side will read it"),
        widget=forms.Textarea(attrs={"rows": "4"}),
        max_length=WORDS_MOST,
    )
    shipping_vnd = VndField(label=_("Of the shipping"), required=False, min_value=0)
    photos = PhotosField(label=_("Photos"), most=PHOTOS_MOST, required=False)
    restock = forms.BooleanField(label=_("What comes back is good to be sold again"), required=False)

    def __init__(self, *args: Any, with_money: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if not with_money and isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, one.label) for one in (RemedyKind.REPLACE, RemedyKind.NOTHING)]

    def offer(self) -> Offer:
        """What was written."""
        said = self.cleaned_data
        return Offer(
            said["kind"], said["words"], self.amounts(), int(said.get("shipping_vnd") or 0), bool(said.get("restock"))
        )


class ReasonForm(PlainForm):
    """Why somebody asks for the market, or for another look."""

    reason = forms.CharField(label=_("Why"), max_length=REASON_MOST, required=False)


class AgreeForm(PlainForm):
    """How many answers of the shop the buyer had read when agreeing."""

    read = forms.IntegerField(min_value=0, max_value=9999, required=False, widget=forms.HiddenInput)


class ParcelForm(PlainForm):
    """With which carrier something was sent, under which number."""

    parcel = forms.CharField(label=_("Carrier and number of the parcel"), max_length=PARCEL_MOST)


class RecallForm(PlainForm):
    """Why goods are called back, what buyers shall do, and which of the goods are meant."""

    why = forms.CharField(
        label=_("Why are the goods called back?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=WORDS_MOST
    )
    what_to_do = forms.CharField(
        label=_("What shall buyers do?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=WORDS_MOST
    )
    sold_from = forms.DateField(label=_("Sold from day"), required=False, input_formats=DAY_FORMATS)
    sold_to = forms.DateField(label=_("Sold until day"), required=False, input_formats=DAY_FORMATS)
    version = forms.IntegerField(label=_("Only version number"), required=False, min_value=1, max_value=9999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sold_from", "sold_to"):
            self.fields[name].widget.attrs.update({"placeholder": "24/11/2026", "maxlength": "12"})
            self.fields[name].error_messages["invalid"] = _("Write a day as day/month/year, such as 31/12/2028.")

    def notice(self) -> Notice:
        """What was written."""
        said = self.cleaned_data
        return Notice(said["why"], said["what_to_do"], said["version"] or 0, said["sold_from"], said["sold_to"])
