"""Who may give cash back at a till, and how much of it: the limits of the day, what the till has, nobody to themselves."""

from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import Proof, confirm_cash_out
from chophien.cashpoints.actions.giving_back import ask_cash_back
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.actions.places import appoint_agent
from chophien.cashpoints.actions.taking import confirm_cash_in
from chophien.cashpoints.errors import (
    BuyersTooMany,
    CustomerOver,
    FloatTooLow,
    KeepCash,
    OwnMoney,
    PointDayLimit,
    TooManyConfirmations,
    WrongConfirmation,
)
from chophien.cashpoints.models import CashBack, CashOrder
from chophien.cashpoints.selectors.back import plan_of
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import NOON, a_till, an_agent, code_sent, paid_in, real_money
from chophien.collecting.actions.handing import confirm as confirm_hand_over
from chophien.collecting.actions.handing import offer
from chophien.collecting.states import Receiver
from chophien.ledger.actions.proving import prove
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.tests.factories import a_checkout, fresh, staff
from chophien.payments import chart
from chophien.payments.models import Payment, Refund
from chophien.payments.selectors.asking import accounts_asked
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.tests.factories import a_variant
from tests.collecting.factories import a_carrier, a_helper_of, collected_by_carrier, hands_of, taken_by
from tests.money.fetching import (
    FLOAT,
    asks,
    brought_by,
    coded,
    ends,
    free,
    gives_back,
    held,
    owed_of,
    rule,
    says,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield
        assert prove(at=NOON + timedelta(days=300)).right


@pytest.fixture
def till():
    return a_till(holds=FLOAT)


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def test_a_group_gives_back_what_the_day_lets_pass_the_most_urgent_first_and_the_rest_another_day(till, agent):
    placed, carrier = a_checkout(*((a_variant(available=9), 1) for _shop in range(2))), a_carrier()
    first, second = (brought_by(carrier, one) for one in placed.orders)
    later, urgent = gives_back(first, 60_000), gives_back(second, 60_000, at=NOON - timedelta(days=3))
    rule("cashpoints.customer_day_vnd", 100_000)

    plan = plan_of(owed_of(first), till, simulated=False, at=NOON)
    given = says(coded(first, till, agent), agent)

    assert ([one.refund.code for one in plan.given], [one.refund.code for one in plan.left]) == (
        [urgent.code],
        [later.code],
    )
    assert (given.amount_vnd, Refund.objects.get(done_at=None).code) == (60_000, later.code)
    with pytest.raises(CustomerOver):
        asks(first, till, agent, key="k2")
    tomorrow = NOON + timedelta(days=1)
    close_day(
        till=till,
        day=NOON.date(),
        notes={500_000: (FLOAT - 60_000) // 500_000, 20_000: 22},
        note="",
        counted_with=None,
        actor=agent,
        at=NOON,
    )
    assert says(coded(first, till, agent, at=tomorrow, key="k3"), agent, at=tomorrow).amount_vnd == 60_000
    assert not Refund.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("key", ["cashpoints.customer_day_vnd", "cashpoints.point_day_vnd"])
def test_more_than_a_limit_of_the_day_is_refused_by_its_name_and_sets_nothing_aside(till, agent, key):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)
    rule(key, 99_000)

    with pytest.raises(CustomerOver if "customer" in key else PointDayLimit):
        asks(order, till, agent)

    assert (free(till), CashOrder.objects.count()) == (FLOAT, 0)
    assert [one.answered_at for one in accounts_asked(order.group.code)] == [None]


def test_a_till_with_too_little_cash_gives_nothing():
    till = a_till(holds=90_000)
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)

    with pytest.raises(FloatTooLow):
        asks(order, till, an_agent(till.point))

    assert (free(till), CashOrder.objects.count()) == (90_000, 0)


def test_nobody_serves_themselves_and_only_the_points_agents_serve(till):
    buyer = PersonFactory()
    order = collected_by_carrier(a_carrier(), person=buyer)
    gives_back(order, 100_000)
    herself = an_agent(till.point, phone=order.group.contact_phone)
    guests = collected_by_carrier(a_carrier("Viettel"))
    gives_back(guests, 100_000)

    with pytest.raises(OwnMoney):
        ask_cash_back(owed=owed_of(guests), till=till, key="k", actor=herself, at=NOON)
    with pytest.raises(NotPermitted):
        asks(order, till, PersonFactory())
    asked = coded(order, till, an_agent(till.point))
    with pytest.raises(NotPermitted):
        says(asked, PersonFactory())
    for act in (confirm_cash_out, confirm_cash_in):
        with pytest.raises(StepNotAllowed):
            act(order=asked, proof=Proof(code=code_sent(asked)), actor=an_agent(till.point), at=NOON)
    with pytest.raises(StepNotAllowed):
        pay_out_cash(order=asked, actor=an_agent(till.point), at=NOON)


def test_codes_of_a_buyer_are_limited_and_the_words_are_theirs(till, agent):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 100_000)
    rule("cashpoints.wrong_tries_day", 2)
    asked = coded(order, till, agent)
    wrong = "000000" if code_sent(asked) != "000000" else "111111"
    for _try in range(2):
        with pytest.raises(WrongConfirmation):
            says(asked, agent, code=wrong)

    with pytest.raises(BuyersTooMany):
        says(asked, agent)
    CashOrder.objects.update(wrong_tries=3)
    with pytest.raises(TooManyConfirmations):
        says(asked, agent)

    assert held(till) == FLOAT


def test_who_works_for_the_shop_or_has_the_cash_gives_nothing_of_it_back(till):
    shop = a_seller()
    helper = a_helper_of(shop)
    order = fresh(taken_by(helper, seller=shop))
    gives_back(order, 100_000)
    asked = coded(order, till, an_agent(till.point))
    packer = staff(order, Role.SELLER_PACKER)

    for one in (helper, packer, staff(order)):
        appoint_agent(point=till.point, person=one, actor=SYSTEM, at=NOON)
        with pytest.raises(OwnMoney):
            asks(order, till, one, key=one.code)
        with pytest.raises(OwnMoney):
            says(asked, one)

    assert (ends(asked)[0], held(till)) == (CashStatus.ASKED, FLOAT)


def test_the_people_of_a_cooperative_that_has_the_cash_give_nothing_of_it_back(till):
    shop = a_seller()
    helper, cooperative = a_helper_of(shop), a_seller(kind=SellerKind.COOPERATIVE)
    order = fresh(taken_by(helper, seller=shop))
    facts = {"order_codes": [order.code], "receiver": Receiver.COOPERATIVE, "receiver_code": cooperative.code}
    receipt = offer(giver=hands_of(helper), actor=helper, at=NOON, **facts)
    cashier = manager_of(cooperative)
    confirm_hand_over(hand_over=receipt, actor=cashier, at=NOON)
    gives_back(order, 100_000)
    appoint_agent(point=till.point, person=cashier, actor=SYSTEM, at=NOON)

    with pytest.raises(OwnMoney):
        asks(order, till, cashier)

    assert Payment.objects.get(order_code=order.code).came_into == chart.cash(chart.SELLER, cooperative.code)
    agent = an_agent(till.point)
    assert says(coded(order, till, agent), agent).amount_vnd == 100_000


def test_a_point_that_took_cash_for_the_same_orders_meanwhile_does_not_pass_its_day(till, agent):
    placed, carrier = a_checkout(*((a_variant(available=9), 1) for _shop in range(2))), a_carrier()
    first, second = placed.orders
    gives_back(brought_by(carrier, first), 60_000)
    asked = coded(first, till, agent)
    rule("cashpoints.point_day_vnd", fresh(second).total_vnd)

    with pytest.raises(PointDayLimit):
        paid_in(second.group.code, till, fresh(second).total_vnd, agent)
    rule("cashpoints.point_day_vnd", 59_000)
    with pytest.raises(KeepCash):
        says(asked, agent)

    assert (ends(asked), free(till)) == ((CashStatus.REFUSED, ""), FLOAT)


def test_of_two_refunds_a_till_gives_the_one_that_it_has_cash_for():
    till = a_till(holds=90_000)
    agent = an_agent(till.point)
    placed, carrier = a_checkout(*((a_variant(available=9), 1) for _shop in range(2))), a_carrier()
    first, second = (brought_by(carrier, one) for one in placed.orders)
    refunds = [gives_back(first, 60_000), gives_back(second, 60_000)]

    given = says(coded(first, till, agent), agent)

    assert (given.amount_vnd, held(till)) == (60_000, 30_000)
    assert [one.done_at for one in Refund.objects.order_by("pk")] == [NOON, None]
    assert [one.refund_code for one in CashBack.objects.all()] == [refunds[0].code]


def test_what_only_the_rounding_takes_over_a_limit_is_refused_by_it_and_what_is_above_every_day_is_told_apart(
    till, agent
):
    order = collected_by_carrier(a_carrier())
    gives_back(order, 99_500)
    rule("cashpoints.customer_day_vnd", 99_700)

    plan = plan_of(owed_of(order), till, simulated=False, at=NOON)
    with pytest.raises(CustomerOver):
        asks(order, till, agent)

    assert (len(plan.given), len(plan.left), len(plan.never)) == (0, 0, 1)
    rule("cashpoints.customer_day_vnd", 20_000_000)
    rule("cashpoints.point_day_vnd", 99_700)
    plan = plan_of(owed_of(order), till, simulated=False, at=NOON)
    with pytest.raises(PointDayLimit):
        asks(order, till, agent)
    assert (len(plan.given), len(plan.left), len(plan.never)) == (0, 1, 0)
