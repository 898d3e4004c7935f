"""Putting private files under the newest key."""

from datetime import datetime

from chophien.uploads import files


def reseal_files(*, at: datetime) -> int:
    """Put every private file written before `at` under the newest field key; say how many.

    Safe to repeat, and to interrupt: each file is under the old key or the new one, and both open.

    :raises SealBroken: if no field key opens one of them
    """
    done = 0
    for folder in (files.ORIGINALS, files.PAPERS, files.VOICES):
        for path in files.private_files(folder, older_than=at):
            if not path.endswith(files.UNFINISHED):
                files.reseal_private(path)
                done += 1
    return done
