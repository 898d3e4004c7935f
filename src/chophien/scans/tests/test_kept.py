"""A page that was drawn a moment ago serves the next reader, and nothing that matters at once is old on it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chophien.catalog.actions.listings import pause_listing
from chophien.lib.actor import SYSTEM
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.scans.actions.stamps import activate, void_stamps
from chophien.scans.models import Scan, Stamp
from chophien.scans.tests.factories import NOON, a_packed_lot, a_stamp
from chophien.scans.tests.test_page import PHONE, lot_path, path_of, text_of
from chophien.scans.views._kept import KEPT_SECONDS, KeptPages, Page
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.actions.recalling import Notice, end_recall, start_recall
from chophien.traceability.models import NamingWish

pytestmark = pytest.mark.django_db


def test_the_next_reader_gets_the_page_of_a_moment_ago_for_a_third_of_the_statements_and_is_counted(client):
    stamp = a_stamp()
    path = path_of(stamp)

    with CaptureQueriesContext(connection) as drawn:
        first = client.get(path, headers=PHONE)
    with CaptureQueriesContext(connection) as kept:
        second = Client().get(path, headers={"User-Agent": "Another phone"})

    assert first.content == second.content
    assert second["Access-Control-Allow-Origin"] == "*"
    assert 3 * len(kept) <= 2 * len(drawn)
    assert Scan.objects.count() == 2
    assert b'lang="en"' not in first.content.split(b"<head>")[0]
    client.cookies["lang"] = "en"
    assert b'<html lang="en">' in client.get(path, headers=PHONE).content


def test_recalls_stamps_and_goods_are_as_they_are_now(client):
    stamp = a_stamp(active=False)
    lot, variant, _growers = a_packed_lot(seller=stamp.batch.seller)
    path, manager = path_of(stamp), manager_of(lot.seller)
    of_lot = lot_path(lot, variant)

    assert "chưa được kích hoạt" in text_of(client.get(path))
    own = stamp.batch.variant.packs.get().lot
    activate(batch=stamp.batch, first=1, last=1, lot=own, actor=SYSTEM, at=NOON)
    assert "Tem đang dùng" in text_of(client.get(path))
    recall = start_recall(lot=own, notice=Notice("Có mốc", "Đừng dùng."), actor=manager, at=NOON)
    assert "Có mốc" in text_of(client.get(path))
    end_recall(recall=recall, was_harmless=True, actor=manager, at=NOON)
    assert "Có mốc" not in text_of(client.get(path))
    void_stamps(batch=stamp.batch, first=1, last=1, reason="Rách mất", actor=manager, at=NOON)
    assert "không còn hiệu lực" in text_of(client.get(path))

    assert "Xem hàng này ở chợ" in text_of(client.get(of_lot))
    pause_listing(listing=variant.listing, actor=manager, at=NOON)
    assert "Xem hàng này ở chợ" not in text_of(client.get(of_lot))


def test_a_households_yes_and_its_no_are_heard_at_once(client):
    lot, variant, growers = a_packed_lot()
    assert growers[0].name not in client.get(lot_path(lot, variant)).content.decode()
    NamingWish.objects.create(grower=growers[0], may_be_named=True, name=growers[0].name, said_by="x", at=NOON)
    named = client.get(lot_path(lot, variant)).content.decode()

    NamingWish.objects.create(grower=growers[0], may_be_named=False, said_by="x", at=NOON)

    assert growers[0].name in named
    assert growers[0].name not in client.get(lot_path(lot, variant)).content.decode()


def test_who_is_signed_in_gets_a_page_of_their_own(client):
    stamp = a_stamp(active=False)
    Client().get(path_of(stamp))

    client.force_login(manager_of(stamp.batch.seller), backend="django.contrib.auth.backends.ModelBackend")

    assert "Gắn tem này vào một lô" in text_of(client.get(path_of(stamp)))
    assert "Gắn tem này vào một lô" not in text_of(Client().get(path_of(stamp)))


def test_an_address_that_had_its_share_still_gets_the_page_and_is_counted_no_more(client, settings):
    settings.RATE_LIMITS = True
    for key in ("scans.counted_per_hour", "scans.events_per_minute"):
        LegalParameter.objects.filter(key=key).update(value=2)
    forget()
    stamp = a_stamp()
    path = path_of(stamp)

    pages = [client.get(path, headers={"User-Agent": f"Name {number}"}) for number in range(5)]
    elsewhere = client.get(path, headers=PHONE, REMOTE_ADDR="198.51.100.7")
    events = [client.get(path, {"linkType": "gs1:epcis"}) for _time in range(3)]

    places = [
        client.post("/truy-xuat/noi-quet/", {"duong": path, "ma_noi": "00721"}, headers={"User-Agent": name})[
            "Location"
        ]
        for name in ("Name 0", "Name 4")
    ]

    assert {page.status_code for page in (*pages, elsewhere)} == {200}
    assert places == [path + "?cam-on=noi", path + "?cam-on=khong-tinh"]
    assert "Chưa ghi được nơi quét" in text_of(client.get(places[1]))
    assert "Cảm ơn" not in text_of(client.get(places[1]))
    assert "Cảm ơn" in text_of(client.get(places[0]))
    assert (Scan.objects.count(), Stamp.objects.get(pk=stamp.pk).scans) == (3, 3)
    assert [answer.status_code for answer in events] == [200, 200, 429]
    assert int(events[2]["Retry-After"]) > 0


def test_a_page_is_kept_for_a_minute_and_the_oldest_goes_first():
    now = [0.0]
    pages = KeptPages(clock=lambda: now[0])
    for number in range(401):
        pages.keep((f"/{number}", "vi"), Page(b"", (), frozenset()))

    assert pages.find(("/0", "vi")) is None
    assert pages.find(("/1", "vi")) is not None
    now[0] = KEPT_SECONDS
    assert pages.find(("/1", "vi")) is None
