"""How often somebody drew a border onto land of others: more than a few would let them feel where it ends."""

from datetime import datetime, timedelta

from django.db.models import Q

from chophien.audit.models import Entry
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

TRIED = "growing.foreign_land"


def tries_left(seller: Seller, *, by: str, at: datetime) -> int:
    """How many more borders of the shop, or of this person for any shop, may turn out to lie on land of others.

    `by` is empty for the market itself. `growing.foreign_tries` of them pass in `growing.foreign_try_days` days.
    """
    since = at - timedelta(days=rules.whole("growing.foreign_try_days", at=at))
    whose = Q(subject_code=seller.code) | Q(actor_code=by) if by else Q(subject_code=seller.code)
    tried = Entry.objects.filter(whose, what=TRIED, at__gte=since)
    return max(0, rules.whole("growing.foreign_tries", at=at) - tried.count())
