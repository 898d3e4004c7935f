"""One world for all doors: built once, and each test begins from it anew."""

from collections.abc import Iterator

import pytest
import pytest_django

from chophien.delivery.testing import tariff_as_loaded
from chophien.rules.testing import rules_as_loaded
from tests.doors.visitors import taken_back
from tests.doors.world import World, a_world
from tests.fresh import forget_everything


@pytest.fixture(scope="package")
def _built(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[World]:
    with django_db_blocker.unblock(), taken_back():
        forget_everything()
        with rules_as_loaded(), tariff_as_loaded():
            built = a_world()
        with django_db_blocker.block():
            yield built


@pytest.fixture
def world(_built: World, db: None) -> World:
    """A market with one of everything. It stands in a transaction around those of the tests."""
    return _built
