"""What runs in the demonstration market: two vouchers, a set and a group purchase, all named as illustrations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chophien.catalog.models import Variant
from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.catalog.states import ListingStatus
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.money import line_total
from chophien.promotions.actions.combos import PartWanted, make_combo
from chophien.promotions.actions.purchases import PurchaseFacts, start_purchase
from chophien.promotions.actions.vouchers import VoucherFacts, make_voucher
from chophien.promotions.models import Voucher
from chophien.promotions.states import Funder, VoucherKind
from chophien.sellers.models import Seller

VOUCHER_CODE, SHOP, DAYS = "CHOMAU10", "gian-hang-mau-dong-van", 90
PROVINCE_CODE = "CHOMAUTINH"


@transaction.atomic
def promise_sample_promotions(*, loader: Actor, at: datetime) -> None:
    """Set them up, unless they were before."""
    seller = Seller.objects.filter(code=SHOP).select_related("commune__province").first()
    if seller is None or Voucher.objects.filter(code=VOUCHER_CODE).exists():
        return
    first, last = local_date(at), local_date(at) + timedelta(days=DAYS)
    voucher = VoucherFacts(
        code=VOUCHER_CODE,
        name="Phiếu minh họa: giảm 10 %",
        kind=VoucherKind.PERCENT,
        value=10,
        most_vnd=20_000,
        least_vnd=100_000,
        budget_vnd=2_000_000,
        uses_most=100,
        funder=Funder.PLATFORM,
        starts_on=first,
        ends_on=last,
    )
    make_voucher(facts=voucher, seller=None, actor=loader, at=at)
    of_province = replace(
        voucher,
        code=PROVINCE_CODE,
        name="Phiếu minh họa của tỉnh: giảm 5 %",
        value=5,
        funder=Funder.PROGRAMME,
        funder_name="Chương trình minh họa",
        decision="Số 00 (minh họa)",
        home_province_code=seller.commune.province.code,
    )
    make_voucher(facts=of_province, seller=None, actor=loader, at=at)
    sizes = Variant.objects.filter(listing__seller=seller, listing__status=ListingStatus.PUBLISHED, is_active=True)
    offers = offers_for_sale(list(sizes.order_by("pk").values_list("code", flat=True)), at=at)
    on_sale = [one for _code, one in sorted(offers.items()) if one.for_sale]
    if not on_sale:
        return
    if len(on_sale) > 1:
        _one_set(seller, on_sale[:2], loader=loader, at=at)
    offer = on_sale[0]
    purchase = PurchaseFacts(
        variant_code=offer.variant_code,
        name=f"Mua chung minh họa: {offer.title}"[:100],
        price_vnd=offer.price_vnd * 9 // 10,
        goal=Decimal(20),
        most=Decimal(40),
        starts_on=first,
        ends_on=last,
    )
    start_purchase(seller=seller, facts=purchase, actor=loader, at=at)


def _one_set(seller: Seller, goods: Sequence[Offer], *, loader: Actor, at: datetime) -> None:
    """Two goods that cost a tenth less together."""
    parts = [PartWanted(one.variant_code, one.min_quantity) for one in goods]
    together = sum(line_total(one.price_vnd, one.min_quantity) for one in goods)
    make_combo(
        seller=seller,
        name="Bộ hàng minh họa: mua cùng rẻ hơn",
        price_vnd=together * 9 // 10,
        parts=parts,
        starts_on=local_date(at),
        ends_on=local_date(at) + timedelta(days=DAYS),
        actor=loader,
        at=at,
    )
