"""Files of tests lie in a folder of the test's own; purposes and holidays are loaded."""

import pytest

from chophien.privacy.actions.purposes import load_purposes


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _purposes(db):
    load_purposes()
