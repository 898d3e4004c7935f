"""Reports of Decree 248/2026 and of sales: asked for by role and area, made by a job, left as a file."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.actions import record, record_look
from chophien.lib.actor import NIGHTLY, SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, a_sent_order, an_order
from chophien.reports.actions.making import ask_for_report, drop_old, fail, fetch, make
from chophien.reports.errors import BadPeriod, FileGone, NoSuchFormat
from chophien.reports.kinds.reports import BY_KEY
from chophien.reports.models import ReportRun
from chophien.reports.states import RunStatus

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 30, 5, tzinfo=UTC)


def asked(person, key="annual", **facts):
    return ask_for_report(
        **{
            "kind": BY_KEY[key],
            "since": date(2026, 11, 1),
            "until": date(2026, 11, 30),
            "scope_kind": Scope.NATION,
            "scope_code": "",
            "file_format": "csv",
            "person": person,
            "at": LATER,
            **facts,
        }
    )


def figures(data):
    return {row[0]: row[1] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if len(row) > 1}


def made(run):
    make(run=run, actor=SYSTEM, at=LATER)
    run.refresh_from_db()
    return run


def test_s21_the_annual_report_counts_sellers_goods_orders_value_and_complaints():
    boss = operator()
    done = receive_order(order=a_sent_order(), actor=SYSTEM, at=NOON)
    open_order = an_order()

    run = made(asked(boss))
    told = figures(fetch(run=run, person=boss, at=LATER).data)

    assert (run.status, run.step, run.steps) == (RunStatus.DONE, 3, 3)
    assert told["Số liệu tính đến"].endswith("30/11")
    assert told["Người bán"] == "2"
    assert told["Đơn hàng"] == "2"
    assert told["Đơn hoàn thành"] == "1"
    assert told["Giá trị đơn hàng (đồng)"] == str(done.total_vnd + open_order.total_vnd)
    assert told["Khiếu nại"] == "0"
    assert done.group.contact_phone not in fetch(run=run, person=boss, at=LATER).data.decode()


@pytest.mark.parametrize(("ending", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")])
def test_a_report_is_left_in_each_form(ending, begins):
    boss = operator()
    an_order()

    opened = fetch(run=made(asked(boss, file_format=ending)), person=boss, at=LATER)

    assert opened.data.startswith(begins)
    assert opened.name == f"annual-2026-11-01-2026-11-30.{ending}"
    if ending == "xlsx":
        assert len(load_workbook(io.BytesIO(opened.data)).sheetnames) == 4


@pytest.mark.usefixtures("everybody_agrees")
def test_sales_of_few_shops_show_no_sums():
    boss = operator()
    receive_order(order=a_sent_order(), actor=SYSTEM, at=NOON)

    data = fetch(run=made(asked(boss, "sales")), person=boss, at=LATER).data.decode("utf-8-sig")

    row = next(line for line in csv.reader(io.StringIO(data)) if "< 3" in line)
    assert row[2:] == ["< 3", "", ""]


def test_s36_the_trail_goes_out_in_codes_and_no_cell_is_a_formula():
    boss = operator()
    record("orders.packed", actor=boss, subject_code="=1+1", at=NOON, on_behalf_of="GH-1")
    record_look("sellers.identity", actor=boss, subject_code="GH-1", purpose="Kiểm tra", at=NOON)

    data = fetch(run=made(asked(boss, "trail")), person=boss, at=LATER).data.decode("utf-8-sig")

    assert "orders.packed" in data
    assert "'=1+1" in data
    assert "Kiểm tra" in data


@pytest.mark.parametrize(
    ("role", "scope", "code", "may"),
    [
        (Role.OPERATOR, Scope.NATION, "", {"annual", "monthly", "trail", "sales", "sales:12"}),
        (Role.OPERATOR, Scope.PROVINCE, "12", {"sales:12"}),
        (Role.PROVINCE_OFFICER, Scope.PROVINCE, "12", {"sales:12"}),
        (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08", set()),
        (Role.SELLER_MANAGER, Scope.SELLER, "GH-1", set()),
        (Role.HELPER, Scope.COMMUNE, "00721", set()),
    ],
)
def test_s36_who_may_have_which_report(role, scope, code, may):
    person = holder_of(role, scope, code)
    had = set()
    for key in ("annual", "monthly", "trail", "sales", "sales:12"):
        kind, _colon, province = key.partition(":")
        area = {"scope_kind": Scope.PROVINCE, "scope_code": province} if province else {}
        try:
            asked(person, kind, **area)
            had.add(key)
        except NotPermitted:
            continue
    assert had == may


def test_nonsense_is_refused():
    boss = operator()
    with pytest.raises(BadPeriod):
        asked(boss, until=date(2026, 12, 1))
    with pytest.raises(BadPeriod):
        asked(boss, since=date(2026, 12, 1))
    with pytest.raises(BadPeriod):
        asked(boss, "monthly", since=date(2026, 9, 1))
    with pytest.raises(NoSuchFormat):
        asked(boss, file_format="exe")
    with pytest.raises(NotPermitted):
        asked(boss, scope_kind=Scope.SELLER, scope_code="GH-1")


def test_a_file_goes_away_by_itself_and_so_does_the_right_to_it():
    grant = operator().grants.get()
    run = made(asked(grant.person))
    grant.ends_at = LATER + timedelta(hours=1)
    grant.save()

    with pytest.raises(NotPermitted):
        fetch(run=run, person=grant.person, at=LATER + timedelta(hours=2))
    grant.ends_at = None
    grant.save()
    assert drop_old(actor=NIGHTLY, at=LATER + timedelta(days=15)) == 1
    run.refresh_from_db()
    with pytest.raises(FileGone):
        fetch(run=run, person=grant.person, at=LATER + timedelta(hours=2))


def test_a_job_that_runs_twice_makes_one_file(do_jobs):
    boss = operator()
    run = asked(boss)
    do_jobs()
    first = ReportRun.objects.get().file_code

    make(run=ReportRun.objects.get(), actor=SYSTEM, at=LATER)
    fail(run=ReportRun.objects.get(), at=LATER)

    run.refresh_from_db()
    assert (run.file_code, run.status) == (first, RunStatus.DONE)
    with pytest.raises(NotPermitted):
        asked(PersonFactory())
