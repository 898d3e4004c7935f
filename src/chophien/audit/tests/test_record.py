import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from chophien.audit.actions import record, record_look
from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.audit.selectors import TrailQuery, entries_about, kinds_of_entries, sensitive_looks, trail
from chophien.lib.actor import NIGHTLY, GuestActor
from chophien.web.request_ids import set_request_id

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)
LAN = GuestActor("NG-LAN")
PAO = GuestActor("NG-PAO")
MINUTE = dt.timedelta(minutes=1)


def written(*whats: str, actor=LAN, subject: str = "CP-1", on_behalf_of: str = "") -> None:
    for number, what in enumerate(whats):
        record(what, actor=actor, subject_code=subject, at=NOON + number * MINUTE, on_behalf_of=on_behalf_of)


def test_an_entry_says_who_did_what_for_whom_and_in_which_request():
    set_request_id("abc123")
    try:
        record(
            "orders.confirmed",
            actor=LAN,
            subject_code="CP-1",
            at=NOON,
            on_behalf_of="NB-1",
            facts={"total_vnd": 90_000},
        )
    finally:
        set_request_id("")

    entry = Entry.objects.get()
    assert (entry.what, entry.actor_code, entry.on_behalf_of, entry.subject_code) == (
        "orders.confirmed", "NG-LAN", "NB-1", "CP-1",
    )  # fmt: skip
    assert (entry.facts, entry.request_id, entry.at) == ({"total_vnd": 90_000}, "abc123", NOON)


def test_an_entry_is_undone_with_the_act_it_tells_of():
    with transaction.atomic():
        written("orders.confirmed")
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET actor_code = 'nobody'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_an_entry(change):
    written("orders.confirmed")

    with pytest.raises(IntegrityError, match="rows of audit_entry are added and never changed"), transaction.atomic():
        execute(change)

    assert Entry.objects.get().actor_code == "NG-LAN"


def test_the_database_refuses_to_empty_the_trail_outside_tests():
    written("orders.confirmed")

    with pytest.raises(IntegrityError, match=r"\(TRUNCATE refused\)"), transaction.atomic():
        execute("SET LOCAL chophien.tests = 'off'; TRUNCATE audit_entry")

    assert Entry.objects.count() == 1


def test_looks_are_kept_like_entries():
    record_look("sellers.identity", actor=LAN, subject_code="NB-1", purpose="Đối chiếu giấy tờ khi duyệt", at=NOON)

    with pytest.raises(IntegrityError, match="rows of audit_sensitivelook"), transaction.atomic():
        execute("DELETE FROM audit_sensitivelook")

    [look] = sensitive_looks(TrailQuery(subject_code="NB-1")).rows
    assert (look.what, look.actor_code, look.purpose) == ("sellers.identity", "NG-LAN", "Đối chiếu giấy tờ khi duyệt")


@pytest.mark.parametrize("purpose", ["", "   ", "xem", " ok  "])
def test_a_look_without_a_purpose_is_refused_and_not_written(purpose):
    with pytest.raises(PurposeMissing):
        record_look("sellers.identity", actor=LAN, subject_code="NB-1", purpose=purpose, at=NOON)

    assert not SensitiveLook.objects.exists()


def test_any_table_can_be_kept_and_released():
    execute("CREATE TABLE audit_test_steps (id int); SELECT audit_keep('audit_test_steps')")
    execute("INSERT INTO audit_test_steps VALUES (1)")

    execute("DELETE FROM audit_test_steps WHERE id = 2")
    with pytest.raises(IntegrityError, match="rows of audit_test_steps"), transaction.atomic():
        execute("DELETE FROM audit_test_steps WHERE id = 1")

    execute("SELECT audit_release('audit_test_steps')")
    execute("DELETE FROM audit_test_steps WHERE id = 1")


def test_the_trail_is_read_newest_first_a_page_at_a_time():
    written("a.one", "a.two", "a.three", "a.four", "a.five")

    first = trail(TrailQuery(), limit=2)
    second = trail(TrailQuery(), limit=2, after=first.after)
    third = trail(TrailQuery(), limit=2, after=second.after)

    pages = [[entry.what for entry in page.rows] for page in (first, second, third)]
    assert pages == [["a.five", "a.four"], ["a.three", "a.two"], ["a.one"]]
    assert third.after is None


def test_entries_of_the_same_moment_are_neither_lost_nor_shown_twice():
    for number in range(5):
        record(f"a.n{number}", actor=LAN, subject_code="CP-1", at=NOON)

    seen: list[str] = []
    after = None
    while True:
        page = trail(TrailQuery(), limit=2, after=after)
        seen += [entry.what for entry in page.rows]
        after = page.after
        if after is None:
            break

    assert seen == ["a.n4", "a.n3", "a.n2", "a.n1", "a.n0"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (TrailQuery(subject_code="CP-1"), ["orders.placed", "orders.confirmed"]),
        (TrailQuery(actor_code="NG-PAO"), ["sellers.approved"]),
        (TrailQuery(actor_code="NB-7"), ["sellers.approved"]),
        (TrailQuery(what="orders.placed"), ["orders.placed"]),
        (TrailQuery(what="orders."), ["orders.placed", "orders.confirmed"]),
        (TrailQuery(since=NOON + MINUTE), ["orders.confirmed"]),
        (TrailQuery(until=NOON + MINUTE), ["orders.placed", "sellers.approved"]),
        (TrailQuery(what="orders.", actor_code="NG-PAO"), []),
        (TrailQuery(principal_code="NB-7"), ["sellers.approved"]),
        (TrailQuery(principal_code="NG-PAO"), []),
    ],
)
def test_the_trail_can_be_narrowed(query, found):
    written("orders.placed", "orders.confirmed")
    written("sellers.approved", actor=PAO, subject="NB-1", on_behalf_of="NB-7")

    assert sorted(entry.what for entry in trail(query).rows) == sorted(found)


def test_the_latest_about_one_thing_comes_first():
    written("orders.placed", "orders.confirmed")

    assert [entry.what for entry in entries_about("CP-1")] == ["orders.confirmed", "orders.placed"]


def test_every_kind_of_entry_is_named_once():
    written("b.two", "a.one", "b.two", "a.one", "c.three", actor=NIGHTLY)

    assert kinds_of_entries() == ["a.one", "b.two", "c.three"]


def test_no_kinds_when_nothing_happened():
    assert kinds_of_entries() == []


@pytest.mark.parametrize("entries", [1, 3])
def test_a_page_of_the_trail_takes_one_query_for_any_number_of_entries(entries, django_assert_num_queries):
    written(*["orders.placed"] * entries)

    with django_assert_num_queries(1):
        trail(TrailQuery(subject_code="CP-1"))


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
