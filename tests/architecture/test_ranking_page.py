"""The law asks a market to publish how it orders goods: what is published is what is computed."""

import re

import pytest

from chophien.catalog.search.ranking import RATINGS_COUNT_FROM, criteria_on
from chophien.regulations.models import RegulationVersion


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["body", "body_en"])
def test_every_version_names_the_points_of_every_criterion_that_counts_with_it_and_no_others(field):
    versions = RegulationVersion.objects.filter(key="ranking").order_by("effective_from")

    for version in versions:
        published = sorted(int(found) for found in re.findall(r"(\d+) (?:điểm|points)", getattr(version, field)))
        assert published == sorted(int(one.points) for one in criteria_on(version.effective_from)), version
    assert [one.version for one in versions] == ["2026-07", "2026-12"]


@pytest.mark.django_db
def test_reviews_count_from_the_day_that_was_announced_and_not_before():
    announced = RegulationVersion.objects.get(key="ranking", version="2026-12")

    assert announced.effective_from == RATINGS_COUNT_FROM
    assert (announced.effective_from - announced.published_at.date()).days == 9
    assert "ít nhất 5 đánh giá" in announced.body
