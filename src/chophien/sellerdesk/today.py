"""What waits for a shop's people today: one card for each task, the most urgent first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from chophien.catalog.models import Certificate, Listing
from chophien.catalog.selectors import listings_of
from chophien.lib.dates import format_date, format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.orders.selectors.pages import SellerDay, seller_day
from chophien.payments.selectors import Figures, figures_of
from chophien.sellerdesk.goods import PILES, GoodsRow, goods_rows
from chophien.sellerdesk.selectors import Desk
from chophien.sellerdesk.trust import waiting_words
from chophien.sellers.models import Seller
from chophien.sellers.selectors.papers import missing_of
from chophien.sellers.states import BEING_WRITTEN, SellerStatus
from chophien.settlement.selectors.payable import to_come
from chophien.wholesale.selectors.hearing import new_requests_of

NAMED = 3
SEE = pgettext_lazy("task", "See")
FILL_IN = pgettext_lazy("task", "Fill in")
SEND_IN = pgettext_lazy("task", "Send in")
ACCEPT = pgettext_lazy("task", "Accept")
PACK = pgettext_lazy("task", "Pack")
MEND = pgettext_lazy("task", "Mend")
COUNT = pgettext_lazy("task", "Count")
GO_ON = pgettext_lazy("task", "Go on")
RENEW = pgettext_lazy("task", "Renew")
ANSWER = pgettext_lazy("task", "Answer")
EXPIRY_DAYS = 60


@dataclass(frozen=True)
class Task:
    """One thing to do: what, why or until when, and the page and verb that do it."""

    icon: str
    title: str
    text: str
    href: str
    verb: Sentence
    tone: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Today:
    """A shop's day. `money` is none for those whom it does not concern."""

    tasks: Sequence[Task]
    day: SellerDay
    money: Figures | None
    to_come_vnd: int
    has_goods: bool


def today_of(desk: Desk, *, at: datetime) -> Today:
    """The day of the desk's shop as its person sees it. A fixed number of statements."""
    day = seller_day(desk.seller, at=at)
    piles = _first_goods(desk.seller, at=at)
    has_goods = any(piles.values()) or Listing.objects.filter(seller=desk.seller).exists()
    waiting = waiting_words(desk.seller) if desk.answers else (0, 0, 0)
    tasks = [
        *(_shop_tasks(desk.seller) if desk.manages else []),
        *(_order_tasks(desk.seller, day, at=at) if desk.serves else []),
        *_trust_tasks(waiting),
        *(_wholesale_tasks(desk.seller, at=at) if desk.answers else []),
        *(_goods_tasks(piles, counts=desk.counts, manages=desk.lists)),
        *(_certificate_tasks(desk.seller, at=at) if desk.lists else []),
    ]
    money = figures_of(desk.seller.code) if desk.sees_money else None
    to_come_vnd = to_come(desk.seller.code) if desk.sees_money else 0
    return Today(tasks=tasks, day=day, money=money, to_come_vnd=to_come_vnd, has_goods=has_goods)


def _shop_tasks(seller: Seller) -> Iterator[Task]:
    page = reverse("sellers:shop", args=[seller.code])
    if seller.status in BEING_WRITTEN:
        missing = [str(one) for one in missing_of(seller)]
        if seller.status == SellerStatus.NEEDS_CHANGES:
            yield Task(
                "shop",
                _("The market asks you to correct your shop"),
                "",
                page,
                SEE,
                "info",
                urgent=True,
            )
        elif missing:
            named = _(", ").join(missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
            text = _("Still missing: %(missing)s.") % {"missing": named}
            papers = reverse("sellers:papers", args=[seller.code])
            yield Task("shop", _("Your shop is not open yet"), text, papers, FILL_IN, "info", urgent=True)
        else:
            yield Task("shop", _("Your shop can be sent in"), "", page, SEND_IN, "info", urgent=True)
    elif seller.status == SellerStatus.IN_REVIEW:
        text = _("Meanwhile you can write down your goods.")
        yield Task("shop", _("The market is checking your shop"), text, page, SEE, "info")


def _order_tasks(seller: Seller, day: SellerDay, *, at: datetime) -> Iterator[Task]:
    def pile(name: str) -> str:
        return reverse("orders:seller-list") + "?" + urlencode({"gian": seller.code, "loai": name})

    if day.to_answer:
        title = ngettext("%(num)s new order to accept", "%(num)s new orders to accept", day.to_answer)
        first = day.answer_first[0].accept_by if day.answer_first else None
        today = local_date(at)
        text = (
            _("Accept before %(time)s, or it ends by itself.") % {"time": format_moment(first, today=today)}
            if first
            else ""
        )
        yield Task("clock", title % {"num": day.to_answer}, text, pile("to_answer"), ACCEPT, urgent=True)
    if day.to_pack:
        title = ngettext("Pack %(num)s order", "Pack %(num)s orders", day.to_pack)
        yield Task("box", title % {"num": day.to_pack}, "", pile("to_pack"), PACK, "leaf")
    if day.to_hand_over:
        title = ngettext("Hand %(num)s parcel to the postman", "Hand %(num)s parcels to the postman", day.to_hand_over)
        yield Task("truck", title % {"num": day.to_hand_over}, "", pile("to_hand_over"), SEE, "leaf")
    if day.awaiting_transfer:
        title = ngettext(
            "%(num)s order waits for the buyer's money",
            "%(num)s orders wait for the buyers' money",
            day.awaiting_transfer,
        )
        text = _("Do not pack yet.")
        yield Task(
            "coin",
            title % {"num": day.awaiting_transfer},
            text,
            pile("awaiting_transfer"),
            SEE,
            "info",
        )


def _trust_tasks(waiting: tuple[int, int, int]) -> Iterator[Task]:
    complaints, messages, questions = waiting
    if complaints:
        title = ngettext("%(num)s complaint to settle", "%(num)s complaints to settle", complaints)
        page = reverse("complaints:seller-list")
        yield Task("speaker", title % {"num": complaints}, "", page, ANSWER, urgent=True)
    if messages:
        title = ngettext("%(num)s message from a buyer", "%(num)s messages from buyers", messages)
        yield Task("edit", title % {"num": messages}, "", reverse("conversations:seller-talks"), ANSWER, "info")
    if questions:
        title = ngettext("%(num)s question about your goods", "%(num)s questions about your goods", questions)
        yield Task("star", title % {"num": questions}, "", reverse("reviews:seller-questions"), ANSWER, "info")


def _wholesale_tasks(seller: Seller, *, at: datetime) -> Iterator[Task]:
    if asked := new_requests_of(seller, on=local_date(at)):
        title = ngettext("%(num)s new request to buy in bulk", "%(num)s new requests to buy in bulk", asked)
        text = _("Look at what they need and quote your price.")
        yield Task("people", title % {"num": asked}, text, reverse("wholesale:shop", args=[seller.code]), SEE, "info")


def _goods_tasks(piles: dict[str, list[GoodsRow]], *, counts: bool, manages: bool) -> Iterator[Task]:
    if manages:
        for row in piles["to_mend"]:
            text = _("The market says: %(reason)s") % {"reason": row.reason} if row.reason else ""
            title = _("Mend “%(title)s”") % {"title": row.title}
            yield Task("edit", title, text, _page(row), MEND, "info")
    if counts and piles["sold_out"]:
        names = _(", ").join(row.title for row in piles["sold_out"])
        title = _("Sold out: %(names)s") % {"names": names}
        text = _("Buyers cannot order them now.")
        yield Task("box", title, text, reverse("sellerdesk:goods") + "?loai=sold_out", COUNT, "info")
    if manages and piles["drafts"]:
        names = _(", ").join(row.title for row in piles["drafts"])
        title = _("Begun and not sent in yet")
        href = _page(piles["drafts"][0]) if len(piles["drafts"]) == 1 else reverse("sellerdesk:goods") + "?loai=drafts"
        yield Task("note", title, names, href, GO_ON, "info")


def _certificate_tasks(seller: Seller, *, at: datetime) -> Iterator[Task]:
    day = local_date(at)
    soon = Q(valid_to__gte=day, valid_to__lte=day + timedelta(days=EXPIRY_DAYS))
    ending = Certificate.objects.filter(soon, seller=seller, verified_at__isnull=False)
    for one in ending.order_by("valid_to", "pk")[:NAMED]:
        title = _("%(kind)s ends on %(day)s") % {
            "kind": f"{one.get_kind_display()} {'★' * (one.stars or 0)}".strip(),
            "day": format_date(one.valid_to) if one.valid_to else "",
        }
        text = _("The badge disappears the day after. Hand in the new certificate.")
        yield Task("star", title, text, reverse("sellerdesk:certificates"), RENEW, "info")


def _first_goods(seller: Seller, *, at: datetime) -> dict[str, list[GoodsRow]]:
    """The first goods of each pile that gives work, fetched together. Three statements."""
    wanted = ("to_mend", "sold_out", "drafts")
    found = {pile: list(listings_of(seller).filter(PILES[pile])[:NAMED]) for pile in wanted}
    rows = goods_rows([one for some in found.values() for one in some], on=local_date(at))
    by_pk = {row.listing.pk: row for row in rows}
    return {pile: [by_pk[one.pk] for one in some] for pile, some in found.items()}


def _page(row: GoodsRow) -> str:
    return reverse("sellerdesk:item", args=[row.listing.code])
