"""Money of the market's own accounts that moves at the bank: written down, agreed to by another, and then it has moved.

Nothing is posted before the bank's line says so, or a second person with the bank's number. What leaves is set aside
from the moment it is written down, as payouts are, so that nobody takes it twice.
"""

from datetime import date, datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.ledger.actions.posting import Wish
from chophien.ledger.states import ALL, Step
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.money import format_vnd
from chophien.lib.text import clean_line
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.settlement.policies import can_pay_out
from chophien.treasury.errors import (
    AgreedBySame,
    MoreThanThere,
    NothingToMove,
    NotWithThePartner,
    NumberMissing,
    PurposeLeftOut,
)
from chophien.treasury.models import OwnTransfer
from chophien.treasury.selectors.standing import (
    PREFIX,
    SYMBOLS,
    Standing,
    lock_account,
    standing_of,
    with_the_partner,
)
from chophien.treasury.states import OWN_FLOW, OwnStatus

LONGEST_PURPOSE, LONGEST_REFERENCE = 300, 80


@transaction.atomic
@one_posting()
def write_down(*, account: str, amount_vnd: int, purpose: str, actor: Actor, at: datetime) -> OwnTransfer:
    """Write down that so many đồng of an account are to move, the way in which the account stands; what leaves is set
    aside. Of no account more than it holds, or is owed, less what is on its way already.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises PurposeLeftOut: without a word who gets or pays it
    :raises NothingToMove: if the account is not the market's own, or holds nothing and is owed nothing
    :raises MoreThanThere: if more is asked than can move
    :raises NotWithThePartner: if more is to leave than is on the account at the partner
    """
    can_pay_out(actor, at=at).require()
    purpose = clean_line(purpose)[:LONGEST_PURPOSE]
    if not purpose:
        raise PurposeLeftOut
    lock_account(account)
    standing = standing_of(account)
    if standing is None or standing.kind is None or amount_vnd <= 0:
        raise NothingToMove
    _must_be_there(standing, amount_vnd)
    written = OwnTransfer.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        kind=standing.kind,
        account=account,
        amount_vnd=amount_vnd,
        purpose=purpose,
        drawn_up_at=at,
        drawn_up_by=actor.code,
    )
    _set_aside(written, at=at)
    record("treasury.written", actor=actor, subject_code=written.code, at=at, facts=_facts(written))
    return written


@transaction.atomic
def agree(*, written: OwnTransfer, actor: Actor, at: datetime) -> OwnTransfer:
    """A second person says yes: now it may be transferred, with its code in the words.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises AgreedBySame: if `actor` wrote it down
    :raises StepNotAllowed: if it was agreed to or called off before
    """
    held = _held(written, actor=actor, at=at)
    if held.drawn_up_by == actor.code:
        raise AgreedBySame
    held.status = OWN_FLOW.next("approve", held.status)
    held.approved_at, held.approved_by = at, actor.code
    held.save(update_fields=["status", "approved_at", "approved_by"])
    record("treasury.agreed", actor=actor, subject_code=held.code, at=at, facts=_facts(held))
    return held


@transaction.atomic
@one_posting()
def say_moved(*, written: OwnTransfer, reference: str, on: date, actor: Actor, at: datetime) -> OwnTransfer:
    """It moved on that day, by the bank's number: it stands in the books from now on. The bank's own line says it, or
    somebody other than who wrote it down. Said again, nothing happens.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises AgreedBySame: if `actor` wrote it down
    :raises NumberMissing: without a number
    :raises StepNotAllowed: if nobody said yes to it, or it was called off
    """
    held = _held(written, actor=actor, at=at)
    if held.drawn_up_by == actor.code:
        raise AgreedBySame
    reference = clean_line(reference)[:LONGEST_REFERENCE]
    if not reference:
        raise NumberMissing
    if held.status == OwnStatus.DONE:
        return held
    held.status = OWN_FLOW.next("move", held.status)
    held.moved_on, held.reference, held.ended_at, held.ended_by = on, reference, at, actor.code
    held.save(update_fields=["status", "moved_on", "reference", "ended_at", "ended_by"])
    name = _name(held)
    if held.goes_out:
        moved = Wish(f"{name}:moved", pending=name, step=Step.POST, amount=ALL, subject_code=held.code)
    else:
        moved = Wish(name, chart.held(), held.account, held.amount_vnd, kind=held.kind, subject_code=held.code)
    enter([moved], at=at)
    record("treasury.moved", actor=actor, subject_code=held.code, at=at, facts=_facts(held))
    return held


@transaction.atomic
@one_posting()
def came_back(*, written: OwnTransfer, reference: str, on: date, actor: Actor, at: datetime) -> OwnTransfer:
    """What had left came back from the bank: it stands on its account again, set aside to be transferred once more, or
    called off. Said again, nothing happens.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it had not left, or is nothing that leaves
    """
    del on  # the books keep the moment when the market heard of it
    held = _held(written, actor=actor, at=at)
    if held.status == OwnStatus.APPROVED and held.came_home:
        return held
    step = "come_back" if held.goes_out else "move"
    held.status = OWN_FLOW.next(step, held.status)
    back = Wish(
        f"{_name(held)}:home",
        chart.held(),
        held.account,
        held.amount_vnd,
        kind=f"{held.kind}_back",
        subject_code=held.code,
    )
    enter([back], at=at)
    held.came_home += 1
    held.moved_on, held.reference, held.ended_at, held.ended_by = None, "", None, ""
    held.save(update_fields=["status", "came_home", "moved_on", "reference", "ended_at", "ended_by"])
    _set_aside(held, at=at)
    facts = {**_facts(held), "reference": clean_line(reference)[:LONGEST_REFERENCE]}
    record("treasury.came_back", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held


@transaction.atomic
@one_posting()
def call_off(*, written: OwnTransfer, actor: Actor, at: datetime) -> OwnTransfer:
    """Call it off before it moves: what was set aside is free again.

    :raises NotPermitted: unless `actor` pays out for the whole market
    :raises StepNotAllowed: if it moved or was called off before
    """
    held = _held(written, actor=actor, at=at)
    held.status = OWN_FLOW.next("cancel", held.status)
    held.ended_at, held.ended_by = at, actor.code
    held.save(update_fields=["status", "ended_at", "ended_by"])
    if held.goes_out:
        name = _name(held)
        enter([Wish(f"{name}:off", pending=name, step=Step.VOID, subject_code=held.code)], at=at)
    record("treasury.called_off", actor=actor, subject_code=held.code, at=at, facts=_facts(held))
    return held


def _must_be_there(standing: Standing, amount_vnd: int) -> None:
    if amount_vnd > standing.most_vnd:
        raise MoreThanThere(facts={"most": format_vnd(standing.most_vnd)})
    if standing.goes_out and amount_vnd > (there := with_the_partner()):
        raise NotWithThePartner(facts={"there": format_vnd(max(there, 0))})


def _set_aside(written: OwnTransfer, *, at: datetime) -> None:
    if written.goes_out:
        aside = Wish(
            _name(written),
            debit=written.account,
            credit=chart.held(),
            amount=written.amount_vnd,
            kind=written.kind,
            step=Step.PENDING,
            subject_code=written.code,
        )
        enter([aside], at=at)


def _name(written: OwnTransfer) -> str:
    """What the books call it; anew each time that the bank had sent it back."""
    return f"own:{written.code}" if not written.came_home else f"own:{written.code}:{written.came_home + 1}"


def _held(written: OwnTransfer, *, actor: Actor, at: datetime) -> OwnTransfer:
    can_pay_out(actor, at=at).require()
    return OwnTransfer.objects.select_for_update().get(pk=written.pk)


def _facts(written: OwnTransfer) -> dict[str, object]:
    facts: dict[str, object] = {"own_kind": written.kind, "amount_vnd": written.amount_vnd}
    return {**facts, "reference": written.reference} if written.reference else facts
