"""Strange sizes, seasons, weights and words: refused beside their field, or kept as far as they make sense."""

import pytest

from chophien.sellerdesk.tests.factories import a_draft, a_shop, a_size, signed_in, size_data, text_of
from chophien.sellerdesk.tests.goods import fresh
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def test_a_foreign_or_doubled_size_code_becomes_a_new_size():
    seller, my = a_shop()
    mine, foreign = a_variant(seller=seller), a_variant()

    signed_in(my).post(
        f"/ban-hang/hang/{mine.listing.code}/gia/",
        size_data(
            a_size(code=mine.code),
            a_size(code=foreign.code, price_vnd="1.000"),
            a_size(code=mine.code, price_vnd="2.000"),
        ),
    )

    codes = [offer["code"] for offer in fresh(mine.listing).working.offers]
    foreign.refresh_from_db()
    assert codes[0] == mine.code
    assert len(set(codes)) == 3
    assert foreign.code not in codes
    assert foreign.price_vnd == 185_000


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price_vnd": "mười nghìn"}, "price_vnd"),
        ({"price_vnd": "-5"}, "price_vnd"),
        ({"price_vnd": "9" * 30}, "price_vnd"),
        ({"weight_g": "nặng"}, "weight_g"),
        ({"weight_g": "0"}, "weight_g"),
        ({"weight_g": "5 lít"}, "weight_g"),
        ({"weight_g": "9000 kg"}, "weight_g"),
        ({"left": "-1"}, "left"),
        ({"left": "1,2345"}, "left"),
        ({"unit": "thúng"}, "unit"),
        ({"pack": "x" * 41}, "pack"),
        ({"step": "0"}, "step"),
        ({"title": "y" * 81}, "title"),
    ],
)
def test_absurd_sizes_are_refused_beside_their_field_and_nothing_is_kept(typed, field):
    seller, my = a_shop()
    listing = a_draft(seller, offers=[])

    answer = signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(**typed)))

    page = text_of(answer)
    assert answer.status_code == 422
    assert f'id="id_size-0-{field}-error"' in page
    assert fresh(listing).working.offers == []


@pytest.mark.parametrize("season", [("31/2", "1/3"), ("1/3", ""), ("", "1/3"), ("hè", "thu")])
def test_a_season_that_is_none_is_refused(season):
    seller, my = a_shop()
    listing = a_draft(seller)

    answer = signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(), season=season))

    assert answer.status_code == 422
    assert "season_" in text_of(answer)
    assert fresh(listing).working.season_from == ""


def test_weights_are_read_as_people_write_them():
    seller, my = a_shop()
    client = signed_in(my)
    read = {}
    for typed in ("180", "180 g", "1,5 kg", "1.500", "2kg"):
        listing = a_draft(seller, offers=[])
        client.post(f"/ban-hang/hang/{listing.code}/gia/", size_data(a_size(weight_g=typed), button="save"))
        read[typed] = fresh(listing).working.offers[0]["weight_g"]

    assert read == {"180": 180, "180 g": 180, "1,5 kg": 1_500, "1.500": 1_500, "2kg": 2_000}


def test_strange_words_are_kept_as_far_as_they_are_words():
    seller, my = a_shop()
    listing = a_draft(seller)
    typed = "Chè\x00 H’Mông \u202etuyết\u202c 🍵"

    signed_in(my).post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": typed, "description": "x" * 100, "category": "che", "save": "1"},
    )

    assert fresh(listing).working.title == "Chè H’Mông tuyết 🍵"


def test_too_long_a_story_is_refused_and_stays_in_the_field():
    seller, my = a_shop()
    listing = a_draft(seller)

    answer = signed_in(my).post(
        f"/ban-hang/hang/{listing.code}/la-gi/",
        {"title": "t" * 141, "description": "d" * 6_001, "category": "khong-co", "next": "1"},
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert "t" * 141 in page
    assert "d" * 6_001 in page
    assert fresh(listing).working.title == "Chè Shan tuyết cổ thụ"


def test_a_formset_without_its_numbers_is_refused_calmly():
    seller, my = a_shop()
    listing = a_draft(seller)

    answers = [
        signed_in(my).post(f"/ban-hang/hang/{listing.code}/gia/", data).status_code
        for data in ({}, {"size-TOTAL_FORMS": "viele"}, size_data(a_size()) | {"size-TOTAL_FORMS": "9999"})
    ]

    assert answers == [422, 422, 422]
