"""Who sees which shops: verdict and queryset say the same, for every role over every scope."""

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.sellers import policies
from chophien.sellers.models import Seller
from chophien.sellers.selectors import shops as selectors
from chophien.sellers.selectors.papers import review_sheet
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import NOON, a_draft, a_seller, complete, lan, manager_of, packer_of

pytestmark = pytest.mark.django_db

HERE, NEIGHBOUR, FAR = "shop-here", "shop-neighbour", "shop-far"
HOLDERS = {
    "operator of the nation": (Role.OPERATOR, Scope.NATION, ""),
    "operator of 08": (Role.OPERATOR, Scope.PROVINCE, "08"),
    "officer of 08": (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
    "officer of 00721": (Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721"),
    "helper in 00721": (Role.HELPER, Scope.COMMUNE, "00721"),
    "manager": (Role.SELLER_MANAGER, Scope.SELLER, HERE),
    "accountant": (Role.SELLER_ACCOUNTANT, Scope.SELLER, HERE),
    "packer": (Role.SELLER_PACKER, Scope.SELLER, HERE),
    "nobody": None,
}
SEES = {
    "operator of the nation": {HERE, NEIGHBOUR, FAR},
    "operator of 08": {HERE, NEIGHBOUR},
    "officer of 08": {HERE, NEIGHBOUR},
    "officer of 00721": {HERE, NEIGHBOUR},
    "helper in 00721": set(),
    "manager": {HERE},
    "accountant": {HERE},
    "packer": {HERE},
    "nobody": set(),
}
DECIDES = {name: SEES[name] if name.startswith("operator") else set() for name in HOLDERS}
MANAGES = {name: {HERE} if name == "manager" else set() for name in HOLDERS}
WORKS = {name: {HERE} if name in {"manager", "accountant", "packer"} else set() for name in HOLDERS}


@pytest.fixture
def shops() -> dict[str, Seller]:
    return {
        HERE: a_seller(code=HERE, status=SellerStatus.IN_REVIEW),
        NEIGHBOUR: a_seller(code=NEIGHBOUR, status=SellerStatus.SUSPENDED),
        FAR: a_seller(code=FAR, commune_code="06463", status=SellerStatus.IN_REVIEW),
    }


def somebody(name: str):
    return holder_of(*HOLDERS[name]) if HOLDERS[name] else PersonFactory()


@pytest.mark.parametrize(
    ("queryset", "verdict", "expected"),
    [
        (selectors.sellers_visible_to, policies.can_see_shop, SEES),
        (selectors.sellers_decided_by, policies.can_decide_about_shop, DECIDES),
        (selectors.sellers_decided_by, policies.can_see_identity, DECIDES),
        (selectors.sellers_managed_by, policies.can_manage_shop, MANAGES),
    ],
)
@pytest.mark.parametrize("name", HOLDERS)
def test_verdict_and_queryset_say_the_same(name, queryset, verdict, expected, shops):
    person = somebody(name)

    listed = set(queryset(person, at=NOON).values_list("code", flat=True))
    allowed = {code for code, seller in shops.items() if verdict(person, seller, at=NOON)}

    assert listed == allowed == expected[name]


@pytest.mark.parametrize("name", HOLDERS)
def test_a_person_finds_the_shops_they_work_for_with_their_roles(name, shops):
    person = somebody(name)

    found = selectors.shops_of(person, at=NOON)

    assert {shop.seller.code for shop in found} == WORKS[name]
    assert set(selectors.sellers_staffed_by(person, at=NOON).values_list("code", flat=True)) == WORKS[name]
    assert [shop.is_managed for shop in found] == [True] * (name == "manager") + [False] * (
        name in {"accountant", "packer"}
    )


@pytest.mark.parametrize("number", [1, 3])
def test_shops_of_takes_two_queries_for_any_number(number, django_assert_num_queries):
    person = PersonFactory()
    for _time in range(number):
        seller = a_seller()
        for role in (Role.SELLER_MANAGER, Role.SELLER_PACKER):
            _grant(person, role, seller.code)

    with django_assert_num_queries(2):
        found = [(shop.roles, shop.seller.commune.province.name) for shop in selectors.shops_of(person, at=NOON)]

    assert found == [(("seller_manager", "seller_packer"), "Tuyên Quang")] * number


def _grant(person, role, code):

    GrantFactory(person=person, role=role, scope_kind=Scope.SELLER, scope_code=code)


def test_people_of_a_suspended_shop_still_reach_it():
    seller = a_seller(status=SellerStatus.SUSPENDED)
    packer = packer_of(seller)

    assert [shop.seller for shop in selectors.shops_of(packer, at=NOON)] == [seller]
    assert list(selectors.sellers_visible_to(packer, at=NOON)) == [seller]


@pytest.mark.parametrize("status", SellerStatus.values)
def test_the_public_sees_only_shops_that_are_open(status):
    seller = a_seller(status=status, approved_at=NOON)

    assert list(selectors.public_sellers()) == ([seller] if status == "approved" else [])
    assert (selectors.seller_by_slug(seller.slug) == seller) is (status == "approved")
    assert selectors.seller_by_slug("khong-co") is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_review_queue_takes_the_same_queries_for_any_number(number, django_assert_num_queries):

    officer = operator()
    for place in range(number):
        person = lan()
        complete(a_draft(person, name=f"Quán {place}"), person)
    Seller.objects.update(status=SellerStatus.IN_REVIEW, submitted_at=NOON)

    with django_assert_num_queries(3):
        queue = [
            (seller.commune.province.name, len(seller.documents.all()))
            for seller in selectors.sellers_to_review(officer, at=NOON)
        ]

    assert queue == [("Tuyên Quang", 1)] * number


def test_what_was_sent_in_first_comes_first():

    late = a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)
    early = a_seller(status=SellerStatus.IN_REVIEW)
    a_seller(status=SellerStatus.DRAFT)

    assert list(selectors.sellers_to_review(operator(), at=NOON)) == [early, late]


def test_a_review_sheet_takes_four_queries_and_holds_no_secret(django_assert_num_queries):
    person = lan()
    seller = complete(a_draft(person), person)

    with django_assert_num_queries(4):
        sheet = review_sheet(seller)
        papers = [(state.paper.kind, len(state.documents)) for state in sheet.papers]

    assert papers == [("id_front", 1), ("id_back", 0)]
    assert "010180001234" not in repr(sheet)
    assert "1980-09-15" not in repr(sheet)


def test_a_manager_of_one_shop_is_no_manager_of_another():
    ours, theirs = a_seller(), a_seller()

    assert not policies.can_manage_shop(manager_of(theirs), ours, at=NOON)
