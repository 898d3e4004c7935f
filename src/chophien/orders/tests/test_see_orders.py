from datetime import timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.lib.codes import new_token
from chophien.orders.actions.answers import confirm_order
from chophien.orders.models import Order
from chophien.orders.policies import (
    can_cancel_order,
    can_confirm_order,
    can_hand_over_order,
    can_pack_order,
    can_receive_order,
    can_refuse_order,
    can_see_order,
)
from chophien.orders.selectors.orders import (
    group_by_code_and_phone,
    group_by_token,
    group_of_order_by_token,
    orders_found_by,
    orders_of_buyer,
    orders_of_seller,
    orders_operated_by,
    orders_visible_to,
)
from chophien.orders.selectors.pages import PILES, group_page, order_page, seller_day, shops_of
from chophien.orders.tests.factories import (
    NOON,
    a_checkout,
    a_confirmed_order,
    a_packed_order,
    a_sent_order,
    an_order,
    fresh,
    guest,
    staff,
)
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
FOUR_YEARS_AGO = NOON - timedelta(days=4 * 365)


def everybody(order):
    seller = order.seller
    commune = seller.commune
    return {
        "buyer": order.group.person,
        "manager": staff(order),
        "packer": staff(order, Role.SELLER_PACKER),
        "accountant": staff(order, Role.SELLER_ACCOUNTANT),
        "other manager": holder_of(Role.SELLER_MANAGER, Scope.SELLER, "other-shop"),
        "operator": operator(),
        "operator there": holder_of(Role.OPERATOR, Scope.PROVINCE, commune.province.code),
        "operator elsewhere": holder_of(Role.OPERATOR, Scope.PROVINCE, "79"),
        "province officer": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, commune.province.code),
        "commune officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, commune.code),
        "helper": holder_of(Role.HELPER, Scope.COMMUNE, commune.code),
        "stranger": PersonFactory(),
    }


OPERATORS = {"operator", "operator there"}
MATRIX = {
    can_see_order: {"buyer", "manager", "packer", "accountant", *OPERATORS},
    can_confirm_order: {"manager", "packer", *OPERATORS},
    can_refuse_order: {"manager", *OPERATORS},
    can_cancel_order: {"buyer", "manager", *OPERATORS},
    can_pack_order: {"manager", "packer", *OPERATORS},
    can_hand_over_order: {"manager", "packer", *OPERATORS},
    can_receive_order: {"buyer", *OPERATORS},
}


@pytest.mark.parametrize(("verdict", "allowed"), MATRIX.items(), ids=lambda it: getattr(it, "__name__", ""))
def test_who_may(verdict, allowed):
    order = an_order(person=PersonFactory())

    said = {name for name, person in everybody(order).items() if verdict(person, order, at=NOON)}

    assert said == allowed


def test_who_finds_an_order():
    order = an_order(person=PersonFactory())
    people = everybody(order)

    finds = {name for name, person in people.items() if orders_visible_to(person, at=NOON).filter(pk=order.pk).exists()}

    assert finds == MATRIX[can_see_order]


def test_the_guest_of_the_group_is_its_buyer_and_of_no_other():
    order, other = an_order(), an_order()

    for verdict in (can_see_order, can_cancel_order, can_receive_order):
        assert verdict(guest(order), order, at=NOON)
        assert not verdict(guest(other), order, at=NOON)
    assert not can_confirm_order(guest(order), order, at=NOON)


def test_a_role_that_ended_opens_nothing():
    order = an_order()
    manager = staff(order)
    manager.grants.update(ends_at=NOON - timedelta(seconds=1))

    assert not can_confirm_order(manager, order, at=NOON)
    assert not orders_visible_to(manager, at=NOON).exists()


def test_a_buyer_sees_an_order_for_three_years():
    lan = PersonFactory()
    order = an_order(person=lan)

    Order.objects.update(placed_at=NOON.replace(year=2023))
    there = orders_visible_to(lan, at=NOON).count(), orders_of_buyer(lan, at=NOON).count()
    Order.objects.update(placed_at=NOON.replace(year=2023) - timedelta(seconds=1))
    gone = orders_visible_to(lan, at=NOON).count(), orders_of_buyer(lan, at=NOON).count()

    assert (there, gone) == ((1, 1), (0, 0))
    assert orders_visible_to(staff(order), at=NOON).count() == 1


def test_the_token_opens_its_group_and_no_other():
    one, other = a_checkout((a_variant(), 1)), a_checkout((a_variant(), 1))
    code = one.orders[0].code

    access = group_by_token(one.group.code, one.access_token, at=NOON)

    assert (access.group, access.actor) == (one.group, guest(one.orders[0]))
    assert group_of_order_by_token(code, one.access_token, at=NOON).group == one.group
    for wrong in ("", new_token(), other.access_token, "đ\x00"):
        assert group_by_token(one.group.code, wrong, at=NOON) is None
        assert group_of_order_by_token(code, wrong, at=NOON) is None
    for wrong in ("", "đ", "\x00"):
        assert group_by_token(wrong, one.access_token, at=NOON) is None
        assert group_of_order_by_token(wrong, one.access_token, at=NOON) is None


def test_a_guest_finds_an_order_by_its_code_and_their_phone():
    group = a_checkout((a_variant(), 1), (a_variant(), 1), contact_phone="+84 912 345 678").group
    codes = [group.code, *(order.code for order in group.orders.all())]

    for code in codes:
        for typed in (code, code.lower().replace("-", " "), code[3:]):
            assert group_by_code_and_phone(typed, "0912.345.678", at=NOON).group == group


@pytest.mark.parametrize(
    ("code", "phone"), [("", "0912345678"), ("CP-0000", "0912345678"), (None, "0912345679"), (None, "x")]
)
def test_a_wrong_code_or_phone_finds_nothing(code, phone):
    order = an_order()

    assert group_by_code_and_phone(order.code if code is None else code, phone, at=NOON) is None


def test_the_office_finds_orders_by_what_people_say():
    thu = operator()
    order = an_order(contact_name="Giàng Thị Mỷ", contact_phone="0987654321")
    an_order()
    everything = orders_operated_by(thu, at=NOON)

    for said in (order.code, order.code[3:].lower(), order.group.code, "0987 654 321", "thị mỷ"):
        assert [found.code for found in orders_found_by(everything, said)] == [order.code]
    assert orders_found_by(everything, "  ").count() == 2
    assert orders_found_by(everything, "nobody\x00").count() == 0


def test_an_officer_operates_no_orders():
    order = an_order()

    assert not orders_operated_by(everybody(order)["commune officer"], at=NOON).exists()
    assert not orders_operated_by(staff(order), at=NOON).exists()
    assert not orders_operated_by(everybody(order)["operator elsewhere"], at=NOON).exists()
    assert orders_operated_by(everybody(order)["operator there"], at=NOON).count() == 1


def test_the_page_shows_everything_and_what_the_reader_can_do():
    order = an_order(quantity=2)
    manager = staff(order)

    before = order_page(fresh(order), actor=manager, at=NOON)
    confirm_order(order=order, actor=manager, at=NOON)
    page = order_page(fresh(order), actor=manager, at=NOON)

    assert before.may == {"confirm", "refuse", "cancel"}
    assert page.may == {"cancel", "pack"}
    assert [(entry.axis, entry.step, entry.side) for entry in page.history] == [
        ("order", "place", "buyer"),
        ("order", "confirm", "seller"),
    ]
    assert [view.quantity for view in page.lines] == ["2\u00a0hộp"]
    assert (page.payment.status, page.shipment.status, page.transfer, page.refunds) == (
        "due_on_delivery",
        "waiting",
        None,
        (),
    )


@pytest.mark.parametrize(
    ("make", "buyer", "packer", "accountant"),
    [
        (an_order, {"cancel"}, {"confirm"}, set()),
        (a_confirmed_order, {"cancel"}, {"pack"}, set()),
        (a_packed_order, set(), {"hand_over"}, set()),
        (a_sent_order, {"receive"}, set(), set()),
    ],
)
def test_the_buttons_follow_the_order(make, buyer, packer, accountant):
    order = fresh(make())

    shown = [
        order_page(order, actor=actor, at=NOON).may
        for actor in (guest(order), staff(order, Role.SELLER_PACKER), staff(order, Role.SELLER_ACCOUNTANT))
    ]

    assert shown == [buyer, packer, accountant]


def test_the_page_of_an_awaited_transfer_shows_the_code_and_no_accepting():
    order = an_order(payment="vietqr")

    page = order_page(order, actor=operator(), at=NOON)

    assert page.transfer.amount_vnd == order.total_vnd
    assert page.may == {"refuse", "cancel", "mark_paid"}


def test_the_page_after_the_button_shows_all_orders_of_the_group():
    placed = a_checkout((a_variant(), 1), (a_variant(), 1), payment="vietqr")

    page = group_page(placed.group)

    assert [order.code for order in page.orders] == [order.code for order in placed.orders]
    assert page.transfer.amount_vnd == placed.group.total_vnd
    assert page.promised_to == placed.orders[0].promised_to


def test_the_sellers_day_counts_every_pile():
    seller = a_seller()
    tea = a_variant(seller=seller, available=100)
    waiting = an_order(variant=tea)
    for make in (a_confirmed_order, a_packed_order, a_sent_order, a_sent_order):
        make(variant=tea)
    an_order(variant=tea, payment="vietqr")
    an_order()

    day = seller_day(seller, at=NOON)

    assert (day.to_answer, day.to_pack, day.to_hand_over, day.on_the_way, day.awaiting_transfer) == (1, 1, 1, 2, 1)
    assert day.answer_first == (waiting,)
    assert day.sold_today_vnd == 6 * 370_000
    assert orders_of_seller(seller).filter(PILES["to_pack"]).count() == 1
    assert list(shops_of(staff(waiting), at=NOON)) == [seller]


@pytest.mark.parametrize("orders", [1, 3])
def test_lists_take_the_same_statements_for_any_number_of_orders(orders, django_assert_num_queries):
    lan, seller = PersonFactory(), a_seller()
    tea = a_variant(seller=seller, available=100)
    for _ in range(orders):
        an_order(variant=tea, person=lan)

    for rows, statements in (
        (orders_of_buyer(lan, at=NOON), 3),
        (orders_of_seller(seller), 3),
        (orders_operated_by(operator(), at=NOON), 3),
    ):
        with django_assert_num_queries(statements):
            shown = [
                (
                    o.group.contact_name,
                    o.seller.commune.province.name,
                    [(x.title, x.version.photo_codes) for x in o.lines.all()],
                )
                for o in rows
            ]
        assert len(shown) == orders


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number_of_lines(lines, django_assert_num_queries):
    seller = a_seller()
    placed = a_checkout(*[(a_variant(seller=seller), 1) for _ in range(lines)])
    order, manager = fresh(placed.orders[0]), staff(placed.orders[0])

    with django_assert_num_queries(10):
        page = order_page(order, actor=manager, at=NOON)

    assert len(page.lines) == lines
