"""What is unusual among the acts of helpers in an area: for somebody to look at, never a judgement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate, TruncHour
from django.utils.translation import gettext as _

from chophien.accounts.models import Person
from chophien.accounts.selectors import people_by_code
from chophien.audit.models import Entry
from chophien.lib.dates import VIETNAM, format_date, format_moment
from chophien.lib.money import format_vnd
from chophien.lib.text import fold
from chophien.officedesk.selectors import sellers_overseen_by
from chophien.orders.models import Order
from chophien.rules import selectors as rules
from chophien.sellers.models import Callback, Seller
from chophien.sellers.selectors.helping import helped_name
from chophien.sellers.states import PART_OF_AN_ACT, CallbackStatus

MOST = 200
"""Rows looked at of one kind, the latest first."""


@dataclass(frozen=True)
class Unusual:
    """Something to look at: whose acts, what about them, and when."""

    helper_code: str
    helper: str
    sentence: str
    at: datetime


def unusual_acts(person: Person, *, at: datetime) -> list[Unusual]:
    """What was unusual in somebody's area in the last `sellers.unusual_days`, the latest first. Nine statements."""
    since = at - timedelta(days=rules.whole("sellers.unusual_days", at=at))
    shops = sellers_overseen_by(person, at=at).order_by()
    done = Entry.objects.filter(at__gte=since, at__lte=at, on_behalf_of__in=shops.values("code"))
    acts = done.exclude(what__startswith=PART_OF_AN_ACT)
    found = [
        *_at_night(acts, at=at),
        *_in_one_hour(acts, at=at),
        *_price_cuts(acts, at=at),
        *_own_orders(acts),
        *_denied(shops, since=since),
    ]
    people = people_by_code({code for code, _sentence, _at in found})
    rows = [
        Unusual(code, (people[code].name if code in people else "") or code, sentence, moment)
        for code, sentence, moment in found
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


Found = tuple[str, str, datetime]


def _at_night(acts: QuerySet[Entry], *, at: datetime) -> Iterator[Found]:
    """Many acts in one night, counted to the day on which it ended."""
    begins, ends = rules.whole("sellers.unusual_night_from", at=at), rules.whole("sellers.unusual_night_to", at=at)
    hours = acts.annotate(hour=ExtractHour("at", tzinfo=VIETNAM))
    nights = hours.filter(Q(hour__gte=begins) | Q(hour__lt=ends)).annotate(
        night=TruncDate(F("at") - timedelta(hours=ends), tzinfo=VIETNAM)
    )
    many = nights.values("actor_code", "night").annotate(acts=Count("pk"), last=Max("at"))
    least = rules.whole("sellers.unusual_night_acts", at=at)
    for row in many.filter(acts__gte=least).order_by("-night")[:MOST]:
        said = {"num": row["acts"], "day": format_date(row["night"])}
        yield row["actor_code"], _("%(num)s acts in the night of %(day)s") % said, row["last"]


def _in_one_hour(acts: QuerySet[Entry], *, at: datetime) -> Iterator[Found]:
    hours = acts.annotate(hour=TruncHour("at", tzinfo=VIETNAM)).values("actor_code", "hour")
    many = hours.annotate(households=Count("on_behalf_of", distinct=True), last=Max("at"))
    least = rules.whole("sellers.unusual_households_per_hour", at=at)
    for row in many.filter(households__gte=least).order_by("-hour")[:MOST]:
        sentence = _("Acted for %(num)s households within one hour") % {"num": row["households"]}
        yield row["actor_code"], sentence, row["last"]


def _price_cuts(acts: QuerySet[Entry], *, at: datetime) -> Iterator[Found]:
    percent = rules.whole("sellers.unusual_price_cut_percent", at=at)
    changes = acts.filter(what="catalog.price_changed", facts__before_vnd__gt=0).order_by("-at", "-pk")
    for entry in changes[:MOST]:
        before, after = int(entry.facts["before_vnd"]), int(entry.facts["price_vnd"])
        if (before - after) * 100 >= before * percent:
            said = {"code": entry.subject_code, "before": format_vnd(before), "after": format_vnd(after)}
            yield entry.actor_code, _("Lowered the price of %(code)s from %(before)s to %(after)s") % said, entry.at


def _own_orders(acts: QuerySet[Entry]) -> Iterator[Found]:
    """Orders that a helper accepted for the household and that carry the helper's own number or name as buyer.

    Names are compared as searching does, without marks; two people of one name look alike here.
    """
    accepted = list(acts.filter(what="orders.confirmed").order_by("-at", "-pk")[:MOST])
    people = people_by_code({entry.actor_code for entry in accepted})
    orders = Order.objects.filter(code__in=[entry.subject_code for entry in accepted])
    said = orders.values_list("code", "group__contact_phone", "group__contact_name")
    buyers = {code: (phone, fold(name)) for code, phone, name in said}
    for entry in accepted:
        helper, (phone, name) = people.get(entry.actor_code), buyers.get(entry.subject_code, ("", ""))
        if helper is not None and phone and phone == helper.phone:
            sentence = _("Accepted order %(code)s that carries the helper's own number")
            yield entry.actor_code, sentence % {"code": entry.subject_code}, entry.at
        elif helper is not None and name and name == fold(helper.name):
            sentence = _("Accepted order %(code)s that carries the helper's own name")
            yield entry.actor_code, sentence % {"code": entry.subject_code}, entry.at


def _denied(shops: QuerySet[Seller], *, since: datetime) -> Iterator[Found]:
    denied = Callback.objects.filter(
        status=CallbackStatus.DENIED, called_at__gte=since, mandate__seller__in=shops.values("pk")
    )
    for one in denied.select_related("mandate__seller", "mandate__helper").order_by("-called_at")[:MOST]:
        name = helped_name(one.mandate.seller.name, one.mandate.helper.name)
        said = {"name": name, "moment": format_moment(one.done_at)}
        yield one.mandate.helper.code, _("%(name)s: the household knew nothing of it (%(moment)s)") % said, one.done_at
