"""The tests of `web` run against a little site of their own."""

from pathlib import Path

import pytest
import pytest_django

OWN_PAGES = Path(__file__).parent / "jinja2"


@pytest.fixture(autouse=True)
def _own_site(settings: pytest_django.Settings) -> None:
    (backend,) = settings.TEMPLATES
    settings.ROOT_URLCONF = "chophien.web.tests.site"
    settings.TEMPLATES = [{**backend, "NAME": "jinja2", "DIRS": [OWN_PAGES]}]
    settings.SAMPLE_MARKET = False
