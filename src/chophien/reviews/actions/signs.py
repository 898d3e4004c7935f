"""What makes somebody of the market look at a review. Nothing is hidden because of it."""

from datetime import datetime, timedelta

from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import grants_over, person_by_phone
from chophien.accounts.states import SELLER_ROLES, Scope
from chophien.orders.models import Order, OrderLine
from chophien.reviews.models import Review
from chophien.reviews.states import Sign
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import mandated_sellers


def signs_of(line: OrderLine, order: Order, *, at: datetime) -> list[str]:
    """The signs of abuse of a review that is about to be written. A fixed number of statements."""
    group = order.group
    others = Review.objects.filter(listing_id=line.version.listing_id).exclude(line__order__group=group)
    same_phone = others.filter(line__order__group__contact_phone=group.contact_phone)
    same_place = others.filter(
        line__order__group__commune_code=group.commune_code, line__order__group__hamlet=group.hamlet
    ).exclude(line__order__group__contact_phone=group.contact_phone)
    lately = Review.objects.filter(seller=order.seller, written_at__gt=at - timedelta(hours=1))
    found = {
        Sign.BURST: lately.count() + 1 >= rules.whole("reviews.burst_count", at=at),
        Sign.SAME_PHONE: same_phone.exists(),
        Sign.SAME_ADDRESS: bool(group.hamlet) and same_place.exists(),
        Sign.OWN_PEOPLE: _is_own(order, order.seller, at=at),
    }
    return [sign.value for sign, shows in found.items() if shows]


def _is_own(order: Order, seller: Seller, *, at: datetime) -> bool:
    """Whether the buyer's account or phone belongs to the shop's staff or to one of its helpers."""
    phone = order.group.contact_phone
    if phone == seller.phone:
        return True
    staff = {grant.person.phone for grant in grants_over(scope=Scope.SELLER, scope_code=seller.code, at=at)}
    person = order.group.person or person_by_phone(phone)
    if phone in staff or (person is not None and person.phone in staff):
        return True
    if person is None:
        return False
    works = has_role_over(person, SELLER_ROLES, seller_code=seller.code, at=at)
    return works or mandated_sellers(person, at=at).filter(pk=seller.pk).exists()
