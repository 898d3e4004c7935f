"""The tariff in tests: read once, so that the first test to ask does not count more queries than the others."""

from collections.abc import Iterator
from contextlib import contextmanager

from chophien.delivery import selectors


@contextmanager
def tariff_as_loaded() -> Iterator[None]:
    """What a test changes in rates, neighbours or holidays is forgotten with the test's transaction."""
    before = selectors._memory.tariff, selectors._memory.until  # noqa: SLF001 -- this module is its other half
    yield
    selectors._memory.tariff, selectors._memory.until = before  # noqa: SLF001 -- as above
