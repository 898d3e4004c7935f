import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.lib.held import NOBODY
from chophien.messages.actions.keeping import forget_old_notices
from chophien.messages.actions.telling import notify, read_all_notices, read_notice
from chophien.messages.models import Notice
from chophien.messages.selectors import notices_of, unread_count
from chophien.messages.tests.factories import NoticeFactory, a_reader

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def tell(text="Đơn mới", link="/don/", **facts):
    return notify(person_code="ND-1", text=text, link=link, about="CP-1", at=NOON, **facts)


def test_a_notice_waits_in_its_readers_list():
    notice = tell("  Đơn CP-7K3M-92\nđã được nhận. ")

    assert list(notices_of("ND-1")) == [notice]
    assert (notice.text, notice.link, notice.read_at) == ("Đơn CP-7K3M-92 đã được nhận.", "/don/", None)
    assert notice.code.startswith("TB-")
    assert (unread_count("ND-1"), unread_count("ND-2")) == (1, 0)


def test_a_lazy_text_is_put_into_the_readers_language_with_its_facts():
    text = _("You have a new role at the market: %(role)s.")

    notice = tell(text, facts={"role": _("Operator")}, language="vi")

    assert notice.text == "Bạn có vai trò mới ở chợ: Người điều hành chợ."


def test_a_very_long_notice_is_cut():
    assert tell("x" * 400).text == "x" * 299 + "…"


@pytest.mark.parametrize("link", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "don/1"])
def test_a_notice_leads_nowhere_but_to_this_site(link):
    with pytest.raises(ValueError, match="away from this site"):
        tell(link=link)


def test_reading_counts_the_first_time():
    notice = tell()

    read_notice(notice=notice, at=NOON)
    again = read_notice(notice=notice, at=NOON + timedelta(hours=1))

    assert again.read_at == NOON
    assert unread_count("ND-1") == 0


def test_reading_all_touches_nobody_elses_news():
    NoticeFactory.create_batch(3)
    NoticeFactory(person_code="ND-2")

    assert read_all_notices(person_code="ND-1", at=NOON) == 3
    assert unread_count("ND-2") == 1


def test_old_news_is_forgotten_once_it_was_read():
    long_ago = NOON - timedelta(days=181)
    NoticeFactory(written_at=long_ago, read_at=long_ago)
    unread = NoticeFactory(written_at=long_ago)
    young = NoticeFactory(read_at=NOON)

    assert forget_old_notices(before=NOON - timedelta(days=180), held=NOBODY) == (1, 0)
    assert set(Notice.objects.all()) == {unread, young}


@pytest.mark.parametrize("notices", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number_of_notices(client, notices, django_assert_num_queries):
    pao = a_reader()
    NoticeFactory.create_batch(notices, person_code=pao.code)
    client.force_login(pao)

    with django_assert_num_queries(4):
        response = client.get(reverse("messages:notices"))

    assert response.content.decode().count("Đơn CP-7K3M-92") == notices


def test_an_empty_list_says_what_will_be_here(client):
    client.force_login(a_reader())

    response = client.get(reverse("messages:notices"))

    assert "Chưa có tin báo" in response.content.decode()


def shown(response):
    return [int(number) for number in re.findall(r"Tin số (\d\d)", response.content.decode())]


def test_the_list_goes_on_on_further_pages(client):
    pao = a_reader()
    for number in range(25):
        NoticeFactory(person_code=pao.code, text=f"Tin số {number:02d}.")
    client.force_login(pao)

    first = client.get(reverse("messages:notices"))
    [further] = re.findall(r'rel="next" href="([^"]+)"', first.content.decode())
    second = client.get(html.unescape(further))

    assert shown(first) == list(range(24, 4, -1))
    assert shown(second) == list(range(4, -1, -1))
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize("cursor", ["x", "%00", "eyJ0IjoxfQ:abc", "\N{RIGHT-TO-LEFT OVERRIDE}"])
def test_a_bent_cursor_shows_the_first_page(client, cursor):
    pao = a_reader()
    NoticeFactory(person_code=pao.code)
    client.force_login(pao)

    response = client.get(reverse("messages:notices"), {"tiep": cursor})

    assert response.content.decode().count("Đơn CP-7K3M-92") == 1


def test_opening_a_notice_marks_it_and_goes_where_it_leads(client):
    pao = a_reader()
    notice = NoticeFactory(person_code=pao.code)
    client.force_login(pao)

    response = client.post(reverse("messages:open-notice", args=[notice.code]))

    notice.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/don/CP-7K3M-92/")
    assert notice.read_at is not None


def test_a_strangers_notice_is_not_found_and_stays_unread(client):
    notice = NoticeFactory()
    client.force_login(a_reader())

    response = client.post(reverse("messages:open-notice", args=[notice.code]))

    notice.refresh_from_db()
    assert (response.status_code, notice.read_at) == (404, None)


@pytest.mark.parametrize(("name", "args"), [("notices", []), ("read-all", []), ("open-notice", ["TB-1"])])
def test_guests_are_sent_to_sign_in(client, name, args):
    address = reverse(f"messages:{name}", args=args)

    response = client.get(address) if name == "notices" else client.post(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/")


def test_all_is_read_by_one_button(client):
    pao = a_reader()
    NoticeFactory.create_batch(3, person_code=pao.code)
    client.force_login(pao)

    response = client.post(reverse("messages:read-all"))

    assert response["Location"] == reverse("messages:notices")
    assert unread_count(pao.code) == 0
