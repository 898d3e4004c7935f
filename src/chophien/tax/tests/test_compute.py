"""What is withheld, by whom it is sold, what is sold, and on which day. No sale is kept here."""

import csv
from datetime import date

import pytest

from chophien.catalog.actions.categories import DATA as CATEGORIES
from chophien.sellers.states import SellerKind
from chophien.tax.rates import class_rows, entities, rate_of, rates
from chophien.tax.selectors.withholding import entity_of, threshold_vnd, withholding
from chophien.tax.states import Mode, TaxClass, TaxedLine, Why
from chophien.tax.tests.factories import in_mode

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
MILLION = 1_000_000


def sold(amount_vnd=MILLION, tax_class=TaxClass.GOODS, key="1"):
    return TaxedLine(key, amount_vnd, tax_class)


def computed(*lines, seller_kind=SellerKind.INDIVIDUAL, at=DAY, **facts):
    return withholding(seller_kind=seller_kind, lines=lines or [sold()], at=at, **facts)


@pytest.mark.parametrize(
    ("tax_class", "vat", "pit"),
    [
        (TaxClass.GOODS, 10_000, 5_000),
        (TaxClass.SERVICE, 50_000, 20_000),
        (TaxClass.TRANSPORT_OR_PRODUCTION, 30_000, 15_000),
        (TaxClass.OTHER, 20_000, 10_000),
        (TaxClass.DIGITAL, 50_000, 50_000),
        (TaxClass.RAW_OWN_PRODUCE, 0, 0),
        (TaxClass.UNKNOWN, 50_000, 20_000),
    ],
)
def test_s09_each_class_of_goods_has_its_two_rates_and_an_unknown_one_the_highest(tax_class, vat, pit):
    withheld = computed(sold(tax_class=tax_class))

    assert (withheld.vat_vnd, withheld.pit_vnd) == (vat, pit)


@pytest.mark.parametrize(
    ("kind", "entity", "why"),
    [
        (SellerKind.INDIVIDUAL, "individual", Why.WITHHELD),
        (SellerKind.HOUSEHOLD_BUSINESS, "household", Why.WITHHELD),
        (SellerKind.COOPERATIVE, "organisation", Why.ORGANISATION),
        (SellerKind.COOPERATIVE_GROUP, "organisation", Why.ORGANISATION),
        (SellerKind.ENTERPRISE, "organisation", Why.ORGANISATION),
    ],
)
def test_s09_households_and_individuals_are_withheld_from_and_organisations_are_not(kind, entity, why):
    withheld = computed(seller_kind=kind)

    assert entity_of(kind, at=DAY).entity == entity
    assert (withheld.why, withheld.total_vnd) == (why, 15_000 if why == Why.WITHHELD else 0)


def test_of_every_kind_of_seller_it_is_known_before_the_first_sale_what_it_is_for_the_tax_law():
    assert {row.seller_kind for row in entities()} == set(SellerKind.values)


def test_half_a_dong_is_rounded_up_line_by_line():
    withheld = computed(sold(50, key="a"), sold(49, key="b"), sold(149, key="c"))

    assert [(line.key, line.vat_vnd, line.pit_vnd) for line in withheld.lines] == [
        ("a", 1, 0),
        ("b", 0, 0),
        ("c", 1, 1),
    ]


@pytest.mark.parametrize(("day", "limit"), [(date(2025, 12, 31), 100 * MILLION), (date(2026, 1, 1), 1000 * MILLION)])
def test_the_threshold_is_the_one_of_the_day(day, limit):
    assert threshold_vnd(at=day) == limit


def test_the_rate_is_the_one_of_the_day_and_says_since_when_it_counts():
    before, after = (computed(at=day).lines[0] for day in (date(2026, 6, 30), date(2026, 7, 1)))

    assert (before.rate_from, after.rate_from) == (date(2025, 7, 1), date(2026, 7, 1))
    with pytest.raises(LookupError):
        rate_of(TaxClass.GOODS, on=date(2025, 6, 30))


@pytest.mark.parametrize(
    ("mode", "before", "why", "total"),
    [
        (Mode.ALWAYS, 0, Why.WITHHELD, 15_000),
        (Mode.OFF, 2000 * MILLION, Why.MODE_OFF, 0),
        (Mode.ABOVE_THRESHOLD, 0, Why.BELOW_THRESHOLD, 0),
        (Mode.ABOVE_THRESHOLD, 999 * MILLION, Why.BELOW_THRESHOLD, 0),
        (Mode.ABOVE_THRESHOLD, 999 * MILLION + 1, Why.WITHHELD, 15_000),
    ],
)
def test_whether_the_market_withholds_is_a_dated_rule(mode, before, why, total):
    in_mode(mode)

    withheld = computed(revenue_before_vnd=before)

    assert (withheld.mode, withheld.mode_from, withheld.why) == (mode, date(2025, 7, 1), why)
    assert withheld.total_vnd == total


def test_a_sale_of_nothing_but_own_produce_says_so():
    assert computed(sold(tax_class=TaxClass.RAW_OWN_PRODUCE)).why == Why.OWN_PRODUCE
    assert computed(sold(tax_class=TaxClass.RAW_OWN_PRODUCE), sold(key="2")).why == Why.WITHHELD


def test_every_row_names_its_source_and_no_class_has_two_rates_on_a_day():
    for rate in rates():
        assert rate.source
        assert rate.certainty in {"H", "M", "L", "OWN"}
        assert rate_of(rate.tax_class, on=rate.days.first) == rate
        same = [one for one in rates() if one.tax_class == rate.tax_class and one.days.covers(rate.days.first)]
        assert same == [rate]


def test_every_category_of_the_catalogue_has_a_class():
    with (CATEGORIES / "categories.csv").open(encoding="utf-8", newline="") as source:
        slugs = {row["slug"] for row in csv.DictReader(source)}

    assert slugs == set(class_rows())
