"""Every act in a household's name stores both names, and shows them to the household and to who reads its paper."""

import ast
from pathlib import Path

import pytest

import chophien
from chophien.audit.actions import record
from chophien.audit.models import Entry
from chophien.sellerdesk.tests.factories import signed_in, text_of
from chophien.sellerdesk.tests.helping import ACTS, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]
NAMES = "Bà Sùng (anh Páo giúp)"
HELPED = "/ban-hang/lam-thay/"


@pytest.mark.parametrize("act", ACTS)
def test_s22_an_act_in_a_households_name_shows_both_names_wherever_it_is_read(act):
    world = World()
    do, kinds = ACTS[act]

    pages = do(world)

    done = set(Entry.objects.filter(actor_code=world.pao.code).values_list("what", "on_behalf_of"))
    assert {(kind, world.seller.code) for kind in kinds} <= done
    assert {shop for _what, shop in done} == {world.seller.code}
    shown = {(reader.name, page): NAMES in text_of(signed_in(reader).get(page)) for reader, page in pages}
    assert shown == dict.fromkeys(shown, True)
    assert text_of(signed_in(world.my).get(HELPED)).count(NAMES) >= len(kinds)


REST = {
    "atlas.plots",
    "atlas.site",
    "catalog.paper_handed_in",
    "catalog.version_submitted",
    "collecting.collected",
    "collecting.taken_over",
    "growing.foreign_land",
    "labels.printed",
    "labels.written",
    "lots.loss",
    "lots.step",
    "lots.weighed",
    "lots.weighing_ended",
    "ocop.step",
    "packaging.group_opened",
    "packaging.joined",
    "packaging.left",
    "payments.received",
    "privacy.consent_code_sent",
    "privacy.consent_given",
    "privacy.consent_withdrawn",
    "privacy.request_ask",
    "privacy.request_withdraw",
    "readiness.checked",
    "scans.naming",
    "scans.stamps",
    "scans.suspicion",
    "sellers.started",
    "smsdesk.sms_answered_by_hand",
    "smsdesk.sms_cared_for",
    "traceability.recall_started",
    "uploads.photo_taken",
    "uploads.recording_taken",
    "uploads.recording_withdrawn",
}
"""What goes along with an act above, or is done in the household's name by others than its helper."""


FILLED_IN = {
    "catalog/actions/versions.py": {"catalog.listing_pause", "catalog.listing_resume"},
    "catalog/actions/voices.py": {"catalog.story_told", "catalog.story_typed", "catalog.story_taken_back"},
    "complaints/actions/steps.py": {
        f"complaints.{step}" for step in ("answer", "take_back", "send_other", "settle", "escalate", "appeal")
    },
    "orders/actions/steps.py": {f"orders.{step}" for step in ("confirmed", "packed", "handed_over", "refused")},
    "privacy/actions/consents.py": {"privacy.consent_given", "privacy.consent_withdrawn"},
    "privacy/actions/requests.py": {"privacy.request_ask", "privacy.request_withdraw"},
    "sellers/actions/cards.py": {"sellers.card_printed", "sellers.card_revoked"},
}
"""Where the kind of an entry that names a household is no constant, and what a helper can write there."""


def test_every_kind_of_entry_that_names_a_household_is_an_act_of_these_tests():
    written, filled_in, root = set(), set(), Path(chophien.__file__).parent
    for path in root.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text()) if "tests" not in path.parts else ast.Module([], [])):
            is_record = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record"
            if is_record and any(word.arg == "on_behalf_of" for word in call.keywords):
                if isinstance(call.args[0], ast.Constant):
                    written.add(call.args[0].value)
                else:
                    filled_in.add(path.relative_to(root).as_posix())

    assert filled_in == set(FILLED_IN)
    written |= set().union(*FILLED_IN.values())
    assert written - {kind for _do, kinds in ACTS.values() for kind in kinds} == REST


def test_the_rest_stands_on_the_households_page_too():
    world = World()
    for kind in sorted(REST):
        record(kind, subject_code="X-1", on_behalf_of=world.seller.code, **world.by)

    page = text_of(signed_in(world.my).get(HELPED))

    assert page.count(NAMES) == len(REST)
    assert not [kind for kind in REST if kind in page]
