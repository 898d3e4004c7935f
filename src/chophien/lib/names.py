"""People's names. Nothing real is refused; what is refused is no name."""

import re

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.text import clean_line

MAX_NAME = 100

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_ADDRESS = re.compile(r"://|www\.|@|\b[\w-]{2,}\.(?:com|net|org|info|vn|biz|shop|xyz|top|me|io|ru|cn)\b", re.IGNORECASE)


class BadName(DomainError):
    """The text cannot be a person's name."""

    code = "bad_name"
    message = _("Write the name as it stands on your papers.")


def clean_person_name(text: str) -> str:
    """Read a person's name: one word or many, ``H' Y Ban Niê``, ``Sùng A Páo``, any script.

    :raises BadName: if it is empty, longer than 100 letters, without any letter, an address of
        the web, or if it hides control characters
    """
    trimmed = text.strip()
    if not trimmed:
        raise BadName(_("Write a name."))
    if _HIDDEN.search(trimmed):
        raise BadName(_("The name holds signs that cannot be seen. Type it again."))
    name = clean_line(trimmed)
    if len(name) > MAX_NAME:
        raise BadName(_("The name is too long: at most %(most)s letters."), facts={"most": MAX_NAME})
    if _ADDRESS.search(name):
        raise BadName(_("Write a name, not an address of the web."))
    if not any(letter.isalpha() for letter in name):
        raise BadName
    return name


def given_name(name: str) -> str:
    """By what somebody is called: the last word of a Vietnamese name; a remark in brackets behind it is none of it."""
    words = _REMARK.sub("", name).split() or name.split()
    return words[-1] if words else ""
