"""A helper who may answer for a household answers reviews, questions and messages; buyers read both names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.conversations.actions.talking import Words, open_about_goods, write_message
from chophien.lib.errors import NotPermitted
from chophien.orders.tests.pages import as_person, text_of
from chophien.reviews.actions.writing import answer_words
from chophien.reviews.tests.factories import a_question, a_review, delivered
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    at = timezone.now() - timedelta(hours=3)
    seller = a_seller(name="Bà Sùng")
    manager_of(seller, name="Bà Sùng")
    return a_variant(seller=seller, available=100), seller, helper_in(name="Giàng A Páo"), at


def written(kind, variant, *, at):
    """A review, a question, or a message of a buyer, and what answers it."""
    if kind == "message":
        buyer = PersonFactory(name="Mai")
        talk = open_about_goods(listing=variant.listing, title="Chè", person=buyer, at=at)
        write_message(conversation=talk, words=Words("Chè còn không?"), actor=buyer, at=at)
        page = f"/tro-chuyen/{talk.code}/"
        return lambda **by: write_message(conversation=talk, words=Words("Còn nhiều nhé"), **by), page, buyer
    words = a_review(delivered(variant, at=at), at=at) if kind == "review" else a_question(variant, at=at)
    page = f"/hang/{variant.listing.slug}-{variant.listing.code}/"
    return lambda **by: answer_words(words=words, text="Còn nhiều nhé", **by), page, PersonFactory()


@pytest.mark.parametrize("kind", ["review", "question", "message"])
def test_s24_an_answer_by_a_helper_shows_both_names_to_buyers(world, kind):
    variant, seller, helper, at = world
    a_mandate(seller=seller, helper=helper, deeds=(Deed.ANSWER,), at=at)
    answer, page, reader = written(kind, variant, at=at)

    answer(actor=helper, at=at + timedelta(hours=1))

    text = text_of(as_person(reader).get(page))
    assert "Còn nhiều nhé" in text
    assert "Bà Sùng (" in text
    assert "Páo giúp)" in text
    assert Entry.objects.filter(actor_code=helper.code, on_behalf_of=seller.code).exists()


@pytest.mark.parametrize("kind", ["review", "question", "message"])
def test_a_helper_who_may_do_other_things_answers_nobody(world, kind):
    variant, seller, helper, at = world
    a_mandate(seller=seller, helper=helper, deeds=(Deed.LIST, Deed.ACCEPT, Deed.HAND_OVER), at=at)
    answer, _page, _reader = written(kind, variant, at=at)

    with pytest.raises(NotPermitted):
        answer(actor=helper, at=at + timedelta(hours=1))
