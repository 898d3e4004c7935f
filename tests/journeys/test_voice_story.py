"""A household's voice is recorded on its phone, goes past the moderator, and is heard on the product page with its words."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone

pytestmark = pytest.mark.browser
ONLY_AAC = """if (window.MediaRecorder) MediaRecorder.isTypeSupported = (kind) => kind.startsWith("audio/mp4");"""
SOUNDS = """async (audio) => { await audio.play(); await new Promise((done) => setTimeout(done, 300)); return audio.currentTime; }"""
HEAVIEST, LONGEST = 250_000, 60


def to_its_voice(page: Page) -> str:
    """To the voice of the first of the shop's goods; its code."""
    page.goto("/ban-hang/hang/?loai=on_sale")
    page.locator("a[href^='/ban-hang/hang/SP-']").first.click()
    code = page.url.split("/hang/")[1].strip("/").split("?")[0]
    page.goto(f"/ban-hang/hang/{code}/giong-ke/")
    return code


def test_s03_a_voice_is_recorded_typed_up_approved_and_heard(phone: Phone):
    seller, operator, guest = phone(person="manager-2"), phone(person="operator-1"), phone()
    seller.context.grant_permissions(["microphone"])
    code = to_its_voice(seller)

    seller.get_by_role("button", name="Bắt đầu ghi").click()
    expect(seller.get_by_text("2/60")).to_be_visible()
    seller.get_by_role("button", name="Dừng").click()
    expect(seller.get_by_text("Nghe lại rồi gửi")).to_be_visible()
    seller.get_by_role("button", name="Gửi giọng kể", exact=True).click()
    expect(seller.get_by_text("Giọng vừa ghi vẫn còn đây.", exact=False)).to_be_visible()  # the yes is still missing
    seller.get_by_label("Tôi đồng ý cho người mua nghe giọng của tôi", exact=False).check()
    seller.get_by_role("button", name="Gửi giọng kể", exact=True).click()
    seller.locator("[name=transcript]").fill("Nhà tôi làm nghề này đã ba đời.")
    seller.get_by_role("button", name="Lưu", exact=True).click()

    operator.goto(f"/dieu-hanh/hang/{code}/")
    operator.get_by_role("button", name="Cho người mua nghe", exact=True).click()
    operator.wait_for_load_state()

    guest.goto(f"/hang/{code}/")
    expect(guest.get_by_text("Nhà tôi làm nghề này đã ba đời.")).to_be_visible()
    audio = guest.locator("main audio")
    assert audio.get_attribute("preload") == "none"
    sound = guest.request.get(str(audio.get_attribute("src"))).body()
    assert audio.evaluate(SOUNDS) > 0
    assert len(sound) / 2 * LONGEST < HEAVIEST


def test_a_recording_ends_by_itself_before_it_is_too_long(phone: Phone):
    seller = phone(person="manager-2")
    seller.context.grant_permissions(["microphone"])
    seller.clock.install()
    to_its_voice(seller)

    seller.get_by_role("button", name="Bắt đầu ghi").click()
    expect(seller.get_by_text("0/60")).to_be_visible()
    seller.clock.fast_forward(59_000)

    expect(seller.get_by_text("Nghe lại rồi gửi")).to_be_visible()
    assert seller.locator("[name=recording]").evaluate("(one) => one.files.length") == 1


@pytest.mark.parametrize(
    ("hindered", "words"),
    [
        ("no script", "Máy này không ghi âm được ngay trên trang."),
        ("only AAC", "Chợ không phát được kiểu ghi âm của máy này."),
        ("not allowed", "Máy chưa cho trang này nghe."),
    ],
)
def test_a_phone_that_cannot_record_is_told_the_other_ways(phone: Phone, hindered, words):
    seller = phone(person="manager-2", scripts=hindered != "no script")
    if hindered == "only AAC":
        seller.add_init_script(ONLY_AAC)
    to_its_voice(seller)

    if hindered == "not allowed":
        seller.get_by_role("button", name="Bắt đầu ghi").click()

    expect(seller.get_by_text(words, exact=False)).to_be_visible()
    expect(seller.get_by_text("Cũng có thể viết câu chuyện", exact=False)).to_be_visible()
    expect(seller.locator("[name=recording]")).to_be_visible()
