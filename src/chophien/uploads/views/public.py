"""Photos and voices to everybody, where no `Pictures` stands in front of Django."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from chophien.uploads.serving import answer_to


@require_safe
def picture(request: HttpRequest, **_parts: str) -> HttpResponse:
    answer = answer_to(request.path_info, request.headers.get("Range", ""))
    if answer is None:
        return HttpResponseNotFound()
    status, data, headers = answer
    return HttpResponse(data, status=int(status[:3]), headers=dict(headers))
