"""What selling costs: by service and kind of seller, announced in time, borne in part by others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chophien.regulations.actions.fees import load_fees
from chophien.regulations.errors import BadRegulation, FeeMissing
from chophien.regulations.models import FeeRate, FeeReduction
from chophien.regulations.selectors.fees import fee_of, fee_rate, fees_published, gross_fee, reductions_in_force
from chophien.regulations.states import PaidService, SupportTarget

HEAD = "service,seller_kind,basis_points,flat_vnd,least_vnd,most_vnd,published_on,effective_from,source\n"
REDUCED = "target,service,percent,funder,effective_from,effective_to,source\n"
SUMMER = date(2026, 8, 1)
RATES = """sell,,300,0,0,,2026-07-01,2026-07-01,Quy chế
sell,,500,1000,2000,100000,2026-11-01,2026-12-01,Quy chế
sell,cooperative,200,0,0,,2026-07-01,2026-07-21,Quy chế
"""


def schedule(
    folder,
    rates=RATES,
    reductions="poor,sell,100,Tỉnh,2026-07-01,,Luật\ncooperative,sell,50,Liên minh,2026-07-01,2026-12-31,Luật\n",
):
    (folder / "fee_rates.csv").write_text(HEAD + rates)
    (folder / "fee_reductions.csv").write_text(REDUCED + reductions)
    return folder


@pytest.mark.django_db
def test_the_schedule_that_comes_with_the_program_is_in_order(client):
    count = load_fees()

    assert count == load_fees() == FeeRate.objects.count() + FeeReduction.objects.count()
    assert {row.service for row in fees_published(at=date(2026, 11, 22))} == set(PaidService.values)
    page = client.get("/quy-che/bieu-phi/").content.decode()
    assert "Không phải trả" in page
    assert "Luật 122/2025/QH15, điều 10" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "kind", "targets", "day", "expected"),
    [
        (100_000, "individual", [], SUMMER, (3_000, 0, 3_000, "")),
        (100_000, "cooperative", [], SUMMER, (2_000, 0, 2_000, "")),
        (100_000, "cooperative", [SupportTarget.COOPERATIVE], SUMMER, (2_000, 1_000, 1_000, "Liên minh")),
        (100_000, "individual", [SupportTarget.POOR, SupportTarget.COOPERATIVE], SUMMER, (3_000, 3_000, 0, "Tỉnh")),
        (116, "individual", [], SUMMER, (3, 0, 3, "")),
        (117, "individual", [], SUMMER, (4, 0, 4, "")),
        (0, "individual", [], date(2026, 12, 1), (2_000, 0, 2_000, "")),
        (10_000_000_000, "individual", [], date(2026, 12, 1), (100_000, 0, 100_000, "")),
        (100_000, "cooperative", [SupportTarget.COOPERATIVE], date(2027, 1, 1), (2_000, 0, 2_000, "")),
    ],
)
def test_s21_a_fee_counts_from_its_day_and_somebody_bears_the_support(tmp_path, amount, kind, targets, day, expected):
    load_fees(schedule(tmp_path))

    fee = fee_of(amount, service=PaidService.SELL, seller_kind=kind, targets=targets, at=day)

    assert (fee.gross_vnd, fee.supported_vnd, fee.net_vnd, fee.funder) == expected


@pytest.mark.django_db
def test_before_the_first_day_there_is_no_fee_to_ask(tmp_path):
    load_fees(schedule(tmp_path))

    with pytest.raises(FeeMissing):
        fee_rate(PaidService.SELL, seller_kind="individual", at=date(2026, 6, 30))


@pytest.mark.django_db
def test_s21_a_higher_fee_is_announced_twenty_days_before(tmp_path):
    late = RATES.replace("2026-11-01,2026-12-01", "2026-11-12,2026-12-01")

    with pytest.raises(BadRegulation) as refusal:
        load_fees(schedule(tmp_path, late))

    assert refusal.value.faults == ["sell from 2026-12-01: to be announced 20 days before it counts"]
    assert FeeRate.objects.count() == 0


@pytest.mark.django_db
def test_every_faulty_row_is_named_and_nothing_changes(tmp_path):
    load_fees(schedule(tmp_path))
    rates = "dance,,1,0,0,,2026-07-01,2026-07-01,x\nsell,,a,0,0,,2026-07-01,2026-07-01,x\nsell,,1,0,0,,x,2026-07-01,x\n"

    with pytest.raises(BadRegulation) as refusal:
        load_fees(schedule(tmp_path, rates, "poor,sell,100,,2026-07-01,,Luật\n"))

    assert [fault.partition(":")[0] for fault in refusal.value.faults] == [
        "fee_rates.csv, line 2", "fee_rates.csv, line 3", "fee_rates.csv, line 4", "fee_reductions.csv, line 2",
    ]  # fmt: skip
    assert FeeRate.objects.count() == 3


@pytest.mark.django_db
def test_an_announced_fee_stands_on_the_page_beside_the_one_in_force(tmp_path):
    load_fees(schedule(tmp_path))

    shown = [(row.seller_kind, row.basis_points) for row in fees_published(at=date(2026, 11, 22))]
    later = [(row.seller_kind, row.basis_points) for row in fees_published(at=date(2026, 12, 1))]

    assert shown == [("", 300), ("", 500), ("cooperative", 200)]
    assert later == [("", 500), ("cooperative", 200)]
    assert [one.target for one in reductions_in_force(at=date(2027, 1, 1))] == ["poor"]


@given(amount=some.integers(0, 10**13), points=some.integers(0, 10_000))
def test_a_share_of_an_amount_is_right_to_half_a_dong(amount, points):
    rate = FeeRate(basis_points=points, flat_vnd=0, least_vnd=0, most_vnd=None)

    fee = gross_fee(amount, rate)

    assert abs(fee * 10_000 - amount * points) <= 5_000
    assert fee <= amount
