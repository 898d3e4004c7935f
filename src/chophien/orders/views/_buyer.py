"""Who is buying, and what this browser remembers: the cart's code, and the groups it has ordered.

Both cookies are out of reach for scripts. The cart's code cannot be guessed; the list of groups is signed.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase

from chophien.accounts.models import Person
from chophien.lib.actor import Actor, GuestActor
from chophien.lib.codes import BadCode, normalise_code
from chophien.orders.actions.carts import open_cart
from chophien.orders.actions.writing import GROUP_PREFIX, GROUP_SYMBOLS, ORDER_PREFIX, ORDER_SYMBOLS
from chophien.orders.models import Cart
from chophien.orders.selectors.buyers import BuyerAccess, BuyerOrder, group_of_buyer, order_of_buyer
from chophien.orders.selectors.carts import cart_of, guest_cart

CART_COOKIE, GROUPS_COOKIE, PLACE_COOKIE = "gio", "don-cua-may", "noi"
CART_SECONDS, GROUPS_SECONDS = 60 * 60 * 24 * 60, 60 * 60 * 24 * 366 * 3
GROUPS_MOST, CODE_MOST = 30, 100
SALT = "chophien.orders.groups"
SYMBOLS = {ORDER_PREFIX: ORDER_SYMBOLS, GROUP_PREFIX: GROUP_SYMBOLS}
GUEST = GuestActor("guest")


def person_of(request: HttpRequest) -> Person | None:
    """The signed-in person, or none for a guest."""
    return request.user if isinstance(request.user, Person) else None


def actor_of(request: HttpRequest) -> Actor:
    """Who acts on the cart: the signed-in person, or a guest."""
    return person_of(request) or GUEST


def cart_for(request: HttpRequest) -> Cart | None:
    """The person's own cart, or the guest's by the cookie; none when there is none yet."""
    person = person_of(request)
    return cart_of(person) if person else guest_cart(_cookie(request, CART_COOKIE))


def place_of(request: HttpRequest) -> str:
    """The code of the province to which this browser has goods sent, as far as it was told."""
    return _cookie(request, PLACE_COOKIE)


def need_cart(request: HttpRequest, *, at: datetime) -> Cart:
    """The same; a new one is opened where there is none. Follow with `remember_cart`."""
    return cart_for(request) or open_cart(person=person_of(request), at=at)


def remember_cart(request: HttpRequest, response: HttpResponseBase, cart: Cart) -> None:
    """Have a guest's browser know its cart for another `CART_SECONDS`."""
    if person_of(request) is None:
        _set(request, response, CART_COOKIE, cart.code, seconds=CART_SECONDS)


def remembered_groups(request: HttpRequest) -> list[str]:
    """The codes of the groups that this browser has ordered or proved to know, the newest first."""
    signed = request.get_signed_cookie(GROUPS_COOKIE, default="", salt=SALT, max_age=GROUPS_SECONDS)
    return [code for code in (signed or "").split("/") if code]


def remember_group(request: HttpRequest, response: HttpResponseBase, code: str) -> None:
    """Let this browser open a group's pages without asking again."""
    codes = [code, *(known for known in remembered_groups(request) if known != code)][:GROUPS_MOST]
    response.set_signed_cookie(
        GROUPS_COOKIE,
        "/".join(codes),
        salt=SALT,
        max_age=GROUPS_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def forget_groups(response: HttpResponseBase) -> None:
    """Have this browser know nothing of orders any more."""
    response.delete_cookie(GROUPS_COOKIE, samesite="Lax")


def find_group(request: HttpRequest, code: str, *, at: datetime) -> BuyerAccess:
    """The reader's own group with this code.

    :raises Http404: if it is somebody else's, too old to be shown, or none
    """
    found = group_of_buyer(code, person=person_of(request), remembered=remembered_groups(request), at=at)
    if found is None:
        raise Http404
    return found


def find_order(request: HttpRequest, code: str, *, at: datetime) -> BuyerOrder:
    """The reader's own order with this code, however it was typed.

    :raises Http404: if it is somebody else's, too old to be shown, or none
    """
    written = written_code(code, [ORDER_PREFIX])
    found = order_of_buyer(written, person=person_of(request), remembered=remembered_groups(request), at=at)
    if found is None:
        raise Http404
    return found


def written_code(typed: str, prefixes: Sequence[str]) -> str:
    """A code of one of these kinds as it is written, however it was typed.

    :raises Http404: if it is none
    """
    with suppress(BadCode):
        code = normalise_code(typed)
        if code[:2] in prefixes:
            return code
    for prefix in prefixes:
        with suppress(BadCode):
            code = normalise_code(typed, prefix=prefix)
            if len(code.replace("-", "")) == len(prefix) + SYMBOLS[prefix]:
                return code
    raise Http404


def _cookie(request: HttpRequest, name: str) -> str:
    value = request.COOKIES.get(name, "")[:CODE_MOST]
    return value if value.isascii() and value.isprintable() else ""


def _set(request: HttpRequest, response: HttpResponseBase, name: str, value: str, *, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure())
