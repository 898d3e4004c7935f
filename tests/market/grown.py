"""Land in the market that pages are looked at in: an area with its diary, one that a buyer asks about, and a file."""

import json
from datetime import datetime

from chophien.accounts.models import Person
from chophien.growing.actions.importing import read_file
from chophien.growing.actions.letting import ask_to_look
from chophien.growing.actions.mapping import AreaFacts
from chophien.growing.actions.witnessing import ask_witness
from chophien.growing.models import AreaHousehold, AreaSeason, DiaryEntry, GrowingArea
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller
from tests.market.page import Facts, Page


def grown_in_the_market(people: dict[str, Person], shop: str, *, at: datetime) -> dict[str, str]:
    """The sample's areas of one shop, a wish about the first, and a file that was read."""
    area = GrowingArea.objects.filter(seller__code=shop).order_by("pk")[0]
    seller = Seller.objects.select_related("commune__province").get(code=shop)
    ask_to_look(area=area, purpose="Chuẩn bị hồ sơ xuất khẩu (minh họa)", actor=people["buyer-1"], at=at)
    household = AreaHousehold.objects.filter(area=area).order_by("pk")[0]
    witness = people["helper-1"].code
    ask_witness(household=household, witness_code=witness, said_on=local_date(at), actor=SYSTEM, at=at)
    assert seller.commune.lat is not None
    assert seller.commune.lon is not None
    place = {"type": "Point", "coordinates": [seller.commune.lon, seller.commune.lat]}
    line = {"type": "LineString", "coordinates": [place["coordinates"], place["coordinates"]]}
    features = [{"type": "Feature", "geometry": one, "properties": {"name": "Thửa"}} for one in (place, line)]
    sent = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    facts = AreaFacts("Nương", area.crop, seller.commune)
    read = read_file(seller=seller, facts=facts, sent=sent, actor=SYSTEM, at=at)
    return {
        "area": area.code,
        "season": AreaSeason.objects.filter(area=area).order_by("pk")[0].code,
        "household": household.code,
        "entry": DiaryEntry.objects.filter(area=area).order_by("pk")[0].code,
        "file": read.code,
    }


def area(facts: Facts) -> dict[str, str]:
    return {"code": facts["land"]["area"]}


GROWN = (
    Page("areas", "sellerdesk:areas", person="manager-2"),
    Page("area", "sellerdesk:area", area, person="manager-2"),
    Page("area-new", "sellerdesk:new-area", person="manager-2"),
    Page("area-walk", "sellerdesk:walk", person="manager-2"),
    Page("area-described", "sellerdesk:describe-area", area, person="manager-2"),
    Page("area-border", "sellerdesk:redraw-area", area, person="manager-2"),
    Page("area-file", "sellerdesk:land-file", person="manager-2"),
    Page("area-file-read", "sellerdesk:land-file-read", lambda f: {"code": f["land"]["file"]}, person="manager-2"),
    Page("area-diary-write", "sellerdesk:write-diary", area, person="manager-2"),
    Page("area-diary", "sellerdesk:diary", area, person="manager-2"),
    Page(
        "area-diary-mistake",
        "sellerdesk:correct-diary",
        lambda f: {**area(f), "entry": f["land"]["entry"]},
        person="manager-2",
    ),
    Page(
        "area-season",
        "sellerdesk:change-season",
        lambda f: {**area(f), "season_code": f["land"]["season"]},
        person="manager-2",
    ),
    Page(
        "area-household",
        "sellerdesk:household-naming",
        lambda f: {**area(f), "household_code": f["land"]["household"]},
        person="manager-2",
    ),
    Page("witness-asked", "growing:witnessing", person="helper-1"),
    Page("area-ask-to-look", "growing:ask-to-look", area, person="buyer-1"),
    Page("office-land", "officedesk:land", person="officer-province"),
    Page("office-land-area", "officedesk:land-area", area, person="officer-province"),
    Page("office-input-lists", "officedesk:input-lists", person="operator-1"),
)
NO_PAGES_OF_LAND = {
    "sellerdesk:send-walk", "sellerdesk:field-worker", "sellerdesk:input-names", "sellerdesk:look-answer",
    "sellerdesk:area-season", "sellerdesk:area-household", "sellerdesk:household-gone", "sellerdesk:diary-entries",
    "sellerdesk:area-step", "officedesk:look-at-land", "officedesk:grant-code", "officedesk:code-step",
    "growing:look", "growing:end-look", "growing:witness-answer", "officedesk:land-household",
}  # fmt: skip
"""Addresses about land that are no pages to look at."""
