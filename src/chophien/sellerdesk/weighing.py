"""A weighing with the photo of its scales: both are written down, or neither."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chophien.lib.actor import Actor
from chophien.lots.actions.weighing import Weighed, weigh_in
from chophien.lots.models import Contribution, Grade, Grower, Lot
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
        seller = lot.seller
        behalf = principal_of(actor, seller, at=at)
        taken = take_photo(file=photo, owner_code=seller.code, actor=actor, at=at, on_behalf_of=behalf)
        weighed = replace(weighed, photo_code=taken.code)
    return weigh_in(lot=lot, grower=grower, grade=grade, weighed=weighed, actor=actor, at=at)
