"""Alive, ready, and how it is doing."""

import pytest
from django.db import OperationalError, connections

from chophien.web.views import health


def test_alive_asks_nobody(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_database_migrations_and_queue_are_there(client):
    response = client.get("/readyz")

    assert response.json() == {"ready": True, "checks": {"database": "ok", "migrations": "ok", "jobs": "ok"}}
    assert response.status_code == 200


@pytest.mark.django_db
def test_not_ready_without_the_queues_table_says_so(client, monkeypatch):
    monkeypatch.setattr(health, "JOBS_TABLE", "no_such_table")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "migrations": "ok", "jobs": "the job queue has no table"}


def test_not_ready_without_a_database_says_only_that(client, monkeypatch):
    def refused() -> None:
        raise OperationalError("connection refused")

    default = vars(connections["default"])
    monkeypatch.setitem(default, "connection", None)
    monkeypatch.setitem(default, "ensure_connection", refused)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ready": False, "checks": {"database": "the database does not answer"}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "203.0.113.7", {}, 404),
        ("", "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("s3cret", "127.0.0.1", {}, 404),
        ("s3cret", "203.0.113.7", {"Authorization": "Bearer s3cret"}, 200),
        ("s3cret", "203.0.113.7", {"Authorization": "Bearer wrong"}, 404),
        ("s3cret", "203.0.113.7", {"Authorization": "s3cret"}, 404),
    ],
)
def test_figures_are_not_for_strangers(client, settings, token, address, headers, status):
    settings.METRICS_TOKEN = token

    response = client.get("/metrics", REMOTE_ADDR=address, headers=headers)

    assert response.status_code == status


@pytest.mark.django_db
def test_requests_are_counted_by_view_never_by_address(client):
    client.get("/rieng-tu/CP-7K3M-92/")
    client.get("/mau/")

    figures = client.get("/metrics").content.decode()

    assert 'chophien_requests_total{method="GET",status="404",view="none"}' in figures
    assert 'chophien_request_seconds_count{view="chophien.web.tests.site.form"}' in figures
    assert "CP-7K3M-92" not in figures
