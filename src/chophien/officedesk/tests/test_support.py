"""The office's pages of who is supported: figures only, a decision written down, read for a purpose, ended."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.dates import local_date
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.regulations.states import SupportTarget
from chophien.sellers.models import SupportDecision, SupportEnding
from chophien.sellers.tests.factories import a_seller, helper_in, manager_of
from chophien.sellers.tests.test_support import decided
from chophien.uploads.tests.factories import PDF

pytestmark = pytest.mark.django_db
LIST = "/dieu-hanh/ho-tro/"
GROUND = "Hộ nghèo"


def in_force(seller, actor, **facts):
    now = timezone.now()
    today = local_date(now)
    days = {"issued_on": today, "since": today, "until": today + timedelta(days=90)}
    return decided(seller, actor, at=now, **{**days, **facts})


def sent(**facts):
    today = local_date(timezone.now())
    return {
        "target": "poor",
        "number": "12/QĐ-UBND",
        "issued_on": f"{today:%d/%m/%Y}",
        "issued_by": "UBND xã Đồng Văn",
        "funder": "Ngân sách xã Đồng Văn",
        "since": f"{today:%d/%m/%Y}",
        "until": f"{today + timedelta(days=90):%d/%m/%Y}",
        "evidence": SimpleUploadedFile("quyet-dinh.pdf", PDF, content_type="application/pdf"),
        **facts,
    }


def told(page):
    """What stands about the first decision."""
    return page.partition("<section")[2].partition("<form")[0]


@pytest.fixture
def clerk():
    return holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721")


def test_s21_an_officer_writes_a_decision_down_reads_it_for_a_purpose_and_ends_it(clerk):
    seller = a_seller(name="Nhà Mỷ")
    client, page = signed_in(clerk), f"{LIST}{seller.code}/"

    assert client.post(page, sent()).status_code == 302
    decision = SupportDecision.objects.get()
    shut = text_of(client.get(page))
    unsaid = client.post(f"{page}xem/", {"purpose": ""})
    opened = text_of(client.post(f"{page}xem/", {"purpose": "Đối chiếu danh sách năm"}))
    paper = client.post(f"{page}{decision.code}/giay/", {"purpose": "Xem số quyết định"})
    today = local_date(timezone.now())
    ended = client.post(f"{page}{decision.code}/thoi/", {"last_on": f"{today:%d/%m/%Y}", "reason": "Đã chuyển đi"})

    assert "12/QĐ-UBND" in shut
    assert GROUND not in told(shut)
    assert unsaid.status_code == 409
    assert GROUND in told(opened)
    assert paper.content == PDF
    assert ended.status_code == 302
    assert SupportEnding.objects.get().last_on == today
    looks = dict(SensitiveLook.objects.values_list("what", "purpose"))
    assert looks == {"sellers.support": "Đối chiếu danh sách năm", "uploads.support": "Xem số quyết định"}
    assert set(Entry.objects.filter(actor_code=clerk.code).values_list("what", flat=True)) >= {
        "sellers.support_decided",
        "sellers.support_ended",
    }


def test_s21_the_list_shows_how_many_and_never_as_whom(clerk):
    seller = a_seller(name="Nhà Mỷ")
    in_force(seller, clerk)
    in_force(seller, clerk, target=SupportTarget.MINORITY)

    page = text_of(signed_in(clerk).get(LIST, {"q": "nha my"}))

    assert "2 quyết định đang có hiệu lực" in page
    assert not any(str(target.label) in page for target in SupportTarget)


def test_s36_strangers_and_officers_of_elsewhere_find_nothing(clerk):
    seller = a_seller()
    decision = in_force(seller, clerk)
    paths = [f"{LIST}{seller.code}/", f"{LIST}{seller.code}/xem/"]
    paths += [f"{LIST}{seller.code}/{decision.code}/{step}/" for step in ("giay", "thoi")]
    elsewhere = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "06463")

    for person in (PersonFactory(), manager_of(seller), helper_in(), elsewhere, officer(code="20")):
        for path in paths:
            assert signed_in(person).post(path, {"purpose": "Xem", **sent()}).status_code == 404
    assert SupportDecision.objects.count() == 1
    assert not SensitiveLook.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"target": "region_iii"}, 422),
        ({"number": ""}, 422),
        ({"since": "32/1/2026"}, 422),
        ({"until": "1/1/2020"}, 409),
        ({"evidence": SimpleUploadedFile("x.pdf", b"nothing")}, 422),
        ({"evidence": ""}, 422),
    ],
)
def test_nonsense_comes_back_with_a_sentence(clerk, wrong, status):
    seller = a_seller()

    answer = signed_in(clerk).post(f"{LIST}{seller.code}/", sent(**wrong))

    assert answer.status_code == status
    assert 'role="alert"' in text_of(answer)
    assert not SupportDecision.objects.exists()


def test_an_ending_that_says_nothing_comes_back_beside_its_decision(clerk):
    seller = a_seller()
    decision = in_force(seller, clerk)

    answer = signed_in(clerk).post(f"{LIST}{seller.code}/{decision.code}/thoi/", {"last_on": "x", "reason": ""})

    assert answer.status_code == 422
    assert text_of(answer).count('class="error"') == 2


def test_the_list_takes_the_same_statements_for_one_shop_and_for_three(clerk):
    counted = []
    for number in (1, 2):
        for _more in range(number):
            in_force(a_seller(), clerk)
        client = signed_in(clerk)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counted.append(len(queries))

    assert counted[0] == counted[1]
