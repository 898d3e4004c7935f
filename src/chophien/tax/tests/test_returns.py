"""A month's return with its list of sellers: what is in the files, when it is made, who fetches and files it."""

import csv
import io
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import SensitiveLook
from chophien.jobs.queue import REGISTRY
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import format_moment
from chophien.lib.errors import NotFound, NotPermitted
from chophien.sellers.actions.papers import save_identity
from chophien.sellers.selectors.taxpayers import taxpayer_of
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import ANSWERS, a_draft, a_seller, lan
from chophien.tax.actions.returns import fetch_file, file_return, make_return
from chophien.tax.actions.withholding import give_back
from chophien.tax.errors import FiledAlready, MonthNotOver, ReceiptMissing
from chophien.tax.models import MonthlyReturn
from chophien.tax.selectors.returns import months_to_make, returns_made, returns_to_file
from chophien.tax.tests.factories import NOON, a_household, a_line, a_sale

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
THIRD = datetime(2026, 12, 3, 2, tzinfo=UTC)
JANUARY = datetime(2027, 1, 2, 2, tzinfo=UTC)
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    settings.TAX_CODE = "0109999999"


def known_household():
    """Somebody who has told who they are."""
    person = lan()
    seller = a_draft(person)
    save_identity(seller=seller, answers={**ANSWERS, "full_name": "=Lan"}, actor=person, at=NOON)
    return seller


def made_in(month=NOVEMBER, at=THIRD, actor=SYSTEM):
    return make_return(month=month, actor=actor, at=at)


def text_of(made, kind, person):
    return fetch_file(made=made, kind=kind, actor=person, at=THIRD).data.decode("utf-8-sig")


def test_s09_the_return_sums_by_class_and_the_list_names_each_seller_with_the_number():
    first, second = known_household(), a_household()
    a_sale(first, a_line(3 * MILLION, key="a"), a_line(MILLION, "du-lich", key="b"))
    a_sale(second, order="CP-2")
    a_sale(a_seller(), order="CP-3")

    made = made_in()
    person = operator()
    sheet = ET.fromstring(text_of(made, "return-xml", person))
    listed = ET.fromstring(text_of(made, "list-xml", person))
    rows = list(csv.reader(io.StringIO(text_of(made, "list-csv", person))))
    table = fetch_file(made=made, kind="list-xlsx", actor=person, at=THIRD)
    cells = list(load_workbook(io.BytesIO(table.data)).active.iter_rows())

    assert table.name.endswith(".xlsx")
    assert [[str(cell.value or "") for cell in row] for row in cells[8:]] == [
        [said.removeprefix("'") for said in row] for row in rows[8:]
    ]
    assert {cell.number_format for row in cells for cell in row if isinstance(cell.value, str)} == {"@"}
    assert ANSWERS["personal_id_number"] in {cell.value for row in cells for cell in row}
    assert (made.sellers, made.nameless, made.base_vnd) == (2, 1, 5 * MILLION)
    assert (made.vat_vnd, made.pit_vnd) == (40_000 + 50_000, 20_000 + 20_000)
    assert sheet.findtext("ThongTinChung/MaSoThueNopThay") == "0109999999"
    assert sheet.findtext("ThongTinChung/HanNop") == "20/12/2026"
    assert "chưa được kiểm tra" in sheet.findtext("ThongTinChung/GhiChu")
    assert [(row.get("loai"), row.findtext("DoanhThu"), row.findtext("ThueGTGT")) for row in sheet.findall("Dong")] == [
        ("goods", "4000000", "40000"),
        ("service", "1000000", "50000"),
    ]
    assert sheet.findtext("Tong/ThueTNCN") == "40000"
    assert {row.findtext("MaSoThue") for row in listed.findall("Dong")} == {"010180001234", ""}
    assert rows[-1][-3:] == ["5000000", "90000", "40000"]
    assert "'=Lan" in {row[1] for row in rows if len(row) > 6}


def test_s09_what_went_back_later_is_a_negative_line_of_the_month_when_it_did():
    a_sale(a_household(), amount_vnd=3 * MILLION)
    give_back(subject_code="CP-1", cause="HT-1", lines={"1": MILLION}, actor=SYSTEM, at=NOON)
    give_back(subject_code="CP-1", cause="HT-2", lines={"1": 2 * MILLION}, actor=SYSTEM, at=THIRD)

    november, december = made_in(), made_in(DECEMBER, at=JANUARY)

    assert (november.base_vnd, november.vat_vnd, november.pit_vnd) == (2 * MILLION, 20_000, 10_000)
    assert (december.base_vnd, december.vat_vnd, december.pit_vnd) == (-2 * MILLION, -20_000, -10_000)


def test_a_month_that_runs_has_no_return():
    with pytest.raises(MonthNotOver):
        made_in(DECEMBER)


def test_made_again_it_replaces_the_one_before_until_it_is_filed():
    a_sale(a_household())
    first, second = made_in(), made_in()
    person = operator()

    with pytest.raises(FiledAlready):
        file_return(made=first, receipt="1", actor=person, at=THIRD)
    with pytest.raises(ReceiptMissing):
        file_return(made=second, receipt=" ", actor=person, at=THIRD)
    file_return(made=second, receipt="000.01", actor=person, at=THIRD)

    assert list(returns_made()) == [second]
    assert not returns_to_file().exists()
    with pytest.raises(FiledAlready):
        made_in()
    assert format_moment(second.due_at).startswith("23:59")


def test_the_same_month_makes_the_same_files():
    a_sale(a_household())
    person = operator()
    first = made_in()
    same = MonthlyReturn.objects.get()

    assert text_of(first, "list-xml", person) == text_of(same, "list-xml", person)


def test_the_clock_makes_every_month_that_is_over_and_no_other():
    a_sale(a_household(), at=datetime(2026, 1, 5, 5, tzinfo=UTC))
    a_sale(a_household(), order="CP-2", at=datetime(2026, 3, 5, 5, tzinfo=UTC))

    assert months_to_make(today=date(2026, 3, 31)) == [date(2026, 1, 1)]
    REGISTRY["tax.make_returns"](due_at="")
    assert [str(one.month) for one in returns_made()] == ["2026-03-01", "2026-01-01"]


def test_only_operators_of_the_country_make_and_fetch_and_every_list_fetched_is_written_down():
    a_sale(a_household())
    made, person = made_in(), operator()

    for act in (
        lambda: made_in(actor=PersonFactory()),
        lambda: fetch_file(made=made, kind="list-csv", actor=PersonFactory(), at=THIRD),
        lambda: file_return(made=made, receipt="1", actor=PersonFactory(), at=THIRD),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        fetch_file(made=made, kind="other", actor=person, at=THIRD)
    fetch_file(made=made, kind="return-csv", actor=person, at=THIRD)
    assert not SensitiveLook.objects.exists()
    fetch_file(made=made, kind="list-csv", actor=person, at=THIRD)
    assert SensitiveLook.objects.get().what == "tax.list"


def test_who_a_seller_is_for_the_tax_office():
    person = lan()
    seller = a_draft(person, SellerKind.HOUSEHOLD_BUSINESS)
    save_identity(seller=seller, answers=ANSWERS, actor=person, at=NOON)

    who = taxpayer_of(seller)

    assert (who.name, who.number) == ("Hợp tác xã Nông sản Tả Phìn", "5300123456")
    assert who.address.startswith("Thôn Sả Séng, ")
    assert taxpayer_of(a_household()).number == ""
