"""How often somebody drew a border onto land of others or close to it: more than a few would let them feel where it
ends.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from chophien.audit.models import Entry
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller

TRIED = "growing.foreign_land"
NEAR = "near"
"""The fact of a try that was close to land of others and did not lie on it."""


def tries_left(seller: Seller, *, by: str, at: datetime) -> int:
    """How many more borders of the shop, or of this person for any shop, may turn out to lie on land of others, or
    close to it, whether they were taken or not.

    `by` is empty for the market itself. Within `growing.foreign_try_days` days `growing.foreign_tries` of them may lie
    on it, and `growing.near_tries` in all within `growing.near_m` metres of it.
    """
    since = at - timedelta(days=rules.whole("growing.foreign_try_days", at=at))
    whose = Q(subject_code=seller.code) | Q(actor_code=by) if by else Q(subject_code=seller.code)
    facts = list(Entry.objects.filter(whose, what=TRIED, at__gte=since).values_list("facts", flat=True))
    on_it = sum(NEAR not in (known or {}) for known in facts)
    left = rules.whole("growing.foreign_tries", at=at) - on_it, rules.whole("growing.near_tries", at=at) - len(facts)
    return max(0, min(left))
