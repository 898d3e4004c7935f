"""How goods are packed, as the shop reads it."""

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.tests.factories import a_category
from chophien.lib.dates import format_date, local_date
from chophien.packaging.selectors.guides import guide_of
from chophien.sellerdesk.tests.factories import a_draft, a_shop, signed_in, text_of

pytestmark = pytest.mark.django_db


def test_goods_and_their_category_have_a_guide_for_the_phone_and_for_the_wall():
    kind = a_category("che-tra", name_vi="Chè, trà")
    seller, manager = a_shop()
    other, rival = a_shop()
    tea = a_draft(seller, category=kind)
    client = signed_in(manager)
    guide = guide_of(tea.working.category.path, on=local_date(timezone.now()))

    page = text_of(client.get(f"/ban-hang/dong-goi/{tea.code}/"))
    sheet = client.get(f"/ban-hang/dong-goi/{tea.code}/to.pdf")

    assert guide is not None
    assert all(one.text_vi in page and one.picture in page for one in guide.steps)
    assert format_date(guide.keeps_until(local_date(timezone.now()))) in page
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    assert client.get(f"/ban-hang/dong-goi/{tea.working.category.slug}/").status_code == 200
    assert client.get("/ban-hang/dong-goi/").status_code == 200
    assert client.get("/ban-hang/dong-goi/may.js")["Content-Type"].startswith("text/javascript")
    assert signed_in(rival).get(f"/ban-hang/dong-goi/{tea.code}/").status_code == 404
    assert client.get("/ban-hang/dong-goi/khong-co/").status_code == 404
    assert signed_in(PersonFactory()).get("/ban-hang/dong-goi/").status_code == 404
    assert other.pk != seller.pk
