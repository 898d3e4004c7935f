"""One harvest to come in the demonstration, of a sample shop, which says of itself that it is an illustration."""

from datetime import datetime, timedelta
from decimal import Decimal

from chophien.catalog.models import Variant
from chophien.catalog.selectors import season_of
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.rules import selectors as rules
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.seasons.actions.notes import write_season_note

SHOP, SKU = "gian-hang-mau-dong-van", "HL-193"
CAP_KG, DEPOSIT_PERCENT, WINDOW_DAYS = Decimal(300), 20, 30
NOTE = "Vụ mẫu để minh họa cách đặt trước, không có thật."
SEASON_NOTE = "Mùa minh họa: khoảng tháng 6 đến tháng 8 âm lịch."


def open_sample_harvest(*, loader: Actor, at: datetime) -> None:
    """Let the pears of the sample shop be ordered before their next season, unless they were before."""
    found = Variant.objects.filter(listing__seller__code=SHOP, listing__sku=SKU, is_active=True)
    pears = found.select_related("listing__live", "listing__seller__commune__province").order_by("pk").first()
    season = season_of(pears.listing.live) if pears and pears.listing.live else None
    if pears is None or season is None or pears.harvests.exists():
        return
    today = local_date(at)
    latest = today + timedelta(days=rules.whole("seasons.harvest_ahead_days", at=at))
    begins_on = min(season.next_start(today + timedelta(days=1)), latest)
    terms = HarvestTerms(
        begins_on=begins_on,
        ends_on=begins_on + timedelta(days=WINDOW_DAYS),
        cap=CAP_KG,
        price_vnd=pears.price_vnd,
        deposit_percent=DEPOSIT_PERCENT,
        note=NOTE,
    )
    open_harvest(variant=pears, terms=terms, actor=loader, at=at)
    write_season_note(listing=pears.listing, text=SEASON_NOTE, actor=loader, at=at)
