"""What is typed about stamps. Forms read; the actions decide."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Variant
from chophien.lots.models import Lot
from chophien.scans.actions.stamps import REASON_MOST
from chophien.scans.actions.suspecting import REASON_MOST as FINDING_MOST
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
    """On the packs of which lot they are now."""

    def __init__(self, *args: object, lots: Sequence[Lot], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.lots = {one.code: one for one in lots}
        self.fields["lot"] = forms.ChoiceField(label=_("On the packs of lot"), choices=_choices(lots))


class VoidForm(RangeForm):
    """Which ones are not to be used any more, and why."""

    reason = forms.CharField(label=_("Why"), max_length=REASON_MOST)


class UseStampForm(PlainForm):
    """One stamp by its number, and the lot of the pack that it is on."""

    serial = forms.CharField(label=_("Number on the stamp"), max_length=SERIAL_MOST)

    def __init__(self, *args: object, lots: Sequence[Lot], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.lots = {one.code: one for one in lots}
        self.fields["lot"] = forms.ChoiceField(label=_("On a pack of lot"), choices=_choices(lots))


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


def _choices(lots: Sequence[Lot]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} · {one.product}") for one in lots]
