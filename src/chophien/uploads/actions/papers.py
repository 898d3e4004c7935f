"""Sealing papers, tables and files that the market made, and reading them for a purpose."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chophien.audit.actions import record, record_look
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line
from chophien.uploads import files, images
from chophien.uploads.actions.sent import OpenedFile, SentFile, bytes_of
from chophien.uploads.models import PrivateFile
from chophien.uploads.papers import check_paper
from chophien.uploads.states import TABLE_KINDS, FileKind

PAPER_PREFIX, PAPER_SYMBOLS = "GT", 12
MADE = "made_"
NAME_MOST = 120


@transaction.atomic
def take_private_file(
    *,
    file: SentFile,
    kind: str,
    owner_code: str,
    actor: Actor,
    at: datetime,
    name: str = "",
    on_behalf_of: str = "",
) -> PrivateFile:
    """Take a paper (PDF, JPEG, PNG, WebP, HEIC, at most 10 MB) and seal it.

    The same bytes sent again for the same owner and kind are the same file. `name` is what the sender called it.

    :raises FileRefused: one of `uploads.errors`, with the sentence that says what is wrong
    """
    sent_as = name or str(getattr(file, "name", "") or kind)
    return _keep(
        bytes_of(file),
        check_paper,
        kind=kind,
        owner_code=owner_code,
        name=sent_as,
        actor=actor,
        on_behalf_of=on_behalf_of,
        at=at,
    )


@transaction.atomic
def take_table(*, file: SentFile, kind: str, owner_code: str, name: str, actor: Actor, at: datetime) -> PrivateFile:
    """Take a table of goods (CSV or XLSX, at most 10 MB) as it is and seal it; whoever reads it judges its content.

    :raises FileRefused: if it is empty or too large
    """
    return _keep(bytes_of(file), _table_kind, kind=kind, owner_code=owner_code, name=name, actor=actor, at=at)


def read_table(*, code: str, kind: str) -> bytes:
    """The bytes of a table that was taken. Only for tables: papers are read with a purpose."""
    return files.read_private(PrivateFile.objects.get(code=code, kind=kind, content_type__in=TABLE_KINDS).path)


@transaction.atomic
def keep_made_file(
    *, data: bytes, kind: str, owner_code: str, name: str, content_type: str, actor: Actor, at: datetime
) -> PrivateFile:
    """Seal a file that the market itself made for somebody: a report, an export. `kind` begins with ``made_``.

    :raises ValueError: if it does not
    """
    _must_be_made(kind)
    code = new_code(PAPER_PREFIX, PAPER_SYMBOLS)
    path = files.private_path(files.PAPERS, code)
    files.write_private(path, data)
    made = PrivateFile.objects.create(
        code=code,
        owner_code=owner_code,
        kind=kind,
        digest=sha256(data).hexdigest(),
        name=_file_name(name),
        content_type=content_type,
        size=len(data),
        path=path,
        sent_by=actor.code,
        sent_at=at,
    )
    record("uploads.file_made", actor=actor, subject_code=owner_code, at=at, facts={"file": code, "kind": kind})
    return made


@transaction.atomic
def open_made_file(*, made: PrivateFile, actor: Actor, at: datetime) -> OpenedFile:
    """Read a file that the market made, for whom the calling app lets have it. That it was fetched is written down.

    :raises ValueError: if somebody sent it in: papers are read with a purpose
    """
    _must_be_made(made.kind)
    facts = {"file": made.code, "kind": made.kind}
    record("uploads.file_fetched", actor=actor, subject_code=made.owner_code, at=at, facts=facts)
    return OpenedFile(files.read_private(made.path), made.content_type, made.name)


def _must_be_made(kind: str) -> None:
    if not kind.startswith(MADE):
        raise ValueError(f"{kind!r} is no kind of a file that the market makes")


def _keep(
    data: bytes,
    judge: Callable[[bytes], FileKind],
    *,
    kind: str,
    owner_code: str,
    name: str,
    actor: Actor,
    at: datetime,
    on_behalf_of: str = "",
) -> PrivateFile:
    """Seal the bytes under a code; the same bytes of the same owner and kind are kept once."""
    digest = sha256(data).hexdigest()
    known = PrivateFile.objects.filter(owner_code=owner_code, kind=kind, digest=digest).order_by("pk").first()
    if known is not None:
        return known
    content_type = judge(data)

    code = new_code(PAPER_PREFIX, PAPER_SYMBOLS)
    path = files.private_path(files.PAPERS, code)
    files.write_private(path, data)
    paper, is_new = PrivateFile.objects.get_or_create(
        owner_code=owner_code,
        kind=kind,
        digest=digest,
        defaults={
            "code": code,
            "name": _file_name(name),
            "content_type": content_type.value,
            "size": len(data),
            "path": path,
            "sent_by": actor.code,
            "sent_at": at,
        },
    )
    if is_new:
        facts = {"file": code, "kind": kind}
        record(
            "uploads.paper_taken", actor=actor, subject_code=owner_code, on_behalf_of=on_behalf_of, at=at, facts=facts
        )
    return paper


@transaction.atomic
def open_private_file(*, paper: PrivateFile, actor: Actor, purpose: str, at: datetime) -> OpenedFile:
    """Read a sealed paper for a stated purpose. The look is written down first: there is no other way to the bytes.

    A HEIC photo is handed over as JPEG, which every browser shows.

    :raises PurposeMissing: if no purpose is stated
    """
    record_look(f"uploads.{paper.kind}", actor=actor, subject_code=paper.owner_code, purpose=purpose, at=at)
    data = files.read_private(paper.path)
    if paper.content_type == FileKind.HEIC:
        return OpenedFile(images.as_jpeg(data), FileKind.JPEG.value, f"{paper.name}.jpg")
    return OpenedFile(data, paper.content_type, paper.name)


@transaction.atomic
def drop_private_file(*, paper: PrivateFile, actor: Actor, at: datetime) -> None:
    """Forget a paper. Its bytes go once the transaction is over."""
    record(
        "uploads.paper_dropped",
        actor=actor,
        subject_code=paper.owner_code,
        at=at,
        facts={"file": paper.code, "kind": paper.kind},
    )
    path = paper.path
    paper.delete()
    transaction.on_commit(lambda: files.drop_private(path))


def _table_kind(data: bytes) -> FileKind:
    return FileKind.XLSX if data.startswith(b"PK\x03\x04") else FileKind.CSV


def _file_name(name: str) -> str:
    """The sender's name for the file without folders, fit to keep."""
    last = clean_line(name).replace("\\", "/").rpartition("/")[2]
    return last[-NAME_MOST:] or "file"
