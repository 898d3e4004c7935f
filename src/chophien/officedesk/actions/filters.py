"""Keeping what is asked of a list under a name; opening the list with it, sharing it, letting it go."""

from datetime import datetime

from django.db import transaction

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.officedesk.errors import FilterAsksNothing, FilterNameMissing, TooManyFilters
from chophien.officedesk.models import SavedFilter
from chophien.rules.selectors import whole

PREFIX, NAME_MOST, QUERY_MOST = "BL", 40, 600


@transaction.atomic
def keep_filter(
    *,
    shelf: str,
    query: str,
    name: str,
    opens: bool,
    is_shared: bool,
    actor: Person,
    at: datetime,
) -> SavedFilter:
    """Keep what is asked of a list, by its key and as its own form has read it (`filters.OfficeList.query`). The same
    name again asks for something else from now on.

    :raises FilterNameMissing: without a name
    :raises FilterAsksNothing: if nothing is left of what was asked, or it is too long to be kept
    :raises TooManyFilters: if somebody keeps as many of this list as the rules allow
    """
    called = clean_line(name)[:NAME_MOST]
    if not called:
        raise FilterNameMissing
    if not query or len(query) > QUERY_MOST:
        raise FilterAsksNothing
    mine = {one.name: one for one in _lock_own(actor, shelf)}
    most = whole("officedesk.filters_most", at=at)
    if called not in mine and len(mine) >= most:
        raise TooManyFilters(facts={"most": most})
    if opens:
        _open_plain(actor, shelf)
    kept = mine.get(called) or SavedFilter(code=new_code(PREFIX, 10), owner_code=actor.code, shelf=shelf, name=called)
    kept.query, kept.is_default, kept.is_shared, kept.saved_at = query, opens, is_shared, at
    kept.save()
    _record(kept, what="officedesk.filter_kept", actor=actor, at=at)
    return kept


@transaction.atomic
def set_default(*, kept: SavedFilter, opens: bool, actor: Person, at: datetime) -> SavedFilter:
    """The list opens with this filter from now on, for whoever keeps it; or as a whole again."""
    _lock_own(actor, kept.shelf)
    _open_plain(actor, kept.shelf)
    kept.is_default = opens
    kept.save(update_fields=["is_default"])
    _record(kept, what="officedesk.filter_changed", actor=actor, at=at)
    return kept


@transaction.atomic
def share(*, kept: SavedFilter, is_shared: bool, actor: Person, at: datetime) -> SavedFilter:
    """Everybody at an office's desk who may open the list sees it too; or nobody else any more."""
    kept.is_shared = is_shared
    kept.save(update_fields=["is_shared"])
    _record(kept, what="officedesk.filter_changed", actor=actor, at=at)
    return kept


@transaction.atomic
def let_go(*, kept: SavedFilter, actor: Person, at: datetime) -> None:
    """Delete it. Done twice it is gone once."""
    gone, _by_model = SavedFilter.objects.filter(pk=kept.pk).delete()
    if gone:
        _record(kept, what="officedesk.filter_dropped", actor=actor, at=at)


def _lock_own(actor: Person, shelf: str) -> list[SavedFilter]:
    """Everything somebody keeps of one list, held; the person's own row stands guard where there is nothing yet."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    return list(SavedFilter.objects.filter(owner_code=actor.code, shelf=shelf))


def _open_plain(actor: Person, shelf: str) -> None:
    SavedFilter.objects.filter(owner_code=actor.code, shelf=shelf, is_default=True).update(is_default=False)


def _record(kept: SavedFilter, *, what: str, actor: Person, at: datetime) -> None:
    facts = {"list": kept.shelf, "shared": kept.is_shared, "default": kept.is_default}
    record(what, actor=actor, subject_code=kept.code, at=at, facts=facts)
