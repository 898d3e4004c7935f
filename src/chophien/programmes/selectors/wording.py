"""Why a task is there, in words for who reads it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chophien.catalog.states import CertificateKind
from chophien.lib.dates import format_date, format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.programmes.states import TaskKind

SENTENCES: Mapping[str, Sentence] = {
    TaskKind.ORDER_WAITING: _("Answer before %(until)s, or it ends by itself."),
    TaskKind.ORDER_UNSENT: _("Promised to the buyer by %(promised)s."),
    TaskKind.NEWS_TO_BRING: _("No message has reached the household since %(since)s. Tell it yourself."),
    TaskKind.MANDATE_EXPIRING: _("The household lets its helper help until %(until)s. Does it go on?"),
    TaskKind.SHOP_UNFINISHED: _("Begun on %(begun)s and not sent in yet."),
    TaskKind.CERTIFICATE_EXPIRING: _("%(certificate)s ends on %(until)s. The badge disappears the day after."),
    TaskKind.THIN_LISTING: _("“%(title)s” has %(score)s of 100 points."),
    TaskKind.NEVER_SOLD: _("Open since %(open_since)s and nothing sold yet."),
    TaskKind.IDLE_SHOP: _("The last order that arrived was placed on %(sold_last)s."),
}
DAYS = frozenset({"until", "promised", "since", "begun", "open_since", "sold_last"})


def why(kind: str, facts: Mapping[str, object], *, note: str = "", at: datetime) -> str:
    """The sentence to a task of this kind; what an officer wrote where it was written by hand."""
    if note or kind not in SENTENCES:
        return note
    said = str(SENTENCES[kind]) % {name: _said(name, facts, at=at) for name in facts}
    many = int(str(facts.get("many", 1)))
    if many > 1:
        more = ngettext("%(num)s listing is as thin.", "%(num)s listings are as thin.", many) % {"num": many}
        said = f"{said} {more}"
    return said


def _said(name: str, facts: Mapping[str, object], *, at: datetime) -> str:
    value = str(facts[name])
    if name == "certificate":
        return f"{CertificateKind(value).label} {'★' * int(str(facts.get('stars', 0)))}".strip()
    if name not in DAYS:
        return value
    if "T" in value:
        return format_moment(datetime.fromisoformat(value), today=local_date(at))
    return format_date(date.fromisoformat(value))
