from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.jobs.testing import run_jobs
from chophien.lib.actor import SYSTEM
from chophien.messages.actions.announcing import end_announcement
from chophien.messages.announcing import announced, remember
from chophien.messages.models import Announcement, AnnouncementRead, Notice
from chophien.messages.selectors import all_announcements
from chophien.messages.states import Audience
from chophien.officedesk.actions import announcing
from chophien.officedesk.actions.announcing import Words, announce_to
from chophien.officedesk.audiences import addressed, people_of
from chophien.officedesk.jobs import tell_announced as run_again
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.orders.models import OrderGroup
from chophien.orders.tests.factories import a_checkout
from chophien.places.tests.factories import a_commune, a_province
from chophien.sellers.tests.factories import a_seller
from chophien.sellers.tests.test_card import a_card, come_in
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
DESK = "/dieu-hanh/thong-bao/"
WORDS = "Chợ nghỉ Tết từ 26 tháng Chạp"


def an_announcement(audience=Audience.EVERYBODY, *, text=WORDS, since=-1, until=1, **where):
    at = timezone.now()
    words = Words(
        text=text,
        audience=audience,
        starts_at=at + timedelta(days=since),
        ends_at=at + timedelta(days=until),
        **where,
    )
    made = announce_to(words=words, actor=operator(), at=at)
    remember(at=timezone.now())
    return made


def sent(**changes):
    said = {"audience": "sellers", "province": "", "starts_on": "2026-01-01", "ends_on": "2099-01-31"}
    return {"text": WORDS, **said, **changes}


def buyer_in(province_code, commune_code):
    group = a_checkout((a_variant(available=10), Decimal(1)), person=PersonFactory()).group
    OrderGroup.objects.filter(pk=group.pk).update(province_code=province_code, commune_code=commune_code)
    return group.person


def a_circle():
    """Somebody of each kind in one commune, and the same elsewhere."""
    found = {}
    for name, province, commune in (("here", "08", "00721"), ("afar", "20", "06463")):
        a_commune(commune)
        a_province(province)
        shop = a_seller(commune_code=commune)
        found |= {
            f"seller {name}": holder_of(Role.SELLER_PACKER, Scope.SELLER, shop.code),
            f"helper {name}": holder_of(Role.HELPER, Scope.COMMUNE, commune),
            f"officer {name}": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, commune),
            f"province {name}": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, province),
            f"buyer {name}": buyer_in(province, commune),
        }
    return found


def queries_of(client, path):
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_a_guest_reads_what_is_announced_without_one_statement_more():
    guest = Client()
    guest.get("/quy-che/")
    before = queries_of(guest, "/quy-che/")

    an_announcement()

    assert WORDS in text_of(guest.get("/quy-che/"))
    assert queries_of(guest, "/quy-che/") == before


def test_sellers_words_show_at_the_seller_s_desk_and_not_to_buyers():
    an_announcement(Audience.SELLERS)
    manager = signed_in(holder_of(Role.SELLER_MANAGER, Scope.SELLER, a_seller().code))

    assert WORDS in text_of(manager.get("/ban-hang/", follow=True))
    assert WORDS not in text_of(Client().get("/quy-che/"))


@pytest.mark.parametrize(("since", "until", "shown"), [(-1, 1, 1), (1, 2, 0), (-2, -1, 0)])
def test_announcements_show_from_their_first_moment_to_their_last(since, until, shown):
    an_announcement(since=since, until=until)

    assert len(announced(at=timezone.now())) == shown


@pytest.mark.parametrize("since", [-1, 1])
def test_what_is_taken_down_shows_no_more(since):
    made = an_announcement(since=since, until=3)

    end_announcement(announcement=made, actor=SYSTEM, at=timezone.now())
    remember(at=timezone.now())

    assert announced(at=timezone.now() + timedelta(days=2)) == []
    assert Entry.objects.filter(what="messages.announcement_ended").count() == 1


def test_the_office_writes_one_and_takes_it_down():
    client = signed_in(operator())

    written = client.post(DESK, sent())
    made = Announcement.objects.get()
    client.post(f"{DESK}{made.code}/thoi/")

    assert (written.status_code, made.audience) == (302, "sellers")
    assert Announcement.objects.get().ends_at < made.ends_at


@pytest.mark.parametrize(
    "bent",
    [
        {"text": ""},
        {"audience": "nobody"},
        {"starts_on": "x"},
        {"ends_on": "2025-01-01"},
        {"province": "99"},
        {"province": "08", "commune": "06463"},
    ],
)
def test_what_cannot_be_announced_comes_back_with_the_words_kept(bent):
    answer = signed_in(operator()).post(DESK, sent(**bent))

    assert (answer.status_code, Announcement.objects.count()) == (422, 0)
    assert (WORDS in text_of(answer)) == ("text" not in bent)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        an_announcement()
    client = signed_in(operator())

    with django_assert_num_queries(6):
        assert client.get(DESK).status_code == 200


def test_who_writes_announcements():
    people = everybody(a_seller().code)
    made = an_announcement()

    assert let_in(people, DESK) == {"operator"}
    assert let_in(people, f"{DESK}{made.code}/") == {"operator"}
    assert let_in(people, f"{DESK}{made.code}/thoi/", method="post") == {"operator"}


@pytest.mark.parametrize(
    ("audience", "where", "meant"),
    [
        ("sellers", ("", ""), {"seller here", "seller afar"}),
        ("helpers", ("", ""), {"helper here", "helper afar"}),
        ("officers", ("", ""), {"officer here", "officer afar", "province here", "province afar"}),
        ("sellers", ("08", ""), {"seller here"}),
        ("helpers", ("08", ""), {"helper here"}),
        ("officers", ("08", ""), {"officer here", "province here"}),
        ("officers", ("08", "00721"), {"officer here"}),
        ("buyers", ("20", "06463"), {"buyer afar"}),
        ("everybody", ("08", "00721"), {"seller here", "helper here", "officer here", "buyer here"}),
        ("everybody", ("20", ""), {"seller afar", "helper afar", "officer afar", "province afar", "buyer afar"}),
    ],
)
def test_an_announcement_addresses_one_kind_of_people_in_one_place(audience, where, meant):
    circle = a_circle()
    made = an_announcement(Audience(audience), province_code=where[0], commune_code=where[1])

    people = set(people_of(made, at=timezone.now()))

    assert {name for name, person in circle.items() if person in people} == meant
    assert {name for name, one in circle.items() if addressed([made], one.code, timezone.now())} == meant


def test_roles_that_ended_and_closed_accounts_are_not_addressed():
    packer = holder_of(Role.SELLER_PACKER, Scope.SELLER, a_seller().code)
    gone = holder_of(Role.SELLER_PACKER, Scope.SELLER, a_seller().code, is_active=False)
    packer.grants.update(ends_at=timezone.now() - timedelta(days=1))
    made = an_announcement(Audience.SELLERS)

    assert {packer, gone} & set(people_of(made, at=timezone.now())) == set()


@pytest.mark.parametrize(
    ("audience", "name", "home"),
    [
        ("sellers", "seller here", "/ban-hang/"),
        ("helpers", "helper here", "/giup/"),
        ("officers", "officer here", "/dieu-hanh/"),
        ("buyers", "buyer here", "/toi/"),
    ],
)
def test_it_stands_on_the_home_of_its_desk_until_it_was_read(audience, name, home):
    circle = a_circle()
    made = an_announcement(Audience(audience), province_code="08")
    client, other = signed_in(circle[name]), signed_in(circle[name.replace("here", "afar")])

    assert WORDS in text_of(client.get(home, follow=True))
    assert WORDS not in text_of(other.get(home, follow=True))

    back = client.post(f"/tin-cua-cho/{made.code}/da-doc/", {"next": home})
    client.post(f"/tin-cua-cho/{made.code}/da-doc/")

    assert back["Location"] == home
    assert WORDS not in text_of(client.get(home, follow=True))
    assert all_announcements().get().readers == 1


def test_a_household_that_came_in_with_a_card_says_that_it_has_read_it():
    printed, *_rest = a_card()
    client, _response = come_in(printed)
    made = an_announcement(Audience.SELLERS)
    assert WORDS in text_of(client.get("/ban-hang/"))

    back = client.post(f"/tin-cua-cho/{made.code}/da-doc/", {"next": "/ban-hang/"})

    assert (back.status_code, back["Location"]) == (302, "/ban-hang/")
    assert WORDS not in text_of(client.get("/ban-hang/"))


def test_only_those_whom_it_addresses_open_it():
    circle = a_circle()
    made = an_announcement(Audience.OFFICERS, province_code="08")
    page = f"/tin-cua-cho/{made.code}/"
    opened = {name: signed_in(person).get(page).status_code for name, person in circle.items()}

    assert {name for name, status in opened.items() if status == 200} == {"officer here", "province here"}
    assert set(opened.values()) == {200, 404}
    assert Client().get(page).status_code == 302
    refused = signed_in(circle["buyer here"]).post(f"{page}da-doc/")
    assert (refused.status_code, AnnouncementRead.objects.count()) == (404, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_a_desk_s_home_takes_the_same_queries_for_any_number_of_announcements(number):
    person = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08")
    client = signed_in(person)
    nothing = queries_of(client, "/dieu-hanh/")
    for _place in range(number):
        an_announcement(Audience.OFFICERS, province_code="08")

    assert text_of(client.get("/dieu-hanh/")).count(WORDS) == number
    assert queries_of(client, "/dieu-hanh/") == nothing + 2


def test_sending_puts_it_once_into_the_news_of_everybody_addressed(do_jobs, monkeypatch):
    monkeypatch.setattr(announcing, "TOLD_AT_ONCE", 2)
    circle = a_circle()
    made = an_announcement(Audience.EVERYBODY, province_code="08", is_sent=True)

    jobs = do_jobs()
    run_again(code=made.code)

    told = {name for name, one in circle.items() if Notice.objects.filter(person_code=one.code, about=made.code)}
    assert "officedesk.tell_announced" in jobs
    assert told == {name for name in circle if name.endswith("here")}
    made.refresh_from_db()
    assert (made.told, made.to_tell, Notice.objects.filter(about=made.code).count()) == (5, 5, 5)
    assert made.told_at is not None
    [link] = set(Notice.objects.filter(about=made.code).values_list("link", flat=True))
    assert signed_in(circle["buyer here"]).get(link).status_code == 200


def test_sending_that_was_cut_off_goes_on_behind_the_last_who_was_told(monkeypatch):
    monkeypatch.setattr(announcing, "TOLD_AT_ONCE", 2)
    a_circle()
    made = an_announcement(Audience.EVERYBODY, province_code="08", is_sent=True)

    once = announcing.tell_next(announcement=made, at=timezone.now())
    stale = announcing.tell_next(announcement=made, at=timezone.now())
    run_again(code=made.code)

    made.refresh_from_db()
    assert (once.told, stale.told, made.told) == (2, 2, 5)
    people = Notice.objects.filter(about=made.code).values_list("person_code", flat=True)
    assert (len(people), len(set(people))) == (5, 5)


def test_what_was_taken_down_is_told_to_nobody_any_more(monkeypatch):
    monkeypatch.setattr(announcing, "TOLD_AT_ONCE", 2)
    a_circle()
    made = an_announcement(Audience.EVERYBODY, province_code="08", is_sent=True)
    announcing.tell_next(announcement=made, at=timezone.now())

    end_announcement(announcement=made, actor=SYSTEM, at=timezone.now())
    run_again(code=made.code)

    assert Notice.objects.filter(about=made.code).count() == 2
    page = text_of(signed_in(operator()).get(f"{DESK}{made.code}/"))
    assert "2 / 5" in page


def test_nothing_is_sent_before_its_first_day():
    a_circle()
    made = an_announcement(Audience.SELLERS, since=2, until=5, is_sent=True)

    run_jobs(until=timezone.now())

    assert Notice.objects.filter(about=made.code).count() == 0


def test_the_office_announces_to_a_commune_and_sends_it():
    client = signed_in(operator())
    a_commune("00721")

    chosen = client.post(DESK, sent(province="08", **{"chon-xa": "1"}))
    written = client.post(DESK, sent(province="08", commune="00721", is_sent="on"))

    assert (chosen.status_code, 'value="00721"' in text_of(chosen), WORDS in text_of(chosen)) == (200, True, True)
    made = Announcement.objects.get()
    assert (written.status_code, made.province_code, made.commune_code, made.is_sent) == (302, "08", "00721", True)
    facts = Entry.objects.get(what="messages.announced").facts
    assert facts == {"kind": "sellers", "province": "08", "commune": "00721", "sent": True}


def test_the_office_sees_how_far_sending_has_come_and_how_many_have_read_it():
    circle = a_circle()
    made = an_announcement(Audience.SELLERS, province_code="08", commune_code="00721", is_sent=True)
    client = signed_in(operator())
    before = client.get(f"{DESK}{made.code}/")
    run_again(code=made.code)
    signed_in(circle["seller here"]).post(f"/tin-cua-cho/{made.code}/da-doc/")

    after, listed = client.get(f"{DESK}{made.code}/"), text_of(client.get(DESK))

    assert (before.get("Refresh"), after.get("Refresh")) == ("3", None)
    assert "Đã báo cho 1 người." in text_of(after)
    assert "1 người đã đọc" in listed
