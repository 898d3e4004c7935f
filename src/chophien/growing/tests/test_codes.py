"""Codes of growing areas: kept as printed, given once, with a history that counts from its own days."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.growing.actions.codes import Decision, grant_code, take_code_step
from chophien.growing.errors import CodeTaken
from chophien.growing.models import AreaCode, AreaCodeStep
from chophien.growing.selectors.areas import codes_on
from chophien.growing.states import CodeScheme
from chophien.growing.tests.factories import LON, NOON, a_square, an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = (Decision(date(2026, month, 1), f"{month}/QĐ-BVTV") for month in (5, 6, 7))


@pytest.fixture
def area():
    return an_area(a_seller())


def granted(area, value="VN-HGOR-0012", market="Trung Quốc", **facts):
    facts = {"scheme": CodeScheme.EXPORT, "decision": MAY, "actor": SYSTEM, "at": NOON, **facts}
    return grant_code(area=area, value=value, market=market, **facts)


def step(code, name, decision, **facts):
    return take_code_step(code=code, step=name, decision=decision, actor=SYSTEM, at=NOON, **facts)


def test_s11_a_code_is_kept_verbatim_and_its_history_counts_from_its_own_days(area):
    code = granted(area, " VN-HGOR-0012 ")
    step(code, "suspend", JUNE)
    step(code, "restore", JULY)

    stood = [codes_on([area], day=day)[area.pk][0].status for day in (MAY.on, JUNE.on, date(2026, 6, 30), JULY.on)]

    assert code.value == "VN-HGOR-0012"
    assert stood == ["granted", "suspended", "suspended", "granted"]
    assert codes_on([area], day=date(2026, 4, 30)) == {}
    assert list(AreaCodeStep.objects.order_by("pk").values_list("step", "paper")) == [
        ("grant", "5/QĐ-BVTV"),
        ("suspend", "6/QĐ-BVTV"),
        ("restore", "7/QĐ-BVTV"),
    ]
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AreaCodeStep.objects.update(paper="")


def test_the_same_code_is_given_once(area):
    other = an_area(a_seller(), land=a_square(LON + 0.01))

    assert granted(area) == granted(area)
    with pytest.raises(CodeTaken):
        granted(other)
    assert granted(other, market="Hoa Kỳ").pk != granted(area).pk
    assert AreaCode.objects.count() == 2


def test_a_code_goes_into_another_and_then_rests(area):
    code, into = granted(area), granted(area, "VN-HGOR-0099")

    for wrong in (None, code):
        with pytest.raises(Invalid):
            step(code, "merge", JUNE, into=wrong)
    merged = step(code, "merge", JUNE, into=into)

    assert (merged.status, merged.merged_into) == ("merged", into)
    with pytest.raises(StepNotAllowed):
        step(code, "restore", JULY)
    assert step(into, "revoke", JULY).status == "revoked"


def test_who_writes_codes_down(area):
    officer = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, area.commune.province.code)
    others = (manager_of(area.seller), holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721"))

    for person in others:
        with pytest.raises(NotPermitted):
            granted(area, actor=person)
    assert granted(area, actor=officer).status == "granted"


@pytest.mark.parametrize(
    ("changes", "field"), [({"value": "  "}, "value"), ({"decision": Decision(date(2026, 12, 1))}, "on")]
)
def test_what_cannot_be_written_down_is_told_by_field(area, changes, field):
    with pytest.raises(Invalid) as refused:
        granted(area, **changes)

    assert list(refused.value.field_errors) == [field]


def test_a_step_counts_from_no_day_before_the_last_one_so_that_what_was_revoked_stays_so(area):
    code = granted(area, decision=JUNE)
    step(code, "suspend", JULY)

    for early in (MAY, JUNE):
        with pytest.raises(Invalid) as refused:
            step(code, "revoke", early)
        assert list(refused.value.field_errors) == ["on"]
    step(code, "revoke", JULY)

    assert codes_on([area], day=JULY.on)[area.pk][0].status == "revoked"
