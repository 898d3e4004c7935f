"""Filling a new market: reference data everywhere, real goods with illustrative prices where it is a demonstration."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.actions.roles import give_role
from chophien.accounts.selectors import grants_of, person_by_phone
from chophien.accounts.states import Role
from chophien.catalog.actions.categories import DATA as CATALOG_DATA
from chophien.catalog.actions.categories import load_categories
from chophien.catalog.actions.scores import take_snapshot
from chophien.catalog.models import Attribute
from chophien.channels.actions.imports import open_import, run_import
from chophien.channels.states import Beside, FaultyRows
from chophien.delivery.actions import DATA as DELIVERY_DATA
from chophien.delivery.actions import load_rates
from chophien.growing.actions.reference import DATA as GROWING_DATA
from chophien.growing.actions.reference import load_forbidden
from chophien.knowledge.actions import DATA as LIBRARY_DATA
from chophien.knowledge.actions import load_facts
from chophien.lib.actor import SystemActor
from chophien.places.actions import DATA as PLACES_DATA
from chophien.places.actions import load_places
from chophien.privacy.actions.purposes import DATA as PURPOSES_DATA
from chophien.privacy.actions.purposes import load_purposes
from chophien.regulations.actions.fees import SCHEDULE as FEES_DATA
from chophien.regulations.actions.fees import load_fees
from chophien.regulations.actions.publishing import DATA as REGULATIONS_DATA
from chophien.regulations.actions.publishing import load_regulations
from chophien.rules.actions import PARAMETERS, load_once, load_rules
from chophien.samplemarket.announcing import announce_in_the_sample
from chophien.samplemarket.cash import open_sample_cash_points
from chophien.samplemarket.connections import connect_sample_shop
from chophien.samplemarket.helping import let_sample_households_be_helped
from chophien.samplemarket.land import put_sample_land_on_the_map
from chophien.samplemarket.money import earn_in_the_sample
from chophien.samplemarket.programme import begin_sample_programme
from chophien.samplemarket.promotions import promise_sample_promotions
from chophien.samplemarket.seasons import open_sample_harvest
from chophien.samplemarket.tracing import trace_a_sample_lot
from chophien.samplemarket.wholesale import ask_in_bulk_for_the_sample
from chophien.sellers.actions.accepting import accept_regulations
from chophien.sellers.selectors.shops import sellers_managed_by

DATA = Path(__file__).resolve().parent / "data"
HERE_SINCE = timedelta(days=120)
"""The demonstration's people have been there for so long, so that they can have sold something."""
LOADER = SystemActor("system:sample_market")


def load_reference_data(*, at: datetime) -> list[str]:
    """Load what every market needs, the demonstration or not; return the names of what was new or had changed."""
    loads = (
        ("rules", [PARAMETERS], load_rules),
        ("places", sorted(PLACES_DATA.iterdir()), load_places),
        ("regulations", sorted(REGULATIONS_DATA.iterdir()), load_regulations),
        ("fees", sorted(FEES_DATA.iterdir()), load_fees),
        ("purposes", sorted(PURPOSES_DATA.iterdir()), load_purposes),
        ("categories", sorted(CATALOG_DATA.iterdir()), load_categories),
        ("library", sorted(LIBRARY_DATA.iterdir()), lambda: load_facts(at=at)),
        ("forbidden inputs", sorted(GROWING_DATA.iterdir()), lambda: load_forbidden(at=at)),
        ("rates", sorted(DELIVERY_DATA.iterdir()), load_rates),
    )
    return [name for name, files, load in loads if load_once(name, files, load, at=at)]


def load_sample_market(*, at: datetime) -> bool:
    """Load the demonstration's goods, sellers and people, once; return whether anything was loaded."""
    return load_once("sample market", sorted(DATA.glob("*.csv")), lambda: _load_sample(at=at), at=at)


def _load_sample(*, at: datetime) -> None:
    path = DATA / "goods.csv"
    goods_import = open_import(
        file_name=path.name,
        file_code="",
        seller_code="",
        publish=True,
        dry_run=False,
        faulty_rows=FaultyRows.REFUSE_ALL,
        actor=LOADER,
        at=at,
    )
    run_import(goods_import=goods_import, path=path, beside=_beside(), actor=LOADER, at=at)
    if goods_import.faulty:
        raise ValueError(f"the sample market's goods have {goods_import.faulty} faulty rows")
    _invite_people(since=at - HERE_SINCE, at=at)
    _have_the_regulations_accepted(at=at)
    let_sample_households_be_helped(loader=LOADER, at=at)
    begin_sample_programme(loader=LOADER, at=at)
    promise_sample_promotions(loader=LOADER, at=at)
    open_sample_harvest(loader=LOADER, at=at)
    put_sample_land_on_the_map(loader=LOADER, at=at)
    ask_in_bulk_for_the_sample(loader=LOADER, at=at)
    connect_sample_shop(loader=LOADER, at=at)
    announce_in_the_sample(loader=LOADER, at=at)
    open_sample_cash_points(loader=LOADER, at=at)
    earn_in_the_sample(loader=LOADER, at=at)
    trace_a_sample_lot(loader=LOADER, at=at)
    take_snapshot(actor=LOADER, at=at)


def _beside() -> dict[str, Beside]:
    """The attributes that goods' own names state (black tea, forest honey) and the decisions behind their stars."""
    kinds = {(one.category.slug, one.key): one.kind for one in Attribute.objects.select_related("category")}
    category_of = {row["sku"]: row["category"] for row in read_csv(DATA / "goods.csv")}
    decisions = {row["sku"]: row for row in read_csv(DATA / "goods_decisions.csv")}
    answers: dict[str, dict[str, object]] = {}
    for row in read_csv(DATA / "goods_attributes.csv"):
        is_yes_or_no = kinds.get((category_of[row["sku"]], row["key"])) == "bool"
        answers.setdefault(row["sku"], {})[row["key"]] = row["value"] == "1" if is_yes_or_no else row["value"]
    return {
        sku: Beside(
            attributes=answers.get(sku, {}),
            decision_number=decisions[sku]["number"] if sku in decisions else "",
            decision_issuer=decisions[sku]["issuer"] if sku in decisions else "",
        )
        for sku in answers.keys() | decisions.keys()
    }


@transaction.atomic
def _invite_people(*, since: datetime, at: datetime) -> None:
    """Those who are not there yet have been there `since` then."""
    for row in sample_people():
        person = ensure_person(phone=row["phone"], name=row["name"], actor=LOADER, at=since)
        held = grants_of(person.code, at=at).filter(role=row["role"], scope_code=row["scope_code"])
        if row["role"] in Role.values and not held.exists():
            give_role(
                person=person,
                role=row["role"],
                scope_kind=row["scope_kind"],
                scope_code=row["scope_code"],
                actor=LOADER,
                at=since,
            )


@transaction.atomic
def _have_the_regulations_accepted(*, at: datetime) -> None:
    """The demonstration's managers have said yes to the market's rules for their shops, as those who open one do."""
    for row in sample_people():
        person = person_by_phone(row["phone"])
        if person is None or row["role"] != Role.SELLER_MANAGER:
            continue
        for seller in sellers_managed_by(person, at=at):
            accept_regulations(seller=seller, actor=person, at=at)


def sample_people() -> list[dict[str, str]]:
    """The people one may sign in as in the demonstration: key, name, phone, role, scope and a few words about each."""
    return list(read_csv(DATA / "people.csv"))


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)
