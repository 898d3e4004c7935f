"""What waits at the office's desk: every queue in one list, counted in one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Expression, F, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import asked_once
from chophien.audit.models import Entry
from chophien.cashpoints.selectors.overseeing import tills_low_for
from chophien.catalog.selectors import certificates_to_verify
from chophien.catalog.states import DemandStatus
from chophien.collecting.selectors.cash import carriers_over_limit, old_cash
from chophien.collecting.selectors.files import findings_waiting
from chophien.collecting.selectors.handovers import hand_overs_in_dispute
from chophien.complaints.selectors.complaints import complaints_mediated_by, waiting_for_the_market
from chophien.conversations.selectors.talks import talks_reported_to, to_look_at
from chophien.gateways.selectors import backs_to_look_at as not_given_back
from chophien.gateways.selectors import differences, entries_open, odd_attempts, payouts_that_differ, seen_and_unsettled
from chophien.knowledge.selectors import facts_managed_by
from chophien.knowledge.states import FactStatus
from chophien.lib.errors import Sentence
from chophien.officedesk.selectors import (
    Office,
    deposits_interest_due,
    deposits_to_give_back,
    interest_to_pay,
    open_listings_to_review,
    payments_awaited,
    refunds_to_pay,
)
from chophien.officedesk.telling import demands_for, findings_for, stories_for
from chophien.orders.models import Order
from chophien.orders.selectors.mismatches import not_matching
from chophien.orders.selectors.orders import orders_operated_by
from chophien.privacy.selectors.register import requests_in_queue
from chophien.programmes.selectors.tasks import tasks_overseen_by
from chophien.programmes.states import TaskStatus
from chophien.reconciliation.selectors import backs_open, lines_to_look_at
from chophien.reviews.selectors.words import questions_moderated_by, reviews_moderated_by
from chophien.scans.selectors.suspicions import suspicions_overseen_by, unsettled
from chophien.sellers.selectors.helping import callbacks_open_to
from chophien.sellers.selectors.papers import accounts_to_confirm
from chophien.sellers.selectors.shops import sellers_to_review
from chophien.settlement.selectors.debts import OWES_SINCE, debts, shops_in_debt
from chophien.settlement.selectors.paid_twice import paid_twice
from chophien.smsdesk.selectors import unmatched_for
from chophien.tax.selectors.classes import goods_to_classify
from chophien.tax.selectors.returns import returns_to_file
from chophien.treasury.selectors.standing import own_transfers_open

Waiting = Callable[[Person, datetime], QuerySet[Any]]


@dataclass(frozen=True)
class QueueKind:
    """One queue: what it is called, where it is worked off, who works it off, and what waits in it.

    `since` names or reads the moment from which a row waits, `due` the moment by which it has to be done; empty where
    none is kept.
    """

    key: str
    icon: str
    title: Sentence
    verb: Sentence
    page: str
    allows: Callable[[Office], bool]
    waiting: Waiting
    since: str | Expression | Subquery = ""
    anchor: str = ""
    due: str = ""


@dataclass(frozen=True)
class Queue:
    """How much waits in one queue, and since when."""

    kind: QueueKind
    count: int
    since: datetime | None
    due: datetime | None = None


def _operates(office: Office) -> bool:
    return office.operates


def _manages(office: Office) -> bool:
    return office.manages_people


def _nationwide(office: Office) -> bool:
    return office.nationwide


def _anybody(_office: Office) -> bool:
    return True


HANDED_IN = Subquery(
    Entry.objects.filter(what="catalog.certificate_added", subject_code=OuterRef("code"))
    .order_by("at", "pk")
    .values("at")[:1]
)
"""When a certificate was handed in, as the trail tells."""
ORDERED = Subquery(Order.objects.filter(code=OuterRef("order_code")).values("placed_at"))
"""When the order was placed that a payment is for."""

QUEUES: Sequence[QueueKind] = (
    QueueKind(
        "complaints", "speaker", _("Complaints to decide"), _("Decide"), "officedesk:complaints", _operates,
        lambda person, at: waiting_for_the_market(complaints_mediated_by(person, at=at)), "opened_at",
        due="settle_due",
    ),
    QueueKind(
        "demands", "note", _("Demands of authorities"), _("Carry out"), "officedesk:demands", _operates,
        lambda person, at: demands_for(person, at=at).filter(status=DemandStatus.OPEN), "received_at",
    ),
    QueueKind(
        "listings", "box", _("Goods to review"), _("Review"), "officedesk:queue", _operates,
        lambda person, at: open_listings_to_review(person, at=at), "working__submitted_at",
    ),
    QueueKind(
        "shops", "shop", _("Shops to review"), _("Review"), "officedesk:shops", _operates,
        lambda person, at: sellers_to_review(person, at=at), "submitted_at",
    ),
    QueueKind(
        "findings", "warn", _("Words to look at"), _("Look"), "officedesk:findings", _operates,
        lambda person, at: findings_for(person, at=at), "found_at",
    ),
    QueueKind(
        "talks", "edit", _("Reported messages"), _("Look"), "officedesk:talks", _operates,
        lambda person, at: to_look_at(talks_reported_to(person, at=at)), "reported_at",
    ),
    QueueKind(
        "reviews", "star", _("Reviews to look at"), _("Look"), "officedesk:words", _operates,
        lambda person, at: reviews_moderated_by(person, at=at).filter(needs_look=True), "written_at",
    ),
    QueueKind(
        "questions", "list", _("Questions to look at"), _("Look"), "officedesk:words", _operates,
        lambda person, at: questions_moderated_by(person, at=at).filter(needs_look=True), "written_at",
    ),
    QueueKind(
        "stories", "speaker", _("Voices to listen to"), _("Listen"), "officedesk:stories", _operates,
        lambda person, at: stories_for(person, at=at), "told_at",
    ),
    QueueKind(
        "certificates", "star", _("Certificates to compare"), _("Compare"), "officedesk:certificates", _operates,
        lambda person, at: certificates_to_verify(person, at=at), HANDED_IN,
    ),
    QueueKind(
        "accounts", "bank", _("Accounts to compare"), _("Compare"), "officedesk:shops", _operates,
        lambda person, at: accounts_to_confirm(person, at=at), "updated_at",
    ),
    QueueKind(
        "transfers", "coin", _("Transfers that have not come"), _("See them"), "officedesk:money", _operates,
        lambda person, at: payments_awaited(person, at=at), ORDERED,
    ),
    QueueKind(
        "refunds", "hand", _("Money to be given back"), _("See them"), "officedesk:money", _operates,
        lambda person, at: refunds_to_pay(person, at=at), "asked_at", "#hoan",
    ),
    QueueKind(
        "interest", "hand", _("Interest to be transferred"), _("See it"), "officedesk:money", _operates,
        lambda person, at: interest_to_pay(person, at=at), "owed_at", "#lai",
    ),
    QueueKind(
        "deposits-back", "hand", _("Deposits to be given back"), _("See them"), "officedesk:deposits", _operates,
        lambda person, at: deposits_to_give_back(person, at=at), "asked_at", "#hoan",
    ),
    QueueKind(
        "deposits-interest", "hand", _("Interest of deposits to be transferred"), _("See it"), "officedesk:deposits",
        _operates, lambda person, at: deposits_interest_due(person, at=at), "owed_at", "#lai",
    ),
    QueueKind(
        "bank", "coin", _("Money that nobody has explained"), _("Look"), "officedesk:bank-lines", _nationwide,
        lambda _person, _at: lines_to_look_at(), "came_at",
    ),
    QueueKind(
        "backs", "back", _("Transfers to be sent back"), _("Send it on its way back"), "officedesk:bank-lines",
        _nationwide, lambda _person, _at: backs_open(), "asked_at", "?ngan=can-tra",
    ),
    QueueKind(
        "low-cash", "cash", _("Tills with little cash"), _("Have cash brought"), "officedesk:cashpoints", _operates,
        lambda person, at: tills_low_for(person, at=at), "low_since",
    ),
    QueueKind(
        "differences", "warn", _("Differences with carriers"), _("Settle it"), "officedesk:differences", _nationwide,
        lambda _person, _at: findings_waiting(), "found_at",
    ),
    QueueKind(
        "cash-disputes", "hand", _("Cash that is said not to have come"), _("Ask both sides"), "officedesk:collected",
        _nationwide, lambda _person, _at: hand_overs_in_dispute(), "offered_at",
    ),
    QueueKind(
        "old-cash", "cash", _("Cash that stays too long with somebody"), _("See who"), "officedesk:collected",
        _nationwide, lambda _person, at: old_cash(at=at), "since",
    ),
    QueueKind(
        "carriers", "truck", _("Carriers with more cash than they may hold"), _("Have it paid in"),
        "officedesk:collected", _nationwide, lambda _person, at: carriers_over_limit(at=at),
    ),
    QueueKind(
        "gateway-backs", "back", _("Money that a gateway has not given back"), _("See to it"), "officedesk:gateways",
        _nationwide, lambda _person, _at: not_given_back(), "asked_at",
    ),
    QueueKind(
        "gateway-odd", "warn", _("Payments that do not fit"), _("See to it"), "officedesk:gateways", _nationwide,
        lambda _person, _at: odd_attempts(), "began_at",
    ),
    QueueKind(
        "gateway-lines", "list", _("Lines of gateways' tables that differ"), _("See to it"), "officedesk:gateways",
        _nationwide, lambda _person, _at: differences(), "payoff__sent_at",
    ),
    QueueKind(
        "gateway-seen", "clock", _("Looked at, but the gateway still has the money"), _("See to it"),
        "officedesk:gateways", _nationwide, lambda _person, _at: seen_and_unsettled(), "payoff__sent_at", "#con-giu",
    ),
    QueueKind(
        "gateway-entries", "eye", _("Entries that another operator has to look at"), _("Look"), "officedesk:gateways",
        _nationwide, lambda _person, _at: entries_open(), "proposed_at",
    ),
    QueueKind(
        "gateway-payouts", "bank", _("Payouts that differ from their tables"), _("See to it"), "officedesk:gateways",
        _nationwide, lambda _person, _at: payouts_that_differ(), "said_at",
    ),
    QueueKind(
        "paid-twice", "warn", _("Payouts that the bank paid twice"), _("See to it"), "officedesk:payouts", _nationwide,
        lambda _person, _at: paid_twice(), "answered_at", "#hai-lan",
    ),
    QueueKind(
        "shop-debts", "warn", _("Shops that owe and sell no more"), _("See to it"), "officedesk:shop-debts",
        _nationwide, lambda _person, at: shops_in_debt(debts(at=at)), OWES_SINCE,
    ),
    QueueKind(
        "own-transfers", "coin", _("The market's own money that is to move"), _("Say yes"), "officedesk:own-accounts",
        _nationwide, lambda _person, _at: own_transfers_open(), "drawn_up_at",
    ),
    QueueKind(
        "mismatches", "warn", _("Money that does not match"), _("See them"), "officedesk:mismatches", _operates,
        lambda person, at: not_matching(orders_operated_by(person, at=at), at=at), "placed_at",
    ),
    QueueKind(
        "tax-return", "note", _("Tax returns to file"), _("File it"), "officedesk:tax", _nationwide,
        lambda _person, _at: returns_to_file(), "made_at", "#to-khai", due="due_at",
    ),
    QueueKind(
        "tax-classes", "box", _("Goods of an unknown class"), _("Classify"), "officedesk:tax", _nationwide,
        lambda _person, _at: goods_to_classify(), "seen_at", "#xep-loai",
    ),
    QueueKind(
        "sms", "phone", _("SMS not understood"), _("Read"), "officedesk:sms", _operates,
        lambda person, at: unmatched_for(person, at=at), "received_at",
    ),
    QueueKind(
        "data", "lock", _("Requests about data"), _("Answer"), "officedesk:data-requests", _nationwide,
        lambda _person, _at: requests_in_queue(), "opened_at", due="settle_due",
    ),
    QueueKind(
        "facts", "note", _("Facts proposed for the library"), _("Read"), "officedesk:library", _manages,
        lambda person, at: facts_managed_by(person, at=at).filter(status=FactStatus.PROPOSED), "written_at",
    ),
    QueueKind(
        "suspect-stamps", "qr", _("Stamps that may be copied"), _("Look"), "officedesk:suspect-stamps", _anybody,
        lambda person, at: unsettled(suspicions_overseen_by(person, at=at)), "opened_at",
    ),
    QueueKind(
        "tasks", "hand", _("Tasks that nobody has"), _("Give out"), "officedesk:tasks", _anybody,
        lambda person, at: tasks_overseen_by(person, at=at).filter(status=TaskStatus.OPEN, assigned_to=None),
        "made_at",
    ),
    QueueKind(
        "callbacks", "phone", _("Households to call"), _("Call"), "officedesk:callbacks", _anybody,
        lambda person, at: callbacks_open_to(person, at=at), "drawn_at",
    ),
)  # fmt: skip
"""The most urgent kinds first. An app that has something waiting adds its line here."""


def queues_of(office: Office, *, at: datetime) -> list[Queue]:
    """The queues of this desk with how much waits, since when and until when; all of them counted by one statement.

    How far the person's roles reach is read before, once for all of them.
    """
    kinds = [kind for kind in QUEUES if kind.allows(office)]
    with asked_once():
        first, *others = [_counted(kind, kind.waiting(office.person, at)) for kind in kinds]
    counted = {key: (count, since, due) for key, count, since, due in first.union(*others, all=True)}
    return [Queue(kind, *counted.get(kind.key, (0, None, None))) for kind in kinds]


def _counted(kind: QueueKind, waiting: QuerySet[Any]) -> QuerySet[Any, Any]:
    rows = waiting.model._default_manager.filter(pk__in=waiting.order_by().values("pk"))  # noqa: SLF001 -- Django's public name
    named = rows.annotate(queue=Value(kind.key)).values("queue")
    counts = named.annotate(count=Count("pk"), since=_first(kind.since), due=_first(kind.due))
    counted: QuerySet[Any, Any] = counts.values_list("queue", "count", "since", "due")
    return counted


def _first(moment: str | Expression | Subquery) -> Expression:
    if not moment:
        return Cast(Value(None), DateTimeField())
    return Min(F(moment) if isinstance(moment, str) else moment)
