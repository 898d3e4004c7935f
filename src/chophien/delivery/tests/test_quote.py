from datetime import UTC, date, datetime

import pytest

from chophien.delivery.actions import load_rates
from chophien.delivery.errors import BadRates, RatesMissing
from chophien.delivery.models import PublicHoliday, ShippingRate
from chophien.delivery.selectors import forget, quote, tariff
from chophien.delivery.states import Zone
from chophien.delivery.tariff import Area, Rate, Tariff
from chophien.places.models import TODAY, Province
from chophien.places.tests.factories import a_commune

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
DAY = date(2026, 1, 1)
HERE, NEXT, SAME, FAR = Area("08", "north"), Area("19", "north"), Area("14", "north"), Area("79", "south")


def rate(zone=Zone.FAR, up_to_g=1_000, price_vnd=30_000, *, extra=0, hours=(24, 48), effective_from=DAY):
    return Rate(zone, up_to_g, price_vnd, extra, *hours, effective_from)


def a_tariff(*rates, holidays=()):
    return Tariff({Zone.FAR: list(rates)}, frozenset({("08", "19"), ("19", "08")}), frozenset(holidays))


def asked(rates, *, weight_g=500, goods_vnd=100_000, free_from_vnd=None, at=SATURDAY):
    return rates.quote(HERE, FAR, weight_g=weight_g, goods_vnd=goods_vnd, free_from_vnd=free_from_vnd, at=at)


@pytest.mark.parametrize(
    ("there", "zone"),
    [(HERE, Zone.SAME_PROVINCE), (NEXT, Zone.NEIGHBOURING), (SAME, Zone.SAME_REGION), (FAR, Zone.FAR)],
)
def test_how_far_it_is_follows_from_the_provinces(there, zone):
    assert a_tariff().zone(HERE, there) == zone
    assert a_tariff().zone(there, HERE) == zone


def test_provinces_without_a_region_are_far_from_each_other():
    assert a_tariff().zone(Area("01", ""), Area("02", "")) == Zone.FAR


@pytest.mark.parametrize(
    ("weight_g", "price"),
    [(0, 30_000), (1_000, 30_000), (1_001, 50_000), (5_000, 50_000), (5_001, 52_000), (5_500, 52_000), (6_001, 56_000)],
)
def test_the_price_follows_the_weight(weight_g, price):
    rates = a_tariff(rate(), rate(up_to_g=5_000, price_vnd=50_000, extra=2_000))

    assert asked(rates, weight_g=weight_g).price_vnd == price


@pytest.mark.parametrize(("goods_vnd", "price", "free"), [(299_999, 30_000, False), (300_000, 0, True)])
def test_the_seller_pays_from_a_sum_on(goods_vnd, price, free):
    found = asked(a_tariff(rate()), goods_vnd=goods_vnd, free_from_vnd=300_000)

    assert (found.price_vnd, found.list_price_vnd, found.is_free) == (price, 30_000, free)


@pytest.mark.parametrize(
    ("hours", "at", "first", "last"),
    [
        ((24, 48), SATURDAY, date(2026, 11, 23), date(2026, 11, 24)),  # Sunday is left out
        ((0, 12), SATURDAY, date(2026, 11, 21), date(2026, 11, 23)),  # 24:00 of Saturday is Sunday, so Monday
        ((72, 120), SATURDAY, date(2026, 11, 25), date(2026, 11, 27)),
        (
            (24, 24),
            datetime(2026, 11, 21, 17, 0, tzinfo=UTC),
            date(2026, 11, 23),
            date(2026, 11, 23),
        ),  # ordered on Sunday
    ],
)
def test_the_promise_leaves_sundays_out(hours, at, first, last):
    found = asked(a_tariff(rate(hours=hours)), at=at)

    assert (found.promised_from, found.promised_to) == (first, last)


def test_the_promise_leaves_holidays_out():
    tet = [date(2027, 2, day) for day in (5, 6, 8, 9)]

    found = asked(a_tariff(rate(hours=(24, 48)), holidays=tet), at=datetime(2027, 2, 4, 5, 0, tzinfo=UTC))

    assert (found.promised_from, found.promised_to) == (date(2027, 2, 10), date(2027, 2, 11))


def test_new_rates_count_from_their_day_on():
    rates = a_tariff(rate(), rate(price_vnd=33_000, effective_from=date(2026, 12, 1)))

    before, after = (asked(rates, at=datetime(2026, *day, 5, 0, tzinfo=UTC)).price_vnd for day in ((11, 30), (12, 1)))

    assert (before, after) == (30_000, 33_000)


def test_without_rates_nothing_is_quoted():
    with pytest.raises(RatesMissing):
        asked(a_tariff())


def test_the_rates_that_come_with_the_market_cover_every_zone_and_never_fall_with_the_weight():
    load_rates()

    rates = tariff().rates
    assert set(rates) == set(Zone.values)
    for steps in rates.values():
        by_weight = sorted(steps, key=lambda one: one.up_to_g)
        prices = [one.price_vnd for one in by_weight]
        assert prices == sorted(prices)
        assert by_weight[-1].extra_per_500g_vnd > 0
    weights = (400, 3_000, 60_000, 3_000_000)
    for near, far in zip(list(Zone)[:-1], list(Zone)[1:], strict=True):
        for weight_g in weights:
            assert _price(near, weight_g) < _price(far, weight_g)


def _price(zone, weight_g):
    only = Tariff({Zone.SAME_PROVINCE: tariff().rates[zone]}, frozenset(), frozenset())
    return only.quote(HERE, HERE, weight_g=weight_g, goods_vnd=0, free_from_vnd=None, at=SATURDAY).price_vnd


def test_loading_twice_changes_nothing():
    load_rates()
    before = list(ShippingRate.objects.order_by("zone", "up_to_g").values_list("zone", "up_to_g", "price_vnd"))

    assert load_rates() == len(before)

    assert list(ShippingRate.objects.order_by("zone", "up_to_g").values_list("zone", "up_to_g", "price_vnd")) == before
    assert PublicHoliday.objects.filter(day=date(2027, 2, 6)).count() == 1


def test_a_faulty_file_is_named_by_line_and_changes_nothing(tmp_path):
    load_rates()
    before = ShippingRate.objects.count()
    (tmp_path / "rates.csv").write_text(
        "zone,up_to_g,price_vnd,extra_per_500g_vnd,hours_min,hours_max,effective_from,source\n"
        "moon,500,16000,0,24,48,2026-01-01,x\nfar,500,cheap,0,24,48,2026-01-01,x\n"
    )

    with pytest.raises(BadRates) as fault:
        load_rates(tmp_path)

    assert [line.split(":")[0] for line in str(fault.value).split("\n")] == ["rates.csv, line 2", "rates.csv, line 3"]
    assert ShippingRate.objects.count() == before


def test_a_quote_between_two_real_communes():
    load_rates()
    dong_van, ba_dinh = a_commune("00721"), a_commune("00004")
    forget()

    found = quote(
        seller_commune=dong_van, buyer_commune=ba_dinh, weight_g=900, goods_vnd=1, free_from_vnd=None, at=SATURDAY
    )

    assert (found.zone, found.price_vnd) == (Zone.FAR, 38_000)


def test_neighbours_are_read_from_the_map():
    load_rates()
    dong_van, na_ri = a_commune("00721"), a_commune("02155")
    Province.objects.get(vintage=TODAY, code="08").neighbours.add(Province.objects.get(vintage=TODAY, code="19"))
    forget()

    found = quote(
        seller_commune=dong_van, buyer_commune=na_ri, weight_g=900, goods_vnd=1, free_from_vnd=None, at=SATURDAY
    )

    assert (found.zone, found.price_vnd) == (Zone.NEIGHBOURING, 24_000)


def test_the_tariff_is_read_once(django_assert_num_queries):
    load_rates()
    tariff()

    with django_assert_num_queries(0):
        tariff()


def test_nothing_is_remembered_while_there_are_no_rates():
    ShippingRate.objects.all().delete()
    forget()
    tariff()

    load_rates()

    assert tariff().rates != {}
