"""More of everything: each row of a market is written down again, beside it and under the same parents."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

ALIKE = 2
"""How many rows join each one, so that there are three; more where it is the child of several parents."""
MOST = 60
"""Longer tables are the country's own: places, rules, rates."""
KEPT = {"places", "rules", "delivery", "switches"}
NEVER_EMPTY = {"orders.OrderGroup"}
"""Without children they are not there at all, and the children of the first stay with it."""
LONG = 8
_SIGNS = count(3_300)


def three_of_everything() -> dict[str, int]:
    """Give each row at least two that are like it; say of each table how many came. What must stay alone stays alone.

    What stood once in a market stands three times in it then: a shop has three goods, an order three lines, a talk
    three letters. What must differ from row to row differs in its last signs, its number or its day, or in one of its
    parents; where a parent may have one such child only, the new children go to the new parents.
    """
    made: dict[tuple[type, Any, int], Any] = {}
    waiting = [(row, number) for model in _models() for row in _few(model) for number in range(ALIKE)]
    came: dict[str, int] = {}
    for _attempt in range(4):
        left = []
        for row, number in waiting:
            copied = _copied(row, number, made)
            if copied is None:
                left.append((row, number))
            else:
                made[type(row), row.pk, number] = copied.pk
                came[row._meta.db_table] = came.get(row._meta.db_table, 0) + 1
        if len(left) == len(waiting):
            break
        waiting = left
    return came


def _models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("chophien.") and config.label not in KEPT
        for model in config.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.label not in NEVER_EMPTY
    ]


def _few(model: type[models.Model]) -> list[models.Model]:
    rows = list(model._base_manager.order_by("pk")[: MOST + 1])
    return rows if len(rows) <= MOST else []


def _copied(row: models.Model, number: int, made: dict[tuple[type, Any, int], Any]) -> models.Model | None:
    """The first new row that the table lets pass. One that is the child of several parents joins each of them once."""
    copied = None
    for place, facts in enumerate(_ways(row, number, made)):
        copy = type(row)(**facts)
        try:
            with transaction.atomic():
                type(row)._base_manager.bulk_create([copy])
        except IntegrityError:
            continue
        copied = copied or copy
        if place == 0:
            break
    return copied


def _ways(row: models.Model, number: int, made: dict[tuple[type, Any, int], Any]) -> Iterator[dict[str, Any]]:
    """What the new row may say: as little other than the old one as the table lets pass."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and not field.generated]
    facts = {field.attname: getattr(row, field.attname) for field in fields}
    alone = {field.attname: field for field in fields if field.unique}
    together = {
        name
        for names in (
            *row._meta.unique_together,
            *(one.fields for one in row._meta.constraints if hasattr(one, "fields")),
        )
        for name in names
    }
    by_name = {field.name: field for field in fields}
    mixed = [by_name[name] for name in by_name if name in together and by_name[name].attname not in alone]
    parents = {
        field.attname: made[field.related_model, facts[field.attname], number]
        for field in fields
        if field.is_relation and (field.related_model, facts[field.attname], number) in made
    }
    lone = {name: parents[name] for name in parents if name in alone}

    def anew() -> dict[str, Any]:
        return facts | lone | {name: _other(facts[name], number) for name in alone if not alone[name].is_relation}

    yield anew()
    other = [{field.attname: parents[field.attname]} for field in mixed if field.attname in parents]
    other += [
        {field.attname: _other(facts[field.attname], number)}
        for field in mixed
        if not field.is_relation and not field.choices and facts[field.attname] not in (None, "")
    ]
    for one in other:
        yield anew() | one
    yield anew() | parents


def _other(value: Any, number: int) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool) or value is None or value == "":
        return value
    if isinstance(value, str):
        signs = 4 if len(value) > LONG else 3
        return value[:-signs] + str(next(_SIGNS))[-signs:]
    if isinstance(value, int):
        return value + next(_SIGNS)
    if isinstance(value, date):
        return value + timedelta(days=number + 1)
    return value
