"""The office sees which of the contents that the law asks for stand in which version of the market's documents."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.lib.dates import local_date
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.regulations.models import RegulationVersion
from chophien.regulations.selectors.documents import check_documents, contents_asked_for, regulation_in_force
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/quy-che/"


def a_version(key, *, without="", days=0, version="thu"):
    """The document as it is, from a day on, with some words left out."""
    now = timezone.now()
    body = regulation_in_force(key, at=now).body.replace(without, "")
    day = local_date(now) + timedelta(days=days)
    return RegulationVersion.objects.create(
        key=key, version=version, title="Thử", body=body, published_at=now, effective_from=day
    )


def checked(key):
    return next(one for one in check_documents(at=timezone.now()) if one.document.key == key)


def test_s21_all_that_the_law_asks_for_stands_on_the_offices_page():
    page = text_of(signed_in(operator()).get(PAGE))

    assert [one.document.key for one in check_documents(at=timezone.now()) if one.lacks] == []
    for content in contents_asked_for():
        assert content.about_vi in page
        assert content.source in page
    assert "Thiếu:" not in page


def test_s21_what_a_version_does_not_say_is_named_with_its_version():
    before = checked("privacy").in_force.version.version
    a_version("privacy", without="## đ. ", days=30, version="sap-toi")
    a_version("privacy", without="## h. ")

    page = text_of(signed_in(operator()).get(PAGE))

    told = checked("privacy")
    assert [(one.version.version, [x.about for x in one.missing], one.is_in_force) for one in told.versions] == [
        ("sap-toi", ["where and how safely"], False),
        ("thu", ["consent"], True),
        (before, [], False),
    ]
    assert told.lacks
    assert "Có điều luật yêu cầu mà hôm nay chưa công khai" in page
    assert "Thiếu: sự đồng ý" in page
    assert "Thiếu: giữ ở đâu, an toàn thế nào" in page
    assert "Có 7 trên 8 nội dung bắt buộc" in page


def test_a_document_that_is_not_there_is_missing_and_one_that_nobody_asks_for_is_not(monkeypatch):
    monkeypatch.setattr(RegulationVersion.objects, "defer", lambda *_fields: RegulationVersion.objects.none())

    told = {one.document.key: one.lacks for one in check_documents(at=timezone.now())}

    assert (told["privacy"], told["about"]) == (True, False)


def test_operators_read_it_and_nobody_else():
    seller = a_seller()

    assert let_in(everybody(seller.code), PAGE) == {"operator", "province operator", "province operator elsewhere"}


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_versions_is_read_in_one_statement(number, django_assert_num_queries):
    for day in range(number):
        a_version("privacy", days=day, version=f"thu-{day}")
    client = signed_in(operator())
    client.get(PAGE)

    with django_assert_num_queries(5):
        client.get(PAGE)
