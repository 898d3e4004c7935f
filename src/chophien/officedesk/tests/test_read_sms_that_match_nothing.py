from datetime import timedelta

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.errors import NotPermitted
from chophien.messages.models import OutgoingSms
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import office_of
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.smsdesk.actions import answer_by_hand, see_number
from chophien.smsdesk.models import IncomingSms
from chophien.smsdesk.tests.factories import an_sms

pytestmark = pytest.mark.django_db
LIST = "/dieu-hanh/tin-den/"
STRANGER = "+84987000111"


def waiting(person, key="sms"):
    return next(one for one in queues_of(office_of(person, at=NOON), at=NOON) if one.kind.key == key)


def test_what_was_not_understood_and_what_strangers_write_waits_the_longest_first():
    seller = a_seller(name="Nhà Mẩy")
    late = an_sms(manager_of(seller), "bao nhieu tien vay", at=NOON + timedelta(hours=1))
    early = an_sms(STRANGER, "alo alo", at=NOON)
    an_sms(manager_of(seller), "giup", at=NOON)
    boss = operator()

    page = text_of(signed_in(boss).get(LIST))
    queue = waiting(boss)

    assert page.index(early.code) < page.index(late.code)
    assert (queue.count, queue.since) == (2, NOON)
    assert "Nhà Mẩy" in page


def test_an_operator_of_a_province_reads_those_of_its_shops_and_no_strangers():
    here = an_sms(manager_of(a_seller()), "bao nhieu tien vay")
    an_sms(STRANGER, "alo")

    page = text_of(signed_in(officer(Role.OPERATOR, "08")).get(LIST))
    far = text_of(signed_in(officer(Role.OPERATOR, "20")).get(LIST))

    assert page.count(LIST + "TD-") == 1
    assert here.code in page
    assert LIST + "TD-" not in far
    assert waiting(officer(Role.OPERATOR, "08")).count == 1


def test_the_number_shows_only_after_the_purpose_was_said_and_written_down():
    boss, sms = operator(), an_sms(STRANGER, "alo")
    client, page = signed_in(boss), f"{LIST}{sms.code}/"

    masked = text_of(client.get(page))
    refused = client.post(f"{page}so/", {"purpose": " "})
    shown = text_of(client.post(f"{page}so/", {"purpose": "Gọi lại"}))

    for number in (STRANGER, "0987 000 111"):
        assert number not in masked + text_of(refused) + text_of(client.get(LIST))
    assert (refused.status_code, SensitiveLook.objects.count()) == (409, 1)
    assert "0987 000 111" in shown
    look = SensitiveLook.objects.get()
    assert (look.what, look.subject_code, look.purpose) == ("smsdesk.number", sms.code, "Gọi lại")


def test_an_answer_goes_out_as_one_sms_without_tone_marks_and_the_row_is_closed():
    boss, sms = operator(), an_sms(STRANGER, "mua che o dau")
    told = OutgoingSms.objects.count()

    done = signed_in(boss).post(f"{LIST}{sms.code}/tra-loi/", {"words": "Mời bác gọi tổ công nghệ của xã ạ"})

    sms.refresh_from_db()
    sent = OutgoingSms.objects.order_by("pk").last()
    assert done["Location"] == f"{LIST}?xong=tra-loi"
    assert (sent.phone, sent.text, OutgoingSms.objects.count()) == (
        STRANGER,
        "Moi bac goi to cong nghe cua xa a",
        told + 1,
    )
    assert (sms.helped_by, sms.helped_words) == (boss.code, sent.text)
    assert Entry.objects.filter(what="smsdesk.sms_answered_by_hand", subject_code=sms.code).count() == 1


@pytest.mark.parametrize(
    ("words", "why"), [("", "Hãy viết câu trả lời"), ("a" * 161, "nhiều nhất 160"), ("[" * 81, "nhiều nhất 160")]
)
def test_what_cannot_be_answered_comes_back_with_the_words_kept(words, why):
    sms = an_sms(STRANGER, "alo")

    answer = signed_in(operator()).post(f"{LIST}{sms.code}/tra-loi/", {"words": words})

    assert (answer.status_code, IncomingSms.objects.get().helped_at) == (409, None)
    assert why in text_of(answer)
    assert words in text_of(answer)


def test_a_sender_that_is_no_number_is_closed_but_not_answered():
    sms = an_sms("VIETTEL", "khuyen mai")
    client = signed_in(operator())

    refused = client.post(f"{LIST}{sms.code}/tra-loi/", {"words": "Chào"})
    closed = client.post(f"{LIST}{sms.code}/xong/")

    assert (refused.status_code, closed.status_code) == (409, 302)
    assert Entry.objects.filter(what="smsdesk.sms_cared_for", subject_code=sms.code).count() == 1


def test_what_somebody_took_care_of_is_gone_and_not_answered_twice():
    boss, sms = operator(), an_sms(STRANGER, "alo")
    client = signed_in(boss)
    client.post(f"{LIST}{sms.code}/tra-loi/", {"words": "Chào bác"})

    again = client.post(f"{LIST}{sms.code}/tra-loi/", {"words": "Chào bác"})

    assert again.status_code == 404
    assert waiting(boss).count == 0


def test_a_helper_neither_sees_the_number_nor_answers_in_the_markets_name():
    seller = a_seller()
    pao = helper_in(seller.commune.code)
    a_mandate(seller=seller, helper=pao, at=NOON)
    sms = an_sms(manager_of(seller), "bao nhieu tien vay")

    with pytest.raises(NotPermitted):
        answer_by_hand(sms=sms, words="Chào", actor=pao, at=NOON)
    with pytest.raises(NotPermitted):
        see_number(sms=sms, purpose="Gọi lại", actor=pao, at=NOON)


def test_who_reads_sms():
    seller = a_seller()
    people = everybody(seller.code)
    sms = an_sms(manager_of(seller), "bao nhieu tien vay")

    assert let_in(people, LIST) == {"operator", "province operator", "province operator elsewhere"}
    assert let_in(people, f"{LIST}{sms.code}/") == {"operator", "province operator"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    seller = a_seller()
    for place in range(number):
        an_sms(manager_of(seller), f"bao nhieu tien {place}")
    client = signed_in(operator())

    with django_assert_num_queries(9):
        assert client.get(LIST).status_code == 200
