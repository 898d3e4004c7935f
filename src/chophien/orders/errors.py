"""Refusals about carts and orders, in words for the person who buys or sells."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError, Sentence
from chophien.lib.money import format_vnd

PRICE_CHANGED = "price_changed"


@dataclass(frozen=True)
class LineProblem:
    """What stands in the way of one line: a stable code and a sentence. `left` is what is left, in the unit.

    `blocks` is false for what the buyer only has to know.
    """

    variant_code: str
    code: str
    sentence: str
    left: Decimal | None = None
    blocks: bool = True


class CartRefused(DomainError):
    """Some lines cannot be bought as they stand. Nothing was kept. `problems` names each line."""

    code = "cart_refused"
    message = _("Some goods in the cart cannot be bought like this. See the notes beside them.")

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        blocking = [problem for problem in problems if problem.blocks]
        super().__init__(code=next((problem.code for problem in blocking), ""))
        self.problems = tuple(blocking)


class NotForSale(DomainError):
    """These goods cannot be bought now; the sentence says why."""

    code = "not_for_sale"
    message = _("These goods are no longer offered.")


class NotEnoughLeft(DomainError):
    code = "out_of_stock"
    message = _("Only %(left)s left.")


class SoldOut(DomainError):
    code = "out_of_stock"
    message = _("Sold out for now.")


class EmptyCart(DomainError):
    code = "empty_cart"
    message = _("The cart is empty. Put something into it first.")


class CartFull(DomainError):
    code = "cart_full"
    message = _("A cart holds at most %(most)s different goods. Order these first.")


class BelowMinimum(DomainError):
    code = "below_minimum"
    message = _("The least that can be bought is %(least)s.")


class TotalTooLarge(DomainError):
    code = "total_too_large"
    message = _("An order of more than %(most)s cannot be placed here. Call the seller.")

    def __init__(self, *, most_vnd: int) -> None:
        super().__init__(facts={"most": format_vnd(most_vnd)})


class TotalChanged(DomainError):
    """The total is not what the buyer saw; `total_vnd` is what it is now."""

    code = "total_changed"
    message = _("Prices or shipping have changed: the total is now %(total)s. Look at it again and confirm.")

    def __init__(self, *, total_vnd: int, seen_vnd: int) -> None:
        super().__init__(facts={"total": format_vnd(total_vnd)})
        self.total_vnd, self.seen_vnd = total_vnd, seen_vnd


class PricesChanged(DomainError):
    code = "prices_changed"
    message = _("Some prices have changed since the goods went into the cart. Look at the cart again.")


class RegulationsChanged(DomainError):
    code = "regulations_changed"
    message = _("The market's regulations have changed since you opened this page. Read them and agree again.")


class NotOnDelivery(DomainError):
    code = "not_on_delivery"
    message = _("A deposit is paid before the goods are sent, not in cash on delivery.")


class KeyMissing(DomainError):
    code = "idempotency_key_missing"
    message = _("This request carries no key of its own. Reload the page and try again.")


class IdempotencyClash(DomainError):
    """The same key was sent before with something else in it."""

    code = "idempotency_clash"
    message = _("This form was sent before with other answers. Reload the page and try again.")


class GatewayTells(DomainError):
    """Nobody confirms by hand what a gateway takes: it tells by itself, and is asked where it does not."""

    code = "gateway_tells"
    message = _(
        "This order is paid through %(gateway)s: what comes there is written down by itself, and nobody confirms it by"
        " hand. Money that came into the bank account is written down with the bank's statement."
    )


class AwaitingTransfer(DomainError):
    code = "awaiting_transfer"
    message = _("The buyer's transfer has not come yet.")


class AwaitingHarvest(DomainError):
    code = "awaiting_harvest"
    message = _("This order waits for its harvest. It can be accepted once the harvest has begun.")


class HarvestGone(DomainError):
    """So much of the harvest cannot be ordered; the sentence says how much is left, or why not."""

    code = "harvest_gone"
    message = _("This harvest takes no orders at the moment.")


class AlreadyPacked(DomainError):
    code = "already_packed"
    message = _("The goods are packed already. Call the seller.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write a reason in a few words.")


def as_problem(variant_code: str, refusal: DomainError, *, left: Decimal | None = None) -> LineProblem:
    """A refusal as what stands beside one line."""
    return LineProblem(variant_code, refusal.code, str(refusal), left)


def price_changed(variant_code: str, *, seen_vnd: int, now_vnd: int) -> LineProblem:
    """What the buyer has to know when a price is not what it was when the goods went into the cart."""
    sentence: Sentence = _("The price was %(seen)s and is now %(now)s.")
    facts = {"seen": format_vnd(seen_vnd), "now": format_vnd(now_vnd)}
    return LineProblem(variant_code, PRICE_CHANGED, str(sentence) % facts, blocks=False)
