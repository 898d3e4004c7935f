"""What Prometheus is told: requests, seconds and database queries by view, and the micro-cache's hits."""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SLOW_SECONDS = 0.1
QUIET = frozenset({"web:alive", "web:ready", "web:metrics"})

REQUESTS = Counter("chophien_requests_total", "Answered requests", ["view", "method", "status"])
LATENCY = Histogram("chophien_request_seconds", "Time from request to answer", ["view"], buckets=SECONDS)
QUERIES = Counter("chophien_database_queries_total", "Database queries", ["view"])
GUEST_PAGES = Counter("chophien_guest_pages_total", "Guests' pages asked of the micro-cache", ["answer"])

log = structlog.stdlib.get_logger("chophien.requests")
_asked_anew: list[Collector] = []


def show_also(collector: Collector) -> None:
    """Print this collector's figures too. It is asked at every scrape, by whichever worker answers."""
    _asked_anew.append(collector)
    REGISTRY.register(collector)


class Watch:
    """Times one request and counts its queries."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0
        self._counting: AbstractContextManager[Any] = connection.execute_wrapper(self._count)

    def __enter__(self) -> Self:
        self._counting.__enter__()
        self._began = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.perf_counter() - self._began
        self._counting.__exit__(kind, problem, trace)

    def note(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Add this request to the figures and to the log, by view: addresses may hold secrets."""
        view = request.resolver_match.view_name if request.resolver_match else "none"
        status = str(response.status_code)
        REQUESTS.labels(view, _method(request), status).inc()
        LATENCY.labels(view).observe(self.seconds)
        if self.queries:
            QUERIES.labels(view).inc(self.queries)
        if view not in QUIET:
            milliseconds = round(self.seconds * 1000, 1)
            log.info("request", view=view, method=request.method, status=status, ms=milliseconds, queries=self.queries)

    def _count(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 -- Django calls it so
        context: dict[str, Any],
    ) -> Any:
        self.queries += 1
        if not settings.DB_EXPLAIN:
            return execute(sql, params, many, context)
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.perf_counter() - began
            if seconds >= SLOW_SECONDS:  # the statement only: its parameters may be somebody's name
                log.warning("slow_query", ms=round(seconds * 1000, 1), sql=sql)


def exposition() -> tuple[bytes, str]:
    """All figures as text: of every worker when they share a folder, else of this one."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types there
        for collector in _asked_anew:
            registry.register(collector)
        return generate_latest(registry), CONTENT_TYPE_LATEST
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def _method(request: HttpRequest) -> str:
    """The method, when it is one: a stranger's inventions would make endless labels."""
    return request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
