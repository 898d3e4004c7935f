"""More was given back in a month than was withheld: that is set off in the months after, each tax by itself."""

import csv
import io
from datetime import UTC, date, datetime
from importlib import import_module
from xml.etree import ElementTree as ET

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from chophien.accounts.tests.factories import operator
from chophien.lib.actor import SYSTEM
from chophien.tax.actions.returns import fetch_file, file_return, make_anew, make_return
from chophien.tax.models import MonthlyReturn, Withholding
from chophien.tax.selectors.returns import returns_made
from chophien.tax.tests.factories import a_household

pytestmark = pytest.mark.django_db
MARCH = datetime(2027, 3, 2, 2, tzinfo=UTC)
NOVEMBER, DECEMBER, JANUARY, FEBRUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


def withheld(month, vat_vnd, pit_vnd):
    """A month's sums as rows: what was withheld, and what was given back of it where that is negative."""
    seller, day = a_household(), datetime(month.year, month.month, 5, 5, tzinfo=UTC)
    for number, (vat, pit) in enumerate(((max(vat_vnd, 0), max(pit_vnd, 0)), (min(vat_vnd, 0), min(pit_vnd, 0)))):
        facts = {
            "subject_code": f"CP-{month}-{number}", "line_key": "1", "seller_code": seller.code, "entity": "individual",
            "tax_class": "goods", "vat_bp": 100, "pit_bp": 50, "mode": "always", "mode_from": NOVEMBER,
            "rate_from": NOVEMBER, "why": "withheld", "at": day,
        }  # fmt: skip
        sold = Withholding.objects.create(**facts, base_vnd=0, vat_vnd=max(0, vat), pit_vnd=max(pit, 0), month=month)
        if vat < 0 or pit < 0:
            Withholding.objects.create(
                **facts, base_vnd=0, vat_vnd=vat, pit_vnd=pit, month=month, cause="HT-1", reverses=sold
            )


def made(month):
    return make_return(month=month, actor=SYSTEM, at=MARCH)


def said(one):
    return (
        (one.vat_vnd, one.pit_vnd),
        (one.carried_vat_vnd, one.carried_pit_vnd),
        (one.pays_vat_vnd, one.pays_pit_vnd),
        (one.carries_vat_vnd, one.carries_pit_vnd),
    )


@pytest.fixture
def three_months():
    withheld(NOVEMBER, 30_000, 15_000)
    withheld(DECEMBER, -50_000, 4_000)
    withheld(JANUARY, 20_000, -9_000)
    withheld(FEBRUARY, 70_000, 10_000)


def test_s09_what_is_left_is_set_off_month_by_month_each_tax_by_itself(three_months):
    returns = [made(month) for month in (NOVEMBER, DECEMBER, JANUARY, FEBRUARY)]

    assert [said(one) for one in returns] == [
        ((30_000, 15_000), (0, 0), (30_000, 15_000), (0, 0)),
        ((-50_000, 4_000), (0, 0), (0, 4_000), (50_000, 0)),
        ((20_000, -9_000), (50_000, 0), (0, 0), (30_000, 9_000)),
        ((70_000, 10_000), (30_000, 9_000), (40_000, 1_000), (0, 0)),
    ]
    assert sum(one.tax_vnd for one in returns) == sum(
        vat + pit for vat, pit in Withholding.objects.values_list("vat_vnd", "pit_vnd")
    )


def test_in_whatever_order_they_are_made_and_made_again_they_say_the_same(three_months):
    for month in (FEBRUARY, DECEMBER, NOVEMBER, DECEMBER, JANUARY, FEBRUARY):
        made(month)

    assert [said(one)[2:] for one in returns_made()] == [
        ((40_000, 1_000), (0, 0)), ((0, 0), (30_000, 9_000)), ((0, 4_000), (50_000, 0)), ((30_000, 15_000), (0, 0)),
    ]  # fmt: skip


def test_the_files_say_what_comes_from_before_what_is_paid_and_what_is_left(three_months):
    person, one = operator(), made(JANUARY)
    files = {
        kind: fetch_file(made=one, kind=kind, actor=person, at=MARCH).data.decode("utf-8-sig")
        for kind in ("return-xml", "return-csv")
    }
    plain = fetch_file(made=made(NOVEMBER), kind="return-csv", actor=person, at=MARCH).data.decode("utf-8-sig")

    root = ET.fromstring(files["return-xml"])
    assert [
        (name, root.findtext(f"{name}/ThueGTGT"), root.findtext(f"{name}/ThueTNCN"))
        for name in ("KyTruocChuyenSang", "PhaiNop", "ChuyenKySau")
    ] == [("KyTruocChuyenSang", "50000", "0"), ("PhaiNop", "0", "0"), ("ChuyenKySau", "30000", "9000")]
    assert list(csv.reader(io.StringIO(files["return-csv"])))[-3:] == [
        ["Kỳ trước chuyển sang", "", "50000", "0"],
        ["Phải nộp kỳ này", "", "0", "0"],
        ["Chuyển kỳ sau", "", "30000", "9000"],
    ]
    assert plain.splitlines()[-1] == "Cộng,0,30000,15000"


def test_a_filed_return_stays_as_it_is_and_what_is_carried_is_never_negative(three_months):
    one = made(DECEMBER)
    file_return(made=one, receipt="000.12", actor=operator(), at=MARCH)

    assert said(made(JANUARY))[1] == (50_000, 0)
    with pytest.raises(DatabaseError, match="tax_return_carries"), transaction.atomic():
        MonthlyReturn.objects.update(carried_vat_vnd=-1)


def test_what_months_filed_before_had_left_is_set_off_in_the_first_that_can_still_be_filed(three_months):
    returns = {month: made(month) for month in (NOVEMBER, DECEMBER, JANUARY, FEBRUARY)}
    MonthlyReturn.objects.update(carried_vat_vnd=0, carried_pit_vnd=0)  # as they were made before
    for month in (NOVEMBER, DECEMBER, JANUARY):
        file_return(made=returns[month], receipt="000.12", actor=operator(), at=MARCH)
    upgrade = import_module("chophien.tax.migrations.0010_months_filed_before_carry_on_what_was_left")

    for _time in "12":
        upgrade.carry(apps, None)
    anew = make_anew(actor=SYSTEM, at=MARCH)

    assert [said(one) for one in reversed(returns_made())] == [
        ((30_000, 15_000), (0, 0), (30_000, 15_000), (0, 0)),
        ((-50_000, 4_000), (0, 0), (0, 4_000), (50_000, 0)),
        ((20_000, -9_000), (0, 0), (20_000, 0), (50_000, 9_000)),
        ((70_000, 10_000), (50_000, 9_000), (20_000, 1_000), (0, 0)),
    ]
    assert ([one.month for one in anew], make_anew(actor=SYSTEM, at=MARCH)) == ([FEBRUARY], [])
