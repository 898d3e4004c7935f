import datetime as dt

import pytest
from django.db.models import Q

from chophien.rules import selectors
from chophien.rules.actions import load_rules
from chophien.rules.errors import RuleMissing
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget, rule, rules_in_force, value, whole

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)

OTHERS_RELY_ON = {
    "orders.accept_hours": 24,
    "orders.transfer_hold_minutes": 15,
    "orders.contract_retention_years": 3,
    "accounts.codes_per_hour": 5,
    "accounts.code_minutes": 5,
    "accounts.code_wrong_tries": 5,
    "sellers.suspension_notice_days": 5,
    "sellers.authority_suspension_hours": 24,
    "payments.refund_days": 30,
    "regulations.fee_notice_days": 20,
}


@pytest.mark.parametrize(("key", "expected"), OTHERS_RELY_ON.items())
def test_a_rule_is_read_as_of_a_moment(key, expected):
    load_rules()

    assert whole(key, at=NOON) == expected


def test_the_day_of_the_event_decides_which_value_counts():
    load_rules()

    last_day_before = value("ocop.criteria_weights", at=dt.date(2023, 2, 23))
    first_day_after = value("ocop.criteria_weights", at=dt.date(2023, 2, 24))

    assert last_day_before == {"A": 35, "B": 25, "C": 40}
    assert first_day_after == {"A": 40, "B": 25, "C": 35}


def test_the_day_is_vietnams_not_greenwichs():
    load_rules()

    evening_in_greenwich = dt.datetime(2023, 2, 23, 17, 0, tzinfo=dt.UTC)  # 00:00 on the 24th in Vietnam

    assert value("ocop.criteria_weights", at=evening_in_greenwich) == {"A": 40, "B": 25, "C": 35}


def test_a_day_before_the_law_has_no_value():
    load_rules()

    with pytest.raises(RuleMissing) as refusal:
        whole("sellers.suspension_notice_days", at=dt.date(2026, 6, 30))

    assert str(refusal.value) == "no rule 'sellers.suspension_notice_days' is in force on 2026-06-30"


def test_an_unknown_key_is_missing():
    load_rules()

    with pytest.raises(RuleMissing):
        value("orders.no_such_rule", at=NOON)


def test_a_value_that_is_no_whole_number_is_not_taken_for_one():
    load_rules()

    with pytest.raises(TypeError):
        whole("sellers.e_identification_from", at=NOON)


def test_a_rule_tells_its_source():
    load_rules()

    found = rule("payments.refund_days", at=NOON)

    assert (found.source, found.unit, found.confidence) == ("Luật 19/2023/QH15, điều 38", "day", "H")


def test_only_what_is_in_force_is_listed():
    load_rules()

    keys = [one.key for one in rules_in_force(at=NOON)]

    assert keys == sorted(set(keys))
    over_or_to_come = LegalParameter.objects.filter(Q(effective_to__lt=NOON) | Q(effective_from__gt=NOON))
    assert len(keys) == LegalParameter.objects.count() - over_or_to_come.count()


def test_asking_again_takes_no_query(django_assert_num_queries):
    load_rules()
    whole("orders.accept_hours", at=NOON)

    with django_assert_num_queries(0):
        whole("payments.refund_days", at=NOON)


def test_what_another_process_loaded_is_seen_after_the_refresh(monkeypatch):
    load_rules()
    clock = [1000.0]
    monkeypatch.setattr(selectors.time, "monotonic", lambda: clock[0])
    forget()
    whole("orders.accept_hours", at=NOON)

    LegalParameter.objects.filter(key="orders.accept_hours").update(value=48)
    still = whole("orders.accept_hours", at=NOON)
    clock[0] += selectors.REFRESH_SECONDS
    then = whole("orders.accept_hours", at=NOON)

    assert (still, then) == (24, 48)
