"""Shops from a list are added once, in few statements, and opened only by those who may."""

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.places.tests.factories import a_commune
from chophien.sellers.actions.bulk import NewSeller, ensure_sellers
from chophien.sellers.models import Seller, SellerStep
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import NOON, a_draft, a_seller, lan

pytestmark = pytest.mark.django_db


def rows(number: int = 3, **facts: object) -> list[NewSeller]:
    return [
        NewSeller(
            **{
                "code": f"htx-{place}",
                "name": f"HTX số {place}",
                "kind": SellerKind.COOPERATIVE,
                "commune": a_commune(),
                **facts,
            }
        )
        for place in range(number)
    ]


def test_shops_are_added_open_and_found_by_their_code():
    found = ensure_sellers(rows(), approve=True, actor=SYSTEM, at=NOON)

    assert sorted(found) == ["htx-0", "htx-1", "htx-2"]
    assert [(seller.slug, seller.status, seller.approved_at) for seller in found.values()] == [
        (f"htx-so-{place}", SellerStatus.APPROVED, NOON) for place in range(3)
    ]
    assert list(SellerStep.objects.values_list("step", "to_status").distinct()) == [("import", "approved")]
    assert Entry.objects.get().facts == {"added": ["htx-0", "htx-1", "htx-2"], "approved": []}


def test_the_same_list_again_changes_nothing(django_assert_num_queries):
    first = ensure_sellers(rows(), approve=True, actor=SYSTEM, at=NOON)
    same = rows(name="Tên khác")

    with django_assert_num_queries(3):
        again = ensure_sellers(same, approve=True, actor=SYSTEM, at=NOON)

    assert {code: seller.pk for code, seller in again.items()} == {code: one.pk for code, one in first.items()}
    assert [seller.name for seller in again.values()] == ["HTX số 0", "HTX số 1", "HTX số 2"]
    assert SellerStep.objects.count() == 3


@pytest.mark.parametrize("number", [1, 300])
def test_any_number_of_shops_takes_the_same_statements(number, django_assert_num_queries):
    new = rows(number)

    with django_assert_num_queries(9):
        found = ensure_sellers(new, approve=True, actor=SYSTEM, at=NOON)

    assert len(found) == number


def test_shops_of_the_same_name_have_addresses_of_their_own():
    a_seller(name="HTX Chè")
    Seller.objects.update(slug="htx-che")

    found = ensure_sellers(rows(2, name="HTX Chè"), approve=False, actor=SYSTEM, at=NOON)

    assert [seller.slug for seller in found.values()] == ["htx-che-htx-0", "htx-che-htx-1"]


def test_without_approval_shops_are_drafts_that_a_later_list_may_open():
    drafts = ensure_sellers(rows(1), approve=False, actor=SYSTEM, at=NOON)
    before = drafts["htx-0"].status

    opened = ensure_sellers(rows(1), approve=True, actor=SYSTEM, at=NOON)

    assert (before, opened["htx-0"].status) == (SellerStatus.DRAFT, SellerStatus.APPROVED)
    assert list(SellerStep.objects.order_by("pk").values_list("step", flat=True)) == ["import", "approve"]


@pytest.mark.parametrize(
    "status", [SellerStatus.IN_REVIEW, SellerStatus.NEEDS_CHANGES, SellerStatus.SUSPENDED, SellerStatus.CLOSED]
)
def test_a_list_opens_no_shop_that_somebody_stopped_or_reviews(status):
    seller = a_seller(status=status)

    found = ensure_sellers([NewSeller(seller.code, "", "", None)], approve=True, actor=SYSTEM, at=NOON)

    assert found[seller.code].status == status


def test_a_list_opens_no_draft_that_a_person_is_writing():
    seller = a_draft(lan())

    found = ensure_sellers([NewSeller(seller.code, "", "", None)], approve=True, actor=SYSTEM, at=NOON)

    assert found[seller.code].status == SellerStatus.DRAFT


@pytest.mark.parametrize(
    ("role", "scope", "code", "allowed"),
    [
        (Role.OPERATOR, Scope.NATION, "", True),
        (Role.OPERATOR, Scope.PROVINCE, "08", True),
        (Role.OPERATOR, Scope.PROVINCE, "20", False),
        (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08", False),
        (Role.SELLER_MANAGER, Scope.SELLER, "htx-0", False),
    ],
)
def test_only_operators_of_the_province_bring_shops_in(role, scope, code, allowed):
    person = holder_of(role, scope, code)

    if allowed:
        ensure_sellers(rows(1), approve=True, actor=person, at=NOON)
    else:
        with pytest.raises(NotPermitted):
            ensure_sellers(rows(1), approve=True, actor=person, at=NOON)

    assert Seller.objects.exists() is allowed


def test_anybody_may_name_shops_that_are_there():
    seller = a_seller()

    found = ensure_sellers([NewSeller(seller.code, "", "", None)], approve=False, actor=lan(), at=NOON)

    assert found == {seller.code: seller}
