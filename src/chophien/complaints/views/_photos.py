"""Handing over a complaint's photo to somebody who was found to belong to it. Every look is written down."""

from datetime import datetime

from django.http import Http404, HttpResponse

from chophien.complaints.models import Complaint
from chophien.lib.actor import Actor
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.selectors import private_file
from chophien.web.downloads import private_file_response


def answer(complaint: Complaint, file_code: str, *, actor: Actor, at: datetime) -> HttpResponse:
    """The photo.

    :raises Http404: if this complaint has no such photo
    """
    kept = private_file(file_code, owner_code=complaint.code)
    if kept is None:
        raise Http404
    opened = open_private_file(paper=kept, actor=actor, purpose=f"complaint {complaint.code}", at=at)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)
