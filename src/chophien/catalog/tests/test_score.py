"""A listing is scored from 0 to 100 by rules that are data, and says what would help most."""

from datetime import UTC, datetime

import pytest

from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.errors import NotComplete
from chophien.catalog.models import ListingVersion
from chophien.catalog.quality.score import score_of, unmet_needs
from chophien.catalog.quality.score_rules import label_fields, score_editions, score_rules
from chophien.catalog.tests.factories import a_category, a_listing, a_text, an_offer
from chophien.lib.actor import SYSTEM
from chophien.sellers.tests.factories import a_seller
from chophien.uploads.selectors import PhotoMeasure
from chophien.uploads.tests.factories import a_photo

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
GOOD = PhotoMeasure(width=1280, height=960, sharpness=800, light=130, shadows=60, highlights=200)
STORY = (
    "Nhà tôi hái búp non từ những cây chè hơn trăm tuổi trên núi cao, sao bằng chảo gang trong ngày, rồi ủ qua đêm."
    " Nước pha ra màu vàng sánh, mùi khói nhẹ, uống vào chát dịu rồi ngọt lâu nơi cổ họng. Mẹ tôi dạy tôi nghề này"
    " từ năm mười hai tuổi, giờ hai con gái cũng theo học."
)
FULL = {
    "title": "Chè Shan tuyết cổ thụ Lũng Phìn",
    "description": STORY,
    "special": "Cây mọc tự nhiên, không bón phân, mỗi năm chỉ hái ba lứa.",
    "use": "Tráng ấm, pha 5 gam với nước 85 độ, hãm hai phút rồi rót.",
    "storage": "Để nơi khô mát, giữ được một năm.",
    "origin": "Bản Lũng Phìn, nhóm hộ chị Lý làm.",
    "attributes": {"hsd_ngay": "365"},
    "photo_codes": ["a", "b", "c"],
}


def version(**text: object) -> ListingVersion:
    """A version that was never saved; the category is tea, below the drinks that are brewed."""
    tea = a_category("che", parent=a_category("che-tra", name_vi="Chè, trà"))
    told = a_text(category=tea, **text)
    return ListingVersion(
        title=told.title,
        description=told.description,
        special=told.special,
        use=told.use,
        storage=told.storage,
        origin=told.origin,
        category=told.category,
        attributes=dict(told.attributes),
        photo_codes=list(told.photo_codes),
        offers=[offer.as_json() for offer in told.offers],
    )


def score(text: dict[str, object], photos: dict[str, PhotoMeasure] | None = None):
    known = dict.fromkeys("abcdefgh", GOOD) if photos is None else photos
    return score_of(version(**text), known, at=NOON)


def test_the_points_of_every_edition_make_a_hundred():
    assert [sum(rule.points for rule in rules) for rules in score_editions()] == [100] * len(score_editions())
    assert score_rules(at=NOON)[0].edition == "2026-1"


@pytest.mark.django_db
def test_s03_a_listing_that_says_everything_has_a_hundred_points_and_no_next_fix():
    full = score(FULL)

    assert (full.points, full.next_fix, full.unmet) == (100, None, ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "key", "lost"),
    [
        ({"photo_codes": []}, "photos_count", 35),
        ({"photo_codes": ["a"]}, "photos_count", 10),
        ({"description": "Chè ngon của nhà làm ra đây."}, "story", 15),
        ({"special": ""}, "special", 8),
        ({"use": ""}, "use", 9),
        ({"storage": ""}, "storage", 8),
        ({"origin": ""}, "origin", 9),
        ({"attributes": {}}, "label", 2),
        ({"title": "Chè ở"}, "title", 8),
        ({"offers": [an_offer(pack="", weight_g=0)]}, "unit", 7),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_s03_the_score_names_the_next_best_fix(change, key, lost):
    told = score({**FULL, **change})

    assert told.next_fix is not None
    assert (told.next_fix.rule.key, 100 - told.points) == (key, lost)
    assert "%(" not in told.next_fix.fix


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("measure", "key"),
    [
        ({"sharpness": 10}, "photos_sharp"),
        ({"light": 30}, "photos_light"),
        ({"light": 250}, "photos_light"),
        ({"width": 200, "height": 160}, "photos_size"),
    ],
    ids=["blurred", "dark", "burnt out", "small"],
)
def test_photos_are_judged_by_their_pixels(measure, key):
    bad = PhotoMeasure(**{**vars(GOOD), **measure})

    told = score(FULL, dict.fromkeys("abc", bad))

    assert told.next_fix is not None
    assert told.next_fix.rule.key == key
    assert told.points == 100 - told.next_fix.lost


@pytest.mark.django_db
def test_a_photo_that_is_being_prepared_is_not_asked_to_be_taken_again():
    told = score({**FULL, "special": ""}, {"a": GOOD, "b": GOOD})

    assert told.next_fix is not None
    assert told.next_fix.rule.key == "special"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "story",
    [
        "Chè Shan tuyết cổ thụ, chè Shan tuyết cổ thụ.",
        "CHE SHAN TUYET co thu!!!",
        "....................",
        "1 2 3 4 5 6 7 8 9 0",
    ],
)
def test_words_count_once_and_the_name_is_no_story(story):
    told = version(title="Chè Shan tuyết cổ thụ", description=story)

    assert list(unmet_needs(told, at=NOON)) == ["description"]


@pytest.mark.django_db
def test_s03_a_listing_with_only_photo_and_price_cannot_be_published():
    photo = a_photo(owner_code="GH-1", sharpness=500, light=120, shadows=50, highlights=200)
    seller = a_seller()
    text = a_text(title="", description="", photo_codes=[photo.code])
    listing = start_listing(seller=seller, text=text, actor=SYSTEM, at=NOON)

    with pytest.raises(NotComplete) as told:
        submit_version(listing=listing, actor=SYSTEM, at=NOON)

    assert set(told.value.field_errors) == {"title", "description"}
    listing.refresh_from_db()
    assert listing.working.status == "draft"


@pytest.mark.django_db
def test_goods_of_no_kind_or_no_price_have_a_score_too():
    empty = ListingVersion(title="", description="", category=None, attributes={}, photo_codes=[], offers=[])

    told = score_of(empty, {}, at=NOON)

    assert (told.points, [part.rule.key for part in told.unmet]) == (7, ["title", "story"])


@pytest.mark.django_db
def test_what_does_not_concern_a_kind_of_goods_costs_it_nothing():
    stay = version(title="Ngủ nhà sàn ở bản Lác", storage="", use="")
    stay.category = a_category("du-lich-cong-dong", parent=a_category("du-lich"))

    told = score_of(stay, {}, at=NOON)

    assert {part.rule.key: part.lost for part in told.parts if part.rule.key in {"use", "storage", "label"}} == {
        "use": 0,
        "storage": 0,
        "label": 0,
    }


def test_the_label_of_alcohol_says_its_strength():
    assert "do_con" in {key for field in label_fields(["do-uong", "do-uong-co-con", "ruou"]) for key in field.keys}


@pytest.mark.django_db
def test_the_score_of_what_is_on_sale_is_kept_beside_the_listing():
    listing = a_listing(description=STORY)

    listing.refresh_from_db()
    assert listing.score == score_of(listing.live, {}, at=NOON).points > 20
