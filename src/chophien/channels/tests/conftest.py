"""What tests of this app share."""

import pytest
from django.utils import translation

from chophien.channels.tests.factories import known_places
from chophien.channels.tests.listener import listening


@pytest.fixture
def listener(settings):
    settings.WEBHOOKS_LOCAL = True
    with listening() as heard:
        yield heard


@pytest.fixture
def _in_vietnamese():
    known_places()
    with translation.override("vi"):
        yield
