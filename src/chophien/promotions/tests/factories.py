"""Promotions for tests, made through the same actions as in the market."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from chophien.catalog.models import Variant
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.places.tests.factories import a_province
from chophien.promotions.actions.combos import PartWanted, make_combo
from chophien.promotions.actions.purchases import PurchaseFacts, start_purchase
from chophien.promotions.actions.vouchers import VoucherFacts, make_voucher
from chophien.promotions.models import Combo, GroupPurchase, Voucher
from chophien.promotions.states import Funder, VoucherKind
from chophien.supply.tests.factories import a_variant

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # a Saturday, 12:00 in Vietnam
_NUMBERS = count(1)


def a_good(price_vnd: int, **facts: object) -> Variant:
    """A variant on sale at this price. Other arguments are those of `a_variant`."""
    return a_variant(offers=[an_offer(price_vnd=price_vnd)], **facts)


def a_voucher(*, seller=None, **facts: object) -> Voucher:
    """Ten per cent off for everybody, paid by the market; by the shop where one is given."""
    given = {
        "code": f"TET{next(_NUMBERS):05}",
        "name": "Giảm 10 % mừng Tết",
        "kind": VoucherKind.PERCENT,
        "value": 10,
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 11, 24),
        "budget_vnd": 100_000_000,
        "uses_most": 1_000,
        "funder": Funder.SELLER if seller else Funder.PLATFORM,
    } | facts
    at, actor = given.pop("at", NOON), given.pop("actor", SYSTEM)
    return make_voucher(facts=VoucherFacts(**given), seller=seller, actor=actor, at=at)


def a_voucher_of_a_province(province_code: str, **facts: object) -> Voucher:
    """The same, paid by a programme, for the goods of shops of a province."""
    a_province(province_code)
    programme = {
        "funder": Funder.PROGRAMME,
        "funder_name": "Chương trình MTQG 1719",
        "decision": "12/QĐ-UBND ngày 05/10/2026",
        "home_province_code": province_code,
    }
    return a_voucher(**programme | facts)


def a_combo(*parts, price_vnd: int, **facts: object) -> Combo:
    """These goods (variant, quantity) together at a price; all of one shop."""
    return make_combo(
        seller=parts[0][0].listing.seller,
        name=facts.pop("name", "Bộ quà Tết"),
        price_vnd=price_vnd,
        parts=[PartWanted(variant.code, Decimal(quantity)) for variant, quantity in parts],
        starts_on=facts.pop("starts_on", date(2026, 11, 1)),
        ends_on=facts.pop("ends_on", date(2026, 11, 24)),
        actor=SYSTEM,
        at=facts.pop("at", NOON),
    )


def a_purchase(variant: Variant, **facts: object) -> GroupPurchase:
    """A lower price for this variant once buyers have joined for ten units."""
    given = {
        "name": "Mua chung chè Tết",
        "price_vnd": 80_000,
        "goal": Decimal(10),
        "most": Decimal(20),
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 11, 24),
    } | facts
    at = given.pop("at", NOON)
    wanted = PurchaseFacts(variant_code=variant.code, **given)
    return start_purchase(seller=variant.listing.seller, facts=wanted, actor=SYSTEM, at=at)
