"""The helper's desk: each household with its next task, for thirty households as quickly as for one."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chophien.accounts.models import SignInCard
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.models import Listing
from chophien.lib.actor import NIGHTLY
from chophien.lib.dates import format_date, local_date
from chophien.orders.tests.factories import a_checkout
from chophien.programmes.actions.nightly import match_tasks
from chophien.programmes.actions.tasks import finish_task, make_task
from chophien.programmes.models import HouseholdVisit, Task
from chophien.programmes.states import TaskKind
from chophien.programmes.tests.factories import a_helped, a_household, an_officer
from chophien.sellers.models import Mandate, PayoutAccount
from chophien.sellers.states import Deed
from chophien.sellers.tests.factories import a_mandate, helper_in
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CARD = re.compile(r'<section class="panel stack-s" id="[^"]+">.*?</section>', re.DOTALL)
VERB = re.compile(r'<a class="btn block( ghost)?" href="([^"]*)">([^<]*)<')


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def home_of(helper):
    return signed_in(helper).get("/giup/").content.decode()


def cards(page):
    """The households that wait: which, the task, the verb and where it leads."""
    found = []
    for card in CARD.findall(page):
        name = re.search(r"<h2[^>]*><a[^>]*>(.*?)</a>", card)[1]
        title = re.search(r"<strong>(.*?)</strong>", card)[1]
        _ghost, href, verb = VERB.search(card).groups()
        found.append((name, title, verb, href))
    return found


def with_an_order(seller):
    return a_checkout((a_variant(seller=seller), 1), at=timezone.now()).orders[0]


def test_s24_each_household_stands_with_its_next_task_the_most_urgent_first():
    now = timezone.now()
    never, helper = a_helped(at=now - 3 * DAY, name="Nhà Mỷ", approved_at=now - 60 * DAY)
    ordered, _helper = a_helped(helper, at=now - 3 * DAY, name="Nhà Sùng", approved_at=now)
    quiet, _helper = a_helped(helper, at=now - 3 * DAY, name="Nhà Lan", approved_at=now)
    order = with_an_order(ordered)

    page = home_of(helper)

    assert [(name, verb, href) for name, _title, verb, href in cards(page)] == [
        ("Nhà Sùng", "Trả lời đơn", f"/ban-hang/don/{order.code}/"),
        ("Nhà Mỷ", "Xem hàng", f"/ban-hang/hang/?gian={never.code}"),
    ]
    assert f'href="/giup/ho/{quiet.code}/"' in page


def test_without_the_deed_the_helper_only_tells_the_household():
    now = timezone.now()
    seller, helper = a_household(approved_at=now), helper_in()
    a_mandate(seller=seller, helper=helper, deeds=("list",), at=now - 3 * DAY)
    with_an_order(seller)

    [(_name, _title, verb, href)] = cards(home_of(helper))

    assert (verb, href) == ("Báo cho hộ", f"/giup/ho/{seller.code}/")


def test_a_thin_listing_leads_to_the_goods_and_a_task_of_an_officer_to_itself():
    now = timezone.now()
    seller, helper = a_helped(at=now - 3 * DAY, approved_at=now)
    goods = a_variant(seller=seller)
    Listing.objects.filter(pk=goods.listing_id).update(score=20)
    other, _helper = a_helped(helper, at=now - 3 * DAY, approved_at=now)
    task = make_task(
        seller=other,
        kind=TaskKind.SURVEY,
        note="Hỏi phiếu khảo sát",
        due_on=local_date(now),
        actor=an_officer(),
        at=now,
        helper=helper,
    )

    found = {name: (verb, href) for name, _title, verb, href in cards(home_of(helper))}

    assert found[seller.name] == ("Viết thêm", f"/ban-hang/hang/{goods.listing.code}/")
    assert found[other.name] == ("Xem", f"/giup/viec/{task.code}/")


def test_what_was_just_done_does_not_stand_there_again_at_once():
    now = timezone.now()
    _seller, helper = a_helped(at=now - 3 * DAY, approved_at=now - 60 * DAY)
    match_tasks(actor=NIGHTLY, at=now)
    before = len(cards(home_of(helper)))

    finish_task(task=Task.objects.get(), actor=helper, at=now)

    assert (before, len(cards(home_of(helper)))) == (1, 0)


@pytest.mark.parametrize("households", [1, 3])
def test_the_desk_takes_the_same_queries_for_any_number_of_households(households, django_assert_num_queries):
    now = timezone.now()
    helper = helper_in()
    for _number in range(households):
        seller, _helper = a_helped(helper, at=now - 3 * DAY, approved_at=now - 60 * DAY)
        with_an_order(seller)
    match_tasks(actor=NIGHTLY, at=now)
    client = signed_in(helper)

    with django_assert_num_queries(15):
        client.get("/giup/")


def test_thirty_households_are_a_light_page():
    now = timezone.now()
    helper = helper_in()
    for _number in range(30):
        a_helped(helper, at=now - 3 * DAY, approved_at=now - 60 * DAY)

    page = signed_in(helper).get("/giup/", HTTP_ACCEPT_ENCODING="br")

    assert page.status_code == 200
    assert len(cards(home_of(helper))) == 30
    assert len(home_of(helper)) < 60_000


def test_a_helper_sees_no_household_that_was_not_given_to_them():
    now = timezone.now()
    mine, helper = a_helped(at=now - 3 * DAY)
    other = a_household()
    client = signed_in(helper)

    found = [client.get(f"/giup/ho/{one.code}/").status_code for one in (mine, other)]
    written = client.post(f"/giup/ho/{other.code}/tham/", {"done": "x"}).status_code

    assert (found, written) == ([200, 404], 404)


def test_a_household_given_as_a_task_is_seen_until_the_task_is_over():
    now = timezone.now()
    seller, helper, officer = a_household(), helper_in(), an_officer()
    said = {"kind": TaskKind.VISIT, "note": "Ghé thăm", "due_on": local_date(now), "actor": officer, "at": now}
    task = make_task(seller=seller, helper=helper, **said)
    client = signed_in(helper)

    during = client.get(f"/giup/ho/{seller.code}/").status_code
    client.post(f"/giup/viec/{task.code}/nhan/")
    done = client.post(f"/giup/viec/{task.code}/xong/")
    after = client.get(f"/giup/ho/{seller.code}/").status_code

    assert (during, done["Location"], after) == (200, "/giup/?xong=xong", 404)


def test_nothing_of_where_a_household_is_paid_is_on_the_desk():
    now = timezone.now()
    seller, helper = a_helped(at=now - 3 * DAY)
    PayoutAccount.objects.create(
        seller=seller,
        bank_bin="970436",
        sealed_account=b"x",
        account_tail="4321",
        owner_name="SUNG THI MY",
        updated_at=now,
    )
    client = signed_in(helper)

    pages = [client.get(path).content.decode() for path in ("/giup/", f"/giup/ho/{seller.code}/", "/giup/ket-qua/")]

    assert [("4321" in page, "SUNG THI MY" in page, "970436" in page) for page in pages] == [(False,) * 3] * 3


def test_dropping_without_a_reason_comes_back_with_the_sentence():
    now = timezone.now()
    seller, helper = a_helped(at=now - 3 * DAY)
    said = {"kind": TaskKind.VISIT, "note": "Ghé thăm", "due_on": local_date(now), "actor": an_officer(), "at": now}
    task = make_task(seller=seller, helper=helper, **said)

    page = signed_in(helper).post(f"/giup/viec/{task.code}/bo/", {"reason": " "})

    assert page.status_code == 409
    assert "Viết vài chữ vì sao" in page.content.decode()


def test_a_visit_is_written_down_and_bad_answers_come_back_with_what_was_typed():
    now = timezone.now()
    seller, helper = a_helped(at=now - 3 * DAY)
    client, path = signed_in(helper), f"/giup/ho/{seller.code}/tham/"
    said = {"key": "abc", "visited_on": format_date(local_date(now)), "place": "Sủng Là", "met": "Bà Sùng", "done": ""}

    refused = client.post(path, said)
    kept = client.post(path, {**said, "done": "Chụp lại ảnh chè"})

    assert (refused.status_code, "Bà Sùng" in refused.content.decode()) == (422, True)
    assert kept["Location"] == f"/giup/ho/{seller.code}/?xong=tham"
    assert HouseholdVisit.objects.get().done == "Chụp lại ảnh chè"


@pytest.mark.parametrize("path", ["/giup/", "/giup/tham/", "/giup/ket-qua/", "/giup/mo/"])
def test_the_desk_is_the_helpers_alone(path):
    assert let_in(everybody("a-shop"), path) == {"helper"}


def test_s22_a_households_page_prints_its_card_and_says_what_its_helper_may_do():
    now = timezone.now()
    seller, helper = a_helped(at=now - 3 * DAY, approved_at=now)
    holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code)
    client = signed_in(helper)

    before = client.get(f"/giup/ho/{seller.code}/").content.decode()
    printed = client.post(f"/the-vao-cho/{seller.code}/in/")
    after = client.get(f"/giup/ho/{seller.code}/").content.decode()

    card = SignInCard.objects.get()
    assert f'action="/the-vao-cho/{seller.code}/in/"' in before
    assert printed.status_code == 200
    assert card.code in after
    assert f'href="/the-vao-cho/{seller.code}/"' in after
    assert f'href="/ban-hang/hang/them/?gian={seller.code}"' in after
    assert f'href="/uy-quyen/{Mandate.objects.get().code}/"' in after
    for deed in Deed:
        assert str(deed.label) in after


def test_s24_the_results_say_from_how_many_points_on_goods_are_bettered():
    page = signed_in(helper_in()).get("/giup/ket-qua/").content.decode()

    assert "tăng từ 10 điểm trở lên" in page


def test_without_a_mandate_a_households_page_prints_no_card():
    now = timezone.now()
    seller, helper = a_household(approved_at=now), helper_in()
    make_task(
        seller=seller,
        kind=TaskKind.SURVEY,
        note="Hỏi",
        due_on=local_date(now),
        actor=an_officer(),
        at=now,
        helper=helper,
    )

    page = signed_in(helper).get(f"/giup/ho/{seller.code}/").content.decode()

    assert "/the-vao-cho/" not in page
    assert "/ban-hang/hang/them/" not in page
