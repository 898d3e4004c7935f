from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM
from chophien.messages.actions import announce, end_announcement
from chophien.messages.announcing import announced, remember
from chophien.messages.models import Announcement
from chophien.messages.states import Audience
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
DESK = "/dieu-hanh/thong-bao/"
WORDS = "Chợ nghỉ Tết từ 26 tháng Chạp"


def an_announcement(audience=Audience.EVERYBODY, *, text=WORDS, since=-1, until=1):
    at = timezone.now()
    made = announce(
        text=text,
        audience=audience,
        starts_at=at + timedelta(days=since),
        ends_at=at + timedelta(days=until),
        actor=SYSTEM,
        at=at,
    )
    remember(at=timezone.now())
    return made


def sent(**changes):
    return {"text": WORDS, "audience": "sellers", "starts_on": "2026-01-01", "ends_on": "2099-01-31", **changes}


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

    assert len(announced("everybody", at=timezone.now())) == shown


@pytest.mark.parametrize("since", [-1, 1])
def test_what_is_taken_down_shows_no_more(since):
    made = an_announcement(since=since, until=3)

    end_announcement(announcement=made, actor=SYSTEM, at=timezone.now())
    remember(at=timezone.now())

    assert announced("everybody", at=timezone.now() + timedelta(days=2)) == []
    assert Entry.objects.filter(what="messages.announcement_ended").count() == 1


def test_the_office_writes_one_and_takes_it_down():
    client = signed_in(operator())

    written = client.post(DESK, sent())
    made = Announcement.objects.get()
    client.post(f"{DESK}{made.code}/thoi/")

    assert (written.status_code, made.audience) == (302, "sellers")
    assert Announcement.objects.get().ends_at < made.ends_at


@pytest.mark.parametrize("bent", [{"text": ""}, {"audience": "nobody"}, {"starts_on": "x"}, {"ends_on": "2025-01-01"}])
def test_what_cannot_be_announced_comes_back_with_the_words_kept(bent):
    answer = signed_in(operator()).post(DESK, sent(**bent))

    assert (answer.status_code, Announcement.objects.count()) == (422, 0)
    assert (WORDS in text_of(answer)) == ("text" not in bent)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _place in range(number):
        an_announcement()
    client = signed_in(operator())

    with django_assert_num_queries(5):
        assert client.get(DESK).status_code == 200


def test_who_writes_announcements():
    people = everybody(a_seller().code)
    made = an_announcement()

    assert let_in(people, DESK) == {"operator"}
    assert let_in(people, f"{DESK}{made.code}/thoi/", method="post") == {"operator"}
