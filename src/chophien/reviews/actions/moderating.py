"""Looking after what buyers write: only what is against the law is hidden, with its ground, and written down."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line
from chophien.reviews import policies
from chophien.reviews.actions.writing import count_review
from chophien.reviews.errors import GroundMissing, SaysNothing
from chophien.reviews.models import Question, Report, Review
from chophien.reviews.selectors.words import lock_words
from chophien.reviews.states import WORDS_FLOW, Ground, Sign, WordsStatus

WHY_MOST = 300


@transaction.atomic
def report_words(*, words: Review | Question, why: str, actor: Actor, at: datetime) -> Report:
    """Tell the market that a review or a question may be against the law. It stays shown until somebody has looked.

    :raises NotPermitted: if `actor` has not signed in
    :raises SaysNothing: without words
    """
    policies.can_ask(actor).require()
    words = lock_words(words)
    reason = clean_line(why)[:WHY_MOST]
    if not any(letter.isalnum() for letter in reason):
        raise SaysNothing
    report, is_new = Report.objects.get_or_create(
        subject_code=words.code, reporter_code=actor.code, defaults={"why": reason, "at": at}
    )
    if is_new:
        words.signs = [*(sign for sign in words.signs if sign != Sign.REPORTED), Sign.REPORTED.value]
        words.needs_look = True
        words.save(update_fields=["signs", "needs_look"])
        record("reviews.reported", actor=actor, subject_code=words.code, at=at)
    return report


@transaction.atomic
def find_lawful(*, words: Review | Question, actor: Actor, at: datetime) -> Review | Question:
    """Somebody has looked: nothing is against the law. Photos show from now on.

    :raises NotPermitted: if `actor` is no operator of the shop's area
    """
    words = lock_words(words)
    policies.can_moderate(actor, words.seller, at=at).require()
    words.needs_look, words.looked_by = False, actor.code
    changed = ["needs_look", "looked_by"]
    if isinstance(words, Review):
        words.photos_shown = bool(words.photo_codes)
        changed.append("photos_shown")
    words.save(update_fields=changed)
    record("reviews.found_lawful", actor=actor, subject_code=words.code, at=at)
    return words


@transaction.atomic
def hide_words(*, words: Review | Question, ground: str, why: str, actor: Actor, at: datetime) -> Review | Question:
    """Hide what is against the law, and nothing else.

    :raises NotPermitted: if `actor` is no operator of the shop's area
    :raises GroundMissing: without the law it is against, or without saying what exactly
    :raises StepNotAllowed: if it is hidden already
    """
    words = lock_words(words)
    policies.can_moderate(actor, words.seller, at=at).require()
    reason = clean_line(why)[:WHY_MOST]
    if ground not in Ground.values or not reason:
        raise GroundMissing
    words.status = WordsStatus(WORDS_FLOW.next("hide", words.status))
    words.hidden_ground, words.hidden_why, words.hidden_at = Ground(ground), reason, at
    words.needs_look, words.looked_by = False, actor.code
    words.save()
    if isinstance(words, Review):
        count_review(words, by=-1)
    record("reviews.hidden", actor=actor, subject_code=words.code, at=at, facts={"ground": ground})
    return words


@transaction.atomic
def restore_words(*, words: Review | Question, actor: Actor, at: datetime) -> Review | Question:
    """Show again what was hidden by mistake.

    :raises NotPermitted: if `actor` is no operator of the shop's area
    :raises StepNotAllowed: if it is shown
    """
    words = lock_words(words)
    policies.can_moderate(actor, words.seller, at=at).require()
    words.status = WordsStatus(WORDS_FLOW.next("restore", words.status))
    words.hidden_ground, words.hidden_why, words.hidden_at = "", "", None
    words.save()
    if isinstance(words, Review):
        count_review(words, by=1)
    record("reviews.restored", actor=actor, subject_code=words.code, at=at)
    return words
