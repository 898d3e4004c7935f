"""A household signs on its helper's phone: its name, or its thumb, which is one tap; an empty field is no yes."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from chophien.sellers.actions.evidence import DRAWN_LEAST
from tests.journeys.conftest import Phone

pytestmark = pytest.mark.browser
EMPTY = "Ký bằng ngón tay vào ô, hoặc gửi ảnh tờ giấy đã ký."
SIGNATURE = [(40, 30), (60, 120), (90, 40), (120, 130), (150, 50), (200, 90)]
THUMB = [(120, 70)]
INK = """(canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
    .filter((value, at) => at % 4 === 3 && value > 127).length"""


def touch(page: Page, path: list[tuple[int, int]]) -> None:
    """A finger goes down on the field, along the path, and up again, as a touch screen tells it."""
    field = page.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(path) - 1)]
    for kind, (across, down) in zip(kinds, path, strict=True):
        points = [{"x": box["x"] + across, "y": box["y"] + down}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def ink_kept(officer: Page, mandate: str) -> int:
    """Dark dots in what was kept as the household's yes, as an officer sees it."""
    address = f"/dieu-hanh/nguoi-giup/{mandate}/bang-chung/"
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = officer.request.post(address, form={"purpose": "Xem lại chữ ký"}, headers=headers)
    with Image.open(BytesIO(answer.body())) as picture:
        on_paper = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
    return sum(on_paper.convert("L").histogram()[:128])


def mandate_on(page: Page) -> str:
    return page.url.split("/uy-quyen/")[1].split("/")[0]


def test_s02_a_signature_and_a_thumb_are_kept_and_an_empty_field_is_refused(phone: Phone):
    helper, officer = phone(person="helper-1"), phone(person="officer-province")
    sign = helper.get_by_role("button", name="Hộ đã ký")
    helper.goto("/giup/mo/")
    helper.locator("[name=owner_name]").fill("Giàng Thị Mỷ")
    helper.locator("[name=commune_code][value='00721']").check()
    helper.locator("[name=hamlet]").fill("Sủng Là")
    helper.get_by_role("button", name="Tiếp tục").click()

    sign.click()
    expect(helper.get_by_text(EMPTY)).to_be_visible()
    touch(helper, THUMB)
    expect(helper.get_by_text(EMPTY)).to_be_hidden()
    helper.get_by_role("button", name="Xóa và ký lại").click()
    sign.click()
    expect(helper.get_by_text(EMPTY)).to_be_visible()

    signed = mandate_on(helper)
    touch(helper, SIGNATURE)
    drawn = helper.locator("canvas").evaluate(INK)
    sign.click()  # who saw it is still missing: the page comes back with what was drawn
    expect(helper.locator("[name=witness_name]")).to_have_attribute("aria-invalid", "true")
    expect(helper.locator("canvas")).to_be_visible()
    assert helper.locator("canvas").evaluate(INK) == drawn
    helper.locator("[name=witness_name]").fill("Vừ Mí Nô")
    sign.click()
    expect(helper.locator("[name=photos]")).to_be_visible()

    household = helper.url.split("/giup/mo/")[1].split("/")[0]
    helper.goto(f"/uy-quyen/xin/{household}/")
    helper.get_by_role("button", name="Hỏi hộ", exact=True).click()
    thumbed = mandate_on(helper)
    touch(helper, THUMB)
    helper.locator("[name=witness_name]").fill("Vừ Mí Nô")
    sign.click()
    expect(helper.get_by_text("Hộ đã đồng ý.", exact=False)).to_be_visible()

    assert DRAWN_LEAST < ink_kept(officer, thumbed) < ink_kept(officer, signed)
