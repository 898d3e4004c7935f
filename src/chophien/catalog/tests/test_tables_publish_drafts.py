"""Goods that wait for review are put on sale by a table: what it does not tell of stays as it was written."""

import pytest
from django.utils import timezone

from chophien.catalog.actions.bulk import BulkListing, write_listings
from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.tests.factories import a_category, a_text, an_offer
from chophien.lib.actor import SYSTEM
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
WORDS = {
    "special": "Hái trước mưa xuân.",
    "use": "Pha nước 85 độ.",
    "storage": "Để nơi khô ráo.",
    "origin": "Lũng Phìn",
}
SEASON = {"season_from": "08-27", "season_to": "12-08"}
ATTRIBUTES = {"hsd_ngay": "90"}


@pytest.fixture
def seller():
    return a_seller()


@pytest.fixture
def table(seller):
    """Brings the goods in as a table does that knows of neither attributes nor words, at this price."""
    category = a_category()

    def bring(*, publish, price_vnd=185_000, **more):
        offer = an_offer(price_vnd=price_vnd)
        row = BulkListing(
            seller, "CHE-1", a_text(category=category, offers=[offer], **SEASON, **more), offer, stars=None
        )
        [written] = write_listings([row], publish=publish, actor=SYSTEM, at=timezone.now())
        return written

    return bring


def told(version):
    said = {name: getattr(version, name) for name in WORDS}
    return version.attributes, said, version.season_lunar, version.fact_codes, version.photo_codes


@pytest.mark.parametrize("price_vnd", [185_000, 199_000])
def test_a_households_draft_keeps_its_words_and_its_pack_when_a_table_puts_it_on_sale(seller, table, price_vnd):
    more = {**SEASON, **WORDS, "season_lunar": "07-15/10-30", "fact_codes": ["SV1"], "photo_codes": ["ANH1"]}
    text = a_text(category=a_category(), attributes=ATTRIBUTES, **more)
    listing = start_listing(seller=seller, text=text, actor=SYSTEM, at=timezone.now(), sku="CHE-1")
    submit_version(listing=listing, actor=SYSTEM, at=timezone.now())
    draft = Listing.objects.select_related("working").get().working

    written = table(publish=True, price_vnd=price_vnd)

    listing = Listing.objects.select_related("live").get()
    assert (written.outcome, listing.status, listing.working_id) == ("changed", ListingStatus.PUBLISHED, None)
    assert (listing.live.number, listing.live.status) == (draft.number + 1, VersionStatus.APPROVED)
    assert told(listing.live) == told(draft) == (ATTRIBUTES, WORDS, "07-15/10-30", ["SV1"], ["ANH1"])
    variant = Variant.objects.get()
    assert (variant.code, variant.price_vnd, variant.pk) == (draft.offers[0]["code"], price_vnd, written.variant_id)


def test_what_a_table_brought_for_review_is_put_on_sale_once_by_the_same_table_and_stays_one_pack(table):
    table(publish=False, attributes=ATTRIBUTES, **WORDS)
    pack = Variant.objects.get().code

    outcomes = [table(publish=True).outcome for _time in range(2)]

    live = Listing.objects.select_related("live").get().live
    assert (outcomes, ListingVersion.objects.count()) == (["changed", "unchanged"], 2)
    assert (live.attributes, live.special, live.storage) == (ATTRIBUTES, WORDS["special"], WORDS["storage"])
    assert [one.code for one in Variant.objects.all()] == [pack]


def test_what_is_on_sale_stays_the_measure_for_the_market_while_another_text_waits(table):
    table(publish=True, attributes=ATTRIBUTES, **WORDS)
    table(publish=False, title="Tên mới đang chờ duyệt")
    ListingVersion.objects.filter(status=VersionStatus.PENDING_REVIEW).update(special="Lời chờ duyệt")

    assert table(publish=True, price_vnd=199_000).outcome == "changed"

    live = Listing.objects.select_related("live").get().live
    assert (live.special, live.attributes, live.title) == (WORDS["special"], ATTRIBUTES, "Chè Shan tuyết cổ thụ")
