"""Photos to everybody. A name's bytes never change, so whoever has them never asks again."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from chophien.uploads import selectors
from chophien.uploads.states import FORMATS

FOREVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = dict(FORMATS)


@require_safe
def picture(_request: HttpRequest, folder: str, code: str, width: str, ending: str) -> HttpResponse:
    data = selectors.public_copy(code, int(width), ending) if code.startswith(folder) else None
    if data is None:
        return HttpResponseNotFound()
    response = HttpResponse(data, content_type=MEDIA_TYPES[ending])
    response["Cache-Control"] = FOREVER
    response["Content-Length"] = str(len(data))
    response["X-Content-Type-Options"] = "nosniff"
    return response
