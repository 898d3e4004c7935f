"""The law asks a market to publish how it orders goods: what is published is what is computed."""

import re

import pytest

from chophien.catalog.search.ranking import CRITERIA
from chophien.regulations.models import RegulationVersion


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["body", "body_en"])
def test_the_page_names_the_points_of_every_criterion_and_no_others(field):
    text = getattr(RegulationVersion.objects.filter(key="ranking").latest("effective_from"), field)

    published = sorted(int(found) for found in re.findall(r"(\d+) (?:điểm|points)", text))

    assert published == sorted(int(criterion.points) for criterion in CRITERIA)
