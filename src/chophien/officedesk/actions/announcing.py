"""Announcing from the office's desk: written, and told by a job to everybody whom it addresses, once each."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.jobs.queue import enqueue
from chophien.lib.errors import Invalid
from chophien.messages.actions.announcing import announce, tell_announced
from chophien.messages.models import Announcement
from chophien.messages.states import Audience
from chophien.officedesk.audiences import people_of
from chophien.places.models import TODAY, Commune

TOLD_AT_ONCE = 200


@dataclass(frozen=True)
class Words:
    """What is announced, to whom, where and how long; `is_sent`: into everybody's news, too."""

    text: str
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    province_code: str = ""
    commune_code: str = ""
    is_sent: bool = False


@transaction.atomic
def announce_to(*, words: Words, actor: Person, at: datetime) -> Announcement:
    """Announce it. Where it is also sent, a job tells everybody from its first moment on.

    :raises Invalid: if the commune is none of that province
    """
    if words.commune_code:
        communes = Commune.objects.filter(code=words.commune_code, province__vintage=TODAY)
        if not communes.filter(province__code=words.province_code).exists():
            raise Invalid({"commune": [_("Choose a commune of that province.")]})
    made = announce(**vars(words), actor=actor, at=at)
    if made.is_sent:
        enqueue("officedesk.tell_announced", run_at=max(made.starts_at, at), code=made.code)
    return made


def tell_next(*, announcement: Announcement, at: datetime) -> Announcement:
    """Tell the next some hundred people whom it addresses, in one transaction: cut off, it goes on where it was."""
    people = people_of(announcement, at=at)
    behind = people.filter(pk__gt=announcement.told_up_to).values_list("pk", "code")[:TOLD_AT_ONCE]
    return tell_announced(
        announcement=announcement,
        people=list(behind),
        to_tell=people.count() if announcement.to_tell is None else announcement.to_tell,
        link=reverse("messages:announcement", args=[announcement.code]),
        at=at,
    )
