"""What every test may use."""

from collections.abc import Callable

import pytest

from chophien.jobs.testing import run_jobs


@pytest.fixture
def do_jobs() -> Callable[[], list[str]]:
    """Runs every waiting job, and those that they enqueue, here and now; returns their names in order."""
    return run_jobs
