"""What the person bought, said and sold."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.complaints.models import Complaint
from chophien.conversations.models import Conversation, Message
from chophien.gateways.models import Attempt, Repayment
from chophien.orders.models import Order, OrderGroup, OrderLine
from chophien.payments.models import AccountAsked, InterestOwed, Refund
from chophien.privacy.kept.base import Rows
from chophien.privacy.kept.held import subjects_held
from chophien.promotions.models import Pledge
from chophien.reviews.models import Question, Review
from chophien.rules.selectors import whole
from chophien.sellers.models import Consent, Seller
from chophien.sellers.selectors.papers import account_of, own_answers

BARE_ADDRESS = {
    "contact_name": "",
    "contact_phone": "",
    "hamlet": "",
    "landmark": "",
    "note": "",
    "lat": None,
    "lon": None,
}
"""What is left of a buyer in an order that no law keeps any more: commune, goods, sums."""


def orders_bought(person: Person) -> Rows:
    """Every order group with where it went, its orders and lines, how it was paid through gateways, and what went back
    of it.
    """
    groups = OrderGroup.objects.filter(person=person).order_by("pk")
    fields = (
        "code",
        *("contact_name", "contact_phone", "province_name", "commune_name", "hamlet", "landmark", "lat", "lon"),
        *("note", "payment_method", "total_vnd", "placed_at", "consent_at", "regulation__version"),
    )
    orders = Order.objects.filter(group__person=person).order_by("pk")
    lines = OrderLine.objects.filter(order__group__person=person).order_by("pk")
    pledges = Pledge.objects.filter(person=person).order_by("pk")
    attempts = Attempt.objects.filter(group_code__in=groups.values("code")).order_by("pk")
    repayments = Repayment.objects.filter(group_code__in=groups.values("code")).order_by("pk")
    refunds = Refund.objects.filter(payment__group_code__in=groups.values("code")).order_by("pk")
    interests = InterestOwed.objects.filter(refund__in=refunds.values("pk")).order_by("pk")
    return [
        *groups.values(*fields),
        *orders.values("code", "group__code", "seller_name", "status", "total_vnd", "placed_at", "completed_at"),
        *lines.values("order__code", "title", "pack", "quantity", "price_vnd", "line_vnd"),
        *pledges.values("contact_name", "contact_phone", "hamlet", "quantity", "total_vnd", "at"),
        *attempts.values(
            "group_code", "gateway", "amount_vnd", "came_vnd", "status", "number", "began_at", "decided_at"
        ),
        *refunds.values("payment__order_code", "code", "amount_vnd", "interest_vnd", "due_on", "done_at", "reference"),
        *interests.values("refund__code", "code", "amount_vnd", "owed_at", "paid_at", "reference"),
        *asked_accounts(groups.values("code")),
        *repayments.values("group_code", "gateway", "amount_vnd", "status", "number", "asked_at", "done_at"),
    ]


def asked_accounts(group_codes: Iterable[str] | QuerySet[Any]) -> Rows:
    """The accounts that a buyer gave for money that goes back to them by a transfer, without their whole numbers."""
    rows = AccountAsked.objects.filter(group_code__in=group_codes).order_by("pk")
    return list(rows.values("group_code", "amount_vnd", "asked_at", "answered_at", "owner_name", "account_tail"))


def forget_accounts(group_codes: Iterable[str] | QuerySet[Any]) -> int:
    """Accounts for money that was paid again long ago are not known any more."""
    done = AccountAsked.objects.filter(group_code__in=group_codes, ended_at__isnull=False).exclude(owner_name="")
    return done.update(owner_name="", account_tail="", bank_bin="", sealed_account=None)


def contracts_kept_since(at: datetime) -> datetime:
    """Contracts placed before may lose their buyer: the longer of what the law asks and the market's own term."""
    least = 366 * whole("orders.contract_retention_years", at=at)
    return at - timedelta(days=max(least, whole("privacy.keep_contracts_days", at=at)))


def forget_orders(person: Person, *, at: datetime) -> int:
    """Old contracts lose their buyer, unless a hold is on the shop that they were made with."""
    old = OrderGroup.objects.filter(person=person, placed_at__lt=contracts_kept_since(at))
    old = old.exclude(orders__seller__code__in=subjects_held())
    return forget_accounts(old.values("code")) + old.exclude(contact_phone="").update(**BARE_ADDRESS)


def complaints(person: Person) -> Rows:
    rows = Complaint.objects.filter(Q(order__group__person=person) | Q(opened_by=person.code)).order_by("pk")
    return list(rows.values("code", "order__code", "fault", "wish", "story", "status", "opened_at"))


def words(person: Person) -> Rows:
    """Reviews, questions and what was written to shops."""
    return [
        *Review.objects.filter(writer_code=person.code).values("code", "author", "score", "text", "written_at"),
        *Question.objects.filter(person=person).values("code", "author", "text", "written_at"),
        *Conversation.objects.filter(person=person).order_by("pk").values("code", "buyer_name"),
        *Message.objects.filter(actor_code=person.code).order_by("pk").values("conversation__code", "text", "at"),
    ]


def forget_words(person: Person, *, at: datetime) -> int:
    """The words stand, since others rely on them; the name goes, but not from the papers of a shop under a hold."""
    del at
    with override("vi"):
        nobody = _("A buyer")
    return (
        Review.objects.filter(writer_code=person.code).update(author=nobody)
        + Question.objects.filter(person=person).update(author=nobody)
        + Conversation.objects.filter(person=person).exclude(seller__code__in=subjects_held()).update(buyer_name=nobody)
    )


def shops(person: Person) -> Rows:
    """Shops that the person manages, with what the person answered about who stands behind them."""
    codes = Grant.objects.filter(
        person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, ends_at__isnull=True
    ).values("scope_code")
    rows = []
    for seller in Seller.objects.filter(code__in=codes).select_related("commune").order_by("pk"):
        account = account_of(seller)
        helped = Consent.objects.filter(mandate__seller=seller).order_by("pk")
        rows.append(
            {
                "code": seller.code,
                "name": seller.name,
                "phone": seller.phone,
                "commune": seller.commune.full_name,
                "identity": own_answers(seller),
                "hamlet": seller.hamlet,
                "landmark": seller.landmark,
                "account_owner": account.owner_name if account else "",
                "helped_by_consent": list(helped.values("mandate__code", "way", "witness_name", "witness_phone", "at")),
            }
        )
    return rows
