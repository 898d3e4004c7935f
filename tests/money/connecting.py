"""How the lives of orders talk to the database, so that hundreds of thousands of statements take minutes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

PREPARED_AFTER = 3


@contextmanager
def without_savepoints() -> Iterator[None]:
    """A third of all statements would be savepoints, and nothing of what happens to an order is taken back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.features, "uses_savepoints", False)
        yield


@contextmanager
def prepared() -> Iterator[None]:
    """The same statements come thousands of times: the server plans each of them once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.features, "uses_server_side_binding", True)
        patch.setattr(connection.connection, "cursor_factory", ServerBindingCursor)
        patch.setattr(connection.connection, "prepare_threshold", PREPARED_AFTER)
        yield
