"""What can be done with carts. A cart's row is locked first, so that two taps on one cart follow each other."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chophien.accounts.models import Person
from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.lib.actor import Actor
from chophien.lib.codes import new_token
from chophien.lib.errors import NotFound
from chophien.lib.money import line_total
from chophien.orders import policies
from chophien.orders.errors import CartFull
from chophien.orders.models import Cart, CartLine
from chophien.orders.selectors import carts
from chophien.orders.texts import is_code_like
from chophien.rules import selectors as rules
from chophien.supply.selectors import available


def open_cart(*, person: Person | None, at: datetime) -> Cart:
    """A new cart for a guest, reached by its code; or the person's one cart, made if there is none."""
    if person is None:
        return Cart.objects.create(code=new_token(), changed_at=at)
    cart, _made = Cart.objects.get_or_create(person=person, defaults={"code": new_token(), "changed_at": at})
    return cart


@transaction.atomic
def add_to_cart(*, cart: Cart, variant_code: str, quantity: Decimal, actor: Actor, at: datetime) -> Cart:
    """Put so much more of a variant into the cart.

    :raises NotPermitted: if it is somebody else's cart
    :raises NotFound: if there is no such variant, or the cart is gone
    :raises NotForSale, NotAQuantity, QuantityTooLarge, WrongStep, BelowMinimum, SoldOut, NotEnoughLeft,
        AmountTooLarge: if the whole quantity that would be in the cart cannot be bought now; nothing is changed then
    :raises CartFull: if the cart holds the most different goods that it may
    """
    cart = _held(cart, actor=actor)
    _require_code(variant_code)
    line = cart.lines.filter(variant__code=variant_code).first()
    _write(cart, variant_code, quantity + (line.quantity if line else 0), at=at)
    return cart


@transaction.atomic
def set_quantity(*, cart: Cart, variant_code: str, quantity: Decimal, actor: Actor, at: datetime) -> Cart:
    """Have exactly so much of a variant in the cart; zero takes it out. The price of now counts as seen.

    :raises NotPermitted, NotFound, CartFull: as `add_to_cart`
    :raises NotForSale, NotAQuantity, QuantityTooLarge, WrongStep, BelowMinimum, SoldOut, NotEnoughLeft,
        AmountTooLarge: likewise
    """
    cart = _held(cart, actor=actor)
    _require_code(variant_code)
    if quantity == 0:
        cart.lines.filter(variant__code=variant_code).delete()
        _touch(cart, at=at)
    else:
        _write(cart, variant_code, quantity, at=at)
    return cart


@transaction.atomic
def accept_prices(*, cart: Cart, actor: Actor, at: datetime) -> Cart:
    """The buyer has seen what everything costs now.

    :raises NotPermitted: if it is somebody else's cart
    """
    cart = _held(cart, actor=actor)
    offers = carts.offers_in(carts.lines_in(cart), of=cart, at=at)
    lines = list(cart.lines.select_related("variant"))
    for line in lines:
        line.seen_price_vnd = offers[line.variant.code].price_vnd
    CartLine.objects.bulk_update(lines, ["seen_price_vnd"])
    _touch(cart, at=at)
    return cart


@transaction.atomic
def merge_carts(*, guest_cart_code: str, person: Person, at: datetime) -> Cart | None:
    """Make a guest's cart the cart of the person who has just signed in.

    What is in both carts is there once, in the larger quantity. A code that belongs to no guest's cart changes
    nothing. Returns the person's cart, or none when there is none.
    """
    guests = carts.guest_cart(guest_cart_code)
    guests = carts.lock_cart(guests.pk) if guests else None
    own = carts.cart_of(person)
    if guests is None or guests.person_id is not None:
        return own
    if own is None:
        guests.person, guests.changed_at = person, at
        guests.save(update_fields=["person", "changed_at"])
        return guests
    own = _held(own, actor=person)
    here = {line.variant_id: line for line in own.lines.all()}
    for line in guests.lines.order_by("pk"):
        if line.variant_id not in here:
            line.cart = own
            line.save(update_fields=["cart"])
        elif line.quantity > here[line.variant_id].quantity:
            here[line.variant_id].quantity = line.quantity
            here[line.variant_id].save(update_fields=["quantity"])
    guests.delete()
    _touch(own, at=at)
    return own


def forget_old_carts(*, at: datetime) -> int:
    """Throw away guests' carts that nobody has touched for as long as the rules say. Returns how many."""
    oldest = at - timedelta(days=rules.whole("orders.cart_days", at=at))
    old = Cart.objects.filter(person__isnull=True, changed_at__lt=oldest)
    gone = old.count()
    old.delete()
    return gone


def _held(cart: Cart, *, actor: Actor) -> Cart:
    held = carts.lock_cart(cart.pk)
    if held is None:
        raise NotFound
    policies.can_use_cart(actor, held).require()
    return held


def _require_code(variant_code: str) -> None:
    if not is_code_like(variant_code):
        raise NotFound


def _write(cart: Cart, variant_code: str, quantity: Decimal, *, at: datetime) -> None:
    offer = offers_for_sale([variant_code], at=at, buyer=cart.person).get(variant_code)
    if offer is None:
        raise NotFound
    offer = offer.for_quantity(quantity)
    carts.check_buyable(offer, quantity, left=available([offer.variant_id])[offer.variant_id])
    line_total(offer.price_vnd, quantity)
    _check_room(cart, offer, at=at)
    CartLine.objects.update_or_create(
        cart=cart,
        variant_id=offer.variant_id,
        defaults={"quantity": quantity, "seen_price_vnd": offer.price_vnd},
        create_defaults={"quantity": quantity, "seen_price_vnd": offer.price_vnd, "added_at": at},
    )
    _touch(cart, at=at)


def _check_room(cart: Cart, offer: Offer, *, at: datetime) -> None:
    most = rules.whole("orders.cart_lines_most", at=at)
    if cart.lines.exclude(variant_id=offer.variant_id).count() >= most:
        raise CartFull(facts={"most": most})


def _touch(cart: Cart, *, at: datetime) -> None:
    cart.changed_at = at
    cart.save(update_fields=["changed_at"])
