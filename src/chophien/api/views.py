from functools import lru_cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chophien.api.mount import api
from chophien.web.problems import problem


@require_safe
def document(_request: HttpRequest) -> HttpResponse:
    """What the API takes and answers, for machines."""
    return HttpResponse(_document(), content_type="application/json")


@lru_cache(maxsize=1)
def _document() -> bytes:
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False}).content


def no_such_address(_request: HttpRequest) -> HttpResponse:
    """Whatever the API does not know, said in the API's own way."""
    return problem(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here."))
