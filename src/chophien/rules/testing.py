"""Rules in tests: read once, so that the first test to ask does not count a query more than the others."""

from collections.abc import Iterator
from contextlib import contextmanager

from chophien.rules import selectors

ONE_DAY = 86_400.0


@contextmanager
def rules_as_loaded() -> Iterator[None]:
    """What a test changes in the rules is forgotten with the test's transaction."""
    before = selectors._memory.rules, selectors._memory.until  # noqa: SLF001 -- this module is its other half
    yield
    selectors._memory.rules, selectors._memory.until = before  # noqa: SLF001 -- as above
