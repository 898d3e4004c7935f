"""What no form should have to think about: bytes that are no text, bodies beyond all measure."""

from contextlib import suppress
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

LONGEST_QUERY = 8_000
PIECE, MOST_DRAINED = 1 << 16, 2
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class LengthMissing(BadRequest):
    """A body comes in pieces and nobody says how long it is; it would be taken for an empty one."""


def check_address(request: HttpRequest) -> None:
    """Refuse an address that is no text.

    :raises BadRequest: for a NUL byte, for bytes that are no UTF-8, for an endless query
    """
    query = request.META.get("QUERY_STRING", "")
    if "\x00" in request.path_info or len(query) > LONGEST_QUERY or not _is_text(query.encode("latin-1", "replace")):
        raise BadRequest("the address is no text")


def check_body(request: HttpRequest) -> None:
    """Read a form's body now, so that whatever is wrong with it is refused here.

    NUL signs in the answers are dropped: nobody types them, and the rest of the answer is kept.

    :raises RequestDataTooBig: if it is larger than this market accepts
    :raises LengthMissing: if it does not say how long it is
    :raises BadRequest: if it is no form, or no text
    """
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise LengthMissing("the body does not say how long it is")
    most = settings.MAX_BODY_BYTES
    if request.content_type != "multipart/form-data":  # what carries no files is read into memory
        most = min(most, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if _length(request) > most:
        raise RequestDataTooBig("the body is too large")
    if request.method != "POST" or request.content_type not in FORM_TYPES:
        return
    if request.content_type == "application/x-www-form-urlencoded" and not _is_text(request.body, nul_allowed=True):
        raise BadRequest("the form is no text")
    try:
        answers = request.POST
    except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError) as problem:
        raise BadRequest("the form cannot be read") from problem
    if any("\x00" in text for name, values in answers.lists() for text in (name, *values)):
        request.POST = _without_nul(answers)  # type: ignore[assignment]  # immutable again, as the stubs want


def drain(request: HttpRequest) -> None:
    """Read a refused body to its end, unless that is too far: who is cut off while sending never sees the answer."""
    if _length(request) > MOST_DRAINED * settings.MAX_BODY_BYTES:
        return
    with suppress(OSError):
        while request.read(PIECE):
            pass


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (told.isascii() and told.isdigit() and len(told) < 20):
        raise BadRequest("the length of the body is no number")
    return int(told)


def _is_text(encoded: bytes, *, nul_allowed: bool = False) -> bool:
    plain = unquote_to_bytes(encoded) if b"%" in encoded else encoded
    if not nul_allowed and b"\x00" in plain:
        return False
    try:
        plain.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_nul(answers: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True, encoding=answers.encoding)
    for name, values in answers.lists():
        cleaned.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in values])
    cleaned._mutable = False  # noqa: SLF001 -- as Django leaves every POST
    return cleaned
