"""A shop is opened with a yes to the market's regulations: a version, said by its manager, kept for good."""

from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.lib.errors import NotPermitted
from chophien.regulations.models import Acceptance
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.sellers.actions.standing import approve_seller, ask_changes, submit_seller
from chophien.sellers.errors import RegulationsNotAgreedTo
from chophien.sellers.models import Seller
from chophien.sellers.selectors.duties import regulations_to_accept
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import ANSWERS, NOON, a_draft, complete, helper_in, lan, send_in

pytestmark = pytest.mark.django_db
BOX = 'type="checkbox" name="agreed_to" value="{}" required>'


def kept(seller: Seller) -> list[tuple[str, str, str]]:
    rows = Acceptance.objects.filter(seller_code=seller.code).order_by("pk")
    return list(rows.values_list("version__version", "person_code", "how"))


def test_s21_opening_a_shop_asks_for_a_yes_to_the_version_in_force_and_keeps_it():
    person = lan()
    seller = complete(a_draft(person), person)
    version = regulation_in_force(OPERATING, at=timezone.now()).version
    phone = Client()
    phone.force_login(person)
    address = f"/gian-hang-cua-toi/{seller.code}/"

    pages = [unescape(phone.get(address + part).content.decode()) for part in ("", "giay-to/")]
    refused = phone.post(address + "gui-duyet/")
    seller.refresh_from_db()
    before = (seller.status, kept(seller))
    sent = phone.post(address + "gui-duyet/", {"agreed_to": version})

    seller.refresh_from_db()
    for page in pages:
        assert BOX.format(version) in page
        assert f'/{version}/">Đọc: Quy chế hoạt động' in page
    assert (refused.status_code, before) == (409, (SellerStatus.DRAFT, []))
    assert "đánh dấu là gian hàng đồng ý" in unescape(refused.content.decode())
    assert (sent.status_code, seller.status) == (302, SellerStatus.IN_REVIEW)
    assert kept(seller) == [(version, person.code, "opening")]
    assert Entry.objects.get(what="sellers.regulations_accepted").facts["how"] == "opening"


def test_s21_papers_sent_in_at_once_need_the_yes_and_a_draft_does_not():
    person = lan()
    seller = complete(a_draft(person), person)
    version = regulation_in_force(OPERATING, at=timezone.now()).version
    phone = Client()
    phone.force_login(person)
    papers = f"/gian-hang-cua-toi/{seller.code}/giay-to/"

    answers = {**ANSWERS, "personal_id_number": ""}
    draft = phone.post(papers, {**answers, "save": "1"})
    refused = phone.post(papers, answers)
    sent = phone.post(papers, {**answers, "agreed_to": version})

    assert (draft.status_code, refused.status_code, sent.status_code) == (302, 409, 302)
    assert kept(seller) == [(version, person.code, "opening")]


def test_s21_another_version_is_no_yes_and_one_yes_is_enough_for_sending_in_twice():
    person = lan()
    seller = complete(a_draft(person), person)

    with pytest.raises(RegulationsNotAgreedTo):
        submit_seller(seller=seller, actor=person, at=NOON, agreed_to="0.1")
    send_in(seller, person)
    ask_changes(seller=seller, reason="Ảnh căn cước bị mờ", actor=operator(), at=NOON)
    submit_seller(seller=seller, actor=person, at=NOON)
    approve_seller(seller=seller, actor=operator(), at=NOON)

    seller.refresh_from_db()
    assert len(kept(seller)) == 1
    assert regulations_to_accept(seller, at=NOON) is None


def test_s21_a_helper_says_no_yes_for_a_household():
    person = lan()
    seller = complete(a_draft(person), person)

    with pytest.raises(NotPermitted):
        send_in(seller, helper_in())

    assert kept(seller) == []
