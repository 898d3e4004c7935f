"""The checklists of a shop on its desk."""

from datetime import date

import pytest

from chophien.accounts.tests.factories import PersonFactory
from chophien.readiness.selectors.lists import all_readiness
from chophien.sellerdesk.tests.factories import a_shop, signed_in, text_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong():
    seller, manager = a_shop()
    client = signed_in(manager)
    path = "/ban-hang/chung-nhan/kiem-tra/vietgap/"

    wrong = client.post(path, {"thay-mau": "to_do", "viec-mau": "Gửi mẫu đất", "han-mau": "mai"})
    right = client.post(path, {"thay-mau": "to_do", "viec-mau": "Gửi mẫu đất", "han-mau": "20/12/2099"}, follow=True)

    assert wrong.status_code == 422
    assert 'value="mai"' in text_of(wrong)
    assert "đến 20/12/2099" in text_of(right)
    assert [one.done for one in all_readiness(seller, on=TODAY)] == [0, 0, 0]
    assert client.get("/ban-hang/chung-nhan/kiem-tra/khong/").status_code == 404
    assert signed_in(PersonFactory()).get(path).status_code == 404
