"""Shops hear of new versions of the market's documents: once each, of one day's together, never of the first ones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.lib.dates import local_date
from chophien.messages.models import Message
from chophien.regulations.actions.publishing import DATA, load_regulations
from chophien.regulations.models import RegulationVersion
from chophien.sellers.actions import announcing
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of

pytestmark = pytest.mark.django_db
KEYS = ("delivery", "returns")


def publish(folder, *keys):
    """New versions of these documents, public since yesterday, that count in thirty days."""
    today = local_date(timezone.now())
    for key in keys:
        head = f"title: Thử {key}\nversion: thu\npublished: {today - timedelta(days=1)}\n"
        head += f"effective: {today + timedelta(days=30)}\n---\n"
        for language in ("vi", "en"):
            (folder / f"{key}.{language}.md").write_text(f"{head}Một câu.", encoding="utf-8")
    load_regulations(folder)


def test_s21_shops_hear_of_new_versions_once_and_all_of_a_day_in_one_message(tmp_path, do_jobs, monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    shops = [a_seller(), a_seller(status=SellerStatus.SUSPENDED), a_seller()]
    managers = [manager_of(shop) for shop in shops]
    packer_of(shops[0])
    manager_of(a_seller(status=SellerStatus.CLOSED))

    publish(tmp_path, *KEYS)
    do_jobs()
    ids = list(RegulationVersion.objects.filter(version="thu").values_list("pk", flat=True))
    again = announcing.tell_of_regulations(version_ids=ids, after=0, at=timezone.now())

    told = list(Message.objects.filter(kind="regulation.new").order_by("pk"))
    day = local_date(timezone.now()) + timedelta(days=30)
    assert [one.person_code for one in told] == [one.code for one in managers]
    assert {(one.text, one.link) for one in told} == {
        (f"Quy chế mới của chợ: Thử delivery, Thử returns. Có hiệu lực từ ngày {day:%d/%m/%Y}.", "/quy-che/")
    }
    assert again == 0


def test_a_single_new_version_is_read_where_the_message_leads(tmp_path, do_jobs, client):
    manager_of(a_seller())

    publish(tmp_path, "returns")
    do_jobs()

    link = Message.objects.get(kind="regulation.new").link
    assert "Một câu." in client.get(link).content.decode()


def test_the_first_documents_of_a_market_are_news_to_nobody(do_jobs, monkeypatch):
    manager_of(a_seller())
    monkeypatch.setattr(RegulationVersion.objects, "all", RegulationVersion.objects.none)
    monkeypatch.setattr(RegulationVersion.objects, "bulk_create", lambda rows: rows)

    assert load_regulations(DATA)
    do_jobs()

    assert not Message.objects.exists()
