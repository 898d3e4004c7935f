"""What is bought in bulk in the demonstration: a request with a quote, and one that became a contract's draft.

The buyer, the shop and its manager are the demonstration's own people, and the words say that it is an illustration.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chophien.accounts.selectors import person_by_phone
from chophien.catalog.models import Variant
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.lib.actor import SystemActor
from chophien.lib.dates import local_date
from chophien.places.selectors import commune
from chophien.wholesale.actions.quoting import QuoteFacts, accept_quote, quote
from chophien.wholesale.actions.requests import RequestFacts, ask_for_goods
from chophien.wholesale.actions.terms import ContractTerms, set_terms
from chophien.wholesale.models import PurchaseRequest
from chophien.wholesale.states import Rhythm

SHOP, BUYER, MANAGER = "gian-hang-mau-dong-van", "+84900000002", "+84900000012"
SCHOOL = "00004"
NOTE = "Yêu cầu minh họa, không có thật."
ONE_MONTH, FIRST_AHEAD = timedelta(days=28), timedelta(days=21)


@transaction.atomic
def ask_in_bulk_for_the_sample(*, loader: SystemActor, at: datetime) -> None:
    """Ask twice, quote twice and accept one of the quotes, unless it was done before."""
    buyer, manager = person_by_phone(BUYER), person_by_phone(MANAGER)
    on_sale = Variant.objects.filter(
        listing__seller__code=SHOP, listing__status=ListingStatus.PUBLISHED, is_active=True, listing__live__isnull=False
    )
    goods = on_sale.select_related("listing__seller__commune__province", "listing__live__category")
    variant = goods.order_by("pk").first()
    if buyer is None or manager is None or variant is None or variant.listing.live is None:
        raise ValueError(f"the sample's people or the goods of {SHOP} are missing, {loader.code} cannot ask in bulk")
    if PurchaseRequest.objects.filter(buyer=buyer).exists():
        return
    seller, first = variant.listing.seller, local_date(at) + FIRST_AHEAD
    wanted = RequestFacts(
        goods="Hàng cho bếp ăn (minh họa)",
        quantity=Decimal(20),
        unit=variant.unit,
        rhythm=Rhythm.WEEKLY,
        first_on=first,
        last_on=first + ONE_MONTH,
        commune=commune(SCHOOL),
        category=variant.listing.live.category,
        from_province_code=seller.commune.province.code,
        most_vnd=variant.price_vnd,
        certificates=[CertificateKind.OCOP.value, CertificateKind.VIETGAP.value],
        note=NOTE,
    )
    offered = QuoteFacts(variant.code, variant.price_vnd * 9 // 10, first, note="Báo giá minh họa.")
    waiting = ask_for_goods(facts=wanted, buyer=buyer, at=at)
    quote(request=waiting, seller=seller, facts=offered, actor=manager, at=at)
    agreed = ask_for_goods(facts=replace(wanted, goods="Hàng cho trường học (minh họa)"), buyer=buyer, at=at)
    accepted = quote(request=agreed, seller=seller, facts=offered, actor=manager, at=at)
    draft = accept_quote(quote=accepted, actor=buyer, at=at)
    terms = ContractTerms(
        base_vnd=offered.price_vnd,
        contact_name="Bếp ăn trường học (minh họa)",
        contact_phone=BUYER,
        commune=commune(SCHOOL),
        deposit_vnd=offered.price_vnd * 20,
        deposit_on=first,
        late_permyriad=50,
        short_percent=5,
        terms="Hợp đồng minh họa, không có thật: để xem các điều khoản hiện ra thế nào.",
    )
    set_terms(contract=draft, terms=terms, actor=manager, at=at)
