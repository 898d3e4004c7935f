"""The season calendar as a province's officers see it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.states import Role
from chophien.catalog.tests.factories import an_offer
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
PAGE = "/dieu-hanh/mua-vu/"


def harvested(title="Mận hậu", cap=2000):
    today = local_date(timezone.now())
    season = {"season_from": f"{today + timedelta(days=14):%m-%d}", "season_to": f"{today + timedelta(days=60):%m-%d}"}
    offers = [an_offer(unit="kg", pack="1 kg", weight_g=1000)]
    variant = a_variant(title=title, available=0, offers=offers, **season)
    terms = HarvestTerms(today + timedelta(days=14), today + timedelta(days=20), Decimal(cap), 40_000)
    return open_harvest(variant=variant, terms=terms, actor=SYSTEM, at=timezone.now())


def test_s05_an_officer_sees_what_is_expected_ordered_and_too_much():
    harvested()

    page = text_of(signed_in(officer()).get(f"{PAGE}08/")).replace("\xa0", " ")

    for words in ("Mận", "dự kiến 2.000 kg, đặt mua 0 kg", "Có thể thừa", '<svg class="season"', "Mận sấy dẻo"):
        assert words in page


def test_an_officer_of_one_province_is_led_to_it_and_sees_no_other():
    client = signed_in(officer())

    assert client.get(PAGE)["Location"] == f"{PAGE}08/"
    assert client.get(f"{PAGE}14/").status_code == 404


def test_sources_are_named_where_nothing_is_sold():
    page = text_of(signed_in(officer(code="14")).get(f"{PAGE}14/"))

    assert "thegioicombo.vn" in page
    assert "Mộc Châu" in page


def test_it_is_not_for_commune_officers():
    assert signed_in(officer(Role.COMMUNE_OFFICER, "00721")).get(f"{PAGE}08/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_statements_for_any_number_of_harvests(number):
    for one in range(number):
        harvested(title=f"Mận số {one}")
    client = signed_in(officer())
    client.get(f"{PAGE}08/")

    with CaptureQueriesContext(connection) as taken:
        client.get(f"{PAGE}08/")

    assert len(taken) == 14
