"""Where the bytes lie: sealed below the private folder, and public copies below the media folder.

Files are written under another name first and then renamed, so that nobody ever reads half of one.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from chophien.uploads.sealing import open_sealed, reseal, seal

ORIGINALS, PAPERS, VOICES = "photos", "papers", "voices"
UNFINISHED = ".part"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755


def private_path(folder: str, code: str) -> str:
    """Where the bytes with this code lie, below the private folder."""
    return f"{folder}/{code[-2:].lower()}/{code}"


def public_path(code: str, width: int, ending: str) -> str:
    """Where one copy of a photo lies, below the media folder: ``ab/abcdef…-320.avif``."""
    return f"{code[:2]}/{code}-{width}.{ending}"


def public_sound_path(code: str, ending: str) -> str:
    """Where the public copy of a recording lies, below the media folder: ``ab/abcdef….webm``."""
    return f"{code[:2]}/{code}.{ending}"


def write_private(path: str, plain: bytes) -> None:
    """Seal the bytes and write them below the private folder."""
    _write(_private_root() / path, seal(plain), file_mode=PRIVATE_FILE, folder_mode=PRIVATE_FOLDER)


def read_private(path: str) -> bytes:
    """The bytes as they were sent.

    :raises FileNotFoundError: if there is no such file
    :raises SealBroken: if no field key opens it
    """
    return open_sealed((_private_root() / path).read_bytes())


def reseal_private(path: str) -> None:
    """Put a private file under the newest field key.

    :raises SealBroken: if no field key opens it; it stays as it is
    """
    target = _private_root() / path
    _write(target, reseal(target.read_bytes()), file_mode=PRIVATE_FILE, folder_mode=PRIVATE_FOLDER)


def drop_private(path: str) -> None:
    """Delete a private file; that there is none is all right."""
    (_private_root() / path).unlink(missing_ok=True)


def write_public(path: str, data: bytes) -> None:
    """Write a public copy, unless it is there: a name's bytes never change."""
    target = _media_root() / path
    if not target.exists():
        _write(target, data, file_mode=PUBLIC_FILE, folder_mode=PUBLIC_FOLDER)


def read_public(path: str) -> bytes | None:
    """The bytes of a public copy, or none if there is none."""
    try:
        return (_media_root() / path).read_bytes()
    except FileNotFoundError:
        return None


def private_files(folder: str, *, older_than: datetime) -> Iterator[str]:
    """The paths of the private files in a folder that were written before a moment, unfinished ones included."""
    return _files(_private_root(), _private_root() / folder, older_than)


def public_files(*, older_than: datetime) -> Iterator[str]:
    """The paths of the public copies that were written before a moment, unfinished ones included."""
    return _files(_media_root(), _media_root(), older_than)


def drop_public(path: str) -> None:
    """Delete a public copy; that there is none is all right."""
    (_media_root() / path).unlink(missing_ok=True)


def _files(root: Path, folder: Path, older_than: datetime) -> Iterator[str]:
    if not folder.is_dir():
        return
    for found in sorted(folder.rglob("*")):
        if found.is_file() and found.stat().st_mtime < older_than.timestamp():
            yield found.relative_to(root).as_posix()


def _write(target: Path, data: bytes, *, file_mode: int, folder_mode: int) -> None:
    for folder in (target.parent.parent, target.parent):
        folder.mkdir(mode=folder_mode, parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}{UNFINISHED}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, file_mode)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(target)


def _private_root() -> Path:
    return Path(settings.PRIVATE_ROOT)


def _media_root() -> Path:
    return Path(settings.MEDIA_ROOT)
