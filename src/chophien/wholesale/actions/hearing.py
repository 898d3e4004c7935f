"""Shops hear of new requests for goods that they sell: once each, and of so many a day that nobody is flooded."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local, local_date
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.sellers.selectors.shops import lock_seller
from chophien.wholesale import policies
from chophien.wholesale.models import PurchaseRequest, RequestNotice, RequestWish
from chophien.wholesale.selectors.hearing import notices_waiting, shops_to_tell, shops_waiting, told_since
from chophien.wholesale.states import RequestStatus
from chophien.wholesale.units import in_words


@transaction.atomic
def want_requests(*, seller: Seller, wants: bool, actor: Actor, at: datetime) -> RequestWish:
    """Say whether the shop is told of new requests from now on.

    :raises NotPermitted: if `actor` does not answer buyers for the shop
    """
    held = lock_seller(seller.pk)
    policies.can_quote_for(actor, held, at=at).require()
    wish, _made = RequestWish.objects.update_or_create(
        seller=held, defaults={"wants": wants, "set_by": actor.code, "set_at": at}
    )
    behalf, facts = principal_of(actor, held, at=at), {"wants": wants}
    record("wholesale.requests_wanted", actor=actor, subject_code=held.code, on_behalf_of=behalf, at=at, facts=facts)
    return wish


def tell_shops_of(*, request: PurchaseRequest, at: datetime) -> int:
    """Tell the shops that could answer a request. Says how many were told now; twice tells nobody twice."""
    if request.status != RequestStatus.OPEN:
        return 0
    RequestNotice.objects.bulk_create(
        (RequestNotice(request=request, seller=shop, found_at=at) for shop in shops_to_tell(request)),
        ignore_conflicts=True,
    )
    return sum(_tell(shop, request, at=at) for shop in shops_waiting(request, on=local_date(at)))


def tell_waiting(*, at: datetime) -> int:
    """Tell shops of what they did not hear on the days before, because there was so much. Says how many messages."""
    return sum(_tell(shop, None, at=at) for shop in shops_waiting(on=local_date(at)))


@transaction.atomic
def _tell(shop: int, request: PurchaseRequest | None, *, at: datetime) -> int:
    """Tell one shop of what waits for it, within what is left of its day."""
    seller = lock_seller(shop)
    midnight = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    left = rules.whole("wholesale.requests_told_a_day", at=at) - told_since(seller, midnight)
    told = list(notices_waiting(request, on=local_date(at)).filter(seller=seller)[: max(left, 0)])
    for notice in told:
        asked = notice.request
        tell_managers(
            seller=seller,
            kind="wholesale.request",
            text=_("A buyer in %(place)s looks for %(goods)s: %(amount)s. You can quote until they have chosen."),
            facts={
                "place": asked.commune.province.full_name,
                "goods": asked.goods,
                "amount": in_words(asked.quantity, asked.unit),
            },
            link=reverse("wholesale:answer", args=[seller.code, asked.code]),
            about=asked.code,
            at=at,
        )
        notice.told_at = at
        notice.save(update_fields=["told_at"])
    return len(told)
