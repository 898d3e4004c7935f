"""CHOPHIEN_DB_EXPLAIN=1 tells which statements keep people waiting."""

import pytest
import structlog
from django.db import connection

from chophien.web.metrics import Watch

pytestmark = pytest.mark.django_db


def ask(statement, *parameters):
    with structlog.testing.capture_logs() as told, Watch(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    return [{name: line[name] for name in ("event", "log_level", "sql")} for line in told]


def test_a_slow_statement_is_logged_without_its_parameters(settings):
    settings.DB_EXPLAIN = True

    assert ask("SELECT pg_sleep(0.11), %s", "0912345678") == [
        {"event": "slow_query", "log_level": "warning", "sql": "SELECT pg_sleep(0.11), %s"}
    ]


def test_a_quick_statement_is_not_logged(settings):
    settings.DB_EXPLAIN = True

    assert ask("SELECT 1") == []


def test_nothing_is_timed_unless_asked_for():
    assert ask("SELECT pg_sleep(0.11)") == []
