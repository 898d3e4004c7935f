"""Photos to everybody, where no `Pictures` stands in front of Django."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from chophien.uploads.serving import picture as picture_at


@require_safe
def picture(request: HttpRequest, **_parts: str) -> HttpResponse:
    answer = picture_at(request.path_info)
    if answer is None:
        return HttpResponseNotFound()
    data, headers = answer
    return HttpResponse(data, headers=dict(headers))
