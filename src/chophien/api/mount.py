"""The API itself: each app's routes under one roof, with one way of refusing."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from chophien.api.document import INTRODUCTION, with_refusals
from chophien.api.problems import invalid_fields, problem_of
from chophien.api.reading import NotJSON, StrictParser
from chophien.channels.api import seller
from chophien.lib.errors import DomainError
from chophien.orders.api import carts, orders
from chophien.places.api import router as places
from chophien.storefront.api import router as products
from chophien.web.problems import problem


class MarketAPI(NinjaAPI):
    """The routes, and a document that says of each how it refuses."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, object] | None = None
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        with_refusals(document)
        return document


api = MarketAPI(
    title="Chợ Phiên",
    version="1",
    description=INTRODUCTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
api.add_router("/products", products, tags=["products"])
api.add_router("/carts", carts, tags=["carts"])
api.add_router("/orders", orders, tags=["orders"])
api.add_router("/places", places, tags=["places"])
api.add_router("/seller", seller, tags=["seller"])


@api.exception_handler(DomainError)
def refused(_request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return problem_of(refusal)


@api.exception_handler(ValidationError)
def malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid_fields(error.errors)


@api.exception_handler(Http404)
def missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here."))


@api.exception_handler(HttpError)
def unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, NotJSON):
        return _not_json()
    return problem(error.status_code, "bad_request", _("This request cannot be read."))


@api.exception_handler(RawPostDataException)
def sent_as_a_form(_request: HttpRequest, _error: RawPostDataException) -> HttpResponse:
    return _not_json()


def _not_json() -> HttpResponse:
    return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", _("Send JSON: Content-Type application/json."))
