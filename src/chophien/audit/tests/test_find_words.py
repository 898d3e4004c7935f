import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.audit.actions import record, record_look
from chophien.audit.models import Entry, SensitiveLook
from chophien.audit.selectors import TrailQuery, sensitive_looks, trail
from chophien.lib.actor import GuestActor

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)
LAN = GuestActor("NG-LAN")
MINUTE = dt.timedelta(minutes=1)
MANY = 4_000


def told(*facts):
    for number, one in enumerate(facts):
        record(f"a.n{number}", actor=LAN, subject_code="GD-1", at=NOON + number * MINUTE, facts=one)


def found(words):
    return [entry.what for entry in trail(TrailQuery(words=words)).rows]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("CP-7K3M-92X", ["a.n0"]),
        ("cp-7k3m", ["a.n0"]),
        ("7k3m", ["a.n0"]),
        ("cp-92x", []),
        ("hỏng dọc đường", ["a.n1"]),
        ("hong duong", ["a.n1"]),
        ("ĐƯỜNG", ["a.n1"]),
        ("hmong", ["a.n1"]),
        ("H'Mông", ["a.n1"]),
        ("90000", ["a.n2"]),
        ("CP-0001", ["a.n2"]),
        ("hong 90000", []),
        ("reason", []),
        ("'); DROP TABLE x; --", []),
        ("& | ! ( ) <->", []),
        ("*", []),
    ],
)
def test_entries_are_found_by_what_their_facts_say(typed, expected):
    told(
        {"order": "CP-7K3M-92X", "late": True},
        {"reason": "Hàng bị hỏng dọc đường\nvề bản H\u2019Mông"},
        {"total_vnd": 90_000, "orders": ["CP-0001", {"again": "CP-0002"}]},
    )

    assert found(typed) == expected


def test_looks_are_found_by_their_purpose():
    record_look("sellers.identity", actor=LAN, subject_code="NB-1", purpose="Đối chiếu căn cước khi duyệt", at=NOON)
    record_look("sellers.identity", actor=LAN, subject_code="NB-2", purpose="Công an xã hỏi", at=NOON)

    seen = [look.subject_code for look in sensitive_looks(TrailQuery(words="can cuoc")).rows]

    assert seen == ["NB-1"]


def test_what_is_found_is_read_page_by_page():
    told(*({"reason": "hỏng"} for _number in range(5)))

    first = trail(TrailQuery(words="hong"), limit=3)
    second = trail(TrailQuery(words="hong"), limit=3, after=first.after)

    assert [entry.what for entry in (*first.rows, *second.rows)] == ["a.n4", "a.n3", "a.n2", "a.n1", "a.n0"]
    assert second.after is None


@pytest.mark.parametrize("entries", [1, 3])
def test_searching_takes_one_query_for_any_number_of_entries(entries, django_assert_num_queries):
    told(*({"reason": "hỏng"} for _number in range(entries)))

    with django_assert_num_queries(1):
        assert len(found("hong")) == entries


def plan_of(read):
    with CaptureQueriesContext(connection) as asked:
        read()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {asked[0]['sql']}")
        return json.dumps(cursor.fetchone()[0])


def test_a_long_trail_is_searched_through_its_index():
    whats = {"what": "orders.placed", "actor_code": "NG-LAN", "subject_code": "GD-1", "at": NOON}
    Entry.objects.bulk_create(
        Entry(**whats, facts={"order": f"CP-{number:05}", "reason": f"lý do {number % 7}"}) for number in range(MANY)
    )
    SensitiveLook.objects.bulk_create(
        SensitiveLook(what="x.y", actor_code="NG-LAN", subject_code="NB-1", purpose=f"vụ việc số {number}", at=NOON)
        for number in range(MANY)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_entry, audit_sensitivelook")

    entries = plan_of(lambda: trail(TrailQuery(words="CP-03999")))
    looks = plan_of(lambda: sensitive_looks(TrailQuery(words="3999")))

    assert "audit_entry_words" in entries
    assert "audit_look_words" in looks
    assert [one.facts["order"] for one in trail(TrailQuery(words="CP-03999")).rows] == ["CP-03999"]
