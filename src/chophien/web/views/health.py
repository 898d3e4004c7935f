"""Is the process alive, is it ready for people, and how is it doing."""

import hmac
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from chophien.web import metrics
from chophien.web.addresses import is_loopback

JOBS_TABLE = "procrastinate_jobs"


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    del request
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, every migration is applied and the job queue exists; else 503 saying what."""
    del request
    checks = {"database": _database_problem()}
    if checks["database"] is None:
        checks["migrations"] = _migrations_problem()
        checks["jobs"] = _jobs_problem()
    fine = not any(checks.values())
    told = {name: problem or "ok" for name, problem in checks.items()}
    status = 200 if fine else 503
    return JsonResponse({"ready": fine, "checks": told}, status=status, headers={"Cache-Control": "no-store"})


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for this machine or for whoever brings the token; 404 for others."""
    if not _may_see_metrics(request):
        raise Http404
    body, content_type = metrics.exposition()
    return HttpResponse(body, content_type=content_type, headers={"Cache-Control": "no-store"})


def _may_see_metrics(request: HttpRequest) -> bool:
    token = str(settings.METRICS_TOKEN)
    if not token:
        return is_loopback(request)
    scheme, _space, brought = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(brought.encode(), token.encode())


def _database_problem() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return None


def _migrations_problem() -> str | None:
    try:
        _require_migrations()
    except _NotMigrated as problem:
        return str(problem)
    return None


class _NotMigrated(Exception):
    pass


@lru_cache(maxsize=1)
def _require_migrations() -> None:
    """Checked until it holds, then remembered: a running process cannot lose a migration."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        raise _NotMigrated(f"{missing} migrations are not applied")


def _jobs_problem() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [JOBS_TABLE])
        (found,) = cursor.fetchone()
    return None if found else "the job queue has no table"
