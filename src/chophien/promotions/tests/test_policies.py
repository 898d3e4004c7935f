"""Who decides on whose money: every role over every kind of voucher."""

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.lib.errors import NotPermitted
from chophien.promotions.actions.vouchers import step_voucher
from chophien.promotions.policies import can_look_after_voucher, can_promote_for_a_province
from chophien.promotions.selectors.offices import vouchers_of_office
from chophien.promotions.tests.factories import NOON, a_good, a_voucher, a_voucher_of_a_province
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
NATION, OWN, OTHER, SHOP = "nation", "own province", "other province", "shop"


def people(shop):
    return {
        "operator": operator(),
        "operator of 08": holder_of(Role.OPERATOR, Scope.PROVINCE, "08"),
        "officer of 08": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
        "officer of 01": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "01"),
        "commune officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721"),
        "helper": holder_of(Role.HELPER, Scope.COMMUNE, "00721"),
        "manager": holder_of(Role.SELLER_MANAGER, Scope.SELLER, shop.code),
        "packer": holder_of(Role.SELLER_PACKER, Scope.SELLER, shop.code),
        "buyer": PersonFactory(),
    }


MAY = {
    "operator": {NATION, OWN, OTHER, SHOP},
    "operator of 08": {OWN, SHOP},
    "officer of 08": {OWN},
    "officer of 01": {OTHER},
    "commune officer": set(),
    "helper": set(),
    "manager": {SHOP},
    "packer": set(),
    "buyer": set(),
}


def test_who_stops_whose_voucher_is_who_could_have_set_it_up():
    shop = a_seller()
    vouchers = {
        NATION: a_voucher(),
        OWN: a_voucher_of_a_province("08"),
        OTHER: a_voucher_of_a_province("01"),
        SHOP: a_voucher(seller=a_good(1_000, seller=shop).listing.seller),
    }

    for name, person in people(shop).items():
        allowed = {kind for kind, one in vouchers.items() if can_look_after_voucher(person, one, at=NOON)}
        listed = {kind for kind, one in vouchers.items() if one in vouchers_of_office(person, at=NOON)}
        assert allowed == MAY[name], name
        assert listed == MAY[name] - {SHOP}, name
        assert bool(can_promote_for_a_province(person, "08", at=NOON)) == (OWN in MAY[name]), name


def test_a_step_that_is_not_ones_own_changes_nothing():
    voucher = a_voucher_of_a_province("01")
    officer = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08")

    with pytest.raises(NotPermitted):
        step_voucher(voucher=voucher, step="end", actor=officer, at=NOON)
    with pytest.raises(NotPermitted):
        a_voucher_of_a_province("01", actor=officer)

    voucher.refresh_from_db()
    assert voucher.status == "running"
