import ast
import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import chophien
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit import selectors
from chophien.audit.actions import record, record_look
from chophien.catalog.states import LISTING_FLOW
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.officedesk.wording import WORDS
from chophien.orders.states import News
from chophien.sellers.states import SELLER_FLOW, DocumentKind

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SOURCE = Path(chophien.__file__).parent


def about(page):
    return re.findall(r'href="/dieu-hanh/nhat-ky/(?:da-xem/)?\?subject=([^"]+)"', page)


def test_what_was_done_is_read_newest_first_in_words():
    lan = PersonFactory(name="Lan")
    for number in range(3):
        record(
            "orders.packed",
            actor=lan,
            subject_code=f"CP-{number}",
            at=NOON + timedelta(hours=number),
            facts={"n": number},
        )

    page = text_of(signed_in(operator()).get("/dieu-hanh/nhat-ky/"))

    assert about(page)[:3] == ["CP-2", "CP-1", "CP-0"]
    assert "Đóng gói đơn" in page
    assert ">Lan</a>" in page
    assert "14:00 thứ Ba 24/11" in page


def test_the_trail_is_narrowed_by_thing_person_kind_and_days():
    lan, boss = PersonFactory(), operator()
    record("orders.packed", actor=lan, subject_code="CP-1", at=NOON)
    record("orders.paid", actor=boss, subject_code="CP-1", at=NOON + timedelta(days=2))
    record("orders.paid", actor=boss, subject_code="CP-2", at=NOON + timedelta(days=4))
    client = signed_in(boss)

    def found(**query):
        return about(text_of(client.get("/dieu-hanh/nhat-ky/", query)))

    assert found(subject="CP-1") == ["CP-1", "CP-1"]
    assert found(actor=lan.code) == ["CP-1"]
    assert found(what="orders.paid") == ["CP-2", "CP-1"]
    assert found(what="orders.paid", since="26/11/2026", until="26/11/2026") == ["CP-1"]
    assert found(since="hôm qua", subject="CP-2") == ["CP-2"]
    assert found(subject="' OR 1=1") == []


def test_the_trail_is_searched_inside_what_it_says():
    lan, boss = PersonFactory(), operator()
    record("orders.packed", actor=lan, subject_code="GD-1", at=NOON, on_behalf_of="GH-1", facts={"order": "CP-7K3M"})
    record("orders.paid", actor=lan, subject_code="GD-2", at=NOON, facts={"reason": "Hàng hỏng dọc đường"})
    record_look("sellers.identity", actor=boss, subject_code="GH-2", purpose="Đối chiếu căn cước", at=NOON)
    client = signed_in(boss)

    def found(page="", **query):
        return about(text_of(client.get(f"/dieu-hanh/nhat-ky/{page}", query)))

    assert found(words="cp-7k3m") == ["GD-1"]
    assert found(words="hong duong") == ["GD-2"]
    assert found(principal="GH-1") == ["GD-1"]
    assert found(words="hong", principal="GH-1") == []
    assert found("da-xem/", words="căn cước") == ["GH-2"]
    assert found("da-xem/", words="hộ chiếu") == []


def test_a_search_goes_on_with_its_words_on_the_next_page(monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 50)
    lan = PersonFactory()
    for number in range(60):
        record("orders.packed", actor=lan, subject_code=f"CP-{number}", at=NOON, facts={"reason": "hỏng"})

    page = text_of(signed_in(operator()).get("/dieu-hanh/nhat-ky/", {"words": "hỏng"}))

    [following] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "words=h%E1%BB%8Fng" in following


def test_the_file_of_the_trail_holds_what_was_searched_for_and_says_by_which_words(do_jobs):
    lan, boss = PersonFactory(), operator()
    now = timezone.now()
    record("orders.refused", actor=lan, subject_code="GD-1", at=now, on_behalf_of="GH-1", facts={"reason": "Hàng hỏng"})
    record("orders.packed", actor=lan, subject_code="GD-2", at=now, on_behalf_of="GH-1")
    record("orders.refused", actor=lan, subject_code="GD-3", at=now, facts={"reason": "Hết hàng"})
    client = signed_in(boss)

    page = text_of(client.get("/dieu-hanh/nhat-ky/", {"words": "hong", "principal": "GH-1"}))
    [form] = re.findall(r'<form[^>]*action="/dieu-hanh/bao-cao/".*?</form>', page, re.DOTALL)
    sent = client.post("/dieu-hanh/bao-cao/", dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))
    do_jobs()
    rows = list(csv.reader(io.StringIO(client.get(f"{sent['Location']}tep/").content.decode("utf-8-sig"))))

    assert ["Từ đã tìm", "hong"] in rows
    assert ["Thay cho", "GH-1"] in rows
    assert [row[4] for row in rows if len(row) == 6 and row[1].startswith("orders.")] == ["GD-1"]
    assert [row[5] for row in rows if len(row) == 6 and row[1].startswith("orders.")] == ['{"reason": "Hàng hỏng"}']


def test_a_long_trail_goes_on_where_the_page_ended(monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 50)
    lan = PersonFactory()
    for number in range(120):
        record("orders.packed", actor=lan, subject_code=f"CP-{number}", at=NOON + timedelta(minutes=number))
    client, seen, address = signed_in(operator()), [], f"/dieu-hanh/nhat-ky/?actor={lan.code}"
    while address:
        page = text_of(client.get(address))
        seen += about(page)
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', page)), "")

    assert seen == [f"CP-{number}" for number in reversed(range(120))]


def test_looks_are_read_with_their_purpose():
    boss = operator(name="Chị Thu")
    record_look("sellers.identity", actor=boss, subject_code="GH-1", purpose="Kiểm tra gian hàng", at=NOON)
    record_look("uploads.id_front", actor=boss, subject_code="GH-2", purpose="Đối chiếu căn cước", at=NOON)
    client = signed_in(boss)

    page = text_of(client.get("/dieu-hanh/nhat-ky/da-xem/"))

    assert about(page) == ["GH-2", "GH-1"]
    for told in ("Kiểm tra gian hàng", "Danh tính của gian hàng", "Căn cước", "Chị Thu"):
        assert told.lower() in page.lower()
    assert about(text_of(client.get("/dieu-hanh/nhat-ky/da-xem/", {"subject": "GH-1"}))) == ["GH-1"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_trail_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    boss = operator()
    client = signed_in(boss)
    for place in range(number):
        record("orders.packed", actor=boss, subject_code=f"CP-{place}", at=NOON)
        record_look("sellers.identity", actor=boss, subject_code="GH-1", purpose="Kiểm tra", at=NOON)

    with django_assert_num_queries(8):
        assert client.get("/dieu-hanh/nhat-ky/").status_code == 200
    with django_assert_num_queries(7):
        assert client.get("/dieu-hanh/nhat-ky/da-xem/").status_code == 200


def test_everything_that_is_written_down_has_words():
    trees = [ast.parse(path.read_text()) for path in SOURCE.rglob("*.py") if "tests" not in path.parts]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    calls = [
        one for one in nodes if isinstance(one, ast.Call) and getattr(one.func, "id", "") in {"record", "record_look"}
    ]
    told = [call.args[0] for call in calls if call.args]
    told += [one.value for one in nodes if isinstance(one, ast.keyword) and one.arg == "what"]
    literal = {one.value for one in told if isinstance(one, ast.Constant)}
    made = {f"catalog.listing_{step}" for step in LISTING_FLOW.steps if step != "publish"}
    made |= {f"sellers.{step}" for step in SELLER_FLOW.steps}
    made |= {f"orders.{news}" for news in (News.RELEASED, News.EXPIRED, News.REFUSED, News.CANCELLED)}
    made |= {f"uploads.{kind}" for kind in (*DocumentKind.values, "certificate")}

    assert {what for what in literal | made if "." in what} - set(WORDS) == set()
