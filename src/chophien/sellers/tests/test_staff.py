"""Who works for a shop is the manager's business."""

import pytest

from chophien.accounts.errors import ScopeMismatch
from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role
from chophien.lib.errors import NotPermitted
from chophien.lib.phone import BadPhone
from chophien.messages.models import Notice, OutgoingSms
from chophien.sellers.actions.staff import add_staff, remove_staff, tell_staff
from chophien.sellers.errors import LastManager, NotStaff
from chophien.sellers.selectors.shops import staff_of
from chophien.sellers.tests.factories import NOON, a_seller, lan, manager_of, packer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.SELLER_PACKER, Role.SELLER_ACCOUNTANT, Role.SELLER_MANAGER])
def test_a_manager_takes_somebody_on_by_phone(role):
    seller = a_seller()

    grant = add_staff(
        seller=seller, phone="0987 654 321", name="Sùng A Páo", role=role, actor=manager_of(seller), at=NOON
    )

    person = Person.objects.get(phone="+84987654321")
    assert (person.name, grant.person, grant.role, grant.scope_code) == ("Sùng A Páo", person, role, seller.code)
    assert Notice.objects.filter(person_code=person.code).count() == 1


def test_taking_somebody_on_twice_is_once():
    seller = a_seller()
    manager = manager_of(seller)
    for _time in range(2):
        add_staff(seller=seller, phone="0987654321", name="", role=Role.SELLER_PACKER, actor=manager, at=NOON)

    assert staff_of(seller, at=NOON).filter(role=Role.SELLER_PACKER).count() == 1


def test_nobody_but_the_manager_takes_people_on():
    seller, other = a_seller(), a_seller()

    for actor in (packer_of(seller), manager_of(other), lan()):
        with pytest.raises(NotPermitted):
            add_staff(seller=seller, phone="0987654321", name="", role=Role.SELLER_PACKER, actor=actor, at=NOON)

    assert not Person.objects.filter(phone="+84987654321").exists()


def test_a_shop_gives_only_roles_of_a_shop():
    seller = a_seller()

    with pytest.raises((NotPermitted, ScopeMismatch)):
        add_staff(seller=seller, phone="0987654321", name="", role=Role.OPERATOR, actor=manager_of(seller), at=NOON)

    assert not Person.objects.filter(phone="+84987654321").exists()


def test_a_number_that_is_none_is_refused():
    seller = a_seller()

    with pytest.raises(BadPhone):
        add_staff(seller=seller, phone="12", name="", role=Role.SELLER_PACKER, actor=manager_of(seller), at=NOON)


def test_a_manager_lets_somebody_go_and_anybody_may_leave():
    seller = a_seller()
    manager, packer, leaver = manager_of(seller), packer_of(seller), packer_of(seller)

    remove_staff(seller=seller, person_code=packer.code, role=Role.SELLER_PACKER, actor=manager, at=NOON)
    remove_staff(seller=seller, person_code=leaver.code, role=Role.SELLER_PACKER, actor=leaver, at=NOON)

    assert [grant.person for grant in staff_of(seller, at=NOON)] == [manager]
    with pytest.raises(NotStaff):
        remove_staff(seller=seller, person_code=packer.code, role=Role.SELLER_PACKER, actor=manager, at=NOON)


def test_a_shop_keeps_its_last_manager():
    seller = a_seller()
    manager = manager_of(seller)

    with pytest.raises(LastManager):
        remove_staff(seller=seller, person_code=manager.code, role=Role.SELLER_MANAGER, actor=manager, at=NOON)

    assert Grant.objects.get(person=manager).ends_at is None


def test_a_packer_lets_nobody_go():
    seller = a_seller()
    manager, packer = manager_of(seller), packer_of(seller)

    with pytest.raises(NotPermitted):
        remove_staff(seller=seller, person_code=manager.code, role=Role.SELLER_MANAGER, actor=packer, at=NOON)


def test_everybody_of_the_shop_is_told_and_nobody_else():
    seller, other = a_seller(), a_seller()
    ours = {manager_of(seller).code, packer_of(seller).code}
    manager_of(other)

    tell_staff(seller=seller, text="Có đơn mới", link="/ban-hang/", about="CP-1", at=NOON)

    assert set(Notice.objects.values_list("person_code", flat=True)) == ours
    assert not OutgoingSms.objects.exists()
