"""Every job that the clock runs, as it runs it: by name, on a market where nothing is due, and once more."""

import pytest

from chophien.jobs.queue import PERIODIC, REGISTRY

OURS = sorted(name for name in PERIODIC if REGISTRY[name].__module__.startswith("chophien."))


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_a_job_of_the_clock_runs_twice_where_nothing_is_due(name):
    for _time in range(2):
        REGISTRY[name](due_at="2026-11-22T03:00:00+07:00")
