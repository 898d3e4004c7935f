"""Goods leave search with their shop's right to sell, and come back with it; a card gets its photo when it is made."""

import json
from io import BytesIO

import pytest

from chophien.catalog.models import SearchEntry
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM
from chophien.sellers.actions.standing import announce_suspension, lift_suspension
from chophien.sellers.tests.factories import a_seller
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.tests.factories import NOON, jpeg

pytestmark = pytest.mark.django_db


def found() -> list[int]:
    return list(SearchEntry.objects.order_by("listing_id").values_list("listing_id", flat=True))


def test_the_goods_of_a_suspended_shop_vanish_from_search_at_once_and_others_stay():
    seller = a_seller()
    ours, theirs = a_listing(seller=seller), a_listing()

    announce_suspension(
        seller=seller, reason="Theo yêu cầu", authority_order="12/QĐ", effective_at=NOON, actor=SYSTEM, at=NOON
    )

    assert ours.pk not in found()
    assert found() == [theirs.pk]


def test_an_announced_suspension_leaves_the_goods_on_sale_until_it_counts(do_jobs):
    listing = a_listing()
    announce_suspension(seller=listing.seller, reason="Hàng giả", actor=SYSTEM, at=NOON)
    while_announced = found()

    do_jobs()

    assert while_announced == [listing.pk]
    assert found() == []


def test_goods_come_back_when_the_shop_may_sell_again(do_jobs):
    listing = a_listing()
    announce_suspension(seller=listing.seller, reason="Hàng giả", actor=SYSTEM, at=NOON)
    do_jobs()

    lift_suspension(seller=listing.seller, reason="Đã rõ", actor=SYSTEM, at=NOON)

    assert found() == [listing.pk]


def test_a_card_shows_the_photo_once_its_copies_are_made(do_jobs, settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    seller = a_seller()
    photo = take_photo(file=BytesIO(jpeg(400, 300)), owner_code=seller.code, actor=SYSTEM, at=NOON)
    listing = a_listing(seller=seller, photo_codes=[photo.code])
    before = json.loads(SearchEntry.objects.get(listing=listing).card)["photo"]

    do_jobs()

    after = json.loads(SearchEntry.objects.get(listing=listing).card)["photo"]
    assert before is None
    assert (after["code"], after["widths"]) == (photo.code, [160, 320])
