"""Warning a province's officers, some weeks before, of weeks that may bring more of a crop than is wanted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import Role, Scope
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.messages.actions.telling import tell
from chophien.orders.selectors.crop_calendar import Cell, CropRow, crop_calendar
from chophien.places.models import Province
from chophien.places.selectors import provinces_today
from chophien.rules import selectors as rules
from chophien.seasons.models import GlutWarning
from chophien.seasons.selectors.crops import OTHER

WARNING = _(
    "%(crop)s, week of %(day)s: %(expected)s kg expected, %(ordered)s kg ordered. There is still time to find buyers."
)


def warn_of_glut(*, actor: Actor, at: datetime) -> int:
    """Warn of every crop and week within `seasons.glut_ahead_days` of which too little is ordered, each once.

    Too little is less than `seasons.glut_percent` of what is expected, from `seasons.glut_least_kg` on. Returns how
    many warnings went out.
    """
    today = local_date(at)
    return sum(
        _warn(province, row, cell, actor=actor, at=at)
        for province in provinces_today()
        for row, cell in gluts_of(province, on=today)
    )


def gluts_of(province: Province, *, on: date) -> Iterator[tuple[CropRow, Cell]]:
    """The crops and weeks of a province of which too little is ordered, from now until as far as warnings reach."""
    until = on + timedelta(days=rules.whole("seasons.glut_ahead_days", at=on))
    least, percent = rules.whole("seasons.glut_least_kg", at=on), rules.whole("seasons.glut_percent", at=on)
    weeks = (until - on).days // 7 + 2
    for row in crop_calendar(province, on=on, weeks=weeks):
        for cell in row.cells:
            if cell.week <= until and cell.expected_kg >= least and cell.wanted_percent < percent and row.crop != OTHER:
                yield row, cell


@transaction.atomic
def _warn(province: Province, row: CropRow, cell: Cell, *, actor: Actor, at: datetime) -> bool:
    expected, ordered = round(cell.expected_kg), round(cell.ordered_kg)
    once = {"province_code": province.code, "crop": row.crop, "week_starts_on": cell.week}
    try:
        with transaction.atomic():
            GlutWarning.objects.create(**once, expected_kg=expected, ordered_kg=ordered, warned_at=at)
    except IntegrityError:  # this week's warning is out already
        return False
    facts = {"crop": row.name, "day": f"{cell.week.day}/{cell.week.month}", "expected": expected, "ordered": ordered}
    officers = people_with_role_at(roles={Role.PROVINCE_OFFICER}, scope=Scope.PROVINCE, scope_code=province.code, at=at)
    for person in officers:
        tell(
            kind="season.glut",
            person_code=person.code,
            text=WARNING,
            facts=facts,
            link=f"/dieu-hanh/mua-vu/{province.code}/",
            about=f"{province.code}/{row.crop}",
            at=at,
        )
    what = {"crop": row.crop, "week": cell.week.isoformat(), "expected_kg": expected, "ordered_kg": ordered}
    record("seasons.glut", actor=actor, subject_code=province.code, at=at, facts=what)
    return True
