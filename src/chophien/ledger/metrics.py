"""The books among the market's metrics: what the last proof found. Read when somebody asks, kept nowhere."""

from collections.abc import Iterator

from django.db import Error
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chophien.ledger.selectors import last_proof
from chophien.web.metrics import show_also


class LedgerGauges(Collector):
    """One query for each scrape; nothing while the database is away or before the first proof."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing, so that registering does not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            proof = last_proof()
        except Error:
            return
        if proof is None:
            return
        wrong = 0 if proof.right else max(1, len(proof.differences))
        yield GaugeMetricFamily(
            "chophien_ledger_differences", "Sums that the last proof of the books found wrong.", value=wrong
        )
        yield GaugeMetricFamily(
            "chophien_ledger_proved_at", "When the books were proved last, in seconds.", value=proof.at.timestamp()
        )


_shown: list[LedgerGauges] = []


def show_gauges() -> None:
    """Add the gauges to what /metrics prints. Once for a process."""
    if not _shown:
        _shown.append(LedgerGauges())
        show_also(_shown[0])
