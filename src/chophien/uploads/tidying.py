"""Deleting what requests that were undone have left on the disk."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from chophien.uploads import files
from chophien.uploads.models import Photo, PrivateFile, Recording

ORPHAN_AFTER = timedelta(days=1)
BATCH = 500
COPY_NAME = re.compile(r"[a-z2-7]{2}/(?P<code>[a-z2-7]{24})(?:-[0-9]+\.(?:avif|webp)|\.(?:webm|ogg))(?:\..*)?")


def clean_orphans(*, at: datetime) -> int:
    """Delete files that no row names and that are more than a day old; say how many.

    They are left by requests that were undone after the file was written, and by `uploads.actions.held`.
    """
    before = at - ORPHAN_AFTER
    orphans = 0
    for paths in _batches(files.private_files(files.ORIGINALS, older_than=before)):
        named = set(Photo.objects.filter(original__in=paths).values_list("original", flat=True))
        orphans += _drop([path for path in paths if path not in named])
    for paths in _batches(files.private_files(files.PAPERS, older_than=before)):
        named = set(PrivateFile.objects.filter(path__in=paths).values_list("path", flat=True))
        orphans += _drop([path for path in paths if path not in named])
    for paths in _batches(files.private_files(files.VOICES, older_than=before)):
        named = set(Recording.objects.filter(path__in=paths).values_list("path", flat=True))
        orphans += _drop([path for path in paths if path not in named])
    for paths in _batches(files.public_files(older_than=before)):
        codes = {path: found["code"] for path in paths if (found := COPY_NAME.fullmatch(path))}
        known = _shown(set(codes.values()))
        unnamed = [path for path, code in codes.items() if code not in known or path.endswith(files.UNFINISHED)]
        for path in unnamed:
            files.drop_public(path)
        orphans += len(unnamed)
    return orphans


def _shown(codes: set[str]) -> set[str]:
    """Which of these codes are those of photos, or of recordings that everybody may hear."""
    photos = Photo.objects.filter(code__in=codes).values_list("code", flat=True)
    voices = Recording.objects.filter(code__in=codes, published_at__isnull=False).values_list("code", flat=True)
    return {*photos, *voices}


def _drop(paths: Iterable[str]) -> int:
    dropped = 0
    for path in paths:
        files.drop_private(path)
        dropped += 1
    return dropped


def _batches(paths: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(paths, BATCH)):
        yield batch
