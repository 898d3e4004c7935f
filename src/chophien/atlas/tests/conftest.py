"""One world for all tests that only read: built once for a file, and taken back at its end."""

from collections.abc import Iterator

import pytest
import pytest_django
from django.db import transaction
from tests.fresh import forget_everything

from chophien.atlas.models import Site
from chophien.atlas.tests.world import AT, DONG_VAN, MEO_VAC, NA_RI, a_shop, honey, land, tea
from chophien.delivery.testing import tariff_as_loaded
from chophien.rules.testing import rules_as_loaded


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[dict[str, object]]:
    with django_db_blocker.unblock(), transaction.atomic():
        forget_everything()
        with rules_as_loaded(), tariff_as_loaded():
            highland, beekeeper, lowland = a_shop(DONG_VAN), a_shop(MEO_VAC), a_shop(NA_RI)
            goods = [honey(beekeeper), tea(highland), tea(lowland)]
            areas = [land(highland), land(highland, None), land(lowland, "2", standard=""), land(beekeeper)]
            site = Site.objects.create(
                code="DG-THU1",
                seller=highland,
                commune=highland.commune,
                kind="packing",
                name="Xưởng chè",
                packing_code="VN-LSPH-001",
                added_by="system",
                added_at=AT,
            )
        with django_db_blocker.block():
            yield {"areas": areas, "goods": goods, "shops": [highland, beekeeper, lowland], "sites": [site]}
        transaction.set_rollback(True)


@pytest.fixture
def built(_built: dict[str, object], db: None) -> dict[str, object]:
    """Three shops, four areas, three goods and a packing house, in a transaction around those of the tests."""
    return _built
