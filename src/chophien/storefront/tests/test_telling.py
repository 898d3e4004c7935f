"""What goods tell beside their story: facts with sources, a voice, and the pages that explain the rules."""

from io import BytesIO

import pytest

from chophien.catalog.actions.voices import approve_story, tell_story, type_up
from chophien.knowledge.tests.test_library import a_fact
from chophien.lib.actor import SYSTEM
from chophien.rules.actions import load_rules
from chophien.storefront.tests.factories import goods_on_sale
from chophien.uploads.tests.factories import NOON
from chophien.uploads.tests.sounds import webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]


def page_of(client, listing) -> str:
    return client.get(f"/hang/{listing.slug}-{listing.code}/").content.decode()


def test_a_page_shows_what_is_special_how_to_use_and_keep_it_and_where_it_is_from(client):
    listing = goods_on_sale(special="Cây trăm tuổi", use="Pha nước 85 độ", storage="Nơi khô", origin="Bản <Lao>")

    page = page_of(client, listing)

    for said in ("Cây trăm tuổi", "Pha nước 85 độ", "Nơi khô", "Bản &lt;Lao&gt;"):
        assert said in page


def test_s03_the_page_names_source_and_author_of_the_facts_it_was_begun_from(client):
    fact = a_fact()
    listing = goods_on_sale(fact_codes=[fact.code, "KT-NONE"])

    page = page_of(client, listing)

    assert f"Về {fact.subject}: {fact.source}; người ghi: {fact.author}." in page


def test_s03_a_voice_and_its_words_stay_on_the_page_once_approved(client):
    load_rules()
    listing = goods_on_sale()
    story = tell_story(listing=listing, file=BytesIO(webm(3)), actor=SYSTEM, at=NOON)
    type_up(listing=listing, transcript="Nhà tôi hái chè từ sớm.", actor=SYSTEM, at=NOON)
    before = page_of(client, listing)

    approve_story(story=story, actor=SYSTEM, at=NOON)

    page = page_of(client, listing)
    assert "<audio" not in before
    assert "Nhà tôi hái chè từ sớm." not in before
    assert f'<audio controls preload="none" src="/tieng/{story.recording_code[:2]}/' in page
    assert "Nhà tôi hái chè từ sớm." in page


@pytest.mark.parametrize(
    ("address", "said"),
    [("/cach-cham-diem-hang/", "Bản 2026-1, áp dụng từ"), ("/hang-khong-ban/", "Động vật hoang dã")],
)
def test_the_rules_are_public(client, address, said, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(address).content.decode()

    assert said in page
