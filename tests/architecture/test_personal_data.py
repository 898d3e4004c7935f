"""No table keeps something about people that they could not have and could not have forgotten.

Every table with a person, a phone, a name or a door in it is read for the file of everything, and is forgotten or kept
for a reason that its person reads; or it stands below with the reason why not.
"""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.models import Person
from chophien.privacy.kept.classes import CLASSES
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
PERSONAL = re.compile(
    r"(^|_)phone$|^(person|writer|helper)_code$|^(contact|buyer|owner|witness)_name$|^(witness|hamlet|landmark|met)$"
)
NOT_READ = {
    "accounts.SignInCode": "a secret of some minutes; only its digest is kept",
    "accounts.SignInGuard": "how often a number was tried; gone after a day",
    "packaging.Supplier": "the number of a firm, entered by the office; nobody's own",
    "privacy.ConsentPin": "a secret of some minutes; only its digest is kept",
    "reports.ReportRun": "work of the office, which stands in the trail; the file goes by itself",
}
NOT_FORGOTTEN = {
    "packaging.Supplier": "the number of a firm, entered by the office; nobody's own",
    "reports.ReportRun": "its file goes by itself after some days",
}


def personal_tables():
    """Label and table of every model of ours with something about a person in it."""
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("chophien.") or model is Person:
            continue
        columns = [field for field in model._meta.get_fields() if getattr(field, "concrete", False)]
        to_person = [one for one in columns if one.is_relation and one.related_model is Person]
        if to_person or any(not one.is_relation and PERSONAL.search(one.name) for one in columns):
            found[model._meta.label] = model._meta.db_table
    return found


def tables_of(queries):
    return {name for query in queries for name in re.findall(r'(?:FROM|JOIN|UPDATE) "(\w+)"', query["sql"])}


@pytest.fixture
def touched():
    """For every class of data: the tables that are read, those that are forgotten, and why the rest is kept."""
    seller = a_seller()
    person = manager_of(seller)
    found = []
    for one in CLASSES:
        with CaptureQueriesContext(connection) as reading:
            list(one.read(person))
        with CaptureQueriesContext(connection) as forgetting:
            if one.forget is not None:
                one.forget(Person.objects.get(pk=person.pk), at=AT)
        found.append((tables_of(reading), tables_of(forgetting), str(one.why_kept)))
    return found


def test_s36_whoever_asks_for_everything_gets_every_table(touched):
    read = set().union(*(tables for tables, _gone, _why in touched))
    missing = {label for label, table in personal_tables().items() if table not in read}

    assert missing - NOT_READ.keys() == set(), "read them in privacy/kept, or say in NOT_READ why not"
    assert NOT_READ.keys() - missing == set(), "these are read: NOT_READ says something else"


def test_s36_every_table_is_forgotten_or_kept_for_a_reason_that_the_person_reads(touched):
    settled = set().union(*(gone | (tables if why else set()) for tables, gone, why in touched))
    missing = {label for label, table in personal_tables().items() if table not in settled}

    assert missing - NOT_FORGOTTEN.keys() == set(), "forget them in privacy/kept, or say in NOT_FORGOTTEN why not"
    assert NOT_FORGOTTEN.keys() - missing == set(), "these are forgotten: NOT_FORGOTTEN says something else"
