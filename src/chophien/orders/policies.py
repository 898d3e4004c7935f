"""Who may do what with carts and orders. When a step is possible is the flow's business, not answered here.

The queryset to these verdicts is `selectors.orders.orders_visible_to`.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import SELLER_ROLES, Role
from chophien.lib.actor import Actor, GuestActor
from chophien.lib.errors import Sentence
from chophien.lib.verdict import YES, Verdict, no
from chophien.orders.models import Cart, Order, OrderGroup
from chophien.orders.states import Side
from chophien.rules import selectors as rules
from chophien.sellers.policies import may
from chophien.sellers.selectors.helping import principal_of
from chophien.sellers.states import Deed

OPERATING = frozenset({Role.OPERATOR})
MANAGING = OPERATING | {Role.SELLER_MANAGER}
PACKING = MANAGING | {Role.SELLER_PACKER}
SEEING = PACKING | {Role.SELLER_ACCOUNTANT}
SERVING_DEEDS = (Deed.ACCEPT, Deed.HAND_OVER)
"""What a helper does with orders; whoever may do one of them sees the shop's orders."""


def guest_of(group: OrderGroup) -> GuestActor:
    """Whoever proved to be this group's buyer without signing in: by its token, or by its code and phone."""
    return GuestActor(code=f"guest:{group.code}")


def is_buyer(actor: Actor, group: OrderGroup) -> bool:
    """Whether `actor` is the one who placed the group."""
    if actor.code == guest_of(group).code:
        return True
    return group.person is not None and actor.code == group.person.code


def side_of(actor: Actor, order: Order, *, at: datetime) -> Side:
    """For whom `actor` acts when it takes a step of this order."""
    if actor.is_system:
        return Side.MARKET
    if is_buyer(actor, order.group):
        return Side.BUYER
    theirs = has_role_over(actor, SELLER_ROLES, seller_code=order.seller.code, at=at)
    return Side.SELLER if theirs or principal_of(actor, order.seller, at=at) else Side.MARKET


def can_use_cart(actor: Actor, cart: Cart) -> Verdict:
    """A guest's cart belongs to whoever knows its code; a person's cart to that person."""
    if cart.person is None or actor.code == cart.person.code:
        return YES
    return no(_("This cart belongs to somebody else."))


def can_see_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    """The buyer, everybody who works for the seller or helps with its orders, and the operators of its area."""
    if is_buyer(actor, order.group) or can_serve_order(actor, order, at=at):
        return YES
    return no(_("This order belongs to somebody else."))


def can_serve_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    """Whoever works for the seller or helps with its orders, and the operators of the area: the shop's side."""
    if any(may(actor, deed, order.seller, at=at, roles=SEEING) for deed in SERVING_DEEDS):
        return YES
    return no(_("Only those who work for the shop see this page."))


def can_see_contact(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    """Whoever sends the parcel sees the buyer's phone and door while they are needed: until the order is over,
    and after that for as long as the buyer may bring the goods back (`orders.return_days`).
    """
    if not may(actor, Deed.HAND_OVER, order.seller, at=at):
        return no(_("Only those who pack and send see the buyer's phone number."))
    if order.cancelled_at is not None:
        return no(_("The order is cancelled, so the buyer's phone number is no longer shown."))
    days = rules.whole("orders.return_days", at=at)
    if order.completed_at is not None and order.completed_at + timedelta(days=days) < at:
        return no(_("The order is over, so the buyer's phone number is no longer shown."))
    return YES


def can_take_contract(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    """May `actor` take the shop's copy of the contract? A suspended shop has a right to it too."""
    if _holds(actor, MANAGING | {Role.SELLER_ACCOUNTANT}, order, at=at):
        return YES
    return no(_("Only the shop's manager and accountant can take its contracts."))


def can_see_fee(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    """What a sale costs the shop is its money: for those who handle it, not for who packs or helps."""
    if _holds(actor, MANAGING | {Role.SELLER_ACCOUNTANT}, order, at=at):
        return YES
    return no(_("Only the shop's manager and accountant see its money."))


def can_confirm_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    return _by_deed(actor, Deed.ACCEPT, order, at=at, roles=PACKING)


def can_refuse_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    sentence = _("Only the shop's manager can refuse this order.")
    return _by_deed(actor, Deed.ACCEPT, order, at=at, roles=MANAGING, otherwise=sentence)


def may_name_account(reader: Actor | None, group: OrderGroup, *, by_phone: bool, at: datetime) -> Verdict:
    """Where a buyer's money goes is told, and read, by the signed-in person who ordered and nobody else; of a guest's
    order by whoever has its phone in hand (`by_phone`). A link, or code and phone number, are no proof: the shop's
    staff read both, so they are refused whatever they have. `reader` is the signed-in person, or none.
    """
    if group.person is not None:
        if reader is not None and reader.code == group.person.code:
            return YES
        return no(_("Sign in with the account that ordered: only it may say where the money goes."))
    orders = Order.objects.select_related("seller").filter(group=group) if reader is not None else ()
    if reader is not None and any(can_serve_order(reader, order, at=at) for order in orders):
        return no(_("Whoever works for the shop cannot say where the buyer's money goes."))
    return YES if by_phone else no(_("Type the code that was sent to the order's phone."))


def can_cancel_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    if is_buyer(actor, order.group) or _holds(actor, MANAGING, order, at=at):
        return YES
    return no(_("Only the buyer and the shop's manager can cancel this order."))


def can_rescind_order(actor: Actor, order: Order) -> Verdict:
    """Stepping back from the contract is the buyer's right, and nobody else's."""
    if is_buyer(actor, order.group):
        return YES
    return no(_("Only the buyer can cancel the contract."))


def can_choose_payment(actor: Actor, group: OrderGroup) -> Verdict:
    """How an order is paid is the buyer's to choose."""
    if is_buyer(actor, group):
        return YES
    return no(_("Only the buyer chooses how to pay."))


def can_answer_move(actor: Actor, order: Order) -> Verdict:
    """Whoever ordered before the harvest says whether they wait for other days."""
    if is_buyer(actor, order.group):
        return YES
    return no(_("Only the buyer can answer this."))


def can_pack_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    sentence = _("Only the shop's manager and packers can pack this order.")
    return _by_deed(actor, Deed.HAND_OVER, order, at=at, roles=PACKING, otherwise=sentence)


def can_hand_over_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    return _by_deed(actor, Deed.HAND_OVER, order, at=at, roles=PACKING)


def can_take_cash(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    """Who hands parcels over by a household's mandate takes its cash; for the shop itself it is its own money."""
    if not principal_of(actor, order.seller, at=at):
        return no(_("Only a helper of the household takes its cash."))
    return _by_deed(actor, Deed.HAND_OVER, order, at=at, roles=PACKING)


def can_receive_order(actor: Actor, order: Order, *, at: datetime) -> Verdict:
    if is_buyer(actor, order.group) or _holds(actor, OPERATING, order, at=at):
        return YES
    return no(_("Only the buyer can say that the parcel came."))


def _by_deed(
    actor: Actor, deed: Deed, order: Order, *, at: datetime, roles: frozenset[Role], otherwise: Sentence = ""
) -> Verdict:
    """The verdict on a step of the shop. What a helper bought themselves, the household answers."""
    verdict = may(actor, deed, order.seller, at=at, roles=roles, otherwise=otherwise)
    if verdict and is_buyer(actor, order.group) and principal_of(actor, order.seller, at=at):
        return no(_("You bought this yourself. The household has to answer it."))
    return verdict


def _holds(actor: Actor, roles: frozenset[Role], order: Order, *, at: datetime) -> bool:
    return has_role_over(actor, roles, seller_code=order.seller.code, commune=order.seller.commune, at=at)
