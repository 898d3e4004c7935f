"""What is typed about stamps. Forms read; the actions decide."""

from collections.abc import Sequence

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Variant
from chophien.lib.errors import Sentence
from chophien.scans.actions.stamps import REASON_MOST
from chophien.scans.actions.suspecting import REASON_MOST as FINDING_MOST
from chophien.scans.selectors.stamps import Place
from chophien.web.forms import PlainForm

NUMBER_MOST = 1_000_000
SERIAL_MOST = 60


class OrderStampsForm(PlainForm):
    """For which goods, and how many."""

    variant = forms.ChoiceField(label=_("For which goods"))
    count = forms.IntegerField(label=_("How many stamps"), min_value=1, max_value=NUMBER_MOST)

    def __init__(self, *args: object, variants: Sequence[Variant], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.variants = {one.code: one for one in variants}
        choices = [(one.code, name_of(one)) for one in variants]
        self.fields["variant"] = forms.ChoiceField(label=_("For which goods"), choices=choices)


class RangeForm(PlainForm):
    """From which stamp to which."""

    first = forms.IntegerField(label=_("From stamp number"), min_value=1, max_value=NUMBER_MOST)
    last = forms.IntegerField(label=_("To stamp number"), min_value=1, max_value=NUMBER_MOST)


class ActivateForm(RangeForm):
    """On the packs of which lot they are now, and on which of them where it was packed several times."""

    def __init__(self, *args: object, places: Sequence[Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.places = {one.key: one for one in places}
        self.fields["lot"] = forms.ChoiceField(label=_("On the packs of lot"), choices=_choices(places))


class VoidForm(RangeForm):
    """Which ones are not to be used any more, and why."""

    reason = forms.CharField(label=_("Why"), max_length=REASON_MOST)


class UseStampForm(PlainForm):
    """One stamp by its number, and the lot of the pack that it is on, or the packs of one day."""

    serial = forms.CharField(label=_("Number on the stamp"), max_length=SERIAL_MOST)

    def __init__(self, *args: object, places: Sequence[Place], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.places = {one.key: one for one in places}
        self.fields["lot"] = forms.ChoiceField(label=_("On a pack of lot"), choices=_choices(places))


class SettleForm(PlainForm):
    """What was found out about a stamp."""

    step = forms.ChoiceField(
        label=_("What did you find out?"),
        choices=[
            ("check", _("I am looking into it")),
            ("confirm", _("It was copied")),
            ("dismiss", _("All is well with it")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("How do you know"), max_length=FINDING_MOST, required=False)


def name_of(variant: Variant) -> str:
    """Goods with their size, as a shop chooses among them."""
    live = variant.listing.live
    return " · ".join(
        part for part in (live.title if live else variant.listing.code, variant.title, variant.pack) if part
    )


def _choices(places: Sequence[Place]) -> list[tuple[str, Sentence]]:
    several = {one.lot.pk for one in places if one.pack}
    return [(one.key, _unsaid(one) if one.pack is None and one.lot.pk in several else one.words) for one in places]


def _unsaid(place: Place) -> Sentence:
    return format_lazy("{} · {}", place.words, _("I do not know on which day they were packed"))
