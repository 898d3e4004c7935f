"""What is bought in bulk in the market that journeys and pictures start from."""

from datetime import datetime, timedelta
from decimal import Decimal

from chophien.accounts.models import Person
from chophien.catalog.models import Variant
from chophien.lib.dates import local_date
from chophien.places.selectors import commune
from chophien.wholesale.actions.packs import give_pack
from chophien.wholesale.actions.prices import set_price_list
from chophien.wholesale.actions.quoting import QuoteFacts, accept_quote, quote
from chophien.wholesale.actions.requests import RequestFacts, ask_for_goods
from chophien.wholesale.actions.standing import StandingFacts, set_up_standing
from chophien.wholesale.states import PackPart


def asked_in_bulk(buyer: Person, manager: Person, shop: str, *, at: datetime) -> dict[str, dict[str, str]]:
    """A request with a quote, one that became a contract's draft, and a school kitchen's standing order."""
    variant = Variant.objects.filter(listing__seller__code=shop, listing__status="published", is_active=True)[0]
    seller = variant.listing.seller
    first = local_date(at) + timedelta(days=14)
    wanted = RequestFacts(
        goods="Hàng của gian hàng mẫu",
        quantity=Decimal(200),
        unit=variant.unit,
        rhythm="weekly",
        first_on=first,
        last_on=first + timedelta(days=21),
        commune=commune("00004"),
        category=variant.listing.live.category if variant.listing.live else None,
    )
    offered = QuoteFacts(variant_code=variant.code, price_vnd=max(variant.price_vnd * 9 // 10, 1), valid_until=first)
    asked, agreed, unanswered = (ask_for_goods(facts=wanted, buyer=buyer, at=at) for _number in range(3))
    quote(request=asked, seller=seller, facts=offered, actor=manager, at=at)
    accepted = quote(request=agreed, seller=seller, facts=offered, actor=manager, at=at)
    contract = accept_quote(quote=accepted, actor=buyer, at=at)
    lower = [(Decimal(50), max(variant.price_vnd * 8 // 10, 1))]
    set_price_list(variant=variant, tiers=lower, buyer=buyer, until=first, actor=manager, at=at)
    give_pack(seller=seller, buyer=None, papers=PackPart.values, until=first, actor=manager, at=at)
    kitchen = StandingFacts(
        "Bếp ăn mẫu", [1, 4], first, first + timedelta(days=60), "Cô Mai", "+84912345678", commune("00004")
    )
    standing = set_up_standing(facts=kitchen, items=[(variant, Decimal(2))], buyer=buyer, consent=True, at=at)
    return {
        "request": {"code": asked.code},
        "answer": {"seller": seller.code, "code": unanswered.code},
        "shop": {"seller": seller.code},
        "contract": {"code": contract.code},
        "standing": {"code": standing.code},
    }
