"""Reads about receipts: whose they are, which wait, and what a transfer with a receipt's code is measured at."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import people_by_code, reach_of
from chophien.accounts.states import Role
from chophien.collecting.models import HandOver
from chophien.collecting.policies import RECONCILING
from chophien.collecting.selectors.cash import names_of
from chophien.collecting.states import HandOverStatus, Holder, HolderKind, Receiver
from chophien.sellers.models import Seller
from chophien.sellers.policies import CASHIERS
from chophien.sellers.states import SellerKind, SellerStatus

PREFIX = "NT"
COOPERATIVES = (SellerKind.COOPERATIVE, SellerKind.COOPERATIVE_GROUP)
OPEN = (HandOverStatus.OFFERED, HandOverStatus.DISPUTED)


def hand_overs_visible_to(person: Person, *, at: datetime) -> QuerySet[HandOver]:
    """The receipts that somebody may see: the queryset to `policies.can_see_receipt`."""
    if has_role_over(person, RECONCILING, at=at):
        return HandOver.objects.all()
    shops = reach_of(person.code, roles=CASHIERS, at=at).sellers
    own = Q(offered_by=person.code) | Q(giver_kind=HolderKind.HELPER, giver_code=person.code)
    theirs = Q(receiver_code__in=shops) | Q(giver_kind=HolderKind.SELLER, giver_code__in=shops)
    return HandOver.objects.filter(own | theirs)


def all_hand_overs() -> QuerySet[HandOver]:
    """All receipts, for the office."""
    return HandOver.objects.all()


def hand_overs_by(holder: Holder) -> QuerySet[HandOver]:
    """What somebody handed over, the newest first."""
    return HandOver.objects.filter(giver_kind=holder.kind, giver_code=holder.code).order_by("-pk")


def hand_overs_received(seller_code: str) -> QuerySet[HandOver]:
    """The receipts of which a shop or cooperative is the receiver."""
    return HandOver.objects.filter(receiver_code=seller_code)


def to_confirm(seller_code: str) -> list[HandOver]:
    """Receipts that wait for a shop's own yes, the oldest first; what it disputes among them. One statement."""
    waiting = HandOver.objects.filter(receiver_code=seller_code, status__in=OPEN)
    return list(waiting.order_by("pk")[:50])


def hand_overs_in_dispute() -> QuerySet[HandOver]:
    """Receipts that somebody says no to: an operator asks both."""
    return HandOver.objects.filter(status=HandOverStatus.DISPUTED).order_by("pk")


def hand_overs_to_the_market() -> QuerySet[HandOver]:
    """Receipts for transfers to the market's account, the newest first."""
    return HandOver.objects.filter(receiver=Receiver.MARKET).order_by("-pk")


def hand_over_by_code(code: str) -> HandOver | None:
    return HandOver.objects.filter(code=code).first()


def lock_hand_over(pk: int) -> HandOver:
    """Fetch a receipt and hold its row until the transaction ends."""
    return HandOver.objects.select_for_update().get(pk=pk)


def givers_named(rows: Sequence[HandOver]) -> Mapping[str, str]:
    """How to name who gave, by the receipt's code. At most three statements."""
    names = names_of(row.giver for row in rows)
    return {row.code: names[row.giver] for row in rows}


def receivers_named(rows: Sequence[HandOver]) -> Mapping[str, str]:
    """The shop that received, by its code."""
    codes = {row.receiver_code for row in rows if row.receiver_code}
    return dict(Seller.objects.filter(code__in=codes).values_list("code", "name"))


def people_named(hand_over: HandOver) -> Mapping[str, str]:
    """Who took each step of a receipt, by code."""
    found = people_by_code({step.actor_code for step in hand_over.steps.all()})
    return {code: person.name for code, person in found.items()}


def with_all(rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """Receipts with what their page shows of them."""
    return rows.prefetch_related("steps", "lines__cash", "lines__finding__line")


def cooperatives_near(giver: Holder, *, at: datetime) -> QuerySet[Seller]:
    """The cooperatives that may take cash for their households: open ones in the communes where a helper helps."""
    if giver.kind != HolderKind.HELPER:
        return Seller.objects.none()
    communes = reach_of(giver.code, roles={Role.HELPER}, at=at).communes
    near = Seller.objects.filter(commune__code__in=communes, kind__in=COOPERATIVES, status=SellerStatus.APPROVED)
    return near.order_by("folded_name", "pk")


def is_receipt(code: str) -> bool:
    """Whether a receipt for the market's account has this code."""
    return HandOver.objects.filter(code=code, receiver=Receiver.MARKET).exists()
