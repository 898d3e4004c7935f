"""The shop's own page of fees: what it pays and who bears the rest, in plain words; nobody else opens it."""

from datetime import date

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.lib.dates import local_date
from chophien.regulations.actions.fees import load_fees
from chophien.regulations.tests.factories import a_fee
from chophien.regulations.tests.test_fees import schedule
from chophien.sellerdesk.tests.factories import signed_in, text_of
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.sellers.tests.test_support import REDUCTIONS, decided

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/phi/"
RATES = "sell,,250,0,0,,2026-07-01,2026-07-01,Quy chế\nopen_shop,,0,0,0,,2026-07-01,2026-07-01,Quy chế\n"


@pytest.fixture
def _rates(tmp_path):
    load_fees(schedule(tmp_path, f"{RATES}sell,,400,0,0,,2026-11-01,2099-01-01,Quy chế\n", REDUCTIONS))


@pytest.mark.usefixtures("_rates")
def test_s21_the_shop_reads_what_it_pays_and_who_bears_the_rest():
    seller = a_seller(kind=SellerKind.INDIVIDUAL)
    owner = manager_of(seller)
    plain = text_of(signed_in(owner).get(PAGE))
    now = timezone.now()
    day = local_date(now)

    decided(seller, operator(), at=now, issued_on=day, since=day, until=day)
    supported = text_of(signed_in(owner).get(PAGE))

    assert "Bạn trả: <strong>2,5 %</strong>" in plain
    assert "Từ 01/01/2099, mức phí là 4 %." in plain
    assert "Không phải trả" in plain
    assert "Bạn không phải trả gì." in supported
    assert "Ngân sách xã Đồng Văn trả hết thay cho bạn." in supported
    assert "nghèo" not in supported


@pytest.mark.usefixtures("_rates")
def test_the_accountant_sees_it_and_helper_packer_and_stranger_do_not():
    seller = a_seller()
    accountant = holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code)
    packer = holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code)
    helper = helper_in()
    a_mandate(seller=seller, helper=helper)

    assert signed_in(accountant).get(PAGE).status_code == 200
    for person in (packer, helper, PersonFactory()):
        assert signed_in(person).get(f"{PAGE}?gian={seller.code}").status_code == 404


def test_goods_with_a_fee_of_their_own_stand_by_name_and_so_do_theirs_to_come():
    seller = a_seller(kind=SellerKind.INDIVIDUAL)
    a_fee(0)
    a_fee(540, category_slug="che", category_name="Chè")
    a_fee(200, seller_kind=SellerKind.COOPERATIVE, category_slug="mat-ong", category_name="Mật ong")
    a_fee(600, category_slug="che", category_name="Chè", since=date(2099, 1, 1), published_on=date(2026, 11, 1))

    page = text_of(signed_in(manager_of(seller)).get(PAGE))

    assert "Chè: <strong>5,4 %</strong>" in page
    assert "Từ 01/01/2099, mức phí cho Chè là 6 %." in page
    assert "Mật ong" not in page
