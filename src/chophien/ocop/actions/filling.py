"""The shop's own part of an OCOP dossier: its answers, the papers that prove them, and sending it in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Listing
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, StepNotAllowed
from chophien.lib.text import clean_line
from chophien.ocop import policies
from chophien.ocop.actions._steps import lock, take, write_step
from chophien.ocop.criteria import product_types, version_on
from chophien.ocop.errors import DossierOpen, NoSuchAnswer, SheetIncomplete
from chophien.ocop.models import Dossier, Evidence, Mark
from chophien.ocop.selectors.sheets import sheet_of
from chophien.ocop.states import DossierStatus, Level
from chophien.sellers.selectors.helping import principal_of
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.sent import SentFile

PREFIX, SYMBOLS = "OC", 8
PAPER_KIND = "ocop_evidence"
NOTE_MOST, NAME_MOST = 300, 120


@transaction.atomic
def open_dossier(*, listing: Listing, product_type: str, actor: Actor, at: datetime) -> Dossier:
    """Begin a dossier for goods of the shop, by the criteria in force today.

    :raises NotPermitted: if `actor` may not fill it in
    :raises Invalid: if there are no questions for this kind of product
    :raises DossierOpen: if one is open already
    """
    policies.can_fill_in(actor, listing.seller, at=at).require()
    if product_type not in product_types():
        raise Invalid({"product_type": [_("Choose what kind of product it is.")]})
    dossier = Dossier(
        code=new_code(PREFIX, SYMBOLS),
        seller=listing.seller,
        listing=listing,
        product_type=product_type,
        version=version_on(local_date(at)).key,
        opened_by=actor.code,
        opened_at=at,
    )
    try:
        with transaction.atomic():
            dossier.save()
    except IntegrityError as clash:
        raise DossierOpen from clash
    write_step(dossier, "open", "", actor=actor, at=at)
    return dossier


@transaction.atomic
def answer(*, dossier: Dossier, answers: Mapping[str, int], actor: Actor, at: datetime) -> Dossier:
    """Keep the shop's answers: question → place of the answer. Answers that are not given stay as they were.

    :raises NotPermitted: if `actor` may not fill it in
    :raises StepNotAllowed: if the dossier is no longer the shop's to change
    :raises NoSuchAnswer: if a question or an answer is not on the sheet
    """
    dossier = lock(dossier)
    policies.can_fill_in(actor, dossier.seller, at=at).require()
    _require_draft(dossier)
    keep_marks(dossier, Level.SELF, answers, actor=actor, at=at)
    return dossier


@transaction.atomic
def add_evidence(*, dossier: Dossier, question: str, file: SentFile, name: str, actor: Actor, at: datetime) -> Evidence:
    """Put a paper to a question. The same paper put there twice is there once.

    :raises NotPermitted: if `actor` may not fill it in
    :raises StepNotAllowed: if the dossier is no longer the shop's to change
    :raises NoSuchAnswer: if the question is not on the sheet
    :raises FileRefused: if the paper cannot be used
    """
    dossier = lock(dossier)
    policies.can_fill_in(actor, dossier.seller, at=at).require()
    _require_draft(dossier)
    if question not in {one.key for one in sheet_of(dossier)}:
        raise NoSuchAnswer
    behalf = principal_of(actor, dossier.seller, at=at)
    words = clean_line(name)[:NAME_MOST]
    kept = take_private_file(
        file=file, kind=PAPER_KIND, owner_code=dossier.seller.code, actor=actor, at=at, name=words, on_behalf_of=behalf
    )
    said = {"name": words or kept.name, "added_by": actor.code, "added_at": at}
    row, _made = Evidence.objects.get_or_create(dossier=dossier, question=question, file_code=kept.code, defaults=said)
    return row


@transaction.atomic
def send(*, dossier: Dossier, actor: Actor, at: datetime) -> Dossier:
    """Send the dossier to the commune. Every question has an answer then.

    :raises NotPermitted: if `actor` may not fill it in
    :raises SheetIncomplete: if questions are left
    :raises StepNotAllowed: if it was sent already
    """
    dossier = lock(dossier)
    policies.can_fill_in(actor, dossier.seller, at=at).require()
    given = set(Mark.objects.filter(dossier=dossier, level=Level.SELF).values_list("question", flat=True))
    left = [one for one in sheet_of(dossier) if one.key not in given]
    if left and dossier.status == DossierStatus.DRAFT:
        raise SheetIncomplete(facts={"left": len(left)})
    return take(dossier, "send", actor=actor, at=at)


@transaction.atomic
def withdraw(*, dossier: Dossier, actor: Actor, at: datetime) -> Dossier:
    """Take the dossier back, before it is decided. Everything stays readable.

    :raises NotPermitted: if `actor` may not fill it in
    :raises StepNotAllowed: if it was decided already
    """
    dossier = lock(dossier)
    policies.can_fill_in(actor, dossier.seller, at=at).require()
    return take(dossier, "withdraw", actor=actor, at=at)


def keep_marks(
    dossier: Dossier,
    level: Level,
    answers: Mapping[str, int],
    *,
    actor: Actor,
    at: datetime,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write one level's points down.

    :raises NoSuchAnswer: if a question or an answer is not on the sheet
    """
    asked = {one.key: one for one in sheet_of(dossier)}
    for key, place in answers.items():
        if key not in asked or not 0 <= place < len(asked[key].answers):
            raise NoSuchAnswer
    behalf = principal_of(actor, dossier.seller, at=at)
    rows = [
        Mark(
            dossier=dossier,
            level=level,
            question=key,
            answer=place,
            note=clean_line((notes or {}).get(key, ""))[:NOTE_MOST],
            given_by=actor.code,
            on_behalf_of=behalf,
            given_at=at,
        )
        for key, place in answers.items()
    ]
    Mark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["dossier", "level", "question"],
        update_fields=["answer", "note", "given_by", "on_behalf_of", "given_at"],
    )


def _require_draft(dossier: Dossier) -> None:
    if dossier.status != DossierStatus.DRAFT:
        raise StepNotAllowed(step="answer", status=dossier.status)
