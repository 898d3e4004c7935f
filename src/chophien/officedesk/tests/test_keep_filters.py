from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from chophien.accounts.states import Role
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.officedesk.actions.filters import keep_filter
from chophien.officedesk.filters import LISTS, SORTS_OF_LINES
from chophien.officedesk.models import SavedFilter
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.orders.tests.factories import NOON
from chophien.reconciliation.selectors import SHELVES
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
SHELF = "/dieu-hanh/bo-loc/"
ASKS = {
    "queue": "q=che&loai=new&tinh=08",
    "goods": "q=che&loai=published&tinh=08",
    "shops": "loai=in_review&tinh=08",
    "orders": "loai=placed&tinh=08",
    "complaints": "loai=mediation&loi=spoilt&tinh=08",
    "never-sold": "tinh=08&xa=00721",
    "tasks": "loai=never_sold&viec=open&tinh=08&xa=00721&nguoi=-",
    "people": "q=L%C3%BD",
    "sms": "q=alo&loai=stranger",
    "words": "an=1",
    "bank-lines": "ngan=xong",
    "trail": "subject=CP-1&what=orders.placed&since=21%2F11%2F2026",
    "looks": "actor=ND-1",
}


def sent(asks, name="Chè của tôi", **ticks):
    return {"asks": asks, "name": name, **{key: "on" for key, ticked in ticks.items() if ticked}}


def kept(person, key="goods", asks="q=che", name="Chè", *, opens=False, shared=False):
    query = LISTS[key].query(dict(parse_qsl(asks)))
    return keep_filter(shelf=key, query=query, name=name, opens=opens, is_shared=shared, actor=person, at=NOON)


def test_every_list_that_can_be_narrowed_is_tried():
    assert set(ASKS) == set(LISTS)
    assert set(SORTS_OF_LINES) == set(SHELVES)


@pytest.mark.parametrize("key", ASKS)
def test_what_is_asked_of_a_list_is_kept_and_stands_above_it(key):
    a_seller()
    client = signed_in(operator())
    address = f"{reverse(f'officedesk:{LISTS[key].page}')}?{ASKS[key]}"

    before = text_of(client.get(address))
    answer = client.post(f"{SHELF}{key}/", sent(ASKS[key]))
    after = text_of(client.get(answer["Location"]))

    assert f"{SHELF}{key}/?" in before
    assert dict(parse_qsl(urlsplit(answer["Location"]).query)) == dict(parse_qsl(ASKS[key]))
    assert 'aria-current="true">Chè của tôi</a>' in after
    assert SavedFilter.objects.get().query == urlsplit(answer["Location"]).query


def test_what_the_lists_own_form_does_not_know_is_dropped():
    client = signed_in(operator())

    client.post(f"{SHELF}goods/", sent("q=ch%C3%A8&mau=xanh&loai=gibtsnicht&tinh=8x&trang=abc&next=//evil"))

    assert SavedFilter.objects.get().query == "q=ch%C3%A8"


@pytest.mark.parametrize("asks", ["", "mau=xanh", "loai=gibtsnicht", "q=+++", "%00", "q=%00"])
def test_nothing_asked_is_nothing_kept(asks):
    answer = signed_in(operator()).post(f"{SHELF}goods/", sent(asks))

    assert (answer.status_code, SavedFilter.objects.count()) == (409, 0)


def test_a_filter_without_a_name_comes_back_with_what_it_asks():
    answer = signed_in(operator()).post(f"{SHELF}goods/", sent("q=che", name=""))

    assert (answer.status_code, SavedFilter.objects.count()) == (422, 0)
    assert 'value="q=che"' in text_of(answer)


def test_the_same_name_again_asks_for_something_else_from_then_on():
    boss = operator()
    first = kept(boss)

    second = kept(boss, asks="q=mat+ong")

    assert (second.pk, second.code, SavedFilter.objects.get().query) == (first.pk, first.code, "q=mat+ong")


def test_a_list_opens_with_the_filter_that_its_reader_chose_and_the_whole_list_is_one_tap_away():
    boss = operator()
    kept(boss, opens=True)
    kept(boss, name="Mật", asks="q=mat", opens=True)
    client = signed_in(boss)

    opened = client.get("/dieu-hanh/hang/")

    assert opened["Location"] == "/dieu-hanh/hang/?q=mat"
    assert "/dieu-hanh/hang/?tat-ca=1" in text_of(client.get(opened["Location"]))
    assert client.get("/dieu-hanh/hang/?tat-ca=1").status_code == 200
    assert SavedFilter.objects.filter(is_default=True).count() == 1


def test_ticking_shops_on_a_list_that_opens_with_a_filter_still_works():
    boss = operator()
    kept(boss, "never-sold", "tinh=08", opens=True)

    assert signed_in(boss).post("/dieu-hanh/chua-ban/", {"seen": "x"}).status_code == 200


def test_a_filter_is_for_its_keeper_alone_until_it_is_shared():
    boss, other = operator(), operator()
    mine = kept(boss, name="Của riêng tôi", opens=True)
    client, others = signed_in(boss), signed_in(other)

    alone = text_of(others.get("/dieu-hanh/hang/"))
    client.post(f"{SHELF}goods/{mine.code}/chia-se/")
    shared = text_of(others.get("/dieu-hanh/hang/"))
    client.post(f"{SHELF}goods/{mine.code}/giu-rieng/")
    again = text_of(others.get("/dieu-hanh/hang/"))

    assert "Của riêng tôi" not in alone
    assert "Của riêng tôi (dùng chung)" in shared
    assert "Của riêng tôi" not in again


@pytest.mark.parametrize("step", ["mo-bang", "mo-thuong", "chia-se", "giu-rieng", "xoa"])
def test_nobody_changes_what_another_keeps_shared_or_not(step):
    shared = kept(operator(), shared=True)

    answer = signed_in(operator()).post(f"{SHELF}goods/{shared.code}/{step}/")

    assert answer.status_code == 404
    assert SavedFilter.objects.filter(pk=shared.pk, is_shared=True, is_default=False).exists()


def test_the_keeper_opens_with_it_opens_plainly_and_deletes_it():
    boss = operator()
    mine = kept(boss)
    client = signed_in(boss)
    seen = []

    for step in ("mo-bang", "mo-thuong", "xoa"):
        client.post(f"{SHELF}goods/{mine.code}/{step}/")
        seen.append(list(SavedFilter.objects.values_list("is_default", flat=True)))

    assert seen == [[True], [False], []]
    assert client.post(f"{SHELF}goods/{mine.code}/xoa/").status_code == 404
    assert list(Entry.objects.filter(subject_code=mine.code).order_by("pk").values_list("what", flat=True)) == [
        "officedesk.filter_kept",
        "officedesk.filter_changed",
        "officedesk.filter_changed",
        "officedesk.filter_dropped",
    ]


def test_only_so_many_filters_of_one_list_are_kept():
    boss = operator()
    for number in range(20):
        kept(boss, name=f"Lọc {number}")

    refused = signed_in(boss).post(f"{SHELF}goods/", sent("q=che", name="Một nữa"))
    replaced = signed_in(boss).post(f"{SHELF}goods/", sent("q=che", name="Lọc 3"))

    assert (refused.status_code, replaced.status_code) == (409, 302)
    assert "20" in text_of(refused)
    assert SavedFilter.objects.count() == 20


def test_the_filter_of_the_trail_keeps_days_as_they_were_typed():
    boss = operator()
    one = kept(boss, "trail", "since=21/11/2026&until=22/11/2026&what=khong.co")

    assert dict(parse_qsl(one.query)) == {"since": "21/11/2026", "until": "22/11/2026"}
    assert signed_in(boss).get(f"/dieu-hanh/nhat-ky/?{one.query}").status_code == 200


def test_what_a_kept_filter_asks_for_is_said_in_words():
    boss = operator()
    a_seller()
    kept(boss, "shops", "loai=in_review&tinh=08&q=HTX")

    page = text_of(signed_in(boss).get(f"{SHELF}shops/"))

    assert "Tỉnh: " in page
    assert ": in_review" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_kept_filters_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    boss, other = operator(), operator()
    for place in range(number):
        kept(boss, name=f"Lọc {place}")
        kept(other, name=f"Chung {place}", shared=True)
    client = signed_in(boss)

    with django_assert_num_queries(7):
        assert client.get(f"{SHELF}goods/").status_code == 200
    with django_assert_num_queries(9):
        assert client.get("/dieu-hanh/hang/").status_code == 200


def test_who_keeps_filters_of_which_list():
    people = everybody(a_seller().code)
    operators = {"operator", "province operator", "province operator elsewhere"}
    officers = {f"{kind}{where}" for kind in ("commune officer", "province officer") for where in ("", " elsewhere")}

    assert let_in(people, f"{SHELF}goods/") == operators | officers
    assert let_in(people, f"{SHELF}orders/") == operators
    assert let_in(people, f"{SHELF}trail/") == {"operator"}
    assert let_in(people, f"{SHELF}khong-co/") == set()


def test_an_operator_of_a_province_keeps_what_belongs_to_an_operator():
    mine = officer(Role.OPERATOR, "08")

    assert signed_in(mine).post(f"{SHELF}orders/", sent("loai=placed")).status_code == 302
    assert SavedFilter.objects.get().owner_code == mine.code
