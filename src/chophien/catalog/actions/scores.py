"""Scores kept beside listings, and how the goods of each commune stood on one day."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.models import Listing, ScoreSnapshot
from chophien.catalog.quality.score import keep_scores
from chophien.catalog.quality.score_rules import score_rules
from chophien.catalog.selectors import published_listings
from chophien.lib.actor import NIGHTLY, Actor
from chophien.lib.dates import local_date

BATCH = 1000


def take_snapshot(*, actor: Actor = NIGHTLY, at: datetime) -> int:
    """Score everything on sale anew and keep the sums of each commune under today's date; say how many communes.

    Taken twice on a day, the later counts.
    """
    day, edition = local_date(at), score_rules(at=at)[0].edition
    listings: Counter[int] = Counter()
    points: Counter[int] = Counter()
    last_pk = 0
    on_sale = published_listings().select_related("seller", "live__category").order_by("pk")
    while batch := list(on_sale.filter(pk__gt=last_pk)[:BATCH]):
        last_pk = batch[-1].pk
        scored = keep_scores([one.live for one in batch if one.live], with_versions=False, at=at)
        for one in batch:
            listings[one.seller.commune_id] += 1
            points[one.seller.commune_id] += scored[one.pk]
    with transaction.atomic():
        ScoreSnapshot.objects.filter(taken_on=day).delete()
        ScoreSnapshot.objects.bulk_create(
            ScoreSnapshot(taken_on=day, commune_id=commune, edition=edition, listings=count, points=points[commune])
            for commune, count in sorted(listings.items())
        )
        facts = {"communes": len(listings), "listings": listings.total()}
        record("catalog.scores_taken", actor=actor, subject_code=day.isoformat(), at=at, facts=facts)
    return len(listings)


def rescore_of_photo(code: str, *, owner_code: str, at: datetime) -> None:
    """Score anew the goods on sale that show a photo which was just measured."""
    shown = Listing.objects.filter(seller__code=owner_code, live__photo_codes__contains=[code])
    keep_scores([one.live for one in shown.select_related("live__category").order_by("pk") if one.live], at=at)
