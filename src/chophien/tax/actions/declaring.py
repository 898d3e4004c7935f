"""A producer signs that goods are own produce, hardly processed; and takes that back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.names import clean_person_name
from chophien.lib.text import clean_line
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.tax import policies
from chophien.tax.actions.years import PAGE
from chophien.tax.errors import (
    DeclarationOver,
    DeclaredAlready,
    NotAgreed,
    NothingToDeclare,
    NotRawProduce,
    ReasonMissing,
)
from chophien.tax.models import Declaration
from chophien.tax.selectors.declaring import declarables
from chophien.tax.selectors.withholding import entity_of

STATEMENT = _(
    "I or my household grew, raised or gathered these goods ourselves. They are sold as they are, or only cleaned, "
    "dried, peeled, cut, salted or chilled. I answer for these words before the law, and I can take them back any day."
)
REASON_MOST = 300


@transaction.atomic
def sign(*, seller: Seller, key: str, signed_name: str, agreed: bool, actor: Actor, at: datetime) -> Declaration:
    """Declare goods of the shop to be own produce from today on. `key` is that of one of `declarables`.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NothingToDeclare: if nothing is withheld from this kind of seller
    :raises NotAgreed: if the box is not ticked
    :raises BadName: if the name is none
    :raises NotRawProduce: if the shop has no such goods, or they are no produce
    """
    policies.can_declare(actor, seller, at=at).require()
    if not entity_of(seller.kind, at=at).withheld:
        raise NothingToDeclare
    if not agreed:
        raise NotAgreed
    name = clean_person_name(signed_name)
    chosen = next((one for one in declarables(seller) if one.key == key), None)
    if chosen is None:
        raise NotRawProduce
    with override("vi"):
        statement = str(STATEMENT)
    try:
        with transaction.atomic():
            declaration = Declaration.objects.create(
                code=new_code("CK", 8),
                seller_code=seller.code,
                declared_for=chosen.declared_for,
                subject_code=chosen.subject_code,
                goods=chosen.goods,
                statement=statement,
                person_code=actor.code,
                signed_name=name,
                signed_at=at,
                first_on=local_date(at),
            )
    except IntegrityError:
        raise DeclaredAlready from None
    facts = {"seller": seller.code, "for": chosen.key}
    record("tax.declared", actor=actor, subject_code=declaration.code, at=at, facts=facts)
    return declaration


@transaction.atomic
def end(*, declaration: Declaration, seller: Seller, actor: Actor, at: datetime, reason: str = "") -> Declaration:
    """From today on the declaration counts no longer. The market has to say why, and the shop is told.

    :raises NotPermitted: if it is neither the shop's manager nor an operator of the country
    :raises DeclarationOver: if it counts no longer
    :raises ReasonMissing: if somebody else than the shop ends it without a word
    """
    policies.can_end_declaration(actor, seller, at=at).require()
    declaration = Declaration.objects.select_for_update().get(pk=declaration.pk)
    if declaration.ended_on is not None:
        raise DeclarationOver
    by_shop = bool(policies.can_declare(actor, seller, at=at))
    reason = clean_line(reason)[:REASON_MOST]
    if not by_shop and not reason:
        raise ReasonMissing
    declaration.ended_on = local_date(at)
    declaration.ended_by, declaration.end_reason = actor.code, reason
    declaration.save(update_fields=["ended_on", "ended_by", "end_reason"])
    record("tax.declaration_ended", actor=actor, subject_code=declaration.code, at=at, facts={"seller": seller.code})
    if not by_shop:
        tell_managers(
            seller=seller,
            kind="shop.notice",
            text=_("Tax is withheld again from %(goods)s. The market says why: %(reason)s"),
            facts={"goods": declaration.goods, "reason": reason},
            link=PAGE,
            about=declaration.code,
            at=at,
        )
    return declaration
