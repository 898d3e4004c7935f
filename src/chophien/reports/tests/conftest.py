"""Files of tests lie in a folder of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
