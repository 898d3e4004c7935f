"""The score with its next fix, facts of the library, the voice, and papers, at the shop's desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.models import GoodsPaper, VoiceStory
from chophien.catalog.tests.factories import a_category
from chophien.knowledge.tests.test_library import a_fact
from chophien.rules.actions import load_rules
from chophien.sellerdesk.tests.factories import a_draft, a_picture, a_shop, signed_in, text_of
from chophien.uploads.tests.sounds import webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]


@pytest.fixture(autouse=True)
def _rules(db):
    load_rules()


def a_voice(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("giong-ke.webm", webm(3) if data is None else data, content_type="audio/webm")


def at(listing, rest: str = "") -> str:
    return f"/ban-hang/hang/{listing.code}/{rest}"


def test_s03_the_form_shows_the_score_and_the_next_best_fix():
    seller, manager = a_shop()
    listing = a_draft(seller)
    client = signed_in(manager)

    for page in ("", "la-gi/", "gia/", "anh/"):
        told = text_of(client.get(at(listing, page)))
        assert "Điểm của hàng này: " in told, page
        assert "Việc nên làm tiếp:" in told, page
        assert 'href="/cach-cham-diem-hang/"' in told, page


def test_what_is_told_beside_the_story_is_kept_with_the_second_step():
    seller, manager = a_shop()
    listing = a_draft(seller)
    said = {
        "title": "Chè Shan tuyết", "description": "Búp non hái tay, sao trong ngày.", "category": "che",
        "special": "Cây trăm tuổi", "use": "Pha nước 85 độ", "storage": "Nơi khô mát", "origin": "Bản Lũng Phìn",
    }  # fmt: skip

    signed_in(manager).post(at(listing, "la-gi/"), {**said, "save": "1"})
    signed_in(manager).post(at(listing, "la-gi/"), {**{key: said[key] for key in list(said)[:3]}, "save": "1"})

    listing.refresh_from_db()
    kept = listing.working
    assert [kept.special, kept.use, kept.storage, kept.origin] == list(said.values())[3:]


def test_s03_a_helper_puts_a_fact_in_and_edits_it_and_the_link_stays():
    seller, manager = a_shop()
    listing = a_draft(seller, description="Na nhà tôi chín cây.")
    fact = a_fact()
    client = signed_in(manager)

    page = text_of(client.get(at(listing, "kien-thuc/"), {"q": "na chi lang"}))
    first = client.post(at(listing, f"kien-thuc/{fact.code}/"))
    client.post(at(listing, f"kien-thuc/{fact.code}/"))
    listing.refresh_from_db()
    put_in = listing.working.description
    edited = {"title": "Na Chi Lăng", "description": "Na nhà tôi hái từ tháng 6.", "category": "", "save": "1"}
    client.post(at(listing, "la-gi/"), edited)

    listing.refresh_from_db()
    assert fact.text in page
    assert fact.source in page
    assert first["Location"] == at(listing, "la-gi/")
    assert put_in == f"Na nhà tôi chín cây. {fact.text}"
    assert (listing.working.description, listing.working.fact_codes) == ("Na nhà tôi hái từ tháng 6.", [fact.code])
    client.post(at(listing, f"kien-thuc/{fact.code}/"), {"drop": "1"})
    listing.refresh_from_db()
    assert listing.working.fact_codes == []


@pytest.mark.parametrize("code", ["KT-NONE", "x' OR 1=1", "%00"])
def test_an_unknown_fact_is_not_put_in(code):
    seller, manager = a_shop()
    listing = a_draft(seller)

    answer = signed_in(manager).post(at(listing, f"kien-thuc/{code}/"))

    listing.refresh_from_db()
    assert answer.status_code in {400, 404}
    assert listing.working.fact_codes == []


@pytest.mark.parametrize("facts", [1, 3])
def test_the_library_takes_the_same_statements_for_any_number_of_facts(facts, django_assert_max_num_queries):
    seller, manager = a_shop()
    listing = a_draft(seller)
    for _number in range(facts):
        a_fact()
    client = signed_in(manager)

    with django_assert_max_num_queries(12):
        assert client.get(at(listing, "kien-thuc/"), {"q": "na"}).content.count(b"Na ") >= facts


def test_s03_a_household_sends_its_voice_and_a_helper_types_it_up():
    seller, manager = a_shop()
    listing = a_draft(seller)
    client = signed_in(manager)

    sent = client.post(at(listing, "giong-ke/"), {"recording": a_voice()})
    client.post(at(listing, "giong-ke/loi/"), {"transcript": "Nhà tôi hái chè từ sớm."})

    story = VoiceStory.objects.get()
    heard = client.get(at(listing, f"giong-ke/nghe/{story.recording_code}/"))
    assert sent["Location"].endswith("?xong=gui")
    assert (story.status, story.transcript) == ("waiting", "Nhà tôi hái chè từ sớm.")
    assert (heard.status_code, heard.content) == (200, webm(3))
    assert "Nhà tôi hái chè từ sớm." in text_of(client.get(at(listing, "giong-ke/")))
    client.post(at(listing, "giong-ke/bo/"))
    story.refresh_from_db()
    assert story.status == "withdrawn"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Tệp này trống"),
        (b"MZ this is a program", "không phải bản ghi giọng nói"),
        (webm(3)[:-9], "hỏng"),
        (webm(70), "dài hơn 60 giây"),
        (webm(3) + b"\0" * 260_000, "nặng hơn 250 KB"),
    ],
    ids=["empty", "fake", "cut", "long", "heavy"],
)
def test_a_recording_that_cannot_be_used_is_refused_beside_the_field(data, sentence):
    seller, manager = a_shop()
    listing = a_draft(seller)

    answer = signed_in(manager).post(at(listing, "giong-ke/"), {"recording": a_voice(data)})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not VoiceStory.objects.exists()


def test_strangers_find_neither_pages_nor_the_voice():
    seller, manager = a_shop()
    listing = a_draft(seller)
    signed_in(manager).post(at(listing, "giong-ke/"), {"recording": a_voice()})
    code = VoiceStory.objects.get().recording_code
    stranger = signed_in(PersonFactory())

    for page in ("kien-thuc/", "giong-ke/", f"giong-ke/nghe/{code}/"):
        assert stranger.get(at(listing, page)).status_code == 404, page
    for page in ("giong-ke/loi/", "giong-ke/bo/", "kien-thuc/KT-1/", "giay/alcohol/"):
        assert stranger.post(at(listing, page)).status_code == 404, page


def test_forbidden_goods_say_so_and_are_not_sent_in():
    seller, manager = a_shop()
    listing = a_draft(seller, title="Cao hổ cốt", description="Nấu bảy ngày bảy đêm.")
    client = signed_in(manager)

    client.post(at(listing, "dang-ban/"))
    page = text_of(client.get(at(listing)))

    listing.refresh_from_db()
    assert listing.working.status == "draft"
    assert "Không thể đăng “Cao hổ cốt” ở đây." in page


def test_a_claim_to_heal_asks_for_the_paper_that_confirms_it():
    seller, manager = a_shop()
    listing = a_draft(seller, title="Cao atiso Sa Pa", description="Uống mỗi ngày một thìa, chữa mất ngủ rất hay.")

    asked = text_of(signed_in(manager).get(at(listing)))

    assert "Giấy mà hàng này cần" in asked
    assert "Giấy xác nhận nội dung quảng cáo" in asked
    assert "Không có giấy thì hãy bỏ câu đó." in asked


def test_conditional_goods_ask_for_their_paper_and_take_it():
    seller, manager = a_shop()
    spirits = a_category("ruou", name_vi="Rượu", parent=a_category("do-uong-co-con", name_vi="Đồ uống có cồn"))
    listing = a_draft(seller, title="Men lá Bằng Phúc", category=spirits)
    client = signed_in(manager)

    asked = text_of(client.get(at(listing)))
    wrong = client.post(at(listing, "giay/alcohol/"), {"file": SimpleUploadedFile("x.jpg", b"no photo")})
    right = client.post(at(listing, "giay/alcohol/"), {"file": a_picture()})

    assert "Giấy mà hàng này cần" in asked
    assert wrong.status_code == 422
    assert right["Location"] == at(listing) + "?xong=luu"
    assert GoodsPaper.objects.get().group == "alcohol"
