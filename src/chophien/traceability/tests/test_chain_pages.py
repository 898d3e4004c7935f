"""Officers find a lot of their area and say what they need its chain for; every lot and entry of a chain is reached."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.audit.models import SensitiveLook
from chophien.lib.actor import SYSTEM
from chophien.lots.actions.making import Made, transform
from chophien.lots.actions.weighing import take_back
from chophien.lots.models import Lot, LotLink
from chophien.lots.tests.factories import NOON, a_brought_lot, a_cooperative, a_lot, brings
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.actions.recalling import Notice, start_recall
from chophien.traceability.tests.test_lot_steps import a_tea

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "00721", "00004"


def signed_in(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def officer_of(commune):
    return holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, commune)


def chain_of(lot):
    return f"/truy-xuat/lo/{lot.code}/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_officer_sees_a_chain_for_a_purpose_that_holds_for_its_other_lots_and_every_look_is_written_down():
    leaves, tea, _variant, _growers = a_tea()
    officer = officer_of(leaves.seller.commune.code)
    desk = signed_in(officer)

    before = text_of(desk.get(chain_of(tea)))
    refused = desk.post(chain_of(tea), {"purpose": " "})
    said = desk.post(chain_of(tea), {"purpose": "Kiểm tra sau thu hồi"})
    shown = text_of(desk.get(said["Location"]))
    others = [desk.get(address) for address in (chain_of(leaves), f"{chain_of(leaves)}tung-viec/", chain_of(leaves))]

    assert (refused.status_code, said.status_code) == (409, 302)
    assert leaves.code not in before
    assert leaves.code in shown
    assert all("Anh/chị cần xem để làm gì" not in text_of(one) for one in others)
    looks = SensitiveLook.objects.order_by("pk").values_list("what", "subject_code", "actor_code", "purpose")
    why = ("Kiểm tra sau thu hồi",)
    assert list(looks) == [("traceability.chain", one.code, officer.code, *why) for one in (tea, leaves)]
    assert signed_in(manager_of(tea.seller)).get(chain_of(tea)).status_code == 200
    assert SensitiveLook.objects.count() == 2


def test_an_officer_sees_how_far_a_recall_is_for_a_purpose_and_the_look_is_written_down():
    leaves, tea, _variant, _growers = a_tea()
    start_recall(lot=leaves, notice=Notice("Có mốc", "Đừng dùng"), actor=manager_of(leaves.seller), at=NOON)
    officer = officer_of(leaves.seller.commune.code)
    desk, address = signed_in(officer), f"{chain_of(leaves)}thu-hoi/"

    before = [text_of(desk.get(address)), text_of(desk.post(address, {"why": "", "what_to_do": ""}))]
    refused = desk.post(chain_of(leaves), {"purpose": " ", "page": "recall"})
    said = desk.post(chain_of(leaves), {"purpose": "Kiểm tra thu hồi", "page": "recall"})
    shown = text_of(desk.get(said["Location"]))

    assert "Anh/chị cần xem để làm gì" in before[0]
    assert [tea.code in one for one in (*before, shown)] == [False, False, True]
    assert (refused.status_code, 'name="page" value="recall"' in refused.content.decode()) == (409, True)
    assert said["Location"] == address
    looks = SensitiveLook.objects.values_list("what", "subject_code", "actor_code", "purpose")
    assert list(looks) == [("traceability.chain", leaves.code, officer.code, "Kiểm tra thu hồi")]
    assert tea.code in text_of(signed_in(manager_of(leaves.seller)).get(address))


@pytest.mark.parametrize("page", ["", "cac-lo/", "tung-viec/"])
def test_a_lot_of_another_commune_is_not_there_for_an_officer(page):
    lot = a_lot()

    assert signed_in(officer_of(ELSEWHERE)).get(f"{chain_of(lot)}{page}").status_code == 404


def test_the_office_finds_lots_of_its_own_area_by_code_shop_and_product_and_nobody_else_does():
    here = a_lot(a_cooperative(commune_code=HERE, name="HTX Bản Bẹ"), product="Mận hậu")
    there = a_lot(a_cooperative(commune_code=ELSEWHERE, name="HTX Sông Lô"), product="Cam sành")
    address = "/dieu-hanh/lo-hang/"

    def found(person, text=""):
        with CaptureQueriesContext(connection) as seen:
            body = signed_in(person).get(address, {"q": text}).content.decode()
        return {one.code for one in (here, there) if chain_of(one) in body}, len(seen)

    officer, everywhere = officer_of(HERE), operator()
    assert found(officer)[0] == {here.code}
    assert [found(everywhere, text)[0] for text in (there.code.lower(), "sông lô", "Mận", "chè")] == [
        {there.code},
        {there.code},
        {here.code},
        set(),
    ]
    assert found(officer, there.code)[0] == set()
    statements = found(officer)[1]
    for _more in range(2):
        a_lot(here.seller)
    assert found(officer)[1] == statements
    assert signed_in(manager_of(here.seller)).get(address).status_code == 404


def test_every_lot_and_every_entry_of_a_chain_is_on_some_page():
    leaves, growers = a_brought_lot(None, "30", "12")
    for number in range(50):
        one = brings(leaves, growers[0], "1")
        if number == 0:
            take_back(contribution=one, actor=SYSTEM, at=NOON)
    made = [Made("Chè khô", 100)]
    act = transform(seller=leaves.seller, used={leaves.pk: 42_000}, made=made, actor=SYSTEM, at=NOON)
    more = [Lot(code=f"LO-{number:04}", seller=leaves.seller, opened_at=NOON) for number in range(100)]
    LotLink.objects.bulk_create(
        LotLink(transformation=act, lot=one, is_output=True, grams=1) for one in Lot.objects.bulk_create(more)
    )
    desk = signed_in(manager_of(leaves.seller))

    chain = desk.get(chain_of(leaves)).content.decode()
    lots = [desk.get(f"{chain_of(leaves)}cac-lo/", {"sau": after}).content.decode() for after in ("", "100")]
    first = desk.get(f"{chain_of(leaves)}tung-viec/")
    following = re.search(r'rel="next" href="[^"]*(\?sau=\d+)"', first.content.decode())[1]
    last = desk.get(f"{chain_of(leaves)}tung-viec/{following}")

    assert f"{chain_of(leaves)}cac-lo/" in chain
    assert all(any(one.lot.code in page for page in lots) for one in act.links.filter(is_output=True))
    said = text_of(first) + text_of(last)
    assert said.count("Thu hoạch và cân nhập") == 52
    assert said.count("Đã báo là ghi sai") == 1
    assert said.count("Chế biến") == 1
    assert 'rel="next"' not in last.content.decode()


@pytest.mark.parametrize("page", ["cac-lo/", "tung-viec/"])
def test_one_and_three_rows_take_the_same_number_of_statements(page):
    def asked(rows):
        leaves, _growers = a_brought_lot(None, *["10"] * rows)
        made = [Made(f"Chè {number}", 100) for number in range(rows)]
        transform(seller=leaves.seller, used={leaves.pk: 10_000 * rows}, made=made, actor=SYSTEM, at=NOON)
        desk = signed_in(manager_of(leaves.seller))
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"{chain_of(leaves)}{page}").status_code == 200
        return len(seen)

    asked(1)

    assert asked(1) == asked(3)
