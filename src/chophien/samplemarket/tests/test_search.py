"""The market finds what people look for: two hundred searches, each with the goods that it should bring."""

import csv

import pytest
from django.utils import timezone

from chophien.catalog.models import Listing
from chophien.catalog.search.find import search
from chophien.catalog.search.query import read_query
from chophien.catalog.search.rebuild import start_day
from chophien.samplemarket.actions import DATA, load_reference_data, load_sample_market

FIRST = 10
LEAST_SHARE = 0.95


@pytest.mark.django_db
def test_nineteen_of_twenty_searches_bring_the_right_goods_among_the_first_ten():
    at = timezone.now()
    load_reference_data(at=at)
    load_sample_market(at=at)
    start_day(at=at)
    sku_of = dict(Listing.objects.values_list("code", "sku"))
    with (DATA / "queries.csv").open(encoding="utf-8", newline="") as source:
        asked = list(csv.DictReader(source))

    missed = []
    for row in asked:
        hits = search(read_query({"q": row["query"], "limit": str(FIRST)}), at=at).hits
        if not {sku_of[hit.code] for hit in hits} & set(row["expect_skus"].split("|")):
            missed.append((row["kind"], row["query"]))

    assert len(asked) == 200
    assert len(missed) <= (1 - LEAST_SHARE) * len(asked), missed
