"""What counts for a cart: which vouchers and combos take off how much, and why others do not count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils.crypto import salted_hmac

from chophien.catalog.models import Listing
from chophien.lib.dates import format_day, local_date
from chophien.lib.money import format_vnd
from chophien.places.models import TODAY
from chophien.promotions.errors import (
    GoodsMissing,
    NoSuchVoucher,
    NothingToTakeOff,
    NotTogether,
    OtherGoods,
    OtherPlace,
    PlaceUnknown,
    VoucherNotYet,
    VoucherOver,
    VoucherRefused,
    VoucherStopped,
    VoucherUsedBefore,
    VoucherUsedUp,
)
from chophien.promotions.models import Combo, Voucher, VoucherHolder
from chophien.promotions.pricing import Bundle, Cut, Deal, Good, Payer, Priced, price
from chophien.promotions.selectors.running import combos_of_sets, place_names
from chophien.promotions.states import Funder, PromotionStatus, VoucherKind
from chophien.sellers.models import Seller

__all__ = ["Cut", "Payer"]
HOLDER_SALT = "chophien.promotions.holder"


@dataclass(frozen=True)
class CartGood:
    """One line of a cart: what of whom, how much of it, and what it costs in đồng."""

    seller_id: int
    variant_id: int
    listing_id: int
    price_vnd: int
    quantity: Decimal
    line_vnd: int


@dataclass(frozen=True)
class Applied:
    """A promotion in a cart: what it takes off, or why it does not count. `voucher_id` is none for combos."""

    code: str
    name: str
    amount_vnd: int
    funder_name: str = ""
    voucher_id: int | None = None
    refusal: VoucherRefused | None = None


@dataclass(frozen=True)
class Promoted:
    """All promotions of a cart: what is taken off which line, and one word on each of them."""

    cuts: tuple[Cut, ...] = ()
    vouchers: tuple[Applied, ...] = ()
    combos: tuple[Applied, ...] = ()

    @property
    def counting(self) -> tuple[Applied, ...]:
        """Those that take something off, combos first."""
        return tuple(one for one in (*self.combos, *self.vouchers) if one.refusal is None)


@dataclass(frozen=True)
class Buyer:
    """Who buys and where it goes, as far as it is known. `province_code` is none while nobody has said."""

    person_code: str = ""
    phone: str = ""
    province_code: str | None = None

    @property
    def holders(self) -> list[str]:
        """Under which names a voucher's uses are counted: the person, and the phone as a digest."""
        found = [f"person:{self.person_code}"] if self.person_code else []
        if self.phone:
            digest = salted_hmac(HOLDER_SALT, self.phone, secret=settings.SECRET_KEY, algorithm="sha256")
            found.append(f"phone:{digest.hexdigest()}")
        return found


def promote(
    goods: Sequence[CartGood],
    *,
    shipping: Mapping[int, int] | None,
    codes: Sequence[str],
    buyer: Buyer,
    at: datetime,
    with_combos: bool = True,
) -> Promoted:
    """What combos and these vouchers take off these goods. `shipping`: seller id → đồng; none: not known yet.

    Without codes and `with_combos` not a single statement; else at most nine, whatever is in the cart.
    """
    if not goods or not (codes or with_combos):
        return Promoted()
    combos = combos_of_sets([good.variant_id for good in goods], at=at) if with_combos else []
    bundles = [_bundle(combo, goods) for combo in combos]
    vouchers = _vouchers(codes)
    refusals = _refusals(codes, vouchers, buyer, at=at)
    places = _places(vouchers, goods)
    for code in codes:
        if code not in refusals and not places[code]:
            refusals[code] = OtherGoods()
    refusals |= _clashes([vouchers[code] for code in codes if code not in refusals])
    while True:
        deals = [_deal(vouchers[code], places[code]) for code in _in_order(codes, vouchers) if code not in refusals]
        plain = [Good(one.seller_id, one.price_vnd, one.quantity, one.line_vnd) for one in goods]
        priced = price(plain, shipping=shipping or {}, bundles=bundles, deals=deals)
        found = _found_wanting(deals, vouchers, priced, is_priced=shipping is not None)
        if not found:
            return _promoted(codes, vouchers, refusals, combos, priced)
        refusals |= found


def _vouchers(codes: Sequence[str]) -> dict[str, Voucher]:
    if not codes:
        return {}
    found = Voucher.objects.filter(code__in=codes).select_related("seller")
    return {one.code: one for one in found.prefetch_related("categories", "listings", "sellers")}


def _refusals(
    codes: Sequence[str], vouchers: Mapping[str, Voucher], buyer: Buyer, *, at: datetime
) -> dict[str, VoucherRefused]:
    """Why vouchers do not count whatever is in the cart."""
    if not codes:
        return {}
    used = dict.fromkeys(vouchers, 0)
    for code, times in VoucherHolder.objects.filter(voucher__code__in=vouchers, holder__in=buyer.holders).values_list(
        "voucher__code", "used"
    ):
        used[code] = max(used[code], times)
    found = {code: _refusal(vouchers.get(code), used.get(code, 0), buyer, on=local_date(at)) for code in codes}
    return {code: refusal for code, refusal in found.items() if refusal is not None}


def _refusal(voucher: Voucher | None, used: int, buyer: Buyer, *, on: date) -> VoucherRefused | None:
    if voucher is None:
        return NoSuchVoucher()
    return _why_not_now(voucher, on=on) or _why_not_for(voucher, used, buyer)


def _why_not_now(voucher: Voucher, *, on: date) -> VoucherRefused | None:
    """What keeps everybody from using it."""
    if voucher.starts_on > on:
        return VoucherNotYet(facts={"day": format_day(voucher.starts_on, today=on)})
    if voucher.ends_on < on:
        return VoucherOver(facts={"day": format_day(voucher.ends_on, today=on)})
    if voucher.status != PromotionStatus.RUNNING:
        return VoucherStopped()
    is_used_up = voucher.used >= voucher.uses_most or voucher.spent_vnd >= voucher.budget_vnd
    return VoucherUsedUp() if is_used_up else None


def _why_not_for(voucher: Voucher, used: int, buyer: Buyer) -> VoucherRefused | None:
    """What keeps this buyer from using it."""
    if used >= voucher.per_person_most:
        return VoucherUsedBefore()
    if not voucher.province_codes or buyer.province_code in voucher.province_codes:
        return None
    if buyer.province_code is None:
        return PlaceUnknown()
    return OtherPlace(facts={"places": place_names(voucher.province_codes)})


def _places(vouchers: Mapping[str, Voucher], goods: Sequence[CartGood]) -> dict[str, tuple[int, ...]]:
    """The positions of the goods that each voucher counts for."""
    paths: dict[int, str] = {}
    if any(voucher.categories.all() for voucher in vouchers.values()):
        listings = Listing.objects.filter(pk__in={good.listing_id for good in goods})
        paths = {pk: f"{path or ''}/" for pk, path in listings.values_list("pk", "live__category__path")}
    homes: dict[int, tuple[str, str]] = {}
    if any(voucher.home_province_code for voucher in vouchers.values()):
        rows = Seller.objects.filter(pk__in={good.seller_id for good in goods}, commune__vintage=TODAY)
        found = rows.values_list("pk", "commune__province__code", "commune__code")
        homes = {pk: (province, commune) for pk, province, commune in found}
    return {
        code: tuple(
            place
            for place, good in enumerate(goods)
            if _counts_for(voucher, good, paths) and _is_home(voucher, homes.get(good.seller_id, ("", "")))
        )
        for code, voucher in vouchers.items()
    }


def _is_home(voucher: Voucher, home: tuple[str, str]) -> bool:
    """Whether a shop lies in the province, and in the commune, that the voucher is for."""
    province, commune = home
    return voucher.home_province_code in {"", province} and voucher.home_commune_code in {"", commune}


def _counts_for(voucher: Voucher, good: CartGood, paths: Mapping[int, str]) -> bool:
    sellers = [voucher.seller_id] if voucher.seller_id else [one.pk for one in voucher.sellers.all()]
    listings = [one.pk for one in voucher.listings.all()]
    branches = [f"{one.path}/" for one in voucher.categories.all()]
    return (
        (not sellers or good.seller_id in sellers)
        and (not listings or good.listing_id in listings)
        and (not branches or any(paths.get(good.listing_id, "").startswith(branch) for branch in branches))
    )


def _clashes(vouchers: Sequence[Voucher]) -> dict[str, VoucherRefused]:
    """One voucher of a shop, one of the market or a programme; and who stands alone, alone. The first one stays."""
    kept: list[Voucher] = []
    refused: dict[str, VoucherRefused] = {}
    for voucher in vouchers:
        other = next((one for one in kept if not _go_together(one, voucher)), None)
        if other is None:
            kept.append(voucher)
        else:
            refused[voucher.code] = NotTogether(facts={"other": other.code})
    return refused


def _go_together(one: Voucher, other: Voucher) -> bool:
    if one.seller_id and other.seller_id and one.seller_id != other.seller_id:
        return True
    return one.stacks and other.stacks and one.seller_id != other.seller_id


def _in_order(codes: Sequence[str], vouchers: Mapping[str, Voucher]) -> list[str]:
    """Vouchers of shops before those of the market, so that the market pays no part of what a shop gives."""
    return sorted((code for code in codes if code in vouchers), key=lambda code: vouchers[code].seller_id is None)


def _deal(voucher: Voucher, places: tuple[int, ...]) -> Deal:
    return Deal(
        code=voucher.code,
        kind=VoucherKind(voucher.kind),
        value=voucher.value,
        places=places,
        payer=Payer(Funder(voucher.funder), voucher.funder_code),
        most_vnd=voucher.most_vnd,
        least_vnd=voucher.least_vnd,
    )


def _bundle(combo: Combo, goods: Sequence[CartGood]) -> Bundle:
    at_place = {good.variant_id: place for place, good in enumerate(goods)}
    parts = {at_place[part.variant_id]: part.quantity for part in combo.parts.all()}
    return Bundle(combo.code, combo.price_vnd, parts, Payer(Funder.SELLER, combo.seller.code))


def _found_wanting(
    deals: Sequence[Deal], vouchers: Mapping[str, Voucher], priced: Priced, *, is_priced: bool
) -> dict[str, VoucherRefused]:
    """The first voucher that turns out not to count for these sums; without it the others are computed anew."""
    for deal in deals:
        voucher, taken = vouchers[deal.code], priced.taken_by(deal.code)
        if deal.code in priced.missing:
            facts = {"least": format_vnd(deal.least_vnd), "missing": format_vnd(priced.missing[deal.code])}
            return {deal.code: GoodsMissing(facts=facts)}
        if not taken:
            unknown = deal.kind == VoucherKind.SHIPPING and not is_priced
            return {deal.code: PlaceUnknown() if unknown else NothingToTakeOff()}
        if voucher.spent_vnd + taken > voucher.budget_vnd:
            return {deal.code: VoucherUsedUp()}
    return {}


def _promoted(
    codes: Sequence[str],
    vouchers: Mapping[str, Voucher],
    refusals: Mapping[str, VoucherRefused],
    combos: Sequence[Combo],
    priced: Priced,
) -> Promoted:
    words = []
    for code in codes:
        voucher, refusal = vouchers.get(code), refusals.get(code)
        if refusal:
            refusal.voucher_code = code
        words.append(
            Applied(
                code=code,
                name=voucher.name if voucher else "",
                amount_vnd=0 if refusal else priced.taken_by(code),
                funder_name=voucher.funder_name if voucher else "",
                voucher_id=voucher.pk if voucher else None,
                refusal=refusal,
            )
        )
    sets = [
        Applied(combo.code, combo.name, amount, combo.seller.name)
        for combo in combos
        if (amount := priced.taken_by(combo.code))
    ]
    return Promoted(priced.cuts, tuple(words), tuple(sets))
