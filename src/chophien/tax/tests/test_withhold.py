"""What is kept of a sale: what was withheld, given back, and what the seller is told."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.messages.models import Notice
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.tax.actions.withholding import give_back
from chophien.tax.actions.years import count_elsewhere
from chophien.tax.errors import MoreThanSold
from chophien.tax.models import SellerYear, UnclassifiedGoods, Withholding
from chophien.tax.selectors.rows import withheld_from
from chophien.tax.selectors.years import tax_year
from chophien.tax.states import GivenBack, Mode, TaxClass, Why
from chophien.tax.tests.factories import NOON, a_household, a_line, a_sale, in_mode

pytestmark = pytest.mark.django_db
MILLION = 1_000_000
DECEMBER = datetime(2026, 12, 2, 5, tzinfo=UTC)


def back(lines, *, cause="HT-1", at=NOON, order="CP-1"):
    return give_back(subject_code=order, cause=cause, actor=SYSTEM, at=at, lines=lines)


def nets():
    """VAT and income tax that stand, over all rows."""
    rows = Withholding.objects.values_list("vat_vnd", "pit_vnd")
    return sum(vat for vat, _pit in rows), sum(pit for _vat, pit in rows)


def test_s09_a_sale_is_withheld_from_once_however_often_it_is_asked():
    seller = a_household()
    lines = [a_line(2 * MILLION, key="tea"), a_line(MILLION, "du-lich", key="night")]

    first = a_sale(seller, *lines)
    again = a_sale(seller, *lines, at=DECEMBER)

    assert (first.vat_vnd, first.pit_vnd) == (20_000 + 50_000, 10_000 + 20_000)
    assert again == first == withheld_from("CP-1")
    assert nets() == (70_000, 30_000)
    assert Entry.objects.filter(what="tax.withheld", subject_code="CP-1").count() == 1
    row = Withholding.objects.get(line_key="tea")
    assert (row.entity, row.base_vnd, row.vat_bp, str(row.month)) == ("individual", 2 * MILLION, 100, "2026-11-01")


def test_s09_nothing_is_withheld_from_a_cooperative_nor_kept_of_it():
    withheld = a_sale(a_seller())

    assert (withheld.why, withheld.total_vnd) == (Why.ORGANISATION, 0)
    assert not Withholding.objects.exists()
    assert back({"1": 1}) == GivenBack(0, 0, 0)


def test_s09_goods_of_an_unknown_class_are_taxed_highest_and_make_one_task():
    seller = a_household()

    withheld = a_sale(seller, a_line(category="che-bien-thue"))
    a_sale(seller, a_line(category="che-bien-thue"), order="CP-2")

    assert (withheld.vat_vnd, withheld.pit_vnd) == (50_000, 20_000)
    assert withheld.lines[0].why == Why.UNCLASSIFIED
    task = UnclassifiedGoods.objects.get()
    assert (task.category_slug, task.subject_code, task.classified_at) == ("che-bien-thue", "CP-1", None)


def test_s09_what_goes_back_in_the_month_offsets_and_later_counts_in_the_month_of_the_return():
    seller = a_household()
    a_sale(seller, amount_vnd=3 * MILLION)

    now = back({"1": MILLION})
    later = back({"1": 2 * MILLION}, cause="HT-2", at=DECEMBER)

    assert now == GivenBack(vat_vnd=10_000, pit_vnd=5_000, base_vnd=MILLION)
    assert later == GivenBack(vat_vnd=20_000, pit_vnd=10_000, base_vnd=2 * MILLION)
    rows = Withholding.objects.order_by("pk").values_list("cause", "base_vnd", "vat_vnd")
    assert [(str(row.month), row.vat_vnd) for row in Withholding.objects.order_by("pk")] == [
        ("2026-11-01", 30_000),
        ("2026-11-01", -10_000),
        ("2026-12-01", -20_000),
    ]
    assert list(rows)[1:] == [("HT-1", -MILLION, -10_000), ("HT-2", -2 * MILLION, -20_000)]
    assert Withholding.objects.exclude(cause="").filter(reverses__cause="").count() == 2


def test_the_same_return_is_given_back_once():
    a_sale(a_household())

    assert back({"1": MILLION}) == back({"1": MILLION}) == GivenBack(10_000, 5_000, MILLION)
    assert nets() == (0, 0)


def test_a_sale_given_back_in_many_parts_leaves_nothing():
    a_sale(a_household(), a_line(33_333, key="a"), a_line(77_777, "du-lich", key="b"), a_line(0, key="c"))

    lines = [{"a": 1}, {"a": 10_000, "b": 40_000}, {"a": 23_332, "b": 37_777}]
    parts = [back(some, cause=f"HT-{number}") for number, some in enumerate(lines)]

    assert sum(part.base_vnd for part in parts) == 111_110
    assert nets() == (0, 0)
    assert sum(part.vat_vnd for part in parts) == 333 + 3_889
    assert all(part.vat_vnd >= 0 and part.pit_vnd >= 0 for part in parts)


@pytest.mark.parametrize("lines", [{"1": MILLION + 1}, {"2": 1}])
def test_no_more_can_be_given_back_than_was_sold(lines):
    a_sale(a_household())

    with pytest.raises(MoreThanSold):
        back(lines)


def test_rows_are_never_changed():
    a_sale(a_household())

    for change in (Withholding.objects.all().delete, lambda: Withholding.objects.update(vat_vnd=0)):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_s09_a_household_is_told_once_at_80_and_once_at_100_per_cent_of_the_threshold():
    seller = a_household()
    person = manager_of(seller)

    def told():
        return list(Notice.objects.filter(person_code=person.code).order_by("pk").values_list("text", flat=True))

    a_sale(seller, order="CP-1", amount_vnd=799 * MILLION)
    assert told() == []

    a_sale(seller, order="CP-2", amount_vnd=MILLION)
    a_sale(seller, order="CP-3", amount_vnd=MILLION)
    assert len(told()) == 1
    assert "800.000.000" in told()[0]

    a_sale(seller, order="CP-4", amount_vnd=199 * MILLION)
    assert len(told()) == 2
    assert "1.000.000.000" in told()[1]
    assert SellerYear.objects.get().revenue_vnd == 1000 * MILLION


def test_s09_what_came_to_the_shop_itself_is_revenue_that_is_told_of_though_nothing_is_withheld_from_it():
    seller = a_household()
    person = manager_of(seller)

    count_elsewhere(seller=seller, amount_vnd=500 * MILLION, at=NOON)
    a_sale(seller, amount_vnd=300 * MILLION)
    count_elsewhere(seller=seller, amount_vnd=200 * MILLION, at=NOON)
    count_elsewhere(seller=a_seller(), amount_vnd=2000 * MILLION, at=NOON)

    told = list(Notice.objects.filter(person_code=person.code).order_by("pk").values_list("text", flat=True))
    assert ["800.000.000" in told[0], "1.000.000.000" in told[1], len(told)] == [True, True, 2]
    assert nets() == (3 * MILLION, MILLION + MILLION // 2)
    sheet = tax_year(seller, year=2026, at=NOON)
    assert (sheet.known_vnd, sheet.elsewhere_vnd, sheet.percent) == (1000 * MILLION, 700 * MILLION, 100)


def test_s09_above_the_threshold_counts_what_came_to_the_shop_itself():
    in_mode(Mode.ABOVE_THRESHOLD)
    seller = a_household()
    count_elsewhere(seller=seller, amount_vnd=1000 * MILLION, at=NOON)

    assert a_sale(seller, amount_vnd=MILLION).total_vnd == 15_000


def test_revenue_of_a_year_begins_anew_and_goes_down_with_what_comes_back():
    seller = a_household()
    a_sale(seller, amount_vnd=5 * MILLION)
    a_sale(seller, order="CP-2", at=datetime(2026, 12, 31, 17, tzinfo=UTC))

    back({"1": 2 * MILLION})

    years = SellerYear.objects.order_by("year").values_list("year", "revenue_vnd")
    assert list(years) == [(2026, 3 * MILLION), (2027, MILLION)]


def test_what_comes_back_in_january_is_taken_off_the_year_in_which_it_was_sold():
    seller = a_household()
    a_sale(seller, amount_vnd=5 * MILLION, at=DECEMBER)
    january = datetime(2027, 1, 5, 5, tzinfo=UTC)
    count_elsewhere(seller=seller, amount_vnd=3 * MILLION, at=DECEMBER)

    back({"1": 2 * MILLION}, at=january)
    count_elsewhere(seller=seller, amount_vnd=-MILLION, at=january, sold_at=DECEMBER)

    old = tax_year(seller, year=2026, at=january)
    new = tax_year(seller, year=2027, at=january)
    year = SellerYear.objects.get()
    assert (year.year, year.revenue_vnd, year.elsewhere_vnd) == (2026, 3 * MILLION, 2 * MILLION)
    assert (old.known_vnd, old.to_come_back_vnd, old.sums.tax_vnd) == (5 * MILLION, 45_000, 75_000)
    assert (new.known_vnd, new.to_come_back_vnd, new.sums.tax_vnd) == (0, 0, -30_000)


def test_above_the_threshold_withholding_begins_with_the_sale_that_passes_it():
    in_mode(Mode.ABOVE_THRESHOLD)
    seller = a_household()

    below = a_sale(seller, amount_vnd=1000 * MILLION)
    first = a_sale(seller, order="CP-2", amount_vnd=MILLION)

    assert (below.why, below.total_vnd, first.why, first.total_vnd) == (Why.BELOW_THRESHOLD, 0, Why.WITHHELD, 15_000)
    assert back({"1": 1000 * MILLION}) == GivenBack(0, 0, 1000 * MILLION)
    assert Withholding.objects.get(subject_code="CP-2").tax_class == TaxClass.GOODS
