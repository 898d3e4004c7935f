"""Telling every shop that the market's rules change."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.jobs.queue import enqueue
from chophien.messages.models import Message
from chophien.regulations.models import RegulationVersion
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

KIND = "regulation.new"
CONCERNED = (SellerStatus.IN_REVIEW, SellerStatus.APPROVED, SellerStatus.SUSPENDED)
AT_ONCE = 100
TITLES_MOST = 160


def have_regulations_told(*, versions: Sequence[RegulationVersion]) -> None:
    """Have the shops told of these versions, in the caller's transaction, at the moment at which they are public."""
    enqueue(
        "sellers.tell_of_regulations",
        run_at=versions[0].published_at,
        version_ids=[one.pk for one in versions],
        after=0,
    )


@transaction.atomic
def tell_of_regulations(*, version_ids: Sequence[int], after: int, at: datetime) -> int:
    """Tell some hundred shops of new versions, all in one message, and come back for those behind them.

    Shops in the order of their keys, those behind `after`; who was told is not told again. Says how many were told.
    """
    versions = list(RegulationVersion.objects.filter(pk__in=version_ids).defer("body", "body_en").order_by("pk"))
    if not versions:
        return 0
    shops = list(Seller.objects.filter(status__in=CONCERNED, pk__gt=after).order_by("pk")[:AT_ONCE])
    about = str(versions[0])
    written = Message.objects.filter(kind=KIND, about=about, written_at__gte=versions[0].published_at)
    told = set(written.filter(seller_code__in=[shop.code for shop in shops]).values_list("seller_code", flat=True))
    to_tell = [shop for shop in shops if shop.code not in told]
    for shop in to_tell:
        tell_managers(
            seller=shop,
            kind=KIND,
            text=_("New rules of the market: %(titles)s. They count from %(day)s."),
            facts={
                "titles": ", ".join(one.title for one in versions)[:TITLES_MOST],
                "day": f"{versions[0].effective_from:%d/%m/%Y}",
            },
            link=_page_of(versions),
            about=about,
            at=at,
        )
    if len(shops) == AT_ONCE:
        enqueue("sellers.tell_of_regulations", version_ids=list(version_ids), after=shops[-1].pk)
    return len(to_tell)


def _page_of(versions: Sequence[RegulationVersion]) -> str:
    """The version itself, or the list of all documents where there are several."""
    if len(versions) > 1:
        return reverse("regulations:index")
    return reverse("regulations:version", args=[versions[0].key, versions[0].version])
