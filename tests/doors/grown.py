"""Land, its diary, a file and a buyer's wish, for the table of doors."""

from datetime import datetime, timedelta
from typing import Any

from chophien.accounts.models import Person
from chophien.growing.actions.codes import Decision, grant_code
from chophien.growing.actions.diary import Line, write_entry
from chophien.growing.actions.households import HouseholdText, add_household
from chophien.growing.actions.importing import read_file
from chophien.growing.actions.inputs import ListFacts, bring_list
from chophien.growing.actions.letting import answer_look, ask_to_look
from chophien.growing.actions.mapping import AreaFacts
from chophien.growing.actions.seasons import SeasonFacts, add_season
from chophien.growing.actions.witnessing import ask_witness
from chophien.growing.states import CodeScheme, Detail, EntryKind
from chophien.growing.tests.factories import LAT, LON, a_square, agreed_on_paper, an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller

ABOUT_AREA = (
    "area", "describe-area", "redraw-area", "area-season", "area-household", "write-diary", "diary-entries", "diary",
)  # fmt: skip


def about_land(people: dict[str, Person], seller: Seller, *, at: datetime) -> dict[str, dict[str, Any]]:
    """What stands at each address. The buyer may look at the area, and asked about another."""
    area, other = an_area(seller, land=a_square(LON + 0.1)), an_area(seller, land=a_square(LON + 0.11))
    today = local_date(at)
    facts = SeasonFacts("che", today - timedelta(days=30), today)
    season = add_season(area=area, facts=facts, actor=SYSTEM, at=at)
    household = add_household(area=area, text=HouseholdText("Sùng Thị Dợ"), actor=SYSTEM, at=at)
    line = Line("doors:1", EntryKind.CARE, today, at, Detail.WEED)
    entry = write_entry(area=area, line=line, actor=people["manager"], at=at)
    named = add_household(area=area, text=HouseholdText("Giàng A Páo"), actor=SYSTEM, at=at)
    agreed_on_paper(named, at=at)
    witness = people["unasked"]
    heard = ask_witness(household=household, witness_code=witness.code, said_on=today, actor=people["manager"], at=at)
    grant_code(
        area=area,
        scheme=CodeScheme.EXPORT,
        value="VN-HGOR-0012",
        market="Trung Quốc",
        decision=Decision(today),
        actor=SYSTEM,
        at=at,
    )
    given = ask_to_look(area=area, purpose="Chuẩn bị hồ sơ", actor=people["buyer"], at=at)
    answer_look(wish=given, step="give", actor=people["manager"], at=at)
    wish = ask_to_look(area=other, purpose="Chuẩn bị hồ sơ", actor=people["buyer"], at=at)
    sent = f"name,lon,lat\nThửa,{LON + 0.12},{LAT}\n".encode()
    table = "Tên thương phẩm;Hoạt chất;Cách ly\nThuốc thử;Chất thử;7\n".encode()
    circular = ListFacts("Thông tư 1/TT", today, today, "congbao.example")
    bring_list(facts=circular, table=table, actor=SYSTEM, at=at)
    read = read_file(seller=seller, facts=AreaFacts("Nương", "che", area.commune), sent=sent, actor=SYSTEM, at=at)
    return {
        **{f"sellerdesk:{name}": {"code": area.code} for name in ABOUT_AREA},
        "sellerdesk:area-step": {"code": area.code, "step": "nghi"},
        "sellerdesk:change-season": {"code": area.code, "season_code": season.code},
        "sellerdesk:household-naming": {"code": area.code, "household_code": household.code},
        "officedesk:land-household": {"code": area.code, "household_code": named.code, "step": "thoi"},
        "growing:witness-answer": {"code": heard.code, "step": "nghe"},
        "sellerdesk:household-gone": {"code": area.code, "household_code": household.code},
        "sellerdesk:correct-diary": {"code": area.code, "entry": entry.code},
        "sellerdesk:land-file-read": {"code": read.code},
        "sellerdesk:look-answer": {"code": wish.code, "step": "cho"},
        **{
            f"officedesk:{name}": {"code": area.code}
            for name in ("land-area", "look-at-land", "grant-code", "code-step")
        },
        **{f"growing:{name}": {"code": area.code} for name in ("ask-to-look", "look", "end-look")},
    }
