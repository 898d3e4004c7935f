"""People who want to hear when goods come into season."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.catalog.selectors import season_state
from chophien.lib.codes import new_token
from chophien.lib.dates import SeasonState, local_date
from chophien.lib.phone import parse_mobile
from chophien.messages.actions.telling import tell
from chophien.seasons.errors import NoSeasonToRemind
from chophien.seasons.models import Reminder
from chophien.seasons.selectors.harvests import listings_waited_for, waiting_for

TITLE_MOST = 40
COMING = _("Chợ Phiên: %(title)s is in season. See it: %(link)s. No more messages: %(end)s")


def remind_me(*, listing: Listing, phone: str, person: Person | None, at: datetime, language: str = "vi") -> Reminder:
    """Have somebody told once when these goods come into season; asking twice is asking once.

    :raises NoSeasonToRemind: if they are in season or sold all year
    :raises BadPhone: if the number is no mobile number of Vietnam
    """
    if listing.live is None or season_state(listing.live, on=local_date(at)) == SeasonState.IN_SEASON:
        raise NoSeasonToRemind
    number = parse_mobile(phone) if phone or person is None else person.phone
    known = Reminder.objects.filter(listing=listing, phone=number, told_at__isnull=True, ended_at__isnull=True)
    facts = {"person_code": person.code if person else "", "language": language, "token": new_token(), "asked_at": at}
    try:
        with transaction.atomic():
            return known.first() or Reminder.objects.create(listing=listing, phone=number, **facts)
    except IntegrityError:  # two taps at once: the other one was first
        return known.get()


def end_reminder(*, reminder: Reminder, at: datetime) -> Reminder:
    """No message about this any more. Whoever has the token may say so, as often as they like."""
    Reminder.objects.filter(pk=reminder.pk, ended_at__isnull=True).update(ended_at=at)
    reminder.refresh_from_db()
    return reminder


def tell_who_waits(*, at: datetime, site: str) -> int:
    """Tell everybody whose goods are in season now, each once. Returns how many."""
    ready = [
        listing.pk
        for listing in listings_waited_for()
        if listing.live and season_state(listing.live, on=local_date(at)) == SeasonState.IN_SEASON
    ]
    return sum(_tell(reminder, at=at, site=site) for reminder in waiting_for(ready))


@transaction.atomic
def _tell(reminder: Reminder, *, at: datetime, site: str) -> bool:
    """Tell one person, if nobody did or ended it meanwhile."""
    if not Reminder.objects.filter(pk=reminder.pk, told_at__isnull=True, ended_at__isnull=True).update(told_at=at):
        return False
    listing = reminder.listing
    title = listing.live.title if listing.live else listing.code
    path = reverse("storefront:product", args=[listing.slug, listing.code])
    short = reverse("storefront:product", args=[listing.code])
    facts = {
        "title": title if len(title) <= TITLE_MOST else title[: TITLE_MOST - 1].rstrip() + "…",
        "link": f"{site}{short}",
        "end": f"{site}{reverse('storefront:end-reminder', args=[reminder.token])}",
    }
    tell(
        kind="season.coming",
        person_code=reminder.person_code,
        phone=reminder.phone,
        text=COMING,
        facts=facts,
        link=path,
        about=listing.code,
        language=reminder.language,
        at=at,
    )
    return True
