"""Which report, over which days and area, as which file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.accounts.policies import has_role_over
from chophien.accounts.selectors import reach_of
from chophien.accounts.states import Scope
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.officedesk.selectors import OVERSEEING
from chophien.places.models import TODAY, Commune, Province
from chophien.reports.selectors import KINDS, NATION, SEARCHED
from chophien.reports.states import Format
from chophien.web.forms import DAY_FORMATS, PlainForm

Choices = Sequence[tuple[str, Sentence]]


def _searched() -> forms.CharField:
    """What the page of the trail sends along with its button; nobody types it here."""
    return forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class ReportForm(PlainForm):
    """Asking for a report."""

    kind = forms.ChoiceField(label=_("Which report?"))
    area = forms.ChoiceField(label=_("Which area?"))
    since = forms.DateField(label=_("From"), input_formats=DAY_FORMATS, help_text=_("Such as 24/11/2026."))
    until = forms.DateField(label=_("Until"), input_formats=DAY_FORMATS)
    file_format = forms.ChoiceField(label=_("As which file?"), choices=Format.choices)

    words = _searched()
    what = _searched()
    subject = _searched()
    actor = _searched()
    principal = _searched()

    def search(self) -> dict[str, str]:
        """What a search of the trail asked for, when its file is wanted."""
        return {name: self.cleaned_data[name] for name in SEARCHED}

    def __init__(self, *args: Any, kinds: Choices, areas: Choices, at: datetime, **kwargs: Any) -> None:
        today = local_date(at)
        first = f"{today.replace(day=1):%d/%m/%Y}"
        super().__init__(*args, initial={"since": first, "until": f"{today:%d/%m/%Y}"}, **kwargs)
        for name, choices in (("kind", kinds), ("area", areas)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)


def kinds_for(person: Person, *, at: datetime) -> Choices:
    """The reports that somebody of an office may ask for at all. Which area, `reports.policies` says."""
    nation = has_role_over(person, OVERSEEING, at=at)
    return [(one.key, one.title) for one in KINDS if nation or one.scopes != NATION]


def areas_of(person: Person, *, at: datetime) -> Choices:
    """The areas that somebody's roles cover, widest first."""
    reach = reach_of(person.code, roles=OVERSEEING, at=at)
    provinces = Province.objects.filter(vintage=TODAY).order_by("sort_key")
    if not reach.nation:
        provinces = provinces.filter(code__in=reach.provinces)
    communes = Commune.objects.filter(vintage=TODAY, code__in=reach.communes).order_by("code")
    return [
        *([(Scope.NATION.value, Scope.NATION.label)] if reach.nation else []),
        *((f"{Scope.PROVINCE.value}:{one.code}", one.full_name) for one in provinces),
        *((f"{Scope.COMMUNE.value}:{one.code}", one.full_name) for one in communes),
    ]
