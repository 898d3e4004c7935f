"""What goods tell in the world of the doors: a voice, a paper, a finding, a demand, a fact."""

from datetime import datetime, timedelta
from io import BytesIO

from chophien.catalog.actions.demands import record_demand
from chophien.catalog.actions.voices import tell_story
from chophien.catalog.models import GoodsPaper, Listing, WordFinding
from chophien.knowledge.actions import FactText, approve_fact, propose_fact
from chophien.lib.actor import SYSTEM
from chophien.lib.consent import everybody_agrees
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.tests.factories import PDF
from chophien.uploads.tests.sounds import webm


def told(listing: Listing, *, at: datetime) -> dict[str, dict[str, object]]:
    """What stands in the places of the addresses that are about them."""
    with everybody_agrees():
        story = tell_story(listing=listing, file=BytesIO(webm(2)), actor=SYSTEM, at=at)
    kept = take_private_file(file=BytesIO(PDF), kind="goods_paper", owner_code=listing.seller.code, actor=SYSTEM, at=at)
    paper = GoodsPaper.objects.create(
        code="GH-DOOR", listing=listing, group="alcohol", file_code=kept.code, handed_in_by="system", handed_in_at=at
    )
    finding = WordFinding.objects.create(
        code="TX-DOOR", listing=listing, word="boasting.tot-nhat", severity="look", edition="x", found_at=at
    )
    asked = {"authority": "Công an xã", "reference": "1/CV", "reason": "Hàng giả"}
    received_at = at - timedelta(hours=1)
    demand = record_demand(listing=listing, **asked, received_at=received_at, actor=SYSTEM, at=at)
    text = FactText(subject="na Chi Lăng", text="Na chín tháng 8.", source="Sách", author="Hà")
    fact = approve_fact(fact=propose_fact(text=text, actor=SYSTEM, at=at), actor=SYSTEM, at=at)
    voice = {"code": listing.code, "recording_code": story.recording_code}
    return {
        "sellerdesk:insert-fact": {"code": listing.code, "fact_code": fact.code},
        "sellerdesk:hear": voice,
        "sellerdesk:goods-paper": {"code": listing.code, "group": "alcohol"},
        "officedesk:hear": voice,
        "officedesk:decide-story": {"code": listing.code, "story": story.pk},
        "officedesk:goods-paper": {"code": paper.code},
        "officedesk:settle": {"code": finding.code},
        "officedesk:carry-out": {"code": demand.code},
        "officedesk:fact": {"code": fact.code},
        "officedesk:decide-fact": {"code": fact.code},
    }
