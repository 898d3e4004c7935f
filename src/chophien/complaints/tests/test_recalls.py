"""Goods that are called back: public at least ten days, off the market at once, every buyer told once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import SensitiveLook
from chophien.catalog.states import ListingStatus
from chophien.complaints.actions import recalls
from chophien.complaints.actions.recalls import Notice, end_recall, publish_recall
from chophien.complaints.errors import PeriodWrong, RecallIncomplete, RecallTooShort
from chophien.complaints.models import Recall, RecallTold
from chophien.complaints.tests.factories import NOON
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.lib.sms import sms_size
from chophien.messages.models import Notice as Told
from chophien.messages.models import OutgoingSms
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.tests.factories import a_checkout, an_order, fresh
from chophien.orders.tests.pages import as_person, text_of
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.tests.factories import manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def a_recall(variant, *, actor=None, at=LATER, **facts):
    said = {"why": "Có mốc trong gói", "what_to_do": "Đừng uống, hãy bỏ đi", **facts}
    return publish_recall(listing=variant.listing, notice=Notice(**said), actor=actor or operator(), at=at)


def test_s34_a_recall_is_public_off_the_market_and_told_to_every_buyer_once(do_jobs, monkeypatch):
    monkeypatch.setattr(recalls, "AT_ONCE", 2)
    variant, other = a_variant(available=50), a_variant(available=50)
    buyers = [PersonFactory(name="Mai") for _n in range(3)]
    orders = [a_checkout((variant, 1), person=one).orders[0] for one in buyers]
    guest = a_checkout((variant, 1)).orders[0]
    called_off = a_checkout((variant, 1)).orders[0]
    cancel_order(order=fresh(called_off), reason="Đổi ý", actor=SYSTEM, at=NOON)
    an_order(variant=other)

    recall = a_recall(variant)
    do_jobs()

    variant.listing.refresh_from_db()
    assert variant.listing.status == ListingStatus.TAKEN_DOWN
    assert set(RecallTold.objects.values_list("order__code", flat=True)) == {*(one.code for one in orders), guest.code}
    links = Told.objects.filter(person_code__in=[one.code for one in buyers]).values_list("link", flat=True)
    assert list(links).count(f"/thu-hoi/{recall.code}/") == 3
    assert "Có mốc trong gói" in text_of(Client().get(f"/thu-hoi/{recall.code}/"))
    assert "Thu hồi, xin đừng dùng" in text_of(Client().get("/"))
    assert Recall.objects.get().told_all_at is not None


def test_s34_a_guest_without_an_account_is_told_by_sms_and_the_page_in_it_opens(do_jobs):
    variant = a_variant(available=50)
    order = a_checkout((variant, 1), contact_phone="0987 654 321").orders[0]
    do_jobs()
    OutgoingSms.objects.all().delete()

    recall = a_recall(variant)
    do_jobs()

    [sms] = OutgoingSms.objects.filter(phone="+84987654321")
    told = sms.text.lower()
    assert order.code.lower() in told
    assert f"/thu-hoi/{recall.code}/".lower() in told
    assert "không dùng" in told or "khong dung" in told or "đừng dùng" in told or "dung dung" in told
    assert sms_size(sms.text).segments <= 2
    page = text_of(Client().get(f"/thu-hoi/{recall.code}/"))
    assert "Có mốc trong gói" in page
    assert "Đừng uống, hãy bỏ đi" in page
    assert recall.code in Client().get("/thu-hoi/").content.decode()


def test_s34_an_sms_about_unsafe_goods_is_sent_at_night_and_over_every_limit_of_cost(do_jobs):
    LegalParameter.objects.filter(key__in=["messages.person_cap_vnd", "messages.market_cap_vnd"]).update(value=0)
    forget()
    variant = a_variant(available=50)
    a_checkout((variant, 1), contact_phone="0987 654 321")
    recall = a_recall(variant)

    recalls.tell_some(recall_id=recall.pk, at=NOON.replace(hour=18))  # one in the morning

    assert OutgoingSms.objects.filter(phone="+84987654321", about=recall.code).count() == 1


def test_the_same_notice_pressed_twice_is_one_recall(do_jobs):
    variant = a_variant(available=50)
    mai = PersonFactory(name="Mai")
    a_checkout((variant, 1), person=mai)

    first, again = a_recall(variant), a_recall(variant, at=LATER + timedelta(seconds=2))
    do_jobs()

    assert first == again
    assert Told.objects.filter(person_code=mai.code, link=f"/thu-hoi/{first.code}/").count() == 1
    assert a_recall(variant, why="Thêm một lô bị mốc") != first


def test_only_those_days_are_meant():
    variant = a_variant(available=50)
    for days in (0, 2, 4):
        a_checkout((variant, 1), at=NOON + timedelta(days=days))
    first = (NOON + timedelta(days=1)).date()

    recall = a_recall(variant, at=NOON + timedelta(days=5), sold_from=first, sold_to=first + timedelta(days=2))

    assert recalls.tell_some(recall_id=recall.pk, at=NOON + timedelta(days=5)) == 1


def test_the_notice_stays_in_its_place_for_ten_days():
    recall, judge = a_recall(a_variant()), operator()

    with pytest.raises(RecallTooShort):
        end_recall(recall=recall, actor=judge, at=LATER + timedelta(days=10, seconds=-1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recall.objects.update(ended_at=LATER)
    end_recall(recall=recall, actor=judge, at=LATER + timedelta(days=10))

    assert "Đợt thu hồi này đã xong" in text_of(Client().get(f"/thu-hoi/{recall.code}/"))
    assert "Thu hồi, xin đừng dùng" not in text_of(Client().get("/"))


def test_who_calls_goods_back():
    variant = a_variant()
    people = everybody(variant.listing.seller.code)
    allowed = {"manager", "operator", "province operator"}

    assert let_in(people, f"/ban-hang/thu-hoi/{variant.listing.code}/") == allowed
    with pytest.raises(NotPermitted):
        a_recall(variant, actor=people["packer"])
    assert a_recall(variant, actor=manager_of(variant.listing.seller)).pk


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"why": " "}, RecallIncomplete),
        ({"what_to_do": ""}, RecallIncomplete),
        ({"sold_from": NOON.date(), "sold_to": NOON.date() - timedelta(days=1)}, PeriodWrong),
    ],
)
def test_an_incomplete_notice_is_refused(facts, refusal):
    with pytest.raises(refusal):
        a_recall(a_variant(), **facts)

    assert not Recall.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_recalls_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _one in range(number):
        recall = a_recall(a_variant())
    client = as_person(operator())

    for reader, path, queries in ((Client(), "/thu-hoi/", 1), (client, "/dieu-hanh/thu-hoi/", 6)):
        reader.get(path)
        with django_assert_num_queries(queries, info=path):
            assert reader.get(path).status_code == 200
    assert client.get(f"/dieu-hanh/thu-hoi/{recall.code}/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_recall_takes_the_same_queries_for_any_number_of_buyers(number, do_jobs, django_assert_num_queries):
    variant = a_variant(available=50)
    orders = [a_checkout((variant, 1)).orders[0] for _one in range(number)]
    recall = a_recall(variant)
    do_jobs()
    client, path = as_person(operator()), f"/dieu-hanh/thu-hoi/{recall.code}/"
    client.get(path)

    with django_assert_num_queries(7):
        text = text_of(client.get(path))

    assert all(order.code in text for order in orders)


def test_an_operator_sees_who_the_buyers_are_only_for_a_purpose_that_is_written_down(do_jobs):
    variant = a_variant(available=50)
    order = a_checkout((variant, 1)).orders[0]
    recall = a_recall(variant)
    do_jobs()
    officer = operator()
    client, path = as_person(officer), f"/dieu-hanh/thu-hoi/{recall.code}/"

    asked, silent = text_of(client.get(path)), client.post(path, {"purpose": " vì "})
    seen = text_of(client.post(path, {"purpose": "Gọi cho người chưa trả lời"}))

    assert (order.code in asked, "Sùng A Páo" in asked, "Anh/chị cần xem để làm gì?" in asked) == (True, False, True)
    assert (silent.status_code, "Sùng A Páo" in text_of(silent)) == (409, False)
    assert "Sùng A Páo · " in seen
    looks = SensitiveLook.objects.values_list("what", "subject_code", "actor_code", "purpose")
    assert list(looks) == [("complaints.recall_buyers", recall.code, officer.code, "Gọi cho người chưa trả lời")]
    assert client.get(path).content.decode().count("Sùng A Páo") == 0
