"""What a seller says of a season in words."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.models import Listing
from chophien.catalog.quality.open_words import require_open_words
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.seasons import policies
from chophien.seasons.models import SeasonNote
from chophien.sellers.selectors.helping import principal_of

MOST = 120


@transaction.atomic
def write_season_note(*, listing: Listing, text: str, actor: Actor, at: datetime) -> None:
    """Say the season of some goods in words, such as by the lunar calendar; an empty text takes the words away.

    :raises NotPermitted: if `actor` neither manages the shop nor may list for it
    :raises Invalid: naming the words that may not stand on the page of goods
    """
    policies.can_manage_harvest(actor, listing.seller, at=at).require()
    words = clean_line(text)[:MOST]
    if words:
        require_open_words(words, field="text", of=listing, at=at)
        facts = {"text": words, "written_by": actor.code, "written_at": at}
        SeasonNote.objects.update_or_create(listing=listing, defaults=facts)
    else:
        SeasonNote.objects.filter(listing=listing).delete()
    behalf = principal_of(actor, listing.seller, at=at)
    record("seasons.note", actor=actor, subject_code=listing.code, at=at, on_behalf_of=behalf)
