"""What runs in the demonstration market: one voucher and one group purchase, both named as illustrations."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chophien.catalog.models import Variant
from chophien.catalog.selectors import offers_for_sale
from chophien.catalog.states import ListingStatus
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.promotions.actions.purchases import PurchaseFacts, start_purchase
from chophien.promotions.actions.vouchers import VoucherFacts, make_voucher
from chophien.promotions.models import Voucher
from chophien.promotions.states import Funder, VoucherKind
from chophien.sellers.models import Seller

VOUCHER_CODE, SHOP, DAYS = "CHOMAU10", "gian-hang-mau-dong-van", 90


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
    sizes = Variant.objects.filter(listing__seller=seller, listing__status=ListingStatus.PUBLISHED, is_active=True)
    offers = offers_for_sale(list(sizes.order_by("pk").values_list("code", flat=True)), at=at)
    offer = next((one for _code, one in sorted(offers.items()) if one.for_sale), None)
    if offer is None:
        return
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
