"""Operators decide about shops by their pages, and see sealed things only with a purpose."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import SensitiveLook
from chophien.lib.dates import local_date
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.actions.payout import set_payout_account
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import NOON, a_draft, a_seller, complete, lan, manager_of, send_in
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db

PURPOSE = "Duyệt gian hàng"


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def seller() -> Seller:
    person = lan()
    shop = complete(a_draft(person, SellerKind.COOPERATIVE, name="HTX Tả Phìn"), person)
    set_payout_account(
        seller=shop, bank_bin="970405", account="123456", owner_name="HTX NONG SAN TA PHIN", actor=person, at=NOON
    )
    return send_in(shop, person)


def test_the_sheet_shows_all_but_the_secrets(seller):
    page = text_of(browser(operator()).get(f"/duyet-gian-hang/{seller.code}/"))

    assert "HTX Tả Phìn" in page
    assert [word in page for word in ("Duyệt", "Yêu cầu sửa", "Từ chối")] == [True] * 3
    assert "010180001234" not in page
    assert "Lý Mẩy Chạn" not in page
    assert not SensitiveLook.objects.exists()


def test_the_identity_is_shown_after_a_purpose(seller):
    desk = browser(operator())

    without = desk.post(f"/duyet-gian-hang/{seller.code}/danh-tinh/", {"purpose": ""})
    shown = desk.post(f"/duyet-gian-hang/{seller.code}/danh-tinh/", {"purpose": PURPOSE})

    assert without.status_code == 409
    assert "anh/chị cần xem để làm gì" in text_of(without)
    assert "010180001234" not in text_of(without)
    assert "010180001234" in text_of(shown)
    assert shown["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert SensitiveLook.objects.get().purpose == PURPOSE


def test_a_paper_is_handed_over_after_a_purpose_and_kept_by_nobody(seller):
    desk = browser(operator())
    paper = seller.documents.get(kind="id_front")
    address = f"/duyet-gian-hang/{seller.code}/giay-to/{paper.file_code}/"

    without = desk.post(address, {"purpose": "x"})
    opened = desk.post(address, {"purpose": PURPOSE})

    assert without.status_code == 409
    assert desk.get(address).status_code == 405
    assert (opened.status_code, opened.content, opened["Content-Type"]) == (200, PDF, "application/pdf")
    assert opened["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in opened["Cache-Control"]
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in opened["Content-Security-Policy"]
    assert SensitiveLook.objects.count() == 1


def test_a_paper_of_another_shop_is_not_found(seller):
    other = a_seller(status=SellerStatus.IN_REVIEW)
    paper = seller.documents.get(kind="id_front")

    response = browser(operator()).post(
        f"/duyet-gian-hang/{other.code}/giay-to/{paper.file_code}/", {"purpose": PURPOSE}
    )

    assert response.status_code == 409
    assert PDF not in response.content
    assert not SensitiveLook.objects.exists()


@pytest.mark.parametrize(
    ("decision", "facts", "status"),
    [
        ("duyet", {"identified_by": "VNeID 1"}, SellerStatus.APPROVED),
        ("yeu-cau-sua", {"reason": "Ảnh bị mờ"}, SellerStatus.NEEDS_CHANGES),
        ("tu-choi", {"reason": "Giấy tờ giả"}, SellerStatus.CLOSED),
    ],
)
def test_a_decision_is_taken_and_leads_back(seller, decision, facts, status):
    response = browser(operator()).post(f"/duyet-gian-hang/{seller.code}/{decision}/", {**facts, "next": "/dieu-hanh/"})

    seller.refresh_from_db()
    assert (response.status_code, response["Location"], seller.status) == (302, "/dieu-hanh/", status)


@pytest.mark.parametrize("decision", ["yeu-cau-sua", "tu-choi"])
def test_a_decision_without_a_reason_is_refused_with_a_sentence(seller, decision):
    response = browser(operator()).post(f"/duyet-gian-hang/{seller.code}/{decision}/", {"reason": ""})

    seller.refresh_from_db()
    assert response.status_code == 409
    assert 'role="alert"' in text_of(response)
    assert seller.status == SellerStatus.IN_REVIEW


def test_approving_twice_is_refused_with_a_sentence(seller):
    desk = browser(operator())

    desk.post(f"/duyet-gian-hang/{seller.code}/duyet/", {"identified_by": "VNeID 1"})
    again = desk.post(f"/duyet-gian-hang/{seller.code}/duyet/", {"identified_by": "VNeID 1"})

    assert again.status_code == 409
    assert PayoutAccount.objects.get().confirmed_at is not None


def test_a_shop_is_suspended_after_notice_or_at_once_by_an_order():
    noticed, ordered = a_seller(), a_seller()
    desk = browser(operator())

    desk.post(f"/duyet-gian-hang/{noticed.code}/tam-ngung/", {"reason": "Hàng giả", "at_once": "1"})
    desk.post(
        f"/duyet-gian-hang/{ordered.code}/tam-ngung/",
        {"reason": "Hàng giả", "authority_order": "12/QĐ", "at_once": "1"},
    )
    noticed.refresh_from_db()
    ordered.refresh_from_db()
    desk.post(f"/duyet-gian-hang/{ordered.code}/mo-lai/", {"reason": "Đã rõ"})

    assert (noticed.status, noticed.suspension_due_at is not None) == (SellerStatus.APPROVED, True)
    assert ordered.status == SellerStatus.SUSPENDED
    ordered.refresh_from_db()
    assert ordered.status == SellerStatus.APPROVED


@pytest.mark.parametrize("asked", [True, False])
def test_the_number_of_the_identification_is_asked_for_from_the_day_of_the_law_on(seller, asked):
    day = local_date(timezone.now()) + timedelta(days=0 if asked else 1)
    LegalParameter.objects.filter(key="sellers.e_identification_from").update(value=day.isoformat())
    forget()
    desk = browser(operator())

    page = text_of(desk.get(f"/duyet-gian-hang/{seller.code}/"))
    answer = desk.post(f"/duyet-gian-hang/{seller.code}/duyet/")

    assert ('name="identified_by"' in page, answer.status_code) == (asked, 409 if asked else 302)


def test_an_unknown_decision_is_not_found(seller):
    assert browser(operator()).post(f"/duyet-gian-hang/{seller.code}/an-mung/").status_code == 404


def test_nobody_is_led_to_another_site(seller):
    response = browser(operator()).post(
        f"/duyet-gian-hang/{seller.code}/duyet/", {"next": "https://la.example/", "identified_by": "1"}
    )

    assert response["Location"] == f"/duyet-gian-hang/{seller.code}/"


AUDIENCES = {
    "operator of the nation": (Role.OPERATOR, Scope.NATION, "", 200),
    "operator of 08": (Role.OPERATOR, Scope.PROVINCE, "08", 200),
    "operator of 20": (Role.OPERATOR, Scope.PROVINCE, "20", 404),
    "officer of 08": (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08", 404),
    "officer of 00721": (Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721", 404),
    "helper in 00721": (Role.HELPER, Scope.COMMUNE, "00721", 404),
}


@pytest.mark.parametrize("name", AUDIENCES)
def test_only_operators_of_the_area_reach_the_sheet(name, seller):
    role, scope, code, status = AUDIENCES[name]
    desk = browser(holder_of(role, scope, code))
    paper = seller.documents.get(kind="id_front")
    base = f"/duyet-gian-hang/{seller.code}/"

    answers = [
        desk.get(base).status_code,
        desk.post(f"{base}danh-tinh/", {"purpose": PURPOSE}).status_code,
        desk.post(f"{base}giay-to/{paper.file_code}/", {"purpose": PURPOSE}).status_code,
    ]

    assert answers == [status] * 3
    assert SensitiveLook.objects.count() == (2 if status == 200 else 0)


def test_the_shops_own_people_buyers_and_guests_do_not_reach_the_sheet(seller):
    address = f"/duyet-gian-hang/{seller.code}/"

    assert browser(manager_of(seller)).get(address).status_code == 404
    assert browser(PersonFactory()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_account_of_a_closed_shop_is_confirmed_on_its_sheet(seller):
    Seller.objects.update(status=SellerStatus.CLOSED)
    desk, sheet = browser(operator()), f"/duyet-gian-hang/{seller.code}/"

    asked = f'{sheet}xac-nhan-tai-khoan/"' in text_of(desk.get(sheet))
    desk.post(f"{sheet}xac-nhan-tai-khoan/")

    assert (asked, PayoutAccount.objects.get().confirmed_at is not None) == (True, True)
