"""The days of what is made of lots: what cannot be is refused, and what is unlikely is asked about once."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import format_date
from chophien.lib.errors import Sentence
from chophien.lots.selectors.days import FirstDay, first_day

RIGHT = "days_are_right"
Faults = dict[str, list[Sentence]]


def wrong_days(lot_ids: Collection[int], *, made_on: date, last: date | None, are_right: bool, today: date) -> Faults:
    """What is wrong with the days of goods made of these lots, beside the answer that says them.

    Nothing is made on a day to come, ends before it was made, or was made before it was harvested. A day before all
    weighing, where no harvest was told, and a last day that is past are asked about: `are_right` is the answer.
    """
    if made_on > today:
        return {"made_on": [_("This day is still to come.")]}
    if last is not None and last < made_on:
        return {"best_before": [_("It ends before it begins.")]}
    asked: list[Sentence] = []
    first = first_day(lot_ids) if made_on < today else None
    if first is not None and made_on < first.day:
        if first.is_harvest:
            said = _("It was harvested on %(day)s: nothing was made of it before that day.")
            return {"made_on": [said % {"day": format_date(first.day)}]}
        asked.append(_weighed_later(first))
    if last is not None and last < today:
        asked.append(_past(last))
    return {RIGHT: asked} if asked and not are_right else {}


def wrong_last_days(lot_ids: Collection[int], lasts: Collection[date], *, are_right: bool, today: date) -> Faults:
    """The same for lots made of these, of which no day is told on which they were made."""
    past = sorted({last for last in lasts if last < today})
    first = first_day(lot_ids) if past else None
    if first is not None and first.is_harvest and past[0] < first.day:
        return {"best_before": [_("It ends before it begins.")]}
    return {RIGHT: [_past(last) for last in past]} if past and not are_right else {}


def _weighed_later(first: FirstDay) -> Sentence:
    said = _("It was weighed in on %(day)s only. Correct the day it was made; if it was weighed later, tick here.")
    return said % {"day": format_date(first.day)}


def _past(last: date) -> Sentence:
    return _("%(day)s is past already. Correct the last day; if it is right, tick here.") % {"day": format_date(last)}
