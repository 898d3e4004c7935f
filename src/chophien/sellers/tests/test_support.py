"""Whom the state wants helped: decided on evidence, sealed, computed where it can be, read for a fee or a purpose."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, holder_of, operator
from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.errors import NotFound, NotPermitted
from chophien.messages.models import Message
from chophien.places.models import TODAY, Commune
from chophien.regulations.actions.fees import load_fees
from chophien.regulations.states import SELLER_KINDS, PaidService, SupportTarget
from chophien.regulations.tests.test_fees import schedule
from chophien.sellers.actions.supporting import (
    Ruling,
    decide_support,
    end_support,
    look_at_support,
    look_at_support_paper,
)
from chophien.sellers.errors import NotDecided, ReasonMissing, SupportOver
from chophien.sellers.models import SupportDecision
from chophien.sellers.selectors.support import fee_for_seller, fee_terms, support_targets
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, helper_in, manager_of
from chophien.uploads.models import PrivateFile
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
COMPUTED = {SupportTarget.COOPERATIVE, SupportTarget.REGION_III}
RATES = "sell,,300,0,0,,2026-07-01,2026-07-01,Quy chế\nsell,,500,0,0,,2026-11-20,2026-12-10,Quy chế\n"
REDUCTIONS = """poor,sell,100,Quỹ của chợ,2026-07-01,,Luật
near_poor,sell,80,Quỹ của chợ,2026-07-01,,Luật
minority,sell,70,Quỹ của chợ,2026-07-01,,Luật
region_iii,sell,60,Ngân sách tỉnh,2026-07-01,,Luật
"""
RULING = Ruling(
    target=SupportTarget.POOR,
    number="12/QĐ-UBND",
    issued_on=date(2026, 1, 5),
    issued_by="UBND xã Đồng Văn",
    funder="Ngân sách xã Đồng Văn",
    since=date(2026, 1, 1),
    until=date(2026, 12, 31),
)


def decided(seller, actor, target=SupportTarget.POOR, at=NOON, **facts):
    ruling = replace(RULING, target=target, **facts)
    return decide_support(seller=seller, ruling=ruling, evidence=BytesIO(PDF), actor=actor, at=at)


def household():
    return a_seller(kind=SellerKind.INDIVIDUAL)


@pytest.fixture
def _rates(tmp_path):
    load_fees(schedule(tmp_path, RATES, REDUCTIONS))


def paid(seller, at=NOON):
    fee = fee_for_seller(seller, service=PaidService.SELL, amount_vnd=100_000, at=at)
    return fee.gross_vnd, fee.net_vnd, fee.funder


def test_s21_a_decision_counts_from_day_to_day_and_says_nowhere_as_whom():
    seller, boss = household(), operator()

    decision = decided(seller, boss)

    assert SupportTarget.POOR in support_targets(seller, at=NOON)
    assert SupportTarget.POOR not in support_targets(seller, at=datetime(2027, 1, 1, tzinfo=UTC))
    assert b"poor" not in bytes(SupportDecision.objects.get().sealed)
    assert "poor" not in str(Entry.objects.get(what="sellers.support_decided").facts)
    assert SupportTarget.COOPERATIVE not in support_targets(seller, at=NOON)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("DELETE FROM sellers_supportdecision WHERE id = %s", [decision.pk])


def test_a_cooperative_is_one_by_its_kind_and_nobody_types_it():
    seller = a_seller()

    assert SupportTarget.COOPERATIVE in support_targets(seller, at=NOON)
    for target in COMPUTED:
        with pytest.raises(NotDecided):
            decided(seller, operator(), target)
    for nonsense in ({"since": date(2027, 1, 1)}, {"issued_on": date(2026, 11, 25)}, {"number": " "}, {"funder": ""}):
        with pytest.raises(NotDecided):
            decided(seller, operator(), **nonsense)


@pytest.mark.usefixtures("_rates")
@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([], (3_000, 3_000, "")),
        ([SupportTarget.POOR], (3_000, 0, "Ngân sách xã Đồng Văn")),
        ([SupportTarget.NEAR_POOR], (3_000, 600, "Ngân sách xã Đồng Văn")),
        ([SupportTarget.MINORITY], (3_000, 900, "Ngân sách xã Đồng Văn")),
        ([SupportTarget.MINORITY, SupportTarget.NEAR_POOR], (3_000, 600, "Ngân sách xã Đồng Văn")),
        ([SupportTarget.DISABLED], (3_000, 3_000, "")),
    ],
)
def test_s21_a_supported_household_pays_the_best_of_its_reductions_and_never_their_sum(targets, expected):
    seller, boss = household(), operator()

    for target in targets:
        decided(seller, boss, target)

    assert paid(seller) == expected


@pytest.mark.usefixtures("_rates")
def test_s21_a_shop_of_a_region_iii_commune_pays_less_without_any_decision():
    seller = household()
    assert paid(seller) == (3_000, 3_000, "")

    seller.commune = Commune.objects.get(vintage=TODAY, code="16813")  # named by 60/QĐ-BDTTG for 2026 to 2030
    seller.save(update_fields=["commune"])

    assert paid(seller) == (3_000, 1_200, "Ngân sách tỉnh")
    assert paid(seller, at=datetime(2031, 1, 2, tzinfo=UTC)) == (5_000, 5_000, "")
    decided(seller, operator(), SupportTarget.MINORITY)
    assert paid(seller) == (3_000, 900, "Ngân sách xã Đồng Văn")


@pytest.mark.usefixtures("_rates")
def test_s21_support_counts_on_its_first_and_last_day_and_on_none_before_or_after():
    seller = household()
    decided(seller, operator(), since=date(2026, 11, 10), until=date(2026, 11, 20))

    days = {day: paid(seller, at=datetime(2026, 11, day, 5, tzinfo=UTC))[1] for day in (9, 10, 20, 21)}

    assert days == {9: 3_000, 10: 0, 20: 0, 21: 3_000}


@pytest.mark.usefixtures("_rates")
def test_s21_a_higher_fee_is_told_twenty_days_ahead_and_asked_on_its_day():
    seller = household()

    before = fee_terms(seller, at=datetime(2026, 11, 19, 5, tzinfo=UTC))
    told = fee_terms(seller, at=datetime(2026, 11, 20, 5, tzinfo=UTC))

    assert [one.announced for one in before] == [[]]
    assert [(rate.basis_points, rate.effective_from) for rate in told[0].announced] == [(500, date(2026, 12, 10))]
    assert paid(seller, at=datetime(2026, 12, 9, 16, 59, tzinfo=UTC))[0] == 3_000
    assert paid(seller, at=datetime(2026, 12, 9, 17, 0, tzinfo=UTC))[0] == 5_000


@pytest.mark.usefixtures("_rates")
def test_s21_a_decision_ends_earlier_and_stays_as_it_was_written():
    seller, boss = household(), operator()
    decision = decided(seller, boss)

    for last_on, reason, refusal in [
        (date(2026, 11, 24), " ", ReasonMissing),
        (date(2026, 11, 22), "Đã thoát nghèo", SupportOver),
        (date(2026, 12, 31), "Đã thoát nghèo", SupportOver),
    ]:
        with pytest.raises(refusal):
            end_support(decision=decision, last_on=last_on, reason=reason, actor=boss, at=NOON)
    end_support(decision=decision, last_on=date(2026, 11, 24), reason="Ghi nhầm hộ", actor=boss, at=NOON)

    assert paid(seller)[1] == 0
    assert paid(seller, at=datetime(2026, 11, 24, 17, tzinfo=UTC))[1] == 3_000
    decision.refresh_from_db()
    assert decision.valid_to == date(2026, 12, 31)
    with pytest.raises(SupportOver):
        end_support(decision=decision, last_on=date(2026, 11, 25), reason="Nữa", actor=boss, at=NOON)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE sellers_supportending SET last_on = '2030-01-01'")


def test_the_household_hears_who_bears_it_and_not_why():
    seller = household()
    owner = manager_of(seller)

    decided(seller, operator())

    text = Message.objects.get(person_code=owner.code).text
    assert "Ngân sách xã Đồng Văn" in text
    assert "nghèo" not in text


def test_s36_officers_of_the_area_look_for_a_purpose_and_nobody_else_does():
    seller = a_seller()
    of_commune = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code)
    decision = decided(seller, of_commune)
    afar = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "06463")
    insider = manager_of(seller)
    GrantFactory(person=insider, role=Role.COMMUNE_OFFICER, scope_kind=Scope.COMMUNE, scope_code=seller.commune.code)

    for person in (manager_of(seller), helper_in(), afar, insider):
        with pytest.raises(NotPermitted):
            look_at_support(seller=seller, actor=person, purpose="Xem hồ sơ", at=NOON)
        with pytest.raises(NotPermitted):
            look_at_support_paper(decision=decision, actor=person, purpose="Xem hồ sơ", at=NOON)
        with pytest.raises(NotPermitted):
            end_support(decision=decision, last_on=date(2026, 11, 24), reason="Xem", actor=person, at=NOON)
        with pytest.raises(NotPermitted):
            decided(seller, person)
    with pytest.raises(PurposeMissing):
        look_at_support(seller=seller, actor=of_commune, purpose=" ", at=NOON)

    assert look_at_support(seller=seller, actor=of_commune, purpose="Đối chiếu", at=NOON) == {
        decision.code: SupportTarget.POOR
    }
    assert SensitiveLook.objects.get(what="sellers.support").purpose == "Đối chiếu"
    paper = look_at_support_paper(decision=decision, actor=of_commune, purpose="Xem giấy", at=NOON)
    assert paper.data == PDF
    PrivateFile.objects.all().delete()
    with pytest.raises(NotFound):
        look_at_support_paper(decision=decision, actor=of_commune, purpose="Xem giấy", at=NOON)


def test_the_kinds_that_a_fee_can_be_for_are_those_of_sellers():
    assert {kind.value: kind.label for kind in SellerKind} == dict(SELLER_KINDS)
