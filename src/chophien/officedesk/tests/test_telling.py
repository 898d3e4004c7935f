"""Closer looks at the office: highlighted words, papers, voices, demands, scores by place, the library."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.catalog.actions.papers import hand_in_paper
from chophien.catalog.actions.scores import take_snapshot
from chophien.catalog.actions.voices import tell_story
from chophien.catalog.actions.words import scan_if_changed
from chophien.catalog.models import AuthorityDemand, GoodsPaper, ScoreSnapshot, VoiceStory, WordFinding
from chophien.catalog.tests.factories import a_listing
from chophien.catalog.tests.test_word_list import alcohol
from chophien.knowledge.models import Fact
from chophien.knowledge.tests.test_library import a_fact
from chophien.lib.actor import SYSTEM
from chophien.officedesk.tests.factories import signed_in, text_of, waiting_goods
from chophien.rules.actions import load_rules
from chophien.sellers.tests.factories import a_seller
from chophien.uploads.tests.factories import NOON, jpeg
from chophien.uploads.tests.sounds import webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]
DESK = "/dieu-hanh/"


@pytest.fixture(autouse=True)
def _rules(db):
    load_rules()


def test_hits_are_highlighted_in_the_review():
    listing = waiting_goods(title="Mật ong tốt nhất vùng", description="Chữa bệnh mất ngủ cho người già.")

    page = text_of(signed_in(operator()).get(f"{DESK}hang/{listing.code}/"))

    assert "<mark>tốt nhất</mark>" in page
    assert "<mark>Chữa bệnh</mark>" in page
    assert "Điểm của hàng này: " in page


def test_an_operator_accepts_a_paper_after_a_look_that_is_written_down():
    listing, client = alcohol(), signed_in(operator())
    paper = hand_in_paper(listing=listing, group="alcohol", file=BytesIO(jpeg()), actor=SYSTEM, at=NOON)
    address = f"{DESK}giay-to-hang/{paper.code}/"

    looked = client.post(address, {"look": "1", "purpose": "Đối chiếu giấy"})
    client.post(address, {"accept": "1"})

    assert (looked.status_code, looked["Content-Type"]) == (200, "image/jpeg")
    assert GoodsPaper.objects.get().status == "accepted"


def test_s03_a_moderator_hears_a_voice_and_lets_it_be_heard():
    listing, client = a_listing(), signed_in(operator())
    story = tell_story(listing=listing, file=BytesIO(webm(3)), actor=SYSTEM, at=NOON)

    listed = text_of(client.get(f"{DESK}giong-ke/"))
    heard = client.get(f"{DESK}hang/{listing.code}/nghe/{story.recording_code}/")
    client.post(f"{DESK}hang/{listing.code}/giong-ke/{story.pk}/", {"approve": "1"})

    assert listing.live.title in listed
    assert heard.content == webm(3)
    assert VoiceStory.objects.get().status == "approved"


def test_a_finding_is_cleared_or_acted_on():
    first, second = a_listing(title="Chè tốt nhất"), a_listing(title="Chè số một")
    scan_if_changed(at=NOON)
    client = signed_in(operator())
    page = text_of(client.get(f"{DESK}tu-can-xem/"))
    harmless, bad = WordFinding.objects.order_by("pk")

    client.post(f"{DESK}tu-can-xem/{harmless.code}/", {"clear": "1"})
    refused = client.post(f"{DESK}tu-can-xem/{bad.code}/", {"down": "1", "reason": ""})
    client.post(f"{DESK}tu-can-xem/{bad.code}/", {"down": "1", "reason": "Lời quảng cáo sai."})

    first.refresh_from_db()
    second.refresh_from_db()
    assert "<mark>tốt nhất</mark>" in page
    assert refused.status_code == 409
    assert (first.status, second.status) == ("published", "taken_down")


def test_a_demand_is_written_down_and_carried_out_at_once():
    listing, client = a_listing(), signed_in(operator())
    now = timezone.localtime()
    said = {"authority": "Đội quản lý thị trường số 3", "reference": "12/QLTT", "reason": "Hàng giả"}

    begun = client.get(f"{DESK}hang/{listing.code}/yeu-cau/")
    wrong = client.post(f"{DESK}hang/{listing.code}/yeu-cau/ghi/", {**said, "received_at": "hôm qua"})
    later = f"{now + timedelta(days=1):%d/%m/%Y %H:%M}"
    future = client.post(f"{DESK}hang/{listing.code}/yeu-cau/ghi/", {**said, "received_at": later})
    earlier = f"{now - timedelta(hours=2):%d/%m/%Y %H:%M}"
    client.post(f"{DESK}hang/{listing.code}/yeu-cau/ghi/", {**said, "received_at": earlier, "at_once": "on"})

    listing.refresh_from_db()
    assert (begun.status_code, wrong.status_code, future.status_code) == (200, 422, 422)
    assert "Đội quản lý thị trường số 3" in text_of(wrong)
    assert (AuthorityDemand.objects.get().status, listing.status) == ("done", "taken_down")
    assert "Đã làm đúng hạn" in text_of(client.get(f"{DESK}yeu-cau-go/"))


def test_s03_the_mean_score_per_commune_before_and_after_training():
    seller = a_seller(commune_code="06463")
    listing = a_listing(seller=seller)
    a_listing(seller=a_seller(commune_code="00721"))
    commune = seller.commune
    ScoreSnapshot.objects.create(taken_on=date(2026, 10, 1), commune=commune, edition="x", listings=3, points=100)
    take_snapshot(at=NOON)
    listing.refresh_from_db()
    client = signed_in(holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "20"))
    query = {"truoc": "2026-10-01", "sau": "2026-11-24"}

    provinces = text_of(client.get(f"{DESK}diem-hang/", query))
    communes = text_of(client.get(f"{DESK}diem-hang/", {**query, "tinh": "20"}))

    assert "Lạng Sơn" in provinces
    assert "Tuyên Quang" not in provinces
    assert f'<td class="num" data-label="24/11/2026">{listing.score},0</td>' in communes
    assert '<td class="num" data-label="01/10/2026">33,3</td>' in communes


@pytest.mark.parametrize("communes", [1, 3])
def test_a_snapshot_and_its_page_take_the_same_statements_for_any_number(communes, django_assert_max_num_queries):
    for code in ("00721", "06463", "00004")[:communes]:
        a_listing(seller=a_seller(commune_code=code))
    client = signed_in(operator())

    with django_assert_max_num_queries(14):
        assert take_snapshot(at=NOON) == communes
    with django_assert_max_num_queries(9):
        client.get(f"{DESK}diem-hang/")


def test_an_officer_writes_and_approves_a_fact():
    client = signed_in(holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "20"))
    a_seller(commune_code="06463")
    said = {
        "subject": "na Chi Lăng", "text": "Na chín tháng 6 đến tháng 9.", "put_into": "description",
        "source": "Sở Nông nghiệp Lạng Sơn", "author": "Hà", "region": "", "province": "20",
    }  # fmt: skip

    wrong = client.post(f"{DESK}kien-thuc/them/", {**said, "source": ""})
    client.post(f"{DESK}kien-thuc/them/", said)
    fact = Fact.objects.get()
    client.post(f"{DESK}kien-thuc/{fact.code}/duyet/", {"approve": "1"})
    listed = text_of(client.get(f"{DESK}kien-thuc/", {"q": "NA CHI LANG"}))

    fact.refresh_from_db()
    assert (wrong.status_code, fact.status) == (422, "approved")
    assert "Na chín tháng 6 đến tháng 9." in text_of(wrong)
    assert "Na chín tháng 6 đến tháng 9." in listed


@pytest.mark.parametrize(
    "page", ["tu-can-xem/", "giong-ke/", "yeu-cau-go/", "diem-hang/", "kien-thuc/", "kien-thuc/them/"]
)
def test_strangers_find_none_of_these_pages(page):
    a_fact()

    assert signed_in(PersonFactory()).get(f"{DESK}{page}").status_code == 404
    assert signed_in(operator()).get(f"{DESK}{page}").status_code == 200
