"""Handing over a file that only this one person may have."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/webp"})
LOCKED_UP = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox"


def private_file_response(data: bytes, *, content_type: str, name: str) -> HttpResponse:
    """The file under its name: photos open in the browser, everything else is saved. Nobody keeps it on the way.

    The page it opens in may run nothing and reach nothing, whatever is in the file.
    """
    response = HttpResponse(data, content_type=content_type)
    in_place = content_type in SHOWN_IN_PLACE
    response["Content-Disposition"] = content_disposition_header(as_attachment=not in_place, filename=name) or (
        "inline" if in_place else "attachment"
    )
    response["Content-Length"] = str(len(data))
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = LOCKED_UP
    response["X-Content-Type-Options"] = "nosniff"
    return response
