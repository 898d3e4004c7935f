"""Saying something to everybody of an audience for a while, and into the news of each."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.messages.actions.telling import tell
from chophien.messages.announcing import forget
from chophien.messages.models import (
    Announcement,
    AnnouncementRead,
)
from chophien.messages.states import Audience


@transaction.atomic
def announce(
    *,
    text: str,
    audience: Audience,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    province_code: str = "",
    commune_code: str = "",
    is_sent: bool = False,
) -> Announcement:
    """Say something to an audience for a while; who may, the office's desk asks. `is_sent`: see `tell_announced`."""
    made = Announcement.objects.create(
        code=new_code("TB", 7),
        text=clean_line(text)[:300],
        audience=audience,
        starts_at=starts_at,
        ends_at=ends_at,
        province_code=province_code,
        commune_code=commune_code,
        is_sent=is_sent,
        written_by=actor.code,
        written_at=at,
    )
    facts = {"kind": made.audience, "province": province_code, "commune": commune_code, "sent": is_sent}
    record("messages.announced", actor=actor, subject_code=made.code, at=at, facts=facts)
    transaction.on_commit(forget)
    return made


@transaction.atomic
def end_announcement(*, announcement: Announcement, actor: Actor, at: datetime) -> Announcement:
    """Take it down now. What is over stays as it was; what never began never shows."""
    held = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if held.ends_at <= at:
        return held
    held.starts_at = min(held.starts_at, at)
    held.ends_at = at
    held.save(update_fields=["starts_at", "ends_at"])
    record("messages.announcement_ended", actor=actor, subject_code=held.code, at=at)
    transaction.on_commit(forget)
    return held


def read_announcement(*, announcement: Announcement, person_code: str, at: datetime) -> None:
    """Somebody has read it; the first time counts."""
    AnnouncementRead.objects.get_or_create(announcement=announcement, person_code=person_code, defaults={"read_at": at})


@transaction.atomic
def tell_announced(
    *, announcement: Announcement, people: Sequence[tuple[int, str]], to_tell: int, link: str, at: datetime
) -> Announcement:
    """Put it into the news of these people, and go on after the last of them next time; of nobody: all are told.

    `people` are ids and codes in the order of the ids, all of them behind `told_up_to`: who was told is not told again.
    Nobody is told any more of what was taken down.
    """
    held = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if held.told_at is not None or held.ends_at <= at:
        return held
    new = {pk: code for pk, code in people if pk > held.told_up_to}
    for code in new.values():
        tell(kind="market.news", person_code=code, text=held.text, link=link, about=held.code, at=at)
    held.told, held.told_up_to = held.told + len(new), max([held.told_up_to, *new])
    held.to_tell = max(to_tell, held.told) if held.to_tell is None else max(held.to_tell, held.told)
    held.told_at = None if people else at
    held.save(update_fields=["told", "told_up_to", "to_tell", "told_at"])
    return held
