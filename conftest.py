"""What every test may use."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_django
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from tests.databases import migrated
from tests.fresh import forget_everything
from tests.sharing import Handfuls, by_length

from chophien.delivery.actions import DATA as DELIVERY
from chophien.delivery.actions import load_rates
from chophien.delivery.selectors import remember as remember_tariff
from chophien.delivery.testing import tariff_as_loaded
from chophien.jobs.testing import TABLES as QUEUE_TABLES
from chophien.jobs.testing import run_jobs
from chophien.lib import consent
from chophien.lib.memory import keep_what_is_loaded
from chophien.places.actions import DATA as PLACES
from chophien.places.actions import load_places
from chophien.places.gazetteer import gazetteer
from chophien.regulations.actions.publishing import DATA as REGULATIONS
from chophien.regulations.actions.publishing import load_regulations
from chophien.regulations.selectors.fees import remember_none as remember_no_fees
from chophien.rules.actions import PARAMETERS, load_once, load_rules
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY, rules_as_loaded

REFERENCE = (
    "rules_",
    "places_",
    "regulations_regulationversion",
    "regulations_fee",
    "delivery_shippingrate",
    "delivery_publicholiday",
)
"""Tables filled once, before the first test. Tests that commit do not empty them when they clean up."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """All of it is loaded before there is any rubbish; tests then run as the web server's processes do."""
    gc.disable()
    try:
        return (yield)
    finally:
        keep_what_is_loaded()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones first. It comes behind pytest-django, which keeps those that commit behind the others."""
    items.sort(key=by_length)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Handfuls | None:
    """Share the tests among workers; whoever asks for another way with `--dist` gets that."""
    return Handfuls(config, log) if config.getvalue("dist") == "load" else None


def with_rows(tables: Sequence[str]) -> list[str]:
    """Which of them are not empty: emptying all the others costs a test more than looking."""
    looks = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)  # noqa: S608 -- names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(looks)
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 -- pytest-django's own: a name for each worker
) -> Iterator[ExitStack]:
    """The test database begins as a copy of a migrated one, which is kept until the stack is closed."""
    with ExitStack() as until_copied:
        connection.settings_dict["TEST"]["TEMPLATE"] = until_copied.enter_context(migrated())
        yield until_copied


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: ExitStack,
    django_db_setup: None,  # noqa: ARG001 -- the database itself, made by pytest-django
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> Iterator[None]:
    """The test database, with the reference data that no test wants to write by hand."""
    django_db_modify_db_settings.close()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        now = datetime.now(UTC)
        load_once("rules", [PARAMETERS], load_rules, at=now)
        remember(seconds=ONE_DAY)
        load_once("places", sorted(PLACES.iterdir()), load_places, at=now)
        gazetteer()
        load_once("regulations", sorted(REGULATIONS.iterdir()), load_regulations, at=now)
        load_once("rates", sorted(DELIVERY.iterdir()), load_rates, at=now)
        remember_tariff(seconds=ONE_DAY)
        flush = DatabaseOperations.sql_flush

        def keep_reference_data(
            self: DatabaseOperations, style: object, tables: Sequence[str], **options: bool
        ) -> list[str]:
            cleared = [table for table in tables if not table.startswith(REFERENCE)]
            return flush(self, style, with_rows([*cleared, *QUEUE_TABLES]), **{**options, "allow_cascade": True})

        patch.setattr(DatabaseOperations, "sql_flush", keep_reference_data)
        yield


@pytest.fixture(autouse=True)
def _as_loaded() -> Iterator[None]:
    with rules_as_loaded(), tariff_as_loaded():
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What the process keeps in memory of the catalogue belongs to one test's goods, not to the next one's."""
    forget_everything()
    remember_no_fees(seconds=ONE_DAY)


@pytest.fixture
def everybody_agrees() -> Iterator[None]:
    """Whoever is asked about agreed to everything: for tests of what rests on a consent, not of consents."""
    with consent.everybody_agrees():
        yield


@pytest.fixture
def do_jobs() -> Callable[[], list[str]]:
    """Runs every waiting job, and those that they enqueue, here and now; returns their names in order."""
    return run_jobs
