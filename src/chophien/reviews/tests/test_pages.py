"""The pages of reviews and questions: written by a guest, read by everybody, answered by the shop, looked at by the market."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.orders.tests.pages import as_person, source_of, text_of
from chophien.reviews.models import Question, Review
from chophien.reviews.tests.factories import a_question, a_review, delivered, reviews_of
from chophien.sellers.tests.factories import manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def just_delivered(variant=None, **wish):
    return delivered(variant, at=timezone.now(), **wish)


def test_a_buyer_reviews_the_goods_from_the_order():
    pao = PersonFactory(name="Sùng A Páo")
    order = just_delivered(person=pao)
    code = order.lines.get().variant.code
    client = as_person(pao)

    assert "Đánh giá hàng" in text_of(client.get(f"/don/{order.code}/"))
    refused = client.post(f"/don/{order.code}/danh-gia/{code}/", {"text": "Thơm"})
    done = client.post(f"/don/{order.code}/danh-gia/{code}/", {"score": "4", "text": "Thơm"}, follow=True)

    review = Review.objects.get()
    assert refused.status_code == 422
    assert "Thơm" in source_of(refused)
    assert done.redirect_chain == [(f"/don/{order.code}/danh-gia/?xong=viet", 302)]
    page = text_of(Client().get(f"/hang/{review.listing.slug}-{review.listing.code}/"))
    assert "Người mua nói gì 1 đánh giá" in page
    assert "Thơm" in page


def test_strangers_find_no_form_for_an_order_of_somebody_else():
    order = just_delivered()
    code = order.lines.get().variant.code
    for client in (Client(), as_person(PersonFactory()), as_person(operator())):
        assert client.get(f"/don/{order.code}/danh-gia/").status_code == 404
        assert client.post(f"/don/{order.code}/danh-gia/{code}/", {"score": "1"}).status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_goods_reads_any_number_of_reviews_and_questions_in_two_queries(number):
    silent, variant = a_variant(), a_variant(available=100)
    reviews_of(variant, [5] * number)
    for _one in range(number):
        a_question(variant)
    addresses = [f"/hang/{one.listing.slug}-{one.listing.code}/" for one in (silent, variant)]
    Client().get(addresses[0])

    counts = []
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        counts.append(len(queries))

    assert counts[1] - counts[0] == 2


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_for_any_number_of_rows(number, django_assert_num_queries):
    variant = a_variant(available=100)
    reviews_of(variant, [5] * number)
    for _one in range(number):
        a_question(variant)
    manager, judge = as_person(manager_of(variant.listing.seller)), as_person(operator())
    Review.objects.update(needs_look=True)
    Question.objects.update(needs_look=True)

    for client, path, queries in (
        (Client(), f"/danh-gia/{variant.listing.code}/", 3),
        (Client(), f"/hoi-dap/{variant.listing.code}/", 2),
        (manager, "/ban-hang/danh-gia/", 4),
        (manager, "/ban-hang/hoi-dap/", 4),
        (judge, "/dieu-hanh/loi-khach/", 10),
    ):
        client.get(path)
        with django_assert_num_queries(queries, info=path):
            assert client.get(path).status_code == 200


def test_the_list_of_reviews_goes_on_where_it_ended():
    variant = a_variant(available=100)
    first = a_review(delivered(variant, contact_phone="0912345600", hamlet="Số 0"), text="Đầu tiên")
    Review.objects.filter(pk=first.pk).update(written_at=first.written_at - timedelta(days=1))
    reviews_of(variant, [5] * 20)

    page = Client().get(f"/danh-gia/{variant.listing.code}/")
    following = next(part for part in source_of(page).split('"') if "?trang=" in part)

    assert "Đầu tiên" not in text_of(page)
    assert "Đầu tiên" in text_of(Client().get(following))


def test_asking_needs_signing_in_and_words(client):
    variant = a_variant()
    path = f"/hoi-dap/{variant.listing.code}/"

    stranger = client.post(f"{path}hoi/", {"text": "Còn hàng không?"})
    person = as_person(PersonFactory(name="Mai"))
    empty = person.post(f"{path}hoi/", {"text": ""})
    asked = person.post(f"{path}hoi/", {"text": "Còn hàng không?"}, follow=True)

    assert stranger["Location"].startswith("/dang-nhap/")
    assert empty.status_code == 422
    assert "Còn hàng không?" in text_of(asked)


def test_who_answers_and_who_moderates():
    review = a_review(just_delivered())
    people = everybody(review.seller.code)
    operators = {"operator", "province operator"}
    everyone = set(people) - {"stranger"}

    assert let_in(people, "/dieu-hanh/loi-khach/") == {*operators, "province operator elsewhere"}
    assert let_in(people, f"/dieu-hanh/loi-khach/{review.code}/hop-phap/", method="post") == operators
    hide = {"ground": "insult", "why": "Chửi tục"}
    assert let_in(people, f"/dieu-hanh/loi-khach/{review.code}/an/", method="post", data=hide) == operators
    answer = {"text": "Cảm ơn bạn"}
    answering = {"manager", "packer"}
    assert let_in(people, f"/ban-hang/loi-khach/{review.code}/", method="post", data=answer) == answering
    assert let_in(people, "/ban-hang/danh-gia/") == everyone
    assert let_in(people, f"/bao-noi-dung-xau/{review.code}/") == everyone


def test_a_review_is_hidden_with_its_law_and_shown_again():
    review = a_review(just_delivered())
    client = as_person(operator())
    address = f"/dieu-hanh/loi-khach/{review.code}/"

    refused = client.post(f"{address}an/", {"ground": "insult", "why": ""})
    client.post(f"{address}an/", {"ground": "insult", "why": "Chửi tục"})

    assert refused.status_code == 409
    assert "Thơm và sạch" not in text_of(Client().get(f"/danh-gia/{review.listing.code}/"))
    assert "Chửi tục" in text_of(client.get("/dieu-hanh/loi-khach/?an=1"))
    client.post(f"{address}hien/")
    assert "Thơm và sạch" in text_of(Client().get(f"/danh-gia/{review.listing.code}/"))
