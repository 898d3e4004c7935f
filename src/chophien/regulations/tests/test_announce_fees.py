"""A fee is announced by operators of the whole market, weeks before it counts, and can be taken back until then."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.errors import Invalid, NotPermitted
from chophien.messages.models import Announcement
from chophien.regulations.actions.announcing import NewFee, announce_fee, withdraw_fee
from chophien.regulations.actions.fees import load_fees
from chophien.regulations.errors import FeeCounts, WithdrawalReasonMissing
from chophien.regulations.models import FeeRate
from chophien.regulations.selectors.fees import announced_by_key, fee_rate, fees_announced, fees_published
from chophien.regulations.states import PaidService
from chophien.regulations.tests.factories import a_fee

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
DAY = date(2026, 12, 12)


def announced(*, actor=None, at=NOON, **facts):
    fee = {"service": "sell", "basis_points": 250, "effective_from": DAY, "source": "Quyết định 7/QĐ-LM"} | facts
    return announce_fee(fee=NewFee(**fee), actor=actor or operator(), at=at)


def rate_on(day, *goods):
    return fee_rate(PaidService.SELL, seller_kind="individual", categories=goods, at=day).basis_points


def test_s21_an_announced_fee_stands_on_the_list_at_once_and_counts_from_its_day():
    a_fee(0)

    rate = announced(category_slug="tra", category_name="Chè")

    assert rate.key == "sell.all.tra.20261212"
    assert rate.published_on == date(2026, 11, 22)
    assert rate in fees_published(at=NOON)
    assert fees_announced(PaidService.SELL, seller_kind="individual", at=NOON) == [rate]
    assert (rate_on(date(2026, 12, 11), "tra"), rate_on(DAY, "tra"), rate_on(DAY, "mat-ong")) == (0, 250, 0)
    entry = Entry.objects.get(what="regulations.fee_announced")
    assert (entry.subject_code, entry.facts["basis_points"], entry.facts["from_day"]) == (rate.key, 250, "2026-12-12")
    told = Announcement.objects.get()
    assert told.text == "Mức phí mới từ 12/12/2026: Bán được hàng. Xem ở trang biểu phí."
    assert (told.audience, told.ends_at) == ("sellers", datetime(2026, 12, 11, 17, tzinfo=UTC))
    assert load_fees() > 0
    assert FeeRate.objects.filter(pk=rate.pk).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"effective_from": date(2026, 12, 11)}, "effective_from"),
        ({"service": "dance"}, "service"),
        ({"seller_kind": "king"}, "seller_kind"),
        ({"category_slug": "tra"}, "category_slug"),
        ({"basis_points": 10_001}, "basis_points"),
        ({"basis_points": -1}, "basis_points"),
        ({"flat_vnd": -1}, "flat_vnd"),
        ({"least_vnd": 10**16}, "least_vnd"),
        ({"least_vnd": 5_000, "most_vnd": 4_999}, "most_vnd"),
        ({"place": 1_000}, "place"),
        ({"source": " "}, "source"),
    ],
)
def test_what_cannot_be_announced_is_said_beside_its_field(facts, field):
    with pytest.raises(Invalid) as refusal:
        announced(**facts)

    assert list(refusal.value.field_errors) == [field]
    assert not FeeRate.objects.exists()


def test_two_fees_for_one_day_are_refused_and_one_for_other_goods_is_not():
    announced()
    announced(category_slug="tra", category_name="Chè")

    with pytest.raises(Invalid):
        announced(basis_points=300)

    assert FeeRate.objects.count() == 2


def test_an_announced_fee_is_taken_back_before_its_day_and_never_counts():
    a_fee(0)
    rate, boss = announced(), operator()

    with pytest.raises(WithdrawalReasonMissing):
        withdraw_fee(rate=rate, reason=" x ", actor=boss, at=NOON)
    withdraw_fee(rate=rate, reason="Ghi nhầm mức phí", actor=boss, at=NOON)

    assert rate_on(DAY) == 0
    assert rate not in fees_published(at=NOON)
    assert announced_by_key(rate.key, at=NOON) is None
    assert Entry.objects.get(what="regulations.fee_withdrawn").facts == {"reason": "Ghi nhầm mức phí"}
    with pytest.raises(FeeCounts):
        withdraw_fee(rate=rate, reason="Ghi nhầm mức phí", actor=boss, at=NOON)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("DELETE FROM regulations_feewithdrawal")


def test_a_fee_that_counts_is_not_taken_back():
    rate = announced()

    with pytest.raises(FeeCounts):
        withdraw_fee(rate=rate, reason="Ghi nhầm mức phí", actor=operator(), at=datetime(2026, 12, 11, 17, tzinfo=UTC))


@pytest.mark.parametrize("who", ["nobody", "of_a_province"])
def test_only_operators_of_the_whole_market_announce_and_take_back(who):
    rate = announced()
    person = PersonFactory() if who == "nobody" else holder_of(Role.OPERATOR, Scope.PROVINCE, "08")

    with pytest.raises(NotPermitted):
        announced(actor=person, seller_kind="individual")
    with pytest.raises(NotPermitted):
        withdraw_fee(rate=rate, reason="Ghi nhầm mức phí", actor=person, at=NOON)
