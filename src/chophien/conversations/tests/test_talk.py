"""A buyer and a shop write to each other; nobody else reads it until one of them asks for it."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.errors import PurposeMissing
from chophien.audit.models import SensitiveLook
from chophien.conversations.actions.talking import (
    Words,
    forget_old_talks,
    look_at,
    open_about_goods,
    open_about_order,
    report_talk,
    write_message,
)
from chophien.conversations.errors import NothingSaid, OwnShop, WhyMissing
from chophien.conversations.models import Conversation, Message
from chophien.conversations.selectors.talks import unread_by_shops
from chophien.lib.errors import NotPermitted
from chophien.lib.held import NOBODY
from chophien.messages.models import Notice
from chophien.orders.tests.factories import NOON, a_checkout, guest, staff
from chophien.orders.tests.pages import as_person, source_of, text_of
from chophien.sellers.tests.factories import manager_of
from chophien.supply.tests.factories import a_variant
from chophien.uploads.errors import NotARecording
from chophien.uploads.models import Recording
from chophien.uploads.tests.factories import jpeg
from chophien.uploads.tests.sounds import ogg

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


def an_order(**facts):
    return a_checkout((a_variant(available=10), Decimal(1)), at=timezone.now(), **facts)


def a_talk(*, person=None, text="Chè còn không chị?", variant=None):
    person = person or PersonFactory(name="Mai")
    listing = (variant or a_variant()).listing
    talk = open_about_goods(listing=listing, title="Chè Shan", person=person, at=NOON)
    write_message(conversation=talk, words=Words(text), actor=person, at=NOON)
    return Conversation.objects.select_related("seller__commune__province", "person").get(pk=talk.pk)


def test_each_side_has_its_own_count_of_what_is_new():
    talk = a_talk()
    manager = manager_of(talk.seller)

    write_message(conversation=talk, words=Words("Chị ơi?"), actor=talk.person, at=LATER)
    assert unread_by_shops([talk.seller_id]) == 2
    write_message(conversation=talk, words=Words("Còn em nhé"), actor=manager, at=LATER)

    talk.refresh_from_db()
    assert (talk.seller_unread, talk.buyer_unread, talk.last_text) == (0, 1, "Còn em nhé")


def test_what_is_written_is_kept_without_phones():
    talk = a_talk(text="Gọi em 0912 345 678 nhé")

    message = Message.objects.get()
    assert (message.text, message.masked) == ("Gọi em ••• nhé", True)
    assert "0912" not in talk.last_text


def test_a_photo_and_a_voice_are_heard_and_seen_by_the_two_sides_only():
    talk = a_talk()
    words = Words(photo=BytesIO(jpeg(200, 200)), voice=BytesIO(ogg(3)))
    message = write_message(conversation=talk, words=words, actor=talk.person, at=LATER)
    paths = [f"/tro-chuyen/{talk.code}/tep/{code}/" for code in (message.photo_code, message.voice_code)]
    shop = [path.replace("/tro-chuyen/", "/ban-hang/tro-chuyen/") for path in paths]

    def status(person, path):
        return as_person(person).get(path).status_code

    assert [status(talk.person, path) for path in paths] == [200, 200]
    assert [status(manager_of(talk.seller), path) for path in shop] == [200, 200]
    for other in (PersonFactory(), operator()):
        assert [status(other, path) for path in (*paths, *shop)] == [404] * 4


def test_who_writes():
    talk = a_talk()
    for actor in (PersonFactory(), operator(), guest(an_order().orders[0])):
        with pytest.raises(NotPermitted):
            write_message(conversation=talk, words=Words("Xin chào"), actor=actor, at=LATER)
    with pytest.raises(NothingSaid):
        write_message(conversation=talk, words=Words("  "), actor=talk.person, at=LATER)
    with pytest.raises(OwnShop):
        open_about_goods(listing=talk.listing, title="x", person=manager_of(talk.seller), at=LATER)


def test_the_other_side_is_told_once_for_all_that_is_unread(do_jobs):
    talk = a_talk()
    manager = manager_of(talk.seller)
    write_message(conversation=talk, words=Words("Chị ơi?"), actor=talk.person, at=LATER)
    do_jobs()

    assert Notice.objects.filter(person_code=manager.code).count() == 1
    write_message(conversation=talk, words=Words("Còn em nhé"), actor=manager, at=LATER)
    do_jobs()
    assert Notice.objects.get(person_code=talk.person.code).link == f"/tro-chuyen/{talk.code}/"


def test_a_guest_writes_about_the_order_and_the_shop_answers():
    placed = an_order()
    order, client = placed.orders[0], Client()
    client.get(f"/don/{order.code}/?k={placed.access_token}")
    path = f"/don/{order.code}/nhan-tin/"

    client.post(path, {"text": "Bao giờ gửi hàng?"})
    shop = as_person(staff(order))
    talk = Conversation.objects.get()
    answered = shop.post(f"/ban-hang/tro-chuyen/{talk.code}/", {"text": "Mai em nhé"}, follow=True)

    assert "Bao giờ gửi hàng?" in text_of(answered)
    assert "Mai em nhé" in text_of(client.get(path))
    assert Client().get(path).status_code == 404


def test_ready_words_fill_the_form_of_the_shop():
    talk = a_talk()

    page = as_person(manager_of(talk.seller)).get(f"/ban-hang/tro-chuyen/{talk.code}/?mau=co-hang")

    assert "Hàng vẫn còn. Bạn đặt được rồi." in source_of(page)


def test_what_is_refused_comes_back_as_it_was_typed():
    talk = a_talk()
    client = as_person(talk.person)

    empty = client.post(f"/tro-chuyen/{talk.code}/", {"text": "  "})
    long = client.post(f"/tro-chuyen/{talk.code}/", {"text": "x" * 1001})

    assert (empty.status_code, long.status_code) == (409, 422)
    assert "x" * 1001 in source_of(long)


def test_too_many_messages_are_refused_with_the_time_to_wait(settings):
    settings.RATE_LIMITS = True
    talk = a_talk()
    client = as_person(talk.person)

    statuses = [client.post(f"/tro-chuyen/{talk.code}/", {"text": f"Tin {n}"}).status_code for n in range(41)]

    assert statuses == [302] * 40 + [429]


def test_the_market_reads_only_what_was_reported_for_a_purpose_that_is_written_down():
    talk, judge = a_talk(), operator()
    with pytest.raises(NotPermitted):
        look_at(conversation=talk, purpose="Xem thử", actor=judge, at=LATER)
    with pytest.raises(WhyMissing):
        report_talk(conversation=talk, why=" ", actor=talk.person, at=LATER)

    report_talk(conversation=talk, why="Đòi chuyển tiền ngoài chợ", actor=talk.person, at=LATER)

    with pytest.raises(PurposeMissing):
        look_at(conversation=talk, purpose="", actor=judge, at=LATER)
    look_at(conversation=talk, purpose="Xem lời báo", actor=judge, at=LATER)
    look = SensitiveLook.objects.get(what="conversations.messages")
    assert (look.actor_code, look.subject_code, look.purpose) == (judge.code, talk.code, "Xem lời báo")


def test_reported_conversations_are_listed_without_their_words():
    talk = a_talk(text="Chuyển tiền trước đi")
    report_talk(conversation=talk, why="Lừa đảo", actor=manager_of(talk.seller), at=LATER)
    people = everybody(talk.seller.code)
    operators = {"operator", "province operator"}
    look = {"purpose": "Xem lời báo"}

    listed = as_person(people["operator"]).get("/dieu-hanh/tin-bi-bao/")
    read = as_person(people["operator"]).post(f"/dieu-hanh/tin-bi-bao/{talk.code}/xem/", look)

    assert "Lừa đảo" in text_of(listed)
    assert "Chuyển tiền trước đi" not in text_of(listed)
    assert "Chuyển tiền trước đi" in text_of(read)
    assert let_in(people, f"/dieu-hanh/tin-bi-bao/{talk.code}/xem/", method="post", data=look) == operators
    assert let_in(people, f"/dieu-hanh/tin-bi-bao/{talk.code}/xong/", method="post") == operators
    assert let_in(people, f"/ban-hang/tro-chuyen/{talk.code}/") == {"manager", "packer"}
    assert let_in(people, f"/tro-chuyen/{talk.code}/") == set()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_for_any_number_of_conversations(number, django_assert_num_queries):
    variants = [a_variant(seller=None) for _n in range(number)]
    person = PersonFactory(name="Mai")
    seller = variants[0].listing.seller
    for variant in variants:
        talk = a_talk(person=person, variant=variant)
        Conversation.objects.filter(pk=talk.pk).update(seller=seller, reported_at=NOON, needs_look=True)
    manager, judge = as_person(manager_of(seller)), as_person(operator())

    for client, path, queries in (
        (as_person(person), "/tro-chuyen/", 3),
        (manager, "/ban-hang/tro-chuyen/", 4),
        (judge, "/dieu-hanh/tin-bi-bao/", 7),
    ):
        client.get(path)
        with django_assert_num_queries(queries, info=path):
            assert client.get(path).status_code == 200


def test_writing_about_goods_needs_signing_in_and_opens_one_conversation():
    variant = a_variant()
    path = f"/nhan-tin/{variant.listing.code}/"

    stranger = Client().get(path)
    person = as_person(PersonFactory())
    first, second = person.get(path), person.get(path)

    assert stranger["Location"].startswith("/dang-nhap/")
    assert first["Location"] == second["Location"]
    assert Conversation.objects.count() == 1


def test_the_conversation_about_an_order_is_one_for_both_sides():
    order = an_order().orders[0]

    by_shop = open_about_order(order=order, actor=staff(order), at=LATER)

    assert open_about_order(order=order, actor=guest(order), at=LATER) == by_shop
    with pytest.raises(NotPermitted):
        open_about_order(order=an_order().orders[0], actor=PersonFactory(), at=LATER)


def test_what_was_said_years_ago_is_forgotten_unless_it_waits_for_a_look():
    old, reported, new = a_talk(), a_talk(), a_talk()
    Conversation.objects.filter(pk__in=[old.pk, reported.pk]).update(last_at=NOON - timedelta(days=3 * 366 + 1))
    Conversation.objects.filter(pk=reported.pk).update(reported_at=NOON, needs_look=True)

    assert forget_old_talks(before=NOON - timedelta(days=3 * 366), held=NOBODY) == (1, 0)
    assert set(Conversation.objects.values_list("pk", flat=True)) == {reported.pk, new.pk}


def test_a_voice_is_recorded_on_the_page_or_sent_as_a_file():
    talk = a_talk()
    client, address = as_person(talk.person), f"/tro-chuyen/{talk.code}/"
    page = source_of(client.get(address))

    response = client.post(address, {"text": "", "voice": SimpleUploadedFile("giong-noi.ogg", ogg(3), "audio/ogg")})

    assert 'data-voice data-seconds="60" data-kilobytes="250"' in page
    assert "uploads/voice" in page
    assert 'type="file" name="voice"' in page
    assert response.status_code == 302
    assert Recording.objects.get().code == Message.objects.latest("pk").voice_code


def test_a_voice_that_cannot_be_played_is_refused_and_the_words_stay():
    talk = a_talk()
    apple = SimpleUploadedFile("ghi-am.m4a", b"\0\0\0\x1cftypM4A " + bytes(400), "audio/mp4")

    response = as_person(talk.person).post(f"/tro-chuyen/{talk.code}/", {"text": "Em hỏi giá ạ", "voice": apple})

    page = source_of(response)
    assert (response.status_code, Recording.objects.exists()) == (409, False)
    assert "Em hỏi giá ạ</textarea>" in page
    assert str(NotARecording.message) in page


def test_the_sellers_tabs_count_what_waits_to_be_read_and_guests_cost_nothing():
    talk = a_talk()
    manager = manager_of(talk.seller)

    page = source_of(as_person(manager).get(f"/ban-hang/?gian={talk.seller.code}"))

    assert '<span class="count num">1</span>' in page
    with CaptureQueriesContext(connection) as asked:
        Client().get("/")
    assert not [one for one in asked.captured_queries if "conversations_" in one["sql"]]


def test_the_same_words_pressed_twice_are_one_message():
    talk = a_talk(text="Chị ơi?")

    write_message(conversation=talk, words=Words("Chị ơi?"), actor=talk.person, at=NOON + timedelta(seconds=3))
    write_message(conversation=talk, words=Words("Chị ơi?"), actor=talk.person, at=LATER)

    assert list(Message.objects.values_list("at", flat=True)) == [NOON, LATER]
