"""What people of the market do with lines that wait: assign them, say they are one, send their money back."""

import json
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.errors import StepNotAllowed
from chophien.lib.text import clean_line
from chophien.payments.actions.asking import no_longer_asked
from chophien.payments.actions.books import one_posting
from chophien.payments.actions.unexplained import explain, explain_left, sent_back
from chophien.payments.errors import AlreadyRefunded, ReferenceMissing
from chophien.reconciliation import policies
from chophien.reconciliation.actions.settling import owe_back, place, take_step
from chophien.reconciliation.errors import CodeMissing, NothingLeft
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.selectors import lock_lines, target_in, target_of_code
from chophien.reconciliation.states import LINE_FLOW, LineStatus, Why
from chophien.uploads.sealing import open_sealed

REFERENCE_MOST = 80


@transaction.atomic
@one_posting()
def assign_line(*, line: BankLine, code: str, actor: Actor, at: datetime) -> BankLine:
    """The money is for that order, group of orders or contract: what follows is measured as if its words had said so.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises CodeMissing: if nothing has this code
    :raises NothingAwaited: if no transfer to the market was ever awaited for it, or another amount was marked by hand
    :raises StepNotAllowed: if the line is explained already
    """
    policies.can_reconcile(actor, at=at).require()
    target = target_of_code(code, amount_vnd=line.amount_vnd)
    if not target:
        raise CodeMissing
    if not LINE_FLOW.allows("keep_part", line.status):
        raise StepNotAllowed(step="match", status=line.status)
    return place(line, target, at=at, actor=actor)


@transaction.atomic
@one_posting()
def tell_apart(*, line: BankLine, actor: Actor, at: datetime) -> BankLine:
    """It is not the same money as the line that it looks like: it is for what its words name.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises CodeMissing: if its words name nothing, or several things; it stays in the queue then, to be assigned
    :raises NothingAwaited, StepNotAllowed: as `assign_line`
    """
    policies.can_reconcile(actor, at=at).require()
    target, _why = target_in(line.text, amount_vnd=line.amount_vnd)
    if not target:
        raise CodeMissing
    if not LINE_FLOW.allows("same", line.status):
        raise StepNotAllowed(step="match", status=line.status)
    return place(line, target, at=at, actor=actor)


@transaction.atomic
@one_posting()
def say_payout(*, line: BankLine, actor: Actor, at: datetime) -> BankLine:
    """It is what a payment gateway paid out. The gateway's own table enters the same money, less its fee, so that it
    is counted once.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if the line does not wait any more, or the money went out
    """
    policies.can_reconcile(actor, at=at).require()
    held, _parts = lock_lines(line.pk, target="")
    if not held.incoming or not LINE_FLOW.allows("payout", held.status):
        raise StepNotAllowed(step="payout", status=held.status)
    held.used_vnd = held.amount_vnd
    explain(code=held.code, amount_vnd=held.amount_vnd, about=held.code, at=at)
    return take_step(held, "payout", actor=actor, at=at)


@transaction.atomic
@one_posting()
def say_same(*, line: BankLine, actor: Actor, at: datetime) -> BankLine:
    """It is the same money as the line that it looks like: no more came, or went out, than that.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises StepNotAllowed: if it looks like no other line, or does not wait any more
    """
    policies.can_reconcile(actor, at=at).require()
    held, _parts = lock_lines(line.pk, target="")
    if held.twin_id is None:
        raise StepNotAllowed(step="same", status=held.status)
    take_off = explain if held.incoming else explain_left
    take_off(code=held.code, amount_vnd=held.amount_vnd, about=held.code, at=at)
    return take_step(held, "same", actor=actor, at=at)


@transaction.atomic
@one_posting()
def give_line_back(*, line: BankLine, reason: str, actor: Actor, at: datetime) -> MoneyBack:
    """All of it goes back to whoever sent it: nobody here awaits it, or does not want to wait for the rest.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises NothingLeft, StepNotAllowed: if it is explained already
    """
    policies.can_reconcile(actor, at=at).require()
    held, _parts = lock_lines(line.pk, target="")
    if not held.left_vnd:
        raise NothingLeft
    if held.status == LineStatus.NEW or not held.incoming:
        raise StepNotAllowed(step="give_back", status=held.status)
    back = owe_back(held, held.left_vnd, Why.DECIDED, was_kept=True, at=at)
    take_step(held, "give_back", actor=actor, at=at, reason=clean_line(reason))
    return back


@transaction.atomic
@one_posting()
def record_back(*, back: MoneyBack, reference: str, actor: Actor, at: datetime) -> MoneyBack:
    """The money went back to its sender: write down how, by the transfer's number or in words.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises ReferenceMissing: without a reference
    :raises AlreadyRefunded: if it went back before
    """
    policies.can_reconcile(actor, at=at).require()
    held, _parts = lock_lines(back.line_id, target="")
    back = MoneyBack.objects.get(pk=back.pk)
    if back.done_at is not None:
        raise AlreadyRefunded
    reference = clean_line(reference)[:REFERENCE_MOST]
    if not reference:
        raise ReferenceMissing
    back.done_at, back.done_by, back.reference = at, actor.code, reference
    back.save(update_fields=["done_at", "done_by", "reference"])
    no_longer_asked([back.code], at=at)
    sent_back(code=held.code, amount_vnd=back.amount_vnd, about=held.target or held.code, at=at, before=back.came_home)
    take_step(held, "sent_back", actor=actor, at=at, reason=reference)
    facts = {"back": back.code, "amount_vnd": back.amount_vnd}
    record("reconciliation.sent_back", actor=actor, subject_code=held.target or held.code, at=at, facts=facts)
    return back


@transaction.atomic
def see_payer(*, line: BankLine, purpose: str, actor: Actor, at: datetime) -> tuple[str, str]:
    """Name and account of who sent a transfer, after the purpose was said and written down; empty where not told.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_reconcile(actor, at=at).require()
    record_look("reconciliation.payer", actor=actor, subject_code=line.code, purpose=purpose, at=at)
    if line.sealed_payer is None:
        return "", ""
    told = json.loads(open_sealed(line.sealed_payer))
    return told["name"], told["account"]
