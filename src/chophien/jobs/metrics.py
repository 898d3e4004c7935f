"""The queue's gauges among the market's metrics: read when somebody asks for them, kept nowhere."""

from collections.abc import Iterator

from django.db import Error
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chophien.jobs.selectors import queue_state
from chophien.web.metrics import show_also


class QueueGauges(Collector):
    """Asks the database once for each scrape; says nothing while the database is away."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing, so that registering does not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            state = queue_state(at=timezone.now())  # noqa: TID251 -- a scrape asks about this moment
        except Error:
            return
        jobs = GaugeMetricFamily("chophien_jobs", "Jobs in the queue, by what they are doing.", labels=["state"])
        for name in ("waiting", "later", "running", "failed"):
            jobs.add_metric([name], getattr(state, name))
        yield jobs
        yield GaugeMetricFamily(
            "chophien_jobs_oldest_seconds", "How long the first waiting job could have run.", value=state.oldest_seconds
        )
        yield GaugeMetricFamily("chophien_job_workers", "Workers heard of in the last minute.", value=state.workers)


_shown: list[QueueGauges] = []


def show_gauges() -> None:
    """Add the gauges to what /metrics prints. Once for a process."""
    if not _shown:
        _shown.append(QueueGauges())
        show_also(_shown[0])
