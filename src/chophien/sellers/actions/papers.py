"""Who sells, and the papers that show it: kept sealed, read only with a purpose."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotFound, Sentence
from chophien.sellers import policies
from chophien.sellers.errors import NotChangeable
from chophien.sellers.identity import read_answers
from chophien.sellers.models import Seller, SellerDocument
from chophien.sellers.requirements import REQUIREMENTS
from chophien.sellers.sealed import answers_of, keep_answers
from chophien.sellers.selectors.shops import lock_seller
from chophien.sellers.states import BEING_WRITTEN, DocumentKind
from chophien.uploads.actions.papers import drop_private_file, open_private_file, take_private_file
from chophien.uploads.actions.sent import OpenedFile, SentFile
from chophien.uploads.errors import FileRefused
from chophien.uploads.selectors import private_file


@transaction.atomic
def save_identity(*, seller: Seller, answers: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Keep what is said about who sells, as far as it is said; a secret answer left empty stays as it was.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotChangeable: once the shop was sent in
    :raises Invalid: naming each answer that cannot be read; nothing is kept then
    """
    seller = _held_to_write(seller, actor=actor, at=at)
    read = read_answers(seller.kind, answers, today=local_date(at))
    kept = answers_of(seller)
    for question in REQUIREMENTS[seller.kind].questions:
        if question.secret and question.key not in read and question.key in kept:
            read[question.key] = kept[question.key]
    if read == kept:
        return

    keep_answers(seller, read, at=at)
    record("sellers.identity_saved", actor=actor, subject_code=seller.code, at=at, facts={"answers": sorted(read)})


@transaction.atomic
def add_document(*, seller: Seller, kind: str, file: SentFile, actor: Actor, at: datetime) -> SellerDocument:
    """Hand in a paper as a private file. The same file again is the same paper.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotChangeable: once the shop was sent in
    :raises FileRefused: if the file cannot be used, with the sentence that says why
    """
    seller = _held_to_write(seller, actor=actor, at=at)
    wanted = DocumentKind(kind)
    kept = take_private_file(file=file, kind=wanted.value, owner_code=seller.code, actor=actor, at=at)
    document, is_new = SellerDocument.objects.get_or_create(
        seller=seller, kind=wanted, file_code=kept.code, defaults={"sent_at": at}
    )
    if is_new:
        facts = {"kind": wanted.value, "file": kept.code}
        record("sellers.document_added", actor=actor, subject_code=seller.code, at=at, facts=facts)
    return document


def hand_in(
    *, seller: Seller, answers: Mapping[str, str], files: Mapping[str, SentFile], actor: Actor, at: datetime
) -> None:
    """Keep what was filled in on the page of papers: each sound file by itself, then the answers.

    A file that is kept need not be chosen again when another answer has to be corrected: a photo takes long to send.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotChangeable: once the shop was sent in
    :raises Invalid: naming each answer, and each file by the kind of its paper, that cannot be used
    """
    faults: dict[str, Sequence[Sentence]] = {}
    for kind, file in files.items():
        try:
            add_document(seller=seller, kind=kind, file=file, actor=actor, at=at)
        except FileRefused as refusal:
            faults[kind] = [str(refusal)]
    try:
        save_identity(seller=seller, answers=answers, actor=actor, at=at)
    except Invalid as refusal:
        faults |= refusal.field_errors
    if faults:
        raise Invalid(faults)


@transaction.atomic
def remove_document(*, seller: Seller, file_code: str, actor: Actor, at: datetime) -> None:
    """Take a paper back; its bytes are deleted.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises NotChangeable: once the shop was sent in
    :raises NotFound: if the shop has no such paper
    """
    seller = _held_to_write(seller, actor=actor, at=at)
    document = _document(seller, file_code)
    kept = private_file(file_code, owner_code=seller.code)

    document.delete()
    if kept is not None:
        drop_private_file(paper=kept, actor=actor, at=at)
    facts = {"kind": document.kind, "file": file_code}
    record("sellers.document_removed", actor=actor, subject_code=seller.code, at=at, facts=facts)


@transaction.atomic
def look_at_identity(*, seller: Seller, purpose: str, actor: Actor, at: datetime) -> dict[str, str]:
    """Read who stands behind a shop, by the keys of `requirements`. The look is written down with its purpose.

    :raises NotPermitted: if `actor` is no operator for this area
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_see_identity(actor, seller, at=at).require()
    record_look("sellers.identity", actor=actor, subject_code=seller.code, purpose=purpose, at=at)
    return answers_of(seller)


@transaction.atomic
def look_at_document(*, seller: Seller, file_code: str, purpose: str, actor: Actor, at: datetime) -> OpenedFile:
    """Read a paper of a shop. The look is written down with its purpose.

    :raises NotPermitted: if `actor` is no operator for this area
    :raises NotFound: if the shop has no such paper
    :raises PurposeMissing: if no purpose is stated
    """
    policies.can_see_identity(actor, seller, at=at).require()
    _document(seller, file_code)
    kept = private_file(file_code, owner_code=seller.code)
    if kept is None:
        raise NotFound
    return open_private_file(paper=kept, purpose=purpose, actor=actor, at=at)


def _held_to_write(seller: Seller, *, actor: Actor, at: datetime) -> Seller:
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()
    if seller.status not in BEING_WRITTEN:
        raise NotChangeable
    return seller


def _document(seller: Seller, file_code: str) -> SellerDocument:
    found = seller.documents.filter(file_code=file_code).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
