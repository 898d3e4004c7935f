from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chophien.web.problems import problem


def no_such_address(_request: HttpRequest) -> HttpResponse:
    """Whatever the API does not know, said in the API's own way."""
    return problem(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here."))
