"""Who may say and read where a buyer's money goes: the signed-in buyer, a guest with a code from the order's phone."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from chophien.accounts.actions.codes import confirm_code, send_code
from chophien.accounts.errors import WrongCode
from chophien.accounts.models import Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.complaints.tests.factories import a_complaint, a_delivered_order
from chophien.lib.actor import SYSTEM
from chophien.messages.models import OutgoingSms
from chophien.orders.actions.writing import access_token
from chophien.orders.tests.factories import NOON
from chophien.orders.tests.pages import as_person, text_of
from chophien.payments.actions.asking import ask_for_account
from chophien.payments.models import AccountAsked
from chophien.sellers.tests.factories import manager_of
from tests.money.test_another_account import ANSWER, a_refund_of

pytestmark = pytest.mark.django_db


def waiting(person=None):
    order, refund = a_refund_of(person)
    ask_for_account(about=refund.code, group_code=order.group.code, amount_vnd=refund.amount_vnd, at=NOON)
    return order, refund, f"/don/{order.code}/", f"/don/{order.code}/tai-khoan/"


def opened(client, order):
    client.get(f"/don/{order.code}/", {"k": access_token(order.group, secret=settings.SECRET_KEY)})
    return client


def told(refund):
    return AccountAsked.objects.get(about=refund.code).account_tail


def code_of(order):
    return OutgoingSms.objects.filter(phone=order.group.contact_phone, secret=True).latest("pk").text[11:17]


def way():
    return Entry.objects.filter(what="payments.account_given").latest("pk").facts["way"]


def test_a_persons_order_is_answered_by_that_person_alone_and_read_by_nobody_else():
    buyer = PersonFactory()
    order, refund, page, door = waiting(buyer)
    link, other = opened(Client(), order), opened(as_person(PersonFactory()), order)
    staff = opened(as_person(manager_of(order.seller)), order)

    refused = [one.post(door, ANSWER).status_code for one in (link, other, staff)]
    sent = [one.post(door, {"send": "1"}).status_code for one in (link, other, staff)]

    assert (refused, sent, told(refund)) == ([409] * 3, [409] * 3, "")
    assert not OutgoingSms.objects.filter(secret=True).exists()
    assert "Đăng nhập bằng tài khoản đã đặt hàng" in text_of(link.get(page))
    assert as_person(buyer).post(door, ANSWER).status_code == 302
    assert (told(refund), way()) == ("2233", "signed_in")
    assert "số cuối 2233" in text_of(as_person(buyer).get(page))
    for one in (link, other, staff):
        assert "LO THI MAY" not in one.get(page).text
        assert "2233" not in text_of(one.get(page))


def test_a_guests_order_is_answered_with_a_code_from_its_phone_and_read_by_no_link():
    order, refund, page, door = waiting()
    guest = opened(Client(), order)

    before = guest.get(page)
    bare = guest.post(door, ANSWER)
    sent = guest.post(door, {"send": "1"})
    form, again = guest.get(page), guest.get(page)
    right = code_of(order)
    wrong = guest.post(door, {**ANSWER, "code": f"{(int(right) + 1) % 1_000_000:06}"})
    bad = guest.post(door, {**ANSWER, "account": "12", "code": right})
    given = guest.post(door, {**ANSWER, "code": right})

    assert (bare.status_code, sent.status_code) == (422, 302)
    assert ['name="code"' in one.text for one in (before, form, again)] == [False, True, True]
    assert sent.url == f"{page}#tai-khoan"
    assert (wrong.status_code, "LO THI MAY" in wrong.text, bad.status_code) == (422, True, 422)
    assert (given.status_code, told(refund), way()) == (302, "2233", "phone_code")
    shown = text_of(guest.get(page))
    assert ("Tiền của bạn sẽ được chuyển lại" in shown, "2233" in shown, "LO THI MAY" in shown) == (True, False, False)
    assert guest.post(door, {**ANSWER, "account": "99998888", "code": right}).status_code == 422
    assert told(refund) == "2233"


def test_a_code_for_an_account_signs_nobody_in_and_one_to_sign_in_names_no_account():
    order, refund, _page, door = waiting()
    guest, phone = opened(Client(), order), order.group.contact_phone
    guest.post(door, {"send": "1"})
    words = OutgoingSms.objects.filter(phone=phone, secret=True).latest("pk").text
    for_account = code_of(order)
    send_code(phone=phone, actor=SYSTEM, at=timezone.now())
    to_sign_in = code_of(order)

    with pytest.raises(WrongCode):
        confirm_code(phone=phone, code=for_account, actor=SYSTEM, at=timezone.now())
    refused = guest.post(door, {**ANSWER, "code": to_sign_in})
    given = guest.post(door, {**ANSWER, "code": for_account})

    assert ("dang nhap" in words.lower(), "la ma de ghi tai khoan nhan tien" in words) == (False, True)
    assert (refused.status_code, given.status_code, told(refund)) == (422, 302, "2233")
    assert not Person.objects.filter(phone=phone).exists()


def test_too_many_wrong_codes_close_the_door_to_the_right_one_too():
    order, refund, _page, door = waiting()
    guest = opened(Client(), order)
    guest.post(door, {"send": "1"})
    right = code_of(order)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    tries = [guest.post(door, {**ANSWER, "code": wrong}).status_code for _time in range(12)]

    assert (tries[0], tries[-1]) == (422, 409)
    assert (guest.post(door, {**ANSWER, "code": right}).status_code, told(refund)) == (409, "")


def test_the_shops_staff_neither_ask_for_a_code_nor_use_one():
    order, refund, page, door = waiting()
    opened(Client(), order).post(door, {"send": "1"})
    staff = opened(as_person(manager_of(order.seller)), order)

    answers = [
        staff.post(door, {**ANSWER, "code": code_of(order)}).status_code,
        staff.post(door, {"send": "1"}).status_code,
    ]

    assert (answers, told(refund), "Gửi mã" in text_of(staff.get(page))) == ([409, 409], "", False)


def test_an_operator_opens_the_account_of_their_own_shops_refund_and_of_no_other_of_the_group():
    order, refund, _page, _door = waiting(buyer := PersonFactory())
    here = as_person(holder_of(Role.OPERATOR, Scope.PROVINCE, order.seller.commune.province.code))
    elsewhere = AccountAsked.objects.create(
        about="HT-KHAC", group_code=order.group.code, amount_vnd=5_000, asked_at=NOON, answered_at=NOON
    )
    surplus = AccountAsked.objects.create(
        about="TR-THUA", group_code=order.group.code, amount_vnd=5_000, asked_at=NOON, answered_at=NOON
    )
    as_person(buyer).post(f"/don/{order.code}/tai-khoan/", ANSWER)

    own, *others = [
        here.get(f"/dieu-hanh/tien/tai-khoan/{code}/").status_code
        for code in (refund.code, elsewhere.about, surplus.about)
    ]
    nation = as_person(operator()).get(f"/dieu-hanh/tien/tai-khoan/{surplus.about}/").status_code

    assert (own, others, nation) == (200, [404, 404], 200)


def test_from_a_complaints_page_the_code_and_the_answer_lead_back_to_it():
    complaint = a_complaint(order=a_delivered_order())
    order, page = complaint.order, f"/don/{complaint.order.code}/khieu-nai/{complaint.code}/"
    AccountAsked.objects.create(about="HT-NAY", group_code=order.group.code, amount_vnd=5_000, asked_at=NOON)
    guest, door = opened(Client(), order), f"/don/{order.code}/tai-khoan/"

    sending = guest.get(page).text
    sent = guest.post(door, {"send": "1", "next": page})
    bad = guest.post(door, {**ANSWER, "next": page, "code": "1"})
    given = guest.post(door, {**ANSWER, "next": page, "code": code_of(order)})

    kept = f'name="next" value="{page}"'
    assert (kept in sending, sent.url, given.url) == (True, f"{page}#tai-khoan", page)
    assert (bad.status_code, kept in bad.text) == (422, True)


def test_a_complaints_page_tells_a_link_nothing_of_the_account_either():
    complaint = a_complaint(order=a_delivered_order(person=PersonFactory()))
    order = complaint.order
    said = {"answered_at": NOON, "owner_name": "LO THI MAY", "account_tail": "2233", "bank_bin": "970436"}
    AccountAsked.objects.create(about="HT-NAY", group_code=order.group.code, amount_vnd=5_000, asked_at=NOON, **said)
    door = f"/don/{order.code}/khieu-nai/{complaint.code}/"

    link, own = text_of(opened(Client(), order).get(door)), text_of(as_person(order.group.person).get(door))

    assert ("Tiền của bạn sẽ được chuyển lại" in link, "2233" in link, "LO THI MAY" in link) == (True, False, False)
    assert "LO THI MAY, số cuối 2233" in own
