"""Whom the state wants helped: decided on evidence, sealed, computed where it can be, read for a fee or a purpose."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.tests.factories import operator
from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.errors import NotPermitted
from chophien.regulations.states import SupportTarget
from chophien.sellers.actions.supporting import NotDecided, decide_support, look_at_support
from chophien.sellers.models import SupportDecision
from chophien.sellers.selectors.duties import support_targets
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, helper_in, manager_of
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
COMPUTED = {SupportTarget.COOPERATIVE, SupportTarget.REGION_III}


def decided(seller, actor, target=SupportTarget.POOR, **days):
    days = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), **days}
    return decide_support(seller=seller, target=target, evidence=BytesIO(PDF), actor=actor, at=NOON, **days)


def test_s21_a_decision_counts_from_day_to_day_and_says_nowhere_as_whom():
    seller, boss = a_seller(kind=SellerKind.INDIVIDUAL), operator()

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
    with pytest.raises(NotDecided):
        decided(seller, operator(), since=date(2027, 1, 1))


def test_s36_looking_needs_a_role_and_a_purpose():
    seller, boss = a_seller(), operator()

    for person in (manager_of(seller), helper_in()):
        with pytest.raises(NotPermitted):
            look_at_support(seller=seller, actor=person, purpose="Xem hồ sơ", at=NOON)
        with pytest.raises(NotPermitted):
            decided(seller, person)
    with pytest.raises(PurposeMissing):
        look_at_support(seller=seller, actor=boss, purpose=" ", at=NOON)
    assert SupportTarget.COOPERATIVE in look_at_support(seller=seller, actor=boss, purpose="Giảm phí", at=NOON)
    assert SensitiveLook.objects.get(what="sellers.support").purpose == "Giảm phí"
