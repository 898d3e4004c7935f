"""From when to when a promotion runs: the same for vouchers, combos and group purchases."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.rules import selectors as rules


def faults_of_days(starts_on: date, ends_on: date, *, at: datetime) -> dict[str, Sentence]:
    """What is wrong with a first and a last day, by the name of the field; nothing when all is well."""
    most = rules.whole("promotions.days_most", at=at)
    if ends_on < starts_on:
        return {"ends_on": _("The last day is before the first.")}
    if ends_on < local_date(at):
        return {"ends_on": _("This day is over.")}
    if (ends_on - starts_on).days >= most:
        return {"ends_on": _("A promotion runs for at most %(days)s days.") % {"days": most}}
    return {}
