"""The API itself: each app's routes under one roof, with one way of refusing."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from chophien.api.problems import invalid_fields, problem, problem_of
from chophien.lib.errors import DomainError
from chophien.orders.api import carts, orders
from chophien.places.api import router as places
from chophien.storefront.api import router as products

api = NinjaAPI(
    title="Chợ Phiên",
    version="1",
    description="Goods of Vietnam's mountain regions: search, carts, orders, places. Amounts are whole đồng.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/products", products, tags=["products"])
api.add_router("/carts", carts, tags=["carts"])
api.add_router("/orders", orders, tags=["orders"])
api.add_router("/places", places, tags=["places"])


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
    return problem(error.status_code, "bad_request", _("This request cannot be read."))
