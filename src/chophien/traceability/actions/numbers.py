"""A shop says which numbers GS1 gave it, with the paper; once an operator has looked at the paper, they count."""

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
from chophien.traceability.selectors.numbers import prefix_of
from chophien.traceability.states import NumberKind
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.sent import SentFile

FILE_KIND = "gs1_number"
NO_PREFIX = _("This is no company prefix: write the 4 to 12 digits of the licence from GS1.")


@transaction.atomic
def say_number(
    *,
    seller: Seller,
    value: str,
    paper: SentFile,
    actor: Actor,
    at: datetime,
    variant: Variant | None = None,
    is_prefix: bool = False,
) -> GivenNumber:
    """Say which number GS1 gave to goods of the shop, or with no `variant` to its place, or the prefix with which all
    its numbers begin. It does not count yet.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotFound: if the goods are not the shop's
    :raises Invalid: if it is no such number, or one of restricted circulation, which GS1 gives to nobody
    :raises NumberTaken: if it begins with the prefix that counts for another shop
    :raises FileRefused: if the paper cannot be taken
    """
    policies.can_number_goods(actor, seller, at=at).require()
    if variant is not None and variant.listing.seller_id != seller.pk:
        raise NotFound
    digits = "".join(value.split())
    if variant is not None:
        if not is_gtin(digits) or is_restricted(digits):
            raise Invalid({"value": [_("This is no number of goods from GS1: 8 to 14 digits with a check digit.")]})
        digits = gtin14(digits)
    elif is_prefix:
        if not is_company_prefix(digits):
            raise Invalid({"value": [NO_PREFIX]})
    elif not is_gln(digits):
        raise Invalid({"value": [_("This is no number of a place from GS1: 13 digits with a check digit.")]})
    kind = NumberKind.GTIN if variant else NumberKind.PREFIX if is_prefix else NumberKind.GLN
    if prefix_of(kind, digits, other_than=seller) is not None:
        raise NumberTaken
    kept = take_private_file(file=paper, kind=FILE_KIND, owner_code=seller.code, actor=actor, at=at)
    number = GivenNumber.objects.create(
        seller=seller,
        variant=variant,
        kind=kind,
        value=digits,
        file_code=kept.code,
        said_by=actor.code,
        said_at=at,
    )
    record("traceability.number_said", actor=actor, subject_code=seller.code, at=at, facts={"number": digits})
    return number


@transaction.atomic
def verify_number(*, number: GivenNumber, actor: Actor, at: datetime) -> GivenNumber:
    """The paper is right: the number counts from now on, instead of the one that counted before; a company prefix
    beside those that count already, for a shop may have several.

    :raises NotPermitted: if `actor` is no operator of the shop's area
    :raises NumberTaken: if it counts for somebody else, or begins with the prefix that counts for another shop
    """
    number = _held(number)
    policies.can_verify_number(actor, number.seller, at=at).require()
    if prefix_of(NumberKind(number.kind), number.value, other_than=number.seller) is not None:
        raise NumberTaken
    if number.kind != NumberKind.PREFIX:
        before = GivenNumber.objects.filter(
            seller=number.seller, kind=number.kind, variant=number.variant, verified_at__isnull=False, ended_at=None
        )
        before.exclude(pk=number.pk).update(ended_at=at)
    number.verified_by, number.verified_at = actor.code, at
    try:
        with transaction.atomic():
            number.save(update_fields=["verified_by", "verified_at"])
    except IntegrityError as clash:
        raise NumberTaken from clash
    facts = {"number": number.value}
    record("traceability.number_verified", actor=actor, subject_code=number.seller.code, at=at, facts=facts)
    return number


@transaction.atomic
def end_number(*, number: GivenNumber, actor: Actor, at: datetime) -> GivenNumber:
    """The number counts no more, or never did: the shop takes it back, or the operator finds its paper wrong.

    :raises NotPermitted: if `actor` neither manages the shop nor is an operator of its area
    """
    number = _held(number)
    if not policies.can_verify_number(actor, number.seller, at=at):
        policies.can_number_goods(actor, number.seller, at=at).require()
    if number.ended_at is None:
        number.ended_at = at
        number.save(update_fields=["ended_at"])
        facts = {"number": number.value}
        record("traceability.number_ended", actor=actor, subject_code=number.seller.code, at=at, facts=facts)
    return number


def _held(number: GivenNumber) -> GivenNumber:
    rows = GivenNumber.objects.select_for_update(of=("self",)).select_related("seller__commune__province")
    return rows.get(pk=number.pk)
