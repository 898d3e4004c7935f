"""A household's voice goes from the seller's phone past the moderator to the product page, with its words typed up."""

import pytest
from playwright.sync_api import expect

from chophien.uploads.tests.sounds import webm
from tests.journeys.conftest import Phone

pytestmark = pytest.mark.browser


def test_s03_a_voice_is_sent_typed_up_approved_and_heard(phone: Phone):
    seller, operator, guest = phone(scripts=False, person="manager-2"), phone(person="operator-1"), phone(scripts=False)
    seller.goto("/ban-hang/hang/?loai=on_sale")
    seller.locator("a[href^='/ban-hang/hang/SP-']").first.click()
    code = seller.url.split("/hang/")[1].strip("/").split("?")[0]

    seller.goto(f"/ban-hang/hang/{code}/giong-ke/")
    sound = {"name": "giong-ke.webm", "mimeType": "audio/webm", "buffer": webm(3)}
    seller.locator("[name=recording]").set_input_files(sound)
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
    assert guest.request.get(str(audio.get_attribute("src"))).body() == webm(3)
