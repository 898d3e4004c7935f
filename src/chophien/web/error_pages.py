"""Calm pages for everything that can go wrong, each with the number to quote when asking for help."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.web.problems import problem
from chophien.web.request_ids import current_request_id

logger = logging.getLogger("chophien.web")
InOwnWords: TypeAlias = Callable[[int, str], HttpResponse]
_OWN_WORDS: dict[str, InOwnWords] = {}


def speak_under(prefix: str, words: InOwnWords) -> None:
    """Have refusals under an address be told by `words(status, sentence)`: a standard that says how they look, also
    where no view has been reached yet.
    """
    _OWN_WORDS[prefix] = words


@dataclass(frozen=True)
class Words:
    """What a page for one status says when the caller says nothing better."""

    title: Sentence
    text: Sentence


WORDS = {
    400: Words(_("We could not read this request"), _("Go back and try once more.")),
    403: Words(
        _("This page is not open to you"),
        _("Perhaps you are signed in with another number. Go back, or sign in again."),
    ),
    404: Words(
        _("We could not find this page"),
        _("Perhaps the address has a typing mistake, or the goods are no longer sold."),
    ),
    405: Words(_("This cannot be done here"), _("Go back and use the buttons on the page.")),
    409: Words(_("Something has changed meanwhile"), _("Go back and reload the page to see how things stand now.")),
    413: Words(_("This is too large to send"), _("Choose a smaller file or fewer photos, then send again.")),
    429: Words(_("Too many tries in a short time"), _("Please wait a little, then try again.")),
    500: Words(
        _("Something broke on our side"),
        _("It is not your fault, and nothing was half-saved. Please try again in a few minutes."),
    ),
    503: Words(_("The market is resting for a moment"), _("Please try again in a few minutes.")),
}

PLAIN_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chợ Phiên</title>
<h1>Có trục trặc ở phía chúng tôi</h1>
<p>Không phải lỗi của bạn. Xin thử lại sau ít phút.</p>
<p lang="en">Something broke on our side. Please try again in a few minutes.</p>
<p>Mã yêu cầu: <code>%s</code></p>
<p><a href="/">Về chợ</a></p>
</html>
"""


def error_page(
    request: HttpRequest,
    status: int,
    *,
    title: Sentence = "",
    text: Sentence = "",
    code: str = "",
    retry_after: int | None = None,
) -> HttpResponse:
    """A page (or, for a program that asks for JSON, a problem document) with the request's id.

    It needs no database. `code` names the refusal for programs; `retry_after` seconds go into the header of 429
    and 503.
    """
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    context = {
        "status": status,
        "title": str(title or words.title),
        "text": str(text or words.text),
        "request_id": current_request_id(),
    }
    own_words = next((words for prefix, words in _OWN_WORDS.items() if request.path_info.startswith(prefix)), None)
    if own_words:
        response = own_words(status, str(context["text"]))
    elif wants_json(request):
        response = problem(status, code, str(context["text"]))
    else:
        response = HttpResponse(render_to_string("web/errors/error.html", context, request), status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def page_above(path: str) -> str:
    """The nearest address above one that only a button leads to, or empty: the market's front is no answer.

    A refused form is a page under the address it was sent to. Who reloads it, or changes the language there, means the
    page that has the form.
    """
    parts = path.strip("/").split("/")
    for kept in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:kept])}/"
        if is_valid_path(above):
            return above
    return ""


def last_resort_page() -> HttpResponse:
    """The page for when not even a template can be rendered: plain text from this file."""
    response = HttpResponse(PLAIN_PAGE % escape(current_request_id()), status=500)
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """True for programs: the API's paths, or an Accept header that names JSON and not HTML."""
    accepted = request.headers.get("Accept", "")
    return request.path_info.startswith(("/api/", "/epcis/")) or ("json" in accepted and "html" not in accepted)


def calmly(page: Callable[[], HttpResponse]) -> HttpResponse:
    """Render an error page; if that breaks too, answer with the last resort and log why."""
    try:
        return page()
    except Exception:  # an error page must never raise: whatever broke is logged
        logger.exception("error page failed")
        return last_resort_page()
