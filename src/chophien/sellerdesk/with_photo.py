"""A weighing, or a line of the farm diary, with its photo: both are written down, or neither."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chophien.growing.actions.diary import Line, write_entry
from chophien.growing.models import DiaryEntry, GrowingArea
from chophien.lib.actor import Actor
from chophien.lots.actions.weighing import Weighed, weigh_in
from chophien.lots.models import Contribution, Grade, Grower, Lot
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.actions.sent import SentFile


@transaction.atomic
def weigh_with_photo(
    *, lot: Lot, grower: Grower, grade: Grade, weighed: Weighed, photo: SentFile | None, actor: Actor, at: datetime
) -> Contribution:
    """Write down what a household brought, as `lots.actions.weighing.weigh_in` does, and take its photo in for the
    shop. Of what is asked about or refused no photo stays.

    :raises FileRefused: if the photo cannot be used
    """
    if photo is not None:
        weighed = replace(weighed, photo_code=_taken(photo, lot.seller, actor=actor, at=at))
    return weigh_in(lot=lot, grower=grower, grade=grade, weighed=weighed, actor=actor, at=at)


@transaction.atomic
def write_with_photo(
    *, area: GrowingArea, line: Line, photo: SentFile | None, actor: Actor, at: datetime
) -> DiaryEntry:
    """Add a line to the diary of an area, as `growing.actions.diary.write_entry` does, with its photo in the same way.

    :raises FileRefused: if the photo cannot be used
    """
    if photo is not None:
        line = replace(line, photo_code=_taken(photo, area.seller, actor=actor, at=at))
    return write_entry(area=area, line=line, actor=actor, at=at)


def _taken(photo: SentFile, seller: Seller, *, actor: Actor, at: datetime) -> str:
    behalf = principal_of(actor, seller, at=at)
    return take_photo(file=photo, owner_code=seller.code, actor=actor, at=at, on_behalf_of=behalf).code
