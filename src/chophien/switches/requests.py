"""The door of a page that belongs to a part of the market: a calm page while that part is off."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chophien.switches.errors import NotOffered
from chophien.switches.selectors import is_on_anywhere
from chophien.switches.states import ABOUT, Feature
from chophien.web.error_pages import error_page

Arguments = ParamSpec("Arguments")
Asked = TypeVar("Asked", bound=HttpRequest)
View = Callable[Concatenate[Asked, Arguments], HttpResponseBase]


def offered(feature: Feature) -> Callable[[View[Asked, Arguments]], View[Asked, Arguments]]:
    """The page is there only while its part of the market is offered somewhere; provinces are the action's to ask."""

    def guard(view: View[Asked, Arguments]) -> View[Asked, Arguments]:
        @wraps(view)
        def guarded(request: Asked, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
            if not is_on_anywhere(feature, at=timezone.now()):
                return closed(request, feature)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def closed(request: HttpRequest, feature: Feature) -> HttpResponse:
    """What stands there instead: not an error, only not now."""
    text = ABOUT[feature].at_the_door
    return error_page(request, HTTPStatus.NOT_FOUND, title=_("Not at the moment"), text=text, code=NotOffered.code)
