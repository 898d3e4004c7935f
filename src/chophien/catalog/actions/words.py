"""The word list over goods that are on sale: found again when the list changes, settled by an operator."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chophien.audit.actions import record
from chophien.catalog import policies
from chophien.catalog.actions.deciding import take_down_listing
from chophien.catalog.models import Listing, ListingVersion, VoiceStory, WordFinding, WordScan
from chophien.catalog.quality.moderation import accepted_groups, new_finding
from chophien.catalog.quality.screening import screen
from chophien.catalog.quality.word_list import ListedWord, edition_of_words
from chophien.catalog.selectors import lock_listing
from chophien.catalog.states import FINDING_FLOW, FindingStatus, ListingStatus, StoryStatus
from chophien.lib.actor import SYSTEM, Actor

BATCH = 500


def scan_if_changed(*, at: datetime) -> WordScan | None:
    """Go through everything on sale if the words in force are not those of the last pass; none if they are.

    A pass that was interrupted is begun again: finding the same word twice is finding it once.
    """
    edition = edition_of_words(at=at)
    scan, _new = WordScan.objects.get_or_create(edition=edition, defaults={"begun_at": at})
    last = WordScan.objects.order_by("-pk").first()
    if scan.ended_at is not None and last is not None and last.pk == scan.pk:
        return None
    if scan.ended_at is not None:  # the list is again what it once was
        scan.delete()
        scan = WordScan.objects.create(edition=edition, begun_at=at)
    seen = found = last_pk = 0
    on_sale = Listing.objects.filter(status=ListingStatus.PUBLISHED, live__isnull=False)
    while batch := list(on_sale.filter(pk__gt=last_pk).select_related("live__category").order_by("pk")[:BATCH]):
        last_pk = batch[-1].pk
        found += find_words(batch, edition=edition, at=at)
        seen += len(batch)
    scan.listings, scan.found, scan.ended_at = seen, found, at
    scan.save(update_fields=["listings", "found", "ended_at"])
    record("catalog.words_scanned", actor=SYSTEM, subject_code="catalog", at=at, facts={"listings": seen, "new": found})
    return scan


@transaction.atomic
def find_words(listings: Sequence[Listing], *, edition: str, at: datetime) -> int:
    """Note the listed words in goods on sale that nobody has looked at yet; say how many are new.

    What a paper was accepted for is settled. A word that is no longer there is noted as gone.
    """
    told = _voices(listings)
    met = {one.pk: _met(one, told.get(one.pk, ""), at=at) for one in listings}
    accepted = accepted_groups(met)
    known = {(row.listing_id, row.word): row for row in WordFinding.objects.filter(listing_id__in=met)}
    fresh = []
    for listing_id, words in met.items():
        for word in words:
            if word.group.code in accepted.get(listing_id, ()):
                continue
            row = known.pop((listing_id, word.key), None)
            if row is None:
                fresh.append(new_finding(listing_id, word, edition=edition, at=at))
            elif row.status == FindingStatus.GONE:
                row.status = FindingStatus(FINDING_FLOW.next("reappear", row.status))
                row.save(update_fields=["status"])
    for row in known.values():
        if row.status == FindingStatus.OPEN:
            row.status = FindingStatus(FINDING_FLOW.next("vanish", row.status))
            row.save(update_fields=["status"])
    WordFinding.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def clear_finding(*, finding: WordFinding, actor: Actor, at: datetime) -> WordFinding:
    """Say that the word is harmless in these goods.

    :raises NotPermitted: if `actor` is no operator for this place
    :raises StepNotAllowed: if somebody else decided in the meantime
    """
    return _settle(finding, "clear", actor=actor, at=at)


@transaction.atomic
def clear_findings(*, listing: Listing, codes: Collection[str], actor: Actor, at: datetime) -> int:
    """Say of several words that they are harmless in these goods: those that still wait. Says how many.

    :raises NotPermitted: if `actor` is no operator for this place
    """
    waiting = list(_open_of(listing).filter(code__in=codes))
    for one in waiting:
        _settle(one, "clear", actor=actor, at=at)
    return len(waiting)


@transaction.atomic
def act_on_finding(*, finding: WordFinding, reason: str, actor: Actor, at: datetime) -> WordFinding:
    """Take the goods off the market because of a word in them. With that every word in them is settled.

    :raises NotPermitted: if `actor` is no operator for this place
    :raises ReasonMissing: if no reason is given
    """
    take_down_listing(listing=finding.listing, reason=reason, actor=actor, at=at)
    for other in _open_of(finding.listing).exclude(pk=finding.pk):
        _settle(other, "act_on", actor=actor, at=at)
    return _settle(finding, "act_on", actor=actor, at=at)


def _open_of(listing: Listing) -> QuerySet[WordFinding]:
    return WordFinding.objects.filter(listing=listing, status=FindingStatus.OPEN).order_by("pk")


def _settle(finding: WordFinding, step: str, *, actor: Actor, at: datetime) -> WordFinding:
    listing = lock_listing(finding.listing_id)
    policies.can_review_goods(actor, listing, at=at).require()
    finding = WordFinding.objects.select_for_update().get(pk=finding.pk)
    finding.status = FindingStatus(FINDING_FLOW.next(step, finding.status))
    finding.decided_by, finding.decided_at = actor.code, at
    finding.save(update_fields=["status", "decided_by", "decided_at"])
    record(f"catalog.finding_{step}", actor=actor, subject_code=listing.code, at=at, facts={"word": finding.word})
    return finding


def _voices(listings: Sequence[Listing]) -> dict[int, str]:
    """What the voices of these goods say that buyers hear. One statement."""
    heard = VoiceStory.objects.filter(listing__in=listings, status=StoryStatus.APPROVED)
    return dict(heard.values_list("listing_id", "transcript"))


def _met(listing: Listing, voice: str, *, at: datetime) -> set[ListedWord]:
    version: ListingVersion | None = listing.live
    if version is None:
        return set()
    return {hit.word for one in screen(version, at=at, more=[("voice", voice)]) for hit in one.hits}
