"""Announces what a service will cost, weeks before it counts, and takes an announcement back before its day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import format_date, local, local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.text import clean_line
from chophien.messages.actions.announcing import announce
from chophien.messages.states import Audience
from chophien.regulations import policies
from chophien.regulations.errors import FeeCounts, WithdrawalReasonMissing
from chophien.regulations.models import FIRST_PLACE, FeeRate, FeeWithdrawal
from chophien.regulations.selectors.fees import WHOLE, forget
from chophien.regulations.states import SELLER_KINDS, PaidService
from chophien.rules.selectors import whole

SOURCE_MOST, REASON_LEAST, REASON_MOST = 300, 5, 300
PLACES = 1_000


@dataclass(frozen=True)
class NewFee:
    """A fee as somebody wants to announce it, unchecked. Amounts in đồng; 10,000 basis points are the whole."""

    service: str
    basis_points: int
    effective_from: date
    source: str
    flat_vnd: int = 0
    least_vnd: int = 0
    most_vnd: int | None = None
    seller_kind: str = ""
    category_slug: str = ""
    category_name: str = ""
    place: int = FIRST_PLACE


def first_day(*, at: datetime) -> date:
    """The first day from which a fee announced now can count (Decree 248/2026/NĐ-CP)."""
    return local_date(at) + timedelta(days=whole("regulations.fee_notice_days", at=at))


@transaction.atomic
def announce_fee(*, fee: NewFee, actor: Actor, at: datetime) -> FeeRate:
    """Publish a fee: on the public list at once, counting from its day, and told to every shop until then.

    :raises NotPermitted: if `actor` is no operator of the whole market
    :raises Invalid: naming every field that needs a correction, by the names of `NewFee`
    """
    policies.can_announce_fees(actor, at=at).require()
    faults = _faults(fee, at=at)
    if faults:
        raise Invalid({field: [sentence] for field, sentence in faults.items()})
    rate = FeeRate.objects.create(
        service=fee.service,
        seller_kind=fee.seller_kind,
        category_slug=fee.category_slug,
        category_name=clean_line(fee.category_name),
        place=fee.place,
        basis_points=fee.basis_points,
        flat_vnd=fee.flat_vnd,
        least_vnd=fee.least_vnd,
        most_vnd=fee.most_vnd,
        published_on=local_date(at),
        effective_from=fee.effective_from,
        source=clean_line(fee.source),
        announced_by=actor.code,
    )
    record("regulations.fee_announced", actor=actor, subject_code=rate.key, at=at, facts=_facts(rate))
    _tell_shops(rate, actor=actor, at=at)
    _read_anew()
    return rate


@transaction.atomic
def withdraw_fee(*, rate: FeeRate, reason: str, actor: Actor, at: datetime) -> FeeWithdrawal:
    """Take an announced fee back before its day: it never counts.

    :raises NotPermitted: if `actor` is no operator of the whole market
    :raises WithdrawalReasonMissing: without a few words
    :raises FeeCounts: if its day has come, or it was taken back before
    """
    policies.can_announce_fees(actor, at=at).require()
    held = FeeRate.objects.select_for_update().get(pk=rate.pk)
    said = clean_line(reason)[:REASON_MOST]
    if len(said) < REASON_LEAST:
        raise WithdrawalReasonMissing
    if held.effective_from <= local_date(at) or FeeWithdrawal.objects.filter(rate=held).exists():
        raise FeeCounts
    made = FeeWithdrawal.objects.create(rate=held, reason=said, withdrawn_by=actor.code, withdrawn_at=at)
    record("regulations.fee_withdrawn", actor=actor, subject_code=held.key, at=at, facts={"reason": said})
    _read_anew()
    return made


def _faults(fee: NewFee, *, at: datetime) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if fee.service not in PaidService.values:
        faults["service"] = _("Choose what the fee is for.")
    if fee.seller_kind and fee.seller_kind not in SELLER_KINDS:
        faults["seller_kind"] = _("Choose whose fee it is.")
    if bool(fee.category_slug) != bool(clean_line(fee.category_name)):
        faults["category_slug"] = _("Choose the kind of goods.")
    if not 0 <= fee.basis_points <= WHOLE:
        faults["basis_points"] = _("A fee is between 0 and 100 per cent.")
    if not 0 <= fee.flat_vnd <= MAX_VND:
        faults["flat_vnd"] = _("This amount is too large.")
    if not 0 <= fee.least_vnd <= MAX_VND:
        faults["least_vnd"] = _("This amount is too large.")
    if fee.most_vnd is not None and not fee.least_vnd <= fee.most_vnd <= MAX_VND:
        faults["most_vnd"] = _("The most cannot be less than the least.")
    if not 0 <= fee.place < PLACES:
        faults["place"] = _("Write a number between 0 and 999.")
    if not 0 < len(clean_line(fee.source)) <= SOURCE_MOST:
        faults["source"] = _("Say by which decision the fee is set.")
    return faults | _faults_of_day(fee, at=at)


def _faults_of_day(fee: NewFee, *, at: datetime) -> dict[str, Sentence]:
    earliest = first_day(at=at)
    if fee.effective_from < earliest:
        sentence = _("A fee is announced well ahead: announced today, it can count from %(day)s on.")
        return {"effective_from": sentence % {"day": format_date(earliest)}}
    taken = FeeRate.objects.filter(
        service=fee.service,
        seller_kind=fee.seller_kind,
        category_slug=fee.category_slug,
        effective_from=fee.effective_from,
    )
    if taken.exists():
        return {"effective_from": _("A fee was announced for this day before. Choose a later day.")}
    return {}


def _facts(rate: FeeRate) -> dict[str, object]:
    return {
        "basis_points": rate.basis_points,
        "flat_vnd": rate.flat_vnd,
        "least_vnd": rate.least_vnd,
        "most_vnd": rate.most_vnd,
        "from_day": rate.effective_from.isoformat(),
        "source": rate.source,
    }


def _tell_shops(rate: FeeRate, *, actor: Actor, at: datetime) -> None:
    """Every shop reads it on its pages until it counts; the amounts stand on the page of fees."""
    begins = datetime.combine(rate.effective_from, datetime.min.time(), tzinfo=local(at).tzinfo)
    with translation.override("vi"):
        text = _("New fee from %(day)s on: %(service)s. Read the list of fees on the page about fees.") % {
            "day": format_date(rate.effective_from),
            "service": rate.get_service_display(),
        }
        announce(text=str(text), audience=Audience.SELLERS, starts_at=at, ends_at=begins, actor=actor, at=at)


def _read_anew() -> None:
    forget()
    transaction.on_commit(forget)
