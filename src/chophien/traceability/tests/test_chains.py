"""Chains hold or say where they were broken; they lead back and forward, for those who may read them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from chophien.lib.dates import VIETNAM
from chophien.traceability.actions.capturing import capture
from chophien.traceability.actions.sealing_days import seal_days
from chophien.traceability.models import ChainLink, DaySeal, Event
from chophien.traceability.selectors import codes
from chophien.traceability.selectors.graph import back, forward, whole
from chophien.traceability.selectors.owners import owner_of
from chophien.traceability.selectors.verifying import verify
from chophien.traceability.states import CaptureBehaviour
from chophien.traceability.tests.test_capture_and_query import a_document, an_event
from chophien.traceability.tests.test_lot_steps import a_tea

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 5, tzinfo=UTC)
BEHIND_THE_TRIGGERS = "SET LOCAL session_replication_role = replica"


def test_the_data_base_refuses_to_change_an_event():
    a_tea()

    for change in ("UPDATE traceability_event SET body = '{}'", "DELETE FROM traceability_chainlink"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_one_changed_byte_is_found_in_every_chain_that_it_stands_in(capsys):
    leaves, tea, _variant, _growers = a_tea()
    raw = json.dumps(a_document(an_event(1), an_event(2))).encode()
    taken = capture(raw=raw, owner="organisation:Một", behaviour=CaptureBehaviour.ROLLBACK, at=AT)
    before = verify()

    made = ChainLink.objects.filter(lot=tea).order_by("number")[0].event
    sent = taken.events.order_by("pk")[0]
    with connection.cursor() as cursor:
        cursor.execute(BEHIND_THE_TRIGGERS)
        cursor.execute("UPDATE traceability_event SET body = replace(body, '42', '43') WHERE id = %s", [made.pk])
        cursor.execute("UPDATE traceability_event SET body = body || ' ' WHERE id = %s", [sent.pk])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    after = verify()

    assert (before.chains, before.links, before.captures, before.broken) == (2, 6, 1, ())
    assert {(one.code, one.number) for one in after.broken} == {(leaves.code, 4), (tea.code, 1), (taken.code, 2)}
    with pytest.raises(CommandError):
        call_command("verify_chain", "--lot", tea.code)
    assert "links=2 captures=0 days=0 broken=1" in capsys.readouterr().out


def test_one_step_back_one_step_forward_and_all_the_way_for_who_may_read_it():
    leaves, tea, variant, _growers = a_tea()
    owners = [owner_of(leaves.seller)]
    raw, bulk, boxes = codes.bulk_link_of(leaves), codes.bulk_link_of(tea), codes.digital_link_of(tea, variant)
    named = dict(zip(back([raw, bulk, boxes], owners=owners, steps=0).levels, ("raw", "bulk", "boxes"), strict=True))

    def told(chain):
        return {named[epc]: level for epc, level in chain.levels.items()}

    assert told(back([boxes], owners=owners, steps=1)) == {"boxes": 0, "bulk": 1}
    assert told(forward([raw], owners=owners, steps=1)) == {"raw": 0, "bulk": 1}
    assert told(whole([bulk], owners=owners)) == {"raw": -1, "bulk": 0, "boxes": 1}
    assert len(whole([bulk], owners=owners).events) == Event.objects.count()
    assert told(whole([bulk], owners=["organisation:Ai đó"])) == {"bulk": 0}


def test_what_is_cut_off_taken_away_or_told_otherwise_beside_the_body_is_found(capsys):
    _leaves, tea, _variant, _growers = a_tea()
    raw = json.dumps(a_document(an_event(1))).encode()
    taken = capture(raw=raw, owner="organisation:Một", behaviour=CaptureBehaviour.ROLLBACK, at=AT)
    assert (seal_days(at=AT + timedelta(days=2)) > 0, seal_days(at=AT + timedelta(days=2))) == (True, 0)
    last = ChainLink.objects.filter(lot=tea).order_by("-number")[0]
    sent = taken.events.get()
    assert verify().broken == ()

    def found_after(*changes):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BEHIND_THE_TRIGGERS)
            for change, of in changes:
                cursor.execute(change, of)
            told = verify()
            transaction.set_rollback(True)
        return {(one.code, one.why.split(" ")[0]) for one in told.broken}

    day, sent_day = (one.astimezone(VIETNAM).date().isoformat() for one in (last.event.record_time, AT))
    cut = found_after(("DELETE FROM traceability_chainlink WHERE id = %s", [last.pk]))
    gone = found_after(
        ("DELETE FROM traceability_eventepc WHERE event_id = %s", [sent.pk]),
        ("DELETE FROM traceability_event WHERE id = %s", [sent.pk]),
        ("DELETE FROM traceability_capture WHERE id = %s", [taken.pk]),
    )
    assert {code for code, _why in cut} == {day}
    assert {code for code, _why in gone} == {sent_day}
    event, column = last.event_id, "UPDATE traceability_event SET {} WHERE id = %s"
    assert found_after((column.format("biz_step = 'storing'"), [event])) == {(tea.code, "biz_step")}
    assert found_after((column.format("kind = 'ObjectEvent'"), [event])) == {(tea.code, "kind")}
    assert found_after((column.format("event_time = now()"), [event])) == {(tea.code, "event_time")}
    assert found_after((column.format("owner = 'seller:X'"), [event])) == {(tea.code, "the")}
    assert found_after((column.format("owner = 'seller:X'"), [sent.pk])) == {(taken.code, "the")}
    assert found_after(("UPDATE traceability_eventepc SET epc = 'x' WHERE event_id = %s", [sent.pk])) == {
        (taken.code, "its")
    }
    call_command("verify_chain")
    assert f"last day sealed: {DaySeal.objects.order_by('-day')[0].day}" in capsys.readouterr().out
