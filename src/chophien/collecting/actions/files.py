"""Files of carriers: read whole before anything is taken from them, then compared line by line. Nothing is accepted
in silence: whatever does not agree stands in the queue until somebody has decided.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from django.db import transaction

from chophien.audit.actions import record
from chophien.collecting import policies
from chophien.collecting.actions.findings import FOUND, find, settle_told
from chophien.collecting.events import carrier_told
from chophien.collecting.judging import judge
from chophien.collecting.models import CarrierFile, CarrierLine, Cash, SettlingCarrier
from chophien.collecting.reading.lines import CollectedLine, read_carriers_table
from chophien.collecting.selectors.carriers import carried_by, order_meant, settling
from chophien.collecting.selectors.cash import cash_of, lock_cash_of
from chophien.collecting.selectors.files import told_before, untold
from chophien.collecting.states import AWAY, IN_ORDER, Outcome
from chophien.jobs.queue import enqueue
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.payments.actions.books import one_posting
from chophien.uploads.actions.papers import read_table, take_table

FILE_KIND = "carrier_table"
PREFIX, SYMBOLS, NAME_MOST = "DS", 8, 160
CARRIER = SystemActor("system:carrier")


@transaction.atomic
def take_file(*, carrier: SettlingCarrier, data: bytes, name: str, actor: Actor, at: datetime) -> CarrierFile:
    """Take a carrier's file, seal it, and have its lines compared. The same bytes again are the same file.

    :raises NotPermitted: if `actor` is no operator of the whole country
    :raises FileUnreadable, LayoutUnknown, RowFaulty: nothing is kept then
    :raises FileRefused: if it is empty or too large
    """
    policies.can_reconcile_carriers(actor, at=at).require()
    digest = sha256(data).hexdigest()
    known = CarrierFile.objects.filter(digest=digest).first()
    if known is not None:
        return known
    found = read_carriers_table(data)
    kept = take_table(file=BytesIO(data), kind=FILE_KIND, owner_code=digest[:40], name=name, actor=actor, at=at)
    file, is_new = CarrierFile.objects.get_or_create(
        digest=digest,
        defaults={
            "code": new_code(PREFIX, SYMBOLS),
            "carrier": carrier,
            "layout": found.layout,
            "name": clean_line(name)[:NAME_MOST],
            "file_code": kept.code,
            "lines_read": len(found.lines),
            "sent_by": actor.code,
            "sent_at": at,
        },
    )
    if is_new:
        facts = {"lines": file.lines_read, "carrier": carrier.slug}
        record("collecting.file_taken", actor=actor, subject_code=file.code, at=at, facts=facts)
        enqueue("collecting.compare_file", file_id=file.pk)
    return file


def compare_file(*, file: CarrierFile, at: datetime) -> CarrierFile:
    """Compare a file's lines, each in a transaction of its own. Done again, only those that are missing."""
    for told in read_carriers_table(read_table(code=file.file_code, kind=FILE_KIND)).lines:
        compare_line(file=file, told=told, at=at)
    CarrierFile.objects.filter(pk=file.pk, taken_at__isnull=True).update(taken_at=at)
    file.refresh_from_db()
    return file


@transaction.atomic
@one_posting()
def compare_line(*, file: CarrierFile, told: CollectedLine, at: datetime) -> CarrierLine:
    """Keep one line and what it was, measured at what the market knows; a difference goes into the queue.

    An order that was not known to be paid yet is: the carrier says that it has the money.
    """
    CarrierFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    known = CarrierLine.objects.filter(file=file, number=told.number).first()
    if known is not None:
        return known
    carrier = file.carrier
    order_code = order_meant(tracking_code=told.tracking_code, order_code=told.order_code)
    says_paid = bool(order_code and told.amount_vnd and not told.meaning)
    if says_paid and cash_of(order_code) is None and _is_theirs(order_code, carrier, at=at):
        carrier_told.send(sender=CarrierLine, order_code=order_code, holder=carrier.holder, at=at)
    cash = next(iter(lock_cash_of([order_code])), None) if order_code else None
    before = cash is not None and told_before(cash)
    outcome = judge(told, is_known=bool(order_code), cash=cash, holder=carrier.holder, told_before=before)
    line = CarrierLine.objects.create(
        file=file,
        number=told.number,
        tracking_code=told.tracking_code,
        order_code=told.order_code,
        amount_vnd=told.amount_vnd,
        fee_vnd=told.fee_vnd,
        delivered_on=told.delivered_on,
        said=told.said,
        returned=told.is_returned,
        outcome=outcome,
        cash=cash,
    )
    if outcome not in IN_ORDER:
        find(line=line, cash=cash, carrier=carrier, outcome=outcome, at=at)
    if cash is not None and outcome == Outcome.AGREED:
        cash.agreed, cash.fee_vnd = True, told.fee_vnd
        cash.save(update_fields=["agreed", "fee_vnd"])
    if cash is not None and outcome in FOUND:
        settle_told(cash=cash, at=at)
    return line


def find_missing(*, at: datetime) -> int:
    """Put what carriers should have told by now into the queue; say how much of it is new."""
    found = 0
    for carrier in SettlingCarrier.objects.order_by("pk"):
        for pk in untold(carrier, before=at - timedelta(days=carrier.settle_days)):
            with transaction.atomic():
                cash = Cash.objects.select_for_update().get(pk=pk)
                if not cash.agreed and cash.status in AWAY and not told_before(cash):
                    find(line=None, cash=cash, carrier=carrier, outcome=Outcome.MISSING, at=at)
                    found += 1
    return found


def _is_theirs(order_code: str, carrier: SettlingCarrier, *, at: datetime) -> bool:
    """Whether the parcel of an order went with this carrier."""
    known = settling(carried_by(order_code), at=at)
    return known is not None and known.slug == carrier.slug
