"""Everything that is kept about somebody, in one file that is theirs alone and goes away by itself."""

import io
import json
import zipfile
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import override

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import format_moment
from chophien.privacy.actions.requests import move
from chophien.privacy.errors import FileGone
from chophien.privacy.kept.classes import CLASSES
from chophien.privacy.models import DataRequest
from chophien.privacy.states import OPEN_REQUESTS, RequestKind
from chophien.rules.selectors import whole
from chophien.uploads.actions.papers import drop_private_file, keep_made_file, open_made_file
from chophien.uploads.actions.sent import OpenedFile
from chophien.uploads.selectors import private_file

KIND, ZIP = "made_personal_data", "application/zip"


@transaction.atomic
def export(*, request: DataRequest, actor: Actor, at: datetime) -> DataRequest:
    """Make the file of a request for everything, and close the request. One that is over already is left alone."""
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if request.kind != RequestKind.EXPORT or request.status not in OPEN_REQUESTS:
        return request
    made = keep_made_file(
        data=everything_about(request.person, at=at),
        kind=KIND,
        owner_code=request.code,
        name=f"du-lieu-{request.code}.zip",
        content_type=ZIP,
        actor=actor,
        at=at,
    )
    request = move(request, "carry_out", actor=actor, at=at)
    request.file_code = made.code
    request.file_until = at + timedelta(days=whole("privacy.export_days", at=at))
    request.save(update_fields=["file_code", "file_until"])
    return request


def everything_about(person: Person, *, at: datetime) -> bytes:
    """A ZIP with one JSON file for each class of data, and a page that says what is in which and why it is kept."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, override(person.language):
        lines = [f"Chợ Phiên · {person.code} · {format_moment(at)}", ""]
        for one in CLASSES:
            rows = list(one.read(person))
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{one.key}.json", text)
            lines.append(f"{one.key}.json: {one.title} ({len(rows)}). {one.why_kept}".rstrip())
        archive.writestr("README.txt", "\n".join(lines) + "\n")
    return out.getvalue()


def fetch(*, request: DataRequest, actor: Actor, at: datetime) -> OpenedFile:
    """The file, for the person it is about; the caller found the request among `requests_of` them.

    :raises FileGone: if there is none, or its days are over
    """
    made = private_file(request.file_code, owner_code=request.code) if request.file_code else None
    if made is None or request.file_until is None or request.file_until <= at:
        raise FileGone
    record("privacy.file_fetched", actor=actor, subject_code=request.code, at=at)
    return open_made_file(made=made, actor=actor, at=at)


@transaction.atomic
def drop_old_files(*, before: datetime, actor: Actor, at: datetime) -> int:
    """Delete every file whose days are over."""
    rows = DataRequest.objects.select_for_update().filter(file_until__lte=before).exclude(file_code="")
    gone = 0
    for request in rows:
        made = private_file(request.file_code, owner_code=request.code)
        if made is not None:
            drop_private_file(paper=made, actor=actor, at=at)
        request.file_code = ""
        request.save(update_fields=["file_code"])
        gone += 1
    return gone
