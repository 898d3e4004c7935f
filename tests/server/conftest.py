"""Folders that an unprivileged server account can reach; pytest's own are closed to everybody else."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chophien.server.postgres import EmbeddedPostgres


@pytest.fixture
def open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="chophien-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    for data in folder.rglob("start.lock"):
        EmbeddedPostgres(data.parent).stop()
    shutil.rmtree(folder)
