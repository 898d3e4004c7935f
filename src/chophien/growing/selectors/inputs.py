"""What may be used on fields on a day, by the lists of authorities that were brought in."""

import re
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from django.db.models import Count, Q, QuerySet

from chophien.growing.errors import InputForbidden, InputNotListed, IsPesticide, NoInputList
from chophien.growing.models import InputList, ListedInput
from chophien.lib.text import fold

SHOWN_MOST, ALIKE, LIKELY_MOST = 12, 0.75, 3
WORDS_TOO = frozenset({"lead", "mercury"})
"""Substances that are words of product names too: in a name they count where nothing else is said."""


def list_on(day: date) -> InputList | None:
    """The list of permitted inputs that counts on a day: the newest that counts by then, instead of all before it."""
    rows = InputList.objects.filter(is_ban=False, counts_from__lte=day)
    return rows.order_by("-counts_from", "-pk").first()


def lists_kept() -> QuerySet[InputList]:
    """Every list that was brought in, the newest first, with how many lines it has (`lines`)."""
    return InputList.objects.annotate(lines=Count("inputs")).order_by("-counts_from", "-pk")


def permitted(name: str, *, crop: str, day: date) -> ListedInput:
    """The line of the list by which something may be used on a crop that day.

    Where the list names the product for several crops and none of them is this one, the line with the longest wait
    counts: names of crops differ between lists and market, and who waits too long does no harm.

    :raises InputForbidden: if it is, or has in it, a substance that was taken off the list
    :raises NoInputList: if no list counts that day
    :raises InputNotListed: if the list has no product of that name
    """
    wanted = fold(name)
    _not_forbidden(name, wanted, day, is_name=True)
    current = list_on(day)
    if current is None:
        raise NoInputList
    rows = list(ListedInput.objects.filter(listed=current, folded_name=wanted))
    if not rows:
        names = ListedInput.objects.filter(listed=current, folded_name__startswith=wanted[:1]).values_list(
            "folded_name", "name"
        )
        known = dict(names)
        likely = [known[one] for one in get_close_matches(wanted, known, n=LIKELY_MOST, cutoff=ALIKE)]
        raise InputNotListed(name=name, title=current.title, likely=likely)
    _not_forbidden(name, " ".join(one.folded_active for one in rows), day)
    for_crop = [one for one in rows if _plain(fold(crop)) in _words(one.crop)]
    return max(for_crop or rows, key=lambda one: one.wait_days or 0)


def no_pesticide(name: str, *, day: date) -> None:
    """Make sure that what is written as fertiliser or care is nothing forbidden and no pesticide of the list.

    :raises InputForbidden: if it is, or has in it, a substance that was taken off the list
    :raises IsPesticide: if the list that counts that day has a product of that name
    """
    wanted = fold(name)
    _not_forbidden(name, wanted, day, is_name=True)
    rows = list(ListedInput.objects.filter(listed=list_on(day), folded_name=wanted)) if list_on(day) else []
    if rows:
        _not_forbidden(name, " ".join(one.folded_active for one in rows), day)
        raise IsPesticide(name)


def names_like(text: str, *, day: date) -> Sequence[str]:
    """Names of permitted products that begin with a text, or have it in them."""
    current, wanted = list_on(day), fold(text)
    if current is None or not wanted:
        return []
    rows = ListedInput.objects.filter(
        Q(folded_name__contains=wanted) | Q(folded_active__contains=wanted), listed=current
    )
    names = dict.fromkeys(rows.order_by("folded_name").values_list("name", flat=True)[: SHOWN_MOST * 4])
    return list(names)[:SHOWN_MOST]


def _not_forbidden(name: str, text: str, day: date, *, is_name: bool = False) -> None:
    """Look for what is forbidden in a text: the name of a product, or the substances that a list says are in it."""
    banned = ListedInput.objects.filter(listed__is_ban=True, listed__counts_from__lte=day).select_related("listed")
    said = _plain(text)
    for one in banned.order_by("-listed__counts_from", "pk"):
        substance = _plain(one.folded_active)
        if is_name and substance.strip() in WORDS_TOO and substance != said:
            continue
        if substance in said:
            raise InputForbidden(name=name, active=one.active, title=one.listed.title)


def _plain(text: str) -> str:
    """Words with one space around each, so that a substance is found as words and not within another one."""
    return f" {re.sub(r'[^a-z0-9]+', ' ', text).strip()} "


def _words(crop: str) -> set[str]:
    return {_plain(part) for part in fold(crop).replace(";", ",").split(",")}
