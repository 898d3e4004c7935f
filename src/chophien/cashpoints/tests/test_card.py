"""A household without a phone says yes with its card and PIN; five wrong PINs lock the card, whoever typed them."""

import pytest
from django.contrib.auth.hashers import make_password

from chophien.accounts.errors import CardLocked, OwnPinWanted, WrongPin
from chophien.accounts.models import SignInCard
from chophien.accounts.tests.factories import PersonFactory
from chophien.cashpoints.actions.asking import ask_balance, ask_cash_out, name_household
from chophien.cashpoints.actions.confirming import Proof, confirm_balance, confirm_cash_out, send_confirmation
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.errors import (
    CardOfSomebodyElse,
    CustomerMissing,
    NoOwnPhone,
    TooManyLookups,
)
from chophien.cashpoints.selectors.counter import balance_shown
from chophien.cashpoints.states import CashStatus, Way
from chophien.cashpoints.tests.factories import NOON, a_household, a_till, an_agent, real_money
from chophien.lib.codes import new_code, token_digest
from chophien.messages.models import OutgoingSms
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.sellers.selectors.shops import managers_of

pytestmark = pytest.mark.django_db
PIN = "471928"


@pytest.fixture(autouse=True)
def _real():
    with real_money():
        yield


@pytest.fixture
def till():
    return a_till()


@pytest.fixture
def agent(till):
    return an_agent(till.point)


def a_card(seller, token="t" * 43, **facts):
    person = managers_of(seller, at=NOON)[0]
    return SignInCard.objects.create(
        code=new_code("TH", 8),
        person=person,
        opens=seller.code,
        token_digest=token_digest(token),
        pin=make_password(PIN),
        issued_by="x",
        issued_at=NOON,
        **facts,
    )


def without_phone(seller):
    person = managers_of(seller, at=NOON)[0]
    person.phone = person.code
    person.save()
    return seller


def asks(seller, till, agent):
    return ask_cash_out(seller=seller, till=till, amount_vnd=100_000, key="k", actor=agent, at=NOON)


def test_a_household_without_a_phone_is_paid_by_card_and_pin(till, agent):
    seller = without_phone(a_household())
    card = a_card(seller)
    order = asks(seller, till, agent)
    with pytest.raises(NoOwnPhone):
        send_confirmation(order=order, actor=agent, at=NOON)

    order = confirm_cash_out(order=order, proof=Proof(card_token="t" * 43, pin=PIN), actor=agent, at=NOON)
    pay_out_cash(order=order, actor=agent, at=NOON)

    card.refresh_from_db()
    assert (order.confirmed_way, card.wrong_tries, card.last_used_at) == (Way.CARD, 0, NOON)
    assert OutgoingSms.objects.count() == 0


def test_wrong_pins_are_counted_on_the_card_and_five_lock_it(till, agent):
    seller = a_household()
    card = a_card(seller)
    order = asks(seller, till, agent)
    for _ in range(4):
        with pytest.raises(WrongPin):
            confirm_cash_out(order=order, proof=Proof(card_code=card.code, pin="000000"), actor=agent, at=NOON)
    with pytest.raises(CardLocked):
        confirm_cash_out(order=order, proof=Proof(card_code=card.code, pin="000000"), actor=agent, at=NOON)

    with pytest.raises(CardLocked):
        confirm_cash_out(order=order, proof=Proof(card_code=card.code, pin=PIN), actor=agent, at=NOON)
    order.refresh_from_db()
    assert order.status == CashStatus.ASKED


def test_another_households_card_a_card_taken_back_and_the_printed_pin_do_not_count(till, agent):
    seller = a_household()
    theirs = a_card(a_household(), token="o" * 43)
    order = asks(seller, till, agent)
    for proof in (
        Proof(card_code=theirs.code, pin=PIN),
        Proof(card_token="o" * 43, pin=PIN),
        Proof(card_token="z" * 43, pin=PIN),
    ):
        with pytest.raises(CardOfSomebodyElse):
            confirm_cash_out(order=order, proof=proof, actor=agent, at=NOON)
    assert SignInCard.objects.get().wrong_tries == 0

    card = a_card(seller, wants_own_pin=True)
    with pytest.raises(OwnPinWanted):
        confirm_cash_out(order=order, proof=Proof(card_token="t" * 43, pin=PIN), actor=agent, at=NOON)
    SignInCard.objects.filter(pk=card.pk).update(wants_own_pin=False, revoked_at=NOON)
    with pytest.raises(CardOfSomebodyElse):
        confirm_cash_out(order=order, proof=Proof(card_token="t" * 43, pin=PIN), actor=agent, at=NOON)


def test_a_balance_is_shown_to_the_agent_who_asked_after_the_card_for_five_minutes(till, agent):
    seller = without_phone(a_household(1_500_000))
    a_card(seller)
    ask = ask_balance(seller=seller, till=till, actor=agent, at=NOON)
    assert balance_shown(ask, agent, at=NOON) is None

    ask = confirm_balance(ask=ask, proof=Proof(card_token="t" * 43, pin=PIN), actor=agent, at=NOON)

    assert balance_shown(ask, agent, at=NOON).waiting.now_vnd == 1_500_000
    assert balance_shown(ask, an_agent(till.point), at=NOON) is None
    assert balance_shown(ask, agent, at=ask.expires_at) is None


def test_a_customer_is_named_by_phone_card_or_shop_code_and_looking_around_ends(till, agent):
    seller = a_household()
    card = a_card(seller)
    phone = managers_of(seller, at=NOON)[0].phone
    told = (phone, phone.replace("+84", "0"), card.code, card.code.lower().replace("-", ""), seller.code)
    for text in told:
        assert name_household(text=text, till=till, actor=agent, at=NOON) == seller

    LegalParameter.objects.filter(key="cashpoints.asks_per_hour").update(value=8)
    remember(seconds=86_400.0)
    for text in (PersonFactory().phone, "", "0911 111 111"):
        with pytest.raises(CustomerMissing):
            name_household(text=text, till=till, actor=agent, at=NOON)
    with pytest.raises(TooManyLookups):
        name_household(text=phone, till=till, actor=agent, at=NOON)
