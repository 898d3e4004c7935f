"""A shop says which numbers GS1 gave it, with the paper; once an operator has looked at the paper, they count.

The licence of a company prefix is the paper of all numbers that begin with it: once it counts, they count as they are
entered, and with it they end.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.catalog.models import Variant
from chophien.lib.actor import Actor
from chophien.lib.errors import Invalid, NotFound
from chophien.lib.gs1.keys import gtin14, is_company_prefix, is_gln, is_gtin, is_restricted
from chophien.sellers.models import Seller
from chophien.traceability import policies
from chophien.traceability.errors import NumberTaken
from chophien.traceability.models import GivenNumber
from chophien.traceability.selectors.numbers import begins_with, licence_of, prefix_of
from chophien.traceability.states import NumberKind
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.sent import SentFile

FILE_KIND = "gs1_number"
NO_PREFIX = _("This is no company prefix: write the 4 to 12 digits of the licence from GS1.")
NO_PAPER = _("Send the paper from GS1: no licence of the shop that counts covers this number.")


@transaction.atomic
def say_number(
    *,
    seller: Seller,
    value: str,
    paper: SentFile | None,
    actor: Actor,
    at: datetime,
    variant: Variant | None = None,
    is_prefix: bool = False,
) -> GivenNumber:
    """Say which number GS1 gave to goods of the shop, or with no `variant` to its place, or the prefix with which all
    its numbers begin. It does not count yet; one that begins with a prefix that counts for the shop counts at once,
    by that licence, and needs no `paper` of its own.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotFound: if the goods are not the shop's
    :raises Invalid: if it is no such number, or one of restricted circulation, which GS1 gives to nobody; if it needs a
        paper and there is none
    :raises NumberTaken: if it begins with the prefix that counts for another shop, or counts for other goods
    :raises FileRefused: if the paper cannot be taken
    """
    policies.can_number_goods(actor, seller, at=at).require()
    if variant is not None and variant.listing.seller_id != seller.pk:
        raise NotFound
    kind = NumberKind.GTIN if variant else NumberKind.PREFIX if is_prefix else NumberKind.GLN
    digits = _digits(kind, value)
    if prefix_of(kind, digits, other_than=seller) is not None:
        raise NumberTaken
    licence = licence_of(seller, kind, digits)
    if licence is not None:
        proof = licence.file_code
    elif paper is not None:
        proof = take_private_file(file=paper, kind=FILE_KIND, owner_code=seller.code, actor=actor, at=at).code
    else:
        raise Invalid({"paper": [NO_PAPER]})
    number = GivenNumber.objects.create(
        seller=seller,
        variant=variant,
        kind=kind,
        value=digits,
        file_code=proof,
        said_by=actor.code,
        said_at=at,
    )
    record("traceability.number_said", actor=actor, subject_code=seller.code, at=at, facts={"number": digits})
    if licence is not None:
        _count(number, by=licence.verified_by, at=at)
    return number


@transaction.atomic
def verify_number(*, number: GivenNumber, actor: Actor, at: datetime) -> GivenNumber:
    """The paper is right: the number counts from now on, instead of the one that counted before; a company prefix
    beside those that count already, for a shop may have several, and instead of an older licence of the same. What the
    shop entered under a prefix and still waits counts with it.

    :raises NotPermitted: if `actor` is no operator of the shop's area
    :raises NumberTaken: if it counts for somebody else, or begins with the prefix that counts for another shop
    """
    number = _held(number)
    policies.can_verify_number(actor, number.seller, at=at).require()
    if number.verified_at is not None:
        return number
    if prefix_of(NumberKind(number.kind), number.value, other_than=number.seller) is not None:
        raise NumberTaken
    _count(number, by=actor.code, at=at)
    counting = [number]
    if number.kind == NumberKind.PREFIX:
        counting += [one for one in _waiting_under(number) if _counts_by(number, one, at=at)]
    for one in counting:
        facts = {"number": one.value}
        record("traceability.number_verified", actor=actor, subject_code=number.seller.code, at=at, facts=facts)
    return number


@transaction.atomic
def end_number(*, number: GivenNumber, actor: Actor, at: datetime) -> GivenNumber:
    """The number counts no more, or never did: the shop takes it back, or the operator finds its paper wrong. All that
    counted by the licence of a prefix end with it.

    :raises NotPermitted: if `actor` neither manages the shop nor is an operator of its area
    """
    number = _held(number)
    if not policies.can_verify_number(actor, number.seller, at=at):
        policies.can_number_goods(actor, number.seller, at=at).require()
    if number.ended_at is None:
        covered = _covered_by(number) if number.kind == NumberKind.PREFIX else []
        for one in [number, *covered]:
            one.ended_at = at
            one.save(update_fields=["ended_at"])
            facts = {"number": one.value}
            record("traceability.number_ended", actor=actor, subject_code=number.seller.code, at=at, facts=facts)
    return number


def _digits(kind: NumberKind, value: str) -> str:
    """:raises Invalid: if it is no number of this kind from GS1"""
    digits = "".join(value.split())
    if kind == NumberKind.GTIN:
        if not is_gtin(digits) or is_restricted(digits):
            raise Invalid({"value": [_("This is no number of goods from GS1: 8 to 14 digits with a check digit.")]})
        return gtin14(digits)
    if kind == NumberKind.PREFIX:
        if not is_company_prefix(digits):
            raise Invalid({"value": [NO_PREFIX]})
    elif not is_gln(digits):
        raise Invalid({"value": [_("This is no number of a place from GS1: 13 digits with a check digit.")]})
    return digits


def _count(number: GivenNumber, *, by: str, at: datetime) -> None:
    """Have it count instead of the one that did; `by` is the officer who looked at the paper that proves it.

    :raises NumberTaken: if it counts for somebody else; nothing is changed then
    """
    before = GivenNumber.objects.filter(
        seller=number.seller, kind=number.kind, variant=number.variant, verified_at__isnull=False, ended_at=None
    )
    try:
        with transaction.atomic():
            if number.kind == NumberKind.PREFIX:
                before = before.filter(value=number.value)
                for one in before:
                    GivenNumber.objects.filter(pk__in=[two.pk for two in _covered_by(one)]).update(
                        file_code=number.file_code
                    )
            before.exclude(pk=number.pk).update(ended_at=at)
            number.verified_by, number.verified_at = by, at
            number.save(update_fields=["verified_by", "verified_at"])
    except IntegrityError as clash:
        raise NumberTaken from clash


def _waiting_under(licence: GivenNumber) -> list[GivenNumber]:
    """What the shop entered under the prefix, each with a paper of its own that nobody has looked at yet."""
    rows = GivenNumber.objects.select_for_update(of=("self",)).select_related("seller", "variant")
    waiting = rows.filter(seller=licence.seller, verified_at__isnull=True, ended_at__isnull=True)
    others = waiting.exclude(kind=NumberKind.PREFIX).order_by("pk")
    return [one for one in others if begins_with(licence.value, NumberKind(one.kind), one.value)]


def _counts_by(licence: GivenNumber, number: GivenNumber, *, at: datetime) -> bool:
    """Have it count by the licence. One that counts for others already goes on waiting for an officer."""
    try:
        _count(number, by=licence.verified_by, at=at)
    except NumberTaken:
        return False
    number.file_code = licence.file_code
    number.save(update_fields=["file_code"])
    return True


def _covered_by(licence: GivenNumber) -> list[GivenNumber]:
    """The numbers that the licence of a prefix proves: its paper is theirs."""
    rows = GivenNumber.objects.select_for_update().filter(seller=licence.seller, file_code=licence.file_code)
    return list(rows.filter(ended_at__isnull=True).exclude(kind=NumberKind.PREFIX).order_by("pk"))


def _held(number: GivenNumber) -> GivenNumber:
    rows = GivenNumber.objects.select_for_update(of=("self",)).select_related("seller__commune__province")
    return rows.get(pk=number.pk)
