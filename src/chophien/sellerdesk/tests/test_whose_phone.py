"""A phone that a cooperative writes down makes nobody its household, and no card opens what its owner has elsewhere."""

import pytest
from django.utils import timezone

from chophien.accounts.models import Person, SignInCard
from chophien.accounts.tests.factories import PersonFactory
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid, NotPermitted
from chophien.lots.actions.cards import print_grower_card
from chophien.lots.actions.growers import GrowerText, accept_grower, add_grower, change_grower, decline_grower
from chophien.lots.actions.paying import check_code, say_paid, send_receipt_code
from chophien.lots.errors import (
    HasItsOwnPhone,
    NoPhone,
    NotAskedAnyMore,
    ReceiptCodeOld,
    ReceiptCodeWrong,
    TooManyReceiptCodes,
)
from chophien.lots.models import Grower
from chophien.lots.selectors.shares import asked_of_person
from chophien.lots.states import PayWay
from chophien.lots.tests.factories import NAMES, NOON, a_brought_lot, a_grower
from chophien.messages.models import Message, OutgoingSms
from chophien.rules.selectors import whole
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of

pytestmark = pytest.mark.django_db
GROWERS, MINE = "/ban-hang/ho-gop/", "/ban-hang/phan-cua-toi/"
VICTIM = "0912345678"


@pytest.fixture
def victim():
    """Somebody with a phone and a shop of their own."""
    person = a_shop(name="Nhà Dợ")[1]
    person.phone = "+84" + VICTIM[1:]
    person.save()
    return person


def test_a_manager_cannot_sign_in_as_who_has_the_phone_that_it_types(victim):
    _seller, manager = a_shop(name="HTX")
    client = signed_in(manager)

    client.post(f"{GROWERS}them/", {"name": NAMES[0], "phone": VICTIM})
    grower = Grower.objects.get()
    client.post(f"{GROWERS}{grower.code}/the/")
    client.post(f"{GROWERS}{grower.code}/sua/", {"name": NAMES[0], "phone": VICTIM})

    grower.refresh_from_db()
    card = SignInCard.objects.get()
    assert card.person == grower.person != victim
    assert not card.person.mobile
    assert not victim.cards.exists()
    assert not victim.growers.exists()


def test_nobody_becomes_a_person_by_a_number_that_somebody_else_typed():
    _seller, manager = a_shop(name="HTX")

    signed_in(manager).post(f"{GROWERS}them/", {"name": NAMES[0], "phone": VICTIM})

    assert not Person.objects.filter(phone__endswith=VICTIM[1:]).exists()


def test_who_has_the_number_is_asked_and_says_that_it_is_them(victim):
    seller, manager = a_shop(name="HTX")
    grower = add_grower(seller=seller, text=GrowerText(NAMES[0], phone=VICTIM), actor=manager, at=NOON)
    client, at_the_desk = signed_in(victim), signed_in(manager)
    assert Message.objects.filter(person_code=victim.code, about=grower.code).exists()

    before = text_of(client.get(MINE))
    stranger = signed_in(PersonFactory()).post(f"{MINE}{grower.code}/la-toi/")
    said = client.post(f"{MINE}{grower.code}/la-toi/")

    grower.refresh_from_db()
    assert "HTX" in before
    assert (stranger.status_code, said["Location"]) == (404, f"{MINE}?ho={grower.code}")
    assert (grower.person, grower.phone_said) == (victim, "")
    assert client.get(MINE).status_code == 200
    refused = at_the_desk.post(f"{GROWERS}{grower.code}/the/")
    assert (refused.status_code, SignInCard.objects.count()) == (409, 0)


def test_who_is_somebody_else_says_so_and_the_number_is_forgotten(victim):
    seller, manager = a_shop(name="HTX")
    grower = add_grower(seller=seller, text=GrowerText(NAMES[0], phone=VICTIM), actor=manager, at=NOON)
    client = signed_in(victim)

    client.post(f"{MINE}{grower.code}/khong-phai/")

    grower.refresh_from_db()
    assert (grower.person, grower.phone_said) == (None, "")
    assert Message.objects.filter(person_code=manager.code, about=grower.code).exists()
    assert client.get(MINE).status_code == 404
    with pytest.raises(NotPermitted):
        accept_grower(grower=grower, actor=victim, at=NOON)


def test_a_number_is_one_household_and_one_that_was_changed_asks_nobody_any_more(victim):
    seller, manager = a_shop(name="HTX")
    text = GrowerText(NAMES[0], phone=VICTIM)
    grower = add_grower(seller=seller, text=text, actor=manager, at=NOON)
    with pytest.raises(Invalid):
        add_grower(seller=seller, text=text, actor=manager, at=NOON)

    change_grower(grower=grower, text=GrowerText(NAMES[0]), actor=manager, at=NOON)

    assert not asked_of_person(victim).exists()
    with pytest.raises(NotPermitted):
        decline_grower(grower=grower, actor=victim, at=NOON)


def test_the_card_of_a_household_that_got_a_phone_ends_with_its_yes(victim):
    seller, manager = a_shop(name="HTX")
    grower = a_grower(seller, NAMES[0])
    printed = print_grower_card(grower=grower, actor=manager, at=timezone.now())
    told = set(Message.objects.filter(about=printed.card.code).values_list("person_code", flat=True))
    change_grower(grower=grower, text=GrowerText(NAMES[0], phone=VICTIM), actor=manager, at=NOON)

    accept_grower(grower=grower, actor=victim, at=NOON)

    printed.card.refresh_from_db()
    grower.refresh_from_db()
    assert printed.card.revoked_at is not None
    assert told == {printed.card.person.code, manager.code}
    with pytest.raises(HasItsOwnPhone):
        print_grower_card(grower=grower, actor=manager, at=timezone.now())
    another = Grower.objects.create(code="HO-KHAC", seller=seller, name="x", phone_said=victim.phone, joined_at=NOON)
    with pytest.raises(NotAskedAnyMore):
        accept_grower(grower=another, actor=victim, at=NOON)


def paid(grower):
    return say_paid(grower=grower, amount_vnd=1_000, way=PayWay.CASH, paid_on=NOON.date(), actor=SYSTEM, at=NOON)


@pytest.fixture
def owed(monkeypatch):
    """A household with a phone to which something is owed."""
    lot, _growers = a_brought_lot(None, "10")
    grower = a_grower(lot.seller, NAMES[4], phone=VICTIM)
    monkeypatch.setattr(
        "chophien.lots.actions.paying.owed_to", lambda pks: {pks[0]: type("", (), {"to_pay_vnd": 9_000})}
    )
    return grower


def test_a_number_that_waits_for_its_owners_yes_gets_no_codes(owed):
    pending = add_grower(seller=owed.seller, text=GrowerText(NAMES[3], phone="0912345679"), actor=SYSTEM, at=NOON)

    with pytest.raises(NoPhone):
        send_receipt_code(payment=paid(pending), actor=SYSTEM, at=NOON)


def test_a_household_gets_so_many_codes_a_day_whatever_was_paid(owed):
    for _day in range(whole("sellers.consent_codes_per_day", at=NOON)):
        send_receipt_code(payment=paid(owed), actor=SYSTEM, at=NOON)

    with pytest.raises(TooManyReceiptCodes):
        send_receipt_code(payment=paid(owed), actor=SYSTEM, at=NOON)


def test_wrong_tries_count_over_all_codes_of_a_payment(owed):
    payment = paid(owed)
    most = whole("sellers.consent_code_tries", at=NOON)
    send_receipt_code(payment=payment, actor=SYSTEM, at=NOON)
    for _try in range(most - 1):
        with pytest.raises(ReceiptCodeWrong):
            check_code(payment=payment, typed="xxxxxx", at=NOON)
    send_receipt_code(payment=payment, actor=SYSTEM, at=NOON)

    with pytest.raises(ReceiptCodeOld):
        check_code(payment=payment, typed="xxxxxx", at=NOON)

    last = OutgoingSms.objects.filter(secret=True).latest("pk").text
    pin = next(word.strip(".") for word in last.split() if word.strip(".").isdigit() and len(word.strip(".")) == 6)
    with pytest.raises(ReceiptCodeOld):
        check_code(payment=payment, typed=pin, at=NOON)
    with pytest.raises(TooManyReceiptCodes):
        send_receipt_code(payment=payment, actor=SYSTEM, at=NOON)
