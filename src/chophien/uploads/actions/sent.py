"""What is sent in, and what is handed out again. Who may is decided by the app that calls these actions."""

import base64
from dataclasses import dataclass
from typing import Protocol

from django.utils.crypto import salted_hmac

from chophien.uploads.errors import FileEmpty, FileTooLarge
from chophien.uploads.states import MAX_BYTES

RECIPE = "1"
"""Part of every photo's name: raise it when the copies are made differently, so that no name changes its bytes."""
CODE_LETTERS = 24


class SentFile(Protocol):
    """An uploaded file, or an open one."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class OpenedFile:
    """A private file's bytes, for one answer to one person."""

    data: bytes
    content_type: str
    name: str


def bytes_of(file: SentFile) -> bytes:
    """All of a file that was sent in.

    :raises FileEmpty, FileTooLarge: if it is none, or more than uploads may have
    """
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise FileEmpty
    if len(data) > MAX_BYTES:
        raise FileTooLarge
    return data


def content_code(owner_code: str, digest: str) -> str:
    """A name that follows from the content and that nobody can work out without the market's key."""
    named = salted_hmac("chophien.uploads.photo", f"{RECIPE}\0{owner_code}\0{digest}", algorithm="sha256").digest()
    return base64.b32encode(named).decode().lower()[:CODE_LETTERS]
