"""Growing areas of the demonstration: squares beside the middle of a commune, which say that they are illustrations."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, When

from chophien.catalog.models import Listing
from chophien.growing.actions.diary import Line, write_entry
from chophien.growing.actions.households import HouseholdText, add_household
from chophien.growing.actions.mapping import AreaFacts, Drawn, add_area, describe_area
from chophien.growing.actions.seasons import SeasonFacts, add_season
from chophien.growing.models import GrowingArea
from chophien.growing.states import Detail, DrawnBy, EntryKind, Standard
from chophien.jobs.queue import nothing_later
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus

SAMPLE, FIRST = "gian-hang-mau-", "gian-hang-mau-dong-van"
"""Shops of the sample itself: no real enterprise is given land that it does not have. The first has two areas."""
PLANTS = ("che", "ca-phe", "trai-cay", "gao-te", "gao-nep", "rau-cu", "sam", "ngu-coc", "mang", "duoc-lieu", "que-hoi")
SHOPS_MOST, SIDE, STEP = 24, 0.0016, 0.004
NAMES = ("Nương trên (minh họa)", "Ruộng dưới (minh họa)")
HOUSEHOLDS = ("Hộ mẫu thứ nhất", "Hộ mẫu thứ hai", "Hộ mẫu thứ ba")
WORK: tuple[tuple[int, EntryKind, Detail, dict[str, Any]], ...] = (
    (100, EntryKind.SOW, Detail.SEEDLING, {"note": "Dòng minh họa"}),
    (70, EntryKind.INPUT, Detail.FERTILISER, {"input_name": "Phân chuồng ủ hoai", "amount": "20 bao"}),
    (40, EntryKind.CARE, Detail.WEED, {}),
    (12, EntryKind.HARVEST, Detail.NONE, {"harvest_g": 85_000}),
    (3, EntryKind.HARVEST, Detail.NONE, {"harvest_g": 60_000}),
)
"""Days ago, and what was done."""
SEASON = timedelta(days=110), timedelta(days=40)


def put_sample_land_on_the_map(*, loader: Actor, at: datetime) -> None:
    """Give sample shops that sell what grows an area each, and one of them two, unless one is on the map already."""
    if GrowingArea.objects.exists():
        return
    crops = _crops()
    shops = Seller.objects.filter(status=SellerStatus.APPROVED, commune__lat__isnull=False, pk__in=crops)
    first = Case(When(code=FIRST, then=0), default=1)
    rows = shops.select_related("commune__province").order_by(first, "pk")[:SHOPS_MOST]
    with nothing_later():
        for number, seller in enumerate(rows):
            for place, name in enumerate(NAMES[: 2 if seller.code == FIRST else 1]):
                _area(seller, crops[seller.pk], name, number + place, loader=loader, at=at)


def _crops() -> dict[int, str]:
    """What each sample shop grows: the category of the first of its goods that grows on land."""
    rows = Listing.objects.filter(seller__code__startswith=SAMPLE, live__category__slug__in=PLANTS).order_by("-pk")
    return dict(rows.values_list("seller_id", "live__category__slug"))


def _area(seller: Seller, crop: str, name: str, number: int, *, loader: Actor, at: datetime) -> None:
    commune = seller.commune
    if commune.lat is None or commune.lon is None:
        return
    west, south = commune.lon + STEP * (number % 5 - 2), commune.lat + STEP * (number // 5 - 1)
    ring = [(0.0, 0.0), (SIDE, 0.0), (SIDE, SIDE), (0.0, SIDE), (0.0, 0.0)]
    land = {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in ring]]}
    facts = AreaFacts(name, crop, commune, standard=(Standard.VIETGAP, Standard.NONE, Standard.ORGANIC)[number % 3])
    area = add_area(
        seller=seller,
        facts=facts,
        drawn=Drawn(land, DrawnBy.MAP, f"mau:{seller.pk}:{number}", at),
        actor=loader,
        at=at,
    )
    today = local_date(at)
    season = SeasonFacts(crop, today - SEASON[0], today + SEASON[1], 400_000)
    add_season(area=area, facts=season, actor=loader, at=at)
    for told in HOUSEHOLDS[: 1 + number % 3]:
        add_household(area=area, text=HouseholdText(told), actor=loader, at=at)
    describe_area(area=area, facts=facts, households_said=3 + number % 12, actor=loader, at=at)
    for days, kind, detail, more in WORK:
        day = at - timedelta(days=days)
        line = Line(f"mau:{area.pk}:{days}", kind, local_date(day), day, detail, **more)
        write_entry(area=area, line=line, actor=loader, at=at)
