"""The fee of a sale falls on its goods: by the row that counts for each, and adding up to the đồng."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chophien.regulations.actions.fees import load_fees
from chophien.regulations.errors import BadRegulation
from chophien.regulations.models import FeeRate
from chophien.regulations.selectors.fees import NOBODY, Relief, fee_rate, fees_published, missing_fees
from chophien.regulations.selectors.sales import charges_of, vat_within
from chophien.regulations.states import FeeFunder, PaidService
from chophien.regulations.tests.test_fees import schedule

HEAD = (
    "service,seller_kind,category_slug,category_name,place,basis_points,flat_vnd,least_vnd,most_vnd,"
    "published_on,effective_from,source\n"
)
DAYS = "2026-07-01,2026-07-01,Quy chế"
WINTER = date(2026, 11, 22)
TEA = ("tra", "do-uong")
LIST = f"""sell,,,,,300,0,0,,{DAYS}
sell,,do-uong,Đồ uống,,200,0,0,,{DAYS}
sell,,tra,Chè,,100,0,0,,{DAYS}
sell,cooperative,,,,250,0,0,,{DAYS}
sell,cooperative,tra,Chè,,50,0,0,,{DAYS}
sell,enterprise,,,5,400,0,0,,{DAYS}
sell,,tra,Chè,,150,0,0,,2026-11-01,2026-12-01,Quy chế
"""


def published(folder, rows=LIST):
    schedule(folder)
    (folder / "fee_rates.csv").write_text(HEAD + rows)
    return load_fees(folder)


def rate(number, points=300, flat=0, least=0, most=None):
    return FeeRate(pk=number, basis_points=points, flat_vnd=flat, least_vnd=least, most_vnd=most)


@pytest.mark.django_db
def test_the_first_matching_row_counts_then_the_nearest_category_then_the_kind_of_seller(tmp_path):
    published(tmp_path)

    found = {
        (kind, goods): fee_rate(PaidService.SELL, seller_kind=kind, categories=goods, at=day).basis_points
        for kind, goods, day in [
            ("individual", (), WINTER),
            ("individual", ("mat-ong",), WINTER),
            ("individual", ("ca-phe", "do-uong"), WINTER),
            ("individual", TEA, WINTER),
            ("cooperative", ("mat-ong",), WINTER),
            ("cooperative", TEA, WINTER),
            ("enterprise", TEA, WINTER),
        ]
    }

    assert list(found.values()) == [300, 300, 200, 100, 250, 50, 400]
    assert (
        fee_rate(PaidService.SELL, seller_kind="individual", categories=TEA, at=date(2026, 12, 1)).basis_points == 150
    )
    assert [row.basis_points for row in fees_published(at=WINTER)] == [300, 200, 100, 150, 250, 50, 400]
    assert PaidService.SELL not in missing_fees(at=WINTER)


@pytest.mark.django_db
def test_a_category_alone_is_no_fee_for_everybody_and_a_higher_one_is_announced_in_time(tmp_path):
    published(tmp_path, f"sell,,tra,Chè,,100,0,0,,{DAYS}\n")
    assert PaidService.SELL in missing_fees(at=WINTER)

    with pytest.raises(BadRegulation) as refusal:
        published(tmp_path, f"sell,,,,,100,0,0,,{DAYS}\nsell,,tra,Chè,,200,0,0,,2026-11-20,2026-12-01,Quy chế\n")

    assert refusal.value.faults == ["sell from 2026-12-01: to be announced 20 days before it counts"]


@pytest.mark.parametrize(
    ("amount", "percent", "tax"),
    [(0, 8, 0), (108, 8, 8), (1_000, 8, 74), (1_000, 10, 91), (5, 10, 0), (6, 10, 1), (9, 0, 0)],
)
def test_the_tax_is_within_the_fee(amount, percent, tax):
    assert vat_within(amount, percent) == tax


def test_a_flat_amount_a_least_and_a_most_are_of_the_order_and_not_of_each_good():
    flat, least, most = rate(1, 300, flat=1_000), rate(2, 100, least=5_000), rate(3, 1_000, most=20_000)

    def asked(bases, one):
        return [charge.gross_vnd for charge in charges_of(bases, [one] * len(bases), relief=NOBODY, vat_percent=8)]

    assert asked([100_000, 100_000], flat) == [3_500, 3_500]
    assert asked([100_000, 200_000], least) == [1_667, 3_333]
    assert asked([100_000, 200_000, 0], most) == [6_667, 13_333, 0]
    assert asked([1_000, 2_000], least) == [1_000, 2_000]


def test_what_the_market_takes_off_itself_has_no_tax_and_what_a_programme_bears_has():
    one = rate(1, 1_080)
    halved = {
        kind: charges_of([100_000], [one], relief=Relief(50, "Tỉnh", kind), vat_percent=8)[0] for kind in FeeFunder
    }

    assert {(kind, charge.net_vnd, charge.vat_vnd, charge.relieved_vat_vnd) for kind, charge in halved.items()} == {
        (FeeFunder.MARKET, 5_400, 400, 0),
        (FeeFunder.PROGRAMME, 5_400, 400, 400),
    }
    assert Relief(50, "Chương trình MTQG 1719").code == "chuong-trinh-mtqg-1719"
    assert Relief(50, "Ngân sách chợ", FeeFunder.MARKET).code == "cho-phien"


RATES = some.builds(
    rate,
    some.integers(1, 4),
    some.integers(0, 10_000),
    some.integers(0, 50_000),
    some.integers(0, 20_000),
    some.none() | some.integers(20_000, 10**7),
)
GOODS = some.lists(some.tuples(some.integers(0, 10**12), some.integers(0, 3)), min_size=1, max_size=8)


@given(
    goods=GOODS,
    rates=some.lists(RATES, min_size=4, max_size=4, unique_by=lambda one: one.pk),
    percent=some.integers(0, 100),
    kind=some.sampled_from(FeeFunder),
    tax=some.sampled_from([0, 5, 8, 10]),
)
def test_every_dong_of_a_fee_falls_on_one_good_and_on_one_payer(goods, rates, percent, kind, tax):
    bases, chosen = [base for base, _ in goods], [rates[place] for _, place in goods]

    charges = charges_of(bases, chosen, relief=Relief(percent, "Tỉnh", kind), vat_percent=tax)

    gross, relieved = sum(one.gross_vnd for one in charges), sum(one.relieved_vnd for one in charges)
    net = sum(one.net_vnd for one in charges)
    assert gross == net + relieved
    assert relieved == gross * percent // 100
    assert sum(one.vat_vnd for one in charges) == vat_within(net, tax)
    expected = vat_within(relieved, tax) if kind == FeeFunder.PROGRAMME else 0
    assert sum(one.relieved_vat_vnd for one in charges) == expected
    for one in charges:
        assert 0 <= one.relieved_vnd <= one.gross_vnd <= one.base_vnd
        assert 0 <= one.vat_vnd <= one.net_vnd
        assert 0 <= one.relieved_vat_vnd <= one.relieved_vnd
