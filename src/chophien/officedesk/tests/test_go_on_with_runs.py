"""Runs of hundreds: exact, one by one, cut off in the middle and gone on with, tried again where something failed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import DataError, connection

from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.officedesk.actions.bulk import go_on, start_run, try_again, work_through
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.errors import HelperNeeded, NothingToTryAgain, StillAtWork
from chophien.officedesk.jobs import work_through_run
from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.states import BulkKind, BulkVerdict, ItemStatus
from chophien.officedesk.tests.factories import copies, signed_in, text_of
from chophien.orders.tests.factories import NOON
from chophien.programmes.models import Task
from chophien.programmes.tests.factories import HERE, a_household
from chophien.sellers.tests.factories import helper_in
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.tests.factories import an_sms

pytestmark = pytest.mark.django_db
MANY, PER_ITEM = 300, 17
LATER = NOON + timedelta(hours=1)
RUNS = "/dieu-hanh/nhieu-mot-luc/"


def strange_sms(number=MANY):
    """So many SMS of a stranger; `number` in all."""
    first = an_sms("+84987000111", "alo", at=NOON)
    more = copies(first, number - 1, code=lambda at: f"TD-{at:05d}", digest=lambda at: f"{at:064d}")
    return [first, *more]


def a_run(rows, *, actor, key="k", kind=BulkKind.SMS, verdict=BulkVerdict.CLOSE, **facts):
    chosen = [Choice(one.code, str(one)) for one in rows]
    return start_run(kind=kind, verdict=verdict, chosen=chosen, reason="", key=key, actor=actor, at=NOON, **facts)


def work(run, actor, at=NOON):
    return work_through(run=run, actor=actor, clock=lambda: at)


def counts(run):
    return Counter(run.items.values_list("status", flat=True))


class Fault:
    """Raises in the middle of a statement that names a table, the so manieth time it is written to."""

    def __init__(self, fault, *, table, after):
        self.fault, self.table, self.left = fault, table, after

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(f'UPDATE "{self.table}"'):
            self.left -= 1
            if self.left == 0:
                raise self.fault
        return execute(sql, params, many, context)


def test_three_hundred_are_decided_about_in_a_bounded_number_of_statements(django_assert_max_num_queries):
    boss = operator()
    run = a_run(strange_sms(), actor=boss)

    with django_assert_max_num_queries(MANY * PER_ITEM + 20):
        work(run, boss)

    run.refresh_from_db()
    assert (run.status, run.finished_at, counts(run)) == ("done", NOON, {"done": MANY})
    assert IncomingSms.objects.filter(helped_by=boss.code).count() == MANY
    assert Entry.objects.filter(what="smsdesk.sms_cared_for").count() == MANY


def test_a_worker_that_is_killed_in_the_middle_is_gone_on_with_and_nothing_is_done_twice():
    boss = operator()
    run = a_run(strange_sms(), actor=boss)

    with (
        pytest.raises(KeyboardInterrupt),
        connection.execute_wrapper(Fault(KeyboardInterrupt(), table="officedesk_bulkitem", after=150)),
    ):
        work(run, boss)
    cut_off = counts(run)
    run.refresh_from_db()
    with pytest.raises(StillAtWork):
        go_on(run=run, actor=boss, at=NOON + timedelta(minutes=4))
    go_on(run=run, actor=boss, at=LATER)
    work(run, boss, at=LATER)

    run.refresh_from_db()
    assert cut_off == {"done": 149, "waiting": 151}
    assert (run.status, counts(run)) == ("done", {"done": MANY})
    assert run.items.filter(decided_at=NOON).count() == 149
    assert Entry.objects.filter(what="smsdesk.sms_cared_for").count() == MANY
    assert Entry.objects.filter(what="smsdesk.sms_cared_for").values("subject_code").distinct().count() == MANY


def test_one_that_breaks_is_named_and_the_other_two_hundred_and_ninety_nine_are_done():
    boss = operator()
    run = a_run(strange_sms(), actor=boss)

    with connection.execute_wrapper(Fault(DataError("bent"), table="smsdesk_incomingsms", after=7)):
        work(run, boss)

    assert counts(run) == {"done": MANY - 1, "refused": 1}
    assert "Lỗi ở phía chợ" in run.items.get(status=ItemStatus.REFUSED).sentence
    assert Entry.objects.get(what="officedesk.bulk_finished").facts == {"total": MANY, "refused": 1}


def test_what_failed_is_tried_again_alone_and_all_of_it_or_what_was_ticked(do_jobs):
    boss = operator()
    rows = strange_sms(5)
    gone, broken = rows[1], rows[3]
    run = a_run(rows, actor=boss)
    IncomingSms.objects.filter(pk__in=[gone.pk, broken.pk]).update(reply="done")
    do_jobs()
    IncomingSms.objects.filter(pk=broken.pk).update(reply="stranger")
    client = signed_in(boss)

    before = text_of(client.get(f"{RUNS}{run.code}/"))
    client.post(f"{RUNS}{run.code}/thu-lai/", {"lai": broken.code})
    ticked = counts(run)
    do_jobs()
    after = counts(run)
    client.post(f"{RUNS}{run.code}/thu-lai/")
    do_jobs()

    assert before.count('name="lai"') == 2
    assert (ticked, after) == ({"done": 3, "refused": 1, "waiting": 1}, {"done": 4, "refused": 1})
    assert counts(run) == {"done": 4, "refused": 1}
    assert Entry.objects.filter(what="smsdesk.sms_cared_for").count() == 4
    assert Entry.objects.filter(what="officedesk.bulk_tried_again").count() == 2


def test_a_run_that_is_done_or_moves_is_not_started_again():
    boss = operator()
    run = a_run(strange_sms(1), actor=boss)
    moving = signed_in(boss).post(f"{RUNS}{run.code}/di-tiep/")
    BulkRun.objects.update(asked_at=NOON - timedelta(days=1))
    work(run, boss)

    with pytest.raises(StepNotAllowed):
        go_on(run=run, actor=boss, at=LATER)
    with pytest.raises(NothingToTryAgain):
        try_again(run=run, codes=[], actor=boss, at=LATER)
    assert moving.status_code in {302, 409}


def test_only_who_decided_tries_again_but_any_operator_of_the_country_goes_on():
    boss, other = operator(), operator()
    run = a_run(strange_sms(1), actor=boss)

    go_on(run=run, actor=other, at=LATER)
    work_through_run(code=run.code)
    BulkItem.objects.update(status=ItemStatus.REFUSED)

    with pytest.raises(NotPermitted):
        try_again(run=run, codes=[], actor=other, at=LATER)
    assert IncomingSms.objects.get().helped_by == boss.code
    assert "Thử lại" not in text_of(signed_in(other).get(f"{RUNS}{run.code}/"))


def test_the_page_of_a_run_that_stands_still_offers_to_go_on(do_jobs):
    boss = operator()
    run = a_run(strange_sms(2), actor=boss)
    client = signed_in(boss)
    BulkRun.objects.update(asked_at="2026-01-01T00:00:00Z", status="running")

    page = text_of(client.get(f"{RUNS}{run.code}/"))
    client.post(f"{RUNS}{run.code}/di-tiep/")
    do_jobs()

    assert "Làm tiếp phần còn lại" in page
    assert counts(run) == {"done": 2}


def test_two_workers_at_the_same_run_do_everything_once():
    boss = operator()
    run = a_run(strange_sms(3), actor=boss)
    work(run, boss)
    run.refresh_from_db()

    BulkRun.objects.update(status="running")
    work(run, boss, at=LATER)

    assert set(run.items.values_list("decided_at", flat=True)) == {NOON}
    assert Entry.objects.filter(what="smsdesk.sms_cared_for").count() == 3


def test_all_shops_of_a_list_that_never_sold_are_given_to_one_helper(do_jobs):
    boss, pao = operator(), helper_in(HERE)
    opened = NOON - timedelta(days=400)
    first = a_household(approved_at=opened)
    copies(first, 39, code=lambda at: f"ho-{at}", slug=lambda at: f"ho-{at}")
    client = signed_in(boss)

    form = text_of(client.get(f"{RUNS}moi/never_sold/?tinh=08"))
    chosen = form.partition('name="chosen" value="')[2].partition('"')[0]
    nobody = client.post(f"{RUNS}moi/never_sold/", {"chosen": chosen, "verdict": "give", "key": "k", "helper": ""})
    client.post(f"{RUNS}moi/never_sold/", {"chosen": chosen, "verdict": "give", "key": "k", "helper": pao.code})
    do_jobs()

    assert len(chosen.split()) == 40
    assert nobody.status_code == 409
    assert counts(BulkRun.objects.get()) == {"done": 40}
    assert Task.objects.filter(assigned_to=pao, kind="never_sold").count() == 40


def test_tasks_are_given_out_many_at_once_and_a_helper_of_elsewhere_gets_none(do_jobs):
    boss, pao, far = operator(), helper_in(HERE), helper_in("00724")
    shop = a_household(approved_at=NOON - timedelta(days=400))
    task = Task.objects.create(
        code="VI-1", kind="thin_listing", seller=shop, subject_code="x", by_facts=False, note="Xem lại",
        due_on=NOON.date(), made_by=boss.code, made_at=NOON,
    )  # fmt: skip

    a_run([task], actor=boss, kind=BulkKind.TASKS, verdict=BulkVerdict.GIVE, target=far.code, key="far")
    a_run([task], actor=boss, kind=BulkKind.TASKS, verdict=BulkVerdict.GIVE, target=pao.code, key="here")
    do_jobs()

    assert list(BulkItem.objects.order_by("pk").values_list("status", flat=True)) == ["refused", "done"]
    assert Task.objects.get().assigned_to == pao


def test_what_is_given_to_nobody_starts_no_run():
    with pytest.raises(HelperNeeded):
        a_run([a_household()], actor=operator(), kind=BulkKind.NEVER_SOLD, verdict=BulkVerdict.GIVE)


def test_findings_of_a_list_are_passed_at_once(do_jobs):
    from chophien.catalog.models import WordFinding  # noqa: PLC0415 -- only here
    from chophien.catalog.tests.factories import a_listing  # noqa: PLC0415

    boss, listing = operator(), a_listing()
    for number in range(3):
        WordFinding.objects.create(
            code=f"TU-{number}", listing=listing, word=f"w{number}", severity="look", edition="e", found_at=NOON
        )

    form = text_of(signed_in(boss).get(f"{RUNS}moi/findings/"))
    a_run(WordFinding.objects.order_by("pk"), actor=boss, kind=BulkKind.FINDINGS, verdict=BulkVerdict.APPROVE)
    do_jobs()

    assert "TU-0:0 TU-1:0 TU-2:0" in form
    assert set(WordFinding.objects.values_list("status", flat=True)) == {"harmless"}
