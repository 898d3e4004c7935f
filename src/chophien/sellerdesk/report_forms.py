"""Which report of the shop, as which file."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chophien.reports.states import Format
from chophien.web.forms import PlainForm

MONTHS, YEARS = 12, 3


@dataclass(frozen=True)
class Period:
    """A month or a year as a shop chooses it; of one that is not over the days until today."""

    key: str
    label: str
    kind: str
    since: date
    until: date


class ShopReportForm(PlainForm):
    """Asking for a report of the shop."""

    period = forms.ChoiceField(label=gettext_lazy("Which time?"))
    file_format = forms.ChoiceField(label=gettext_lazy("As which file?"), choices=Format.choices)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {one.key: one for one in periods_until(today)}
        field = self.fields["period"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.key, one.label) for one in self.periods.values()]

    @property
    def chosen(self) -> Period:
        """The time of a valid form."""
        return self.periods[self.cleaned_data["period"]]


def periods_until(today: date) -> Sequence[Period]:
    """The month of today and those before, the year of today and those before."""
    found = []
    month = today.replace(day=1)
    for _number in range(MONTHS):
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        label = _("Month %(month)s") % {"month": f"{month:%m/%Y}"}
        found.append(Period(f"{month:%Y-%m}", label, "shop_month", month, min(last, today)))
        month = (month.replace(day=1, month=month.month - 1)) if month.month > 1 else date(month.year - 1, 12, 1)
    for year in range(today.year, today.year - YEARS, -1):
        until = min(date(year, 12, 31), today)
        found.append(Period(f"{year}", _("Year %(year)s") % {"year": year}, "shop_year", date(year, 1, 1), until))
    return found
