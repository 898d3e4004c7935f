"""What every view that takes a step has in common."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from chophien.web.decorators import Arguments, Request, View


def by_button(page: str) -> Callable[[View[Request, Arguments]], View[Request, Arguments]]:
    """Take a step only when a button sent it.

    The answer to a refused step is a page under the step's own address; who comes back to that address, by reloading
    or from the history, is led to `page`, which takes the step's `code` if it has one.
    """

    def decorate(view: View[Request, Arguments]) -> View[Request, Arguments]:
        @wraps(view)
        def taken(request: Request, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseNotAllowed(["POST"])
            return HttpResponseRedirect(reverse(page, args=_code_of(kwargs)))

        return taken

    return decorate


def _code_of(kwargs: dict[str, object]) -> list[object]:
    return [kwargs["code"]] if "code" in kwargs else []
