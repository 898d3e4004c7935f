"""Files that no row names go after a day; everything else stays."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction

from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.models import Photo, PrivateFile
from chophien.uploads.tests.factories import LAN, NOON, PDF, jpeg
from chophien.uploads.tidying import clean_orphans

pytestmark = pytest.mark.django_db


def files(settings) -> list[Path]:
    roots = (Path(settings.PRIVATE_ROOT), Path(settings.MEDIA_ROOT))
    return sorted(path for root in roots for path in root.rglob("*") if path.is_file())


def written(paths: list[Path], *, hours_ago: int) -> None:
    moment = (NOON - timedelta(hours=hours_ago)).timestamp()
    for path in paths:
        os.utime(path, (moment, moment))


def send_all(do_jobs) -> None:
    take_photo(file=BytesIO(jpeg(400, 300)), owner_code="GH-LAN", actor=LAN, at=NOON)
    take_private_file(file=BytesIO(PDF), kind="id_front", owner_code="GH-LAN", actor=LAN, at=NOON)
    do_jobs()


def test_what_rows_name_stays_however_old(settings, do_jobs):
    send_all(do_jobs)
    before = files(settings)
    written(before, hours_ago=10_000)

    assert clean_orphans(at=NOON) == 0
    assert files(settings) == before
    assert len(before) == 6


def test_what_no_row_names_goes_after_a_day(settings, do_jobs):
    send_all(do_jobs)
    Photo.objects.all().delete()
    PrivateFile.objects.all().delete()
    written(files(settings), hours_ago=23)
    young = clean_orphans(at=NOON)
    written(files(settings), hours_ago=25)

    old = clean_orphans(at=NOON)

    assert (young, old, files(settings)) == (0, 6, [])


def test_a_request_that_was_undone_leaves_only_a_file_for_the_cleaner(settings):
    with transaction.atomic():
        take_photo(file=BytesIO(jpeg(400, 300)), owner_code="GH-LAN", actor=LAN, at=NOON)
        transaction.set_rollback(True)
    written(files(settings), hours_ago=25)

    assert not Photo.objects.exists()
    assert clean_orphans(at=NOON) == 1


def test_unfinished_copies_go_and_foreign_files_stay(settings, do_jobs):
    send_all(do_jobs)
    copy = next(path for path in files(settings) if path.suffix == ".avif")
    unfinished = copy.with_name(f"{copy.name}.123.part")
    unfinished.write_bytes(b"half")
    foreign = Path(settings.MEDIA_ROOT) / "robots.txt"
    foreign.write_bytes(b"not ours")
    written([unfinished, foreign], hours_ago=25)

    assert clean_orphans(at=NOON) == 1
    assert (unfinished.exists(), foreign.exists()) == (False, True)
