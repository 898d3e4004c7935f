"""Telling shops in time that a certificate ends."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Certificate, CertificateReminder
from chophien.lib.dates import format_date, local_date
from chophien.rules import selectors as rules
from chophien.sellers.actions.staff import tell_staff

PAGE = "/ban-hang/chung-nhan/"


@transaction.atomic
def remind_of_ends(*, at: datetime) -> int:
    """Tell the people of each shop whose certificate ends in so many days as `catalog.certificate_reminder_days` says.

    Each day of the rule is told once. If the market slept through one, the next run tells of what is due now, not of
    both. Returns how many were told.
    """
    today = local_date(at)
    days = sorted(_days(at))
    ending = Certificate.objects.select_for_update(of=("self",)).filter(
        verified_at__isnull=False, valid_to__gte=today, valid_to__lte=today + timedelta(days=days[-1])
    )
    told = 0
    for one in ending.select_related("seller__commune__province").order_by("pk"):
        if one.valid_to is None:
            continue
        left = (one.valid_to - today).days
        due = next(day for day in days if left <= day)
        _row, is_new = CertificateReminder.objects.get_or_create(
            certificate=one, ends_on=one.valid_to, days_before=due, defaults={"told_at": at}
        )
        if is_new:
            _tell(one, one.valid_to, left=left, at=at)
            told += 1
    return told


def _days(at: datetime) -> list[int]:
    days = rules.value("catalog.certificate_reminder_days", at=at)
    return [int(day) for day in days] if isinstance(days, list) else []


def _tell(certificate: Certificate, last: date, *, left: int, at: datetime) -> None:
    tell_staff(
        seller=certificate.seller,
        text=_("%(paper)s number %(number)s ends on %(day)s, in %(left)s days. The badge disappears the day after."),
        facts={
            "paper": certificate.get_kind_display(),
            "number": certificate.number,
            "day": format_date(last),
            "left": left,
        },
        link=PAGE,
        about=certificate.code,
        kind="listing.reviewed",
        at=at,
    )
