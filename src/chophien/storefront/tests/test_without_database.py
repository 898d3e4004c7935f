"""While the database is away, visitors and programs are asked to come back, and nobody hears of a mistake of theirs."""

import pytest
from django.db import OperationalError, connections
from django.test import Client


@pytest.mark.parametrize("path", ["/tim/", "/api/v1/products"])
def test_while_the_database_is_away_everybody_is_asked_to_come_back(monkeypatch, path):
    def refused() -> None:
        raise OperationalError("connection refused")

    default = vars(connections["default"])
    monkeypatch.setitem(default, "connection", None)
    monkeypatch.setitem(default, "ensure_connection", refused)

    response = Client(raise_request_exception=False).get(path, {"q": "chè"})

    assert (response.status_code, response["Retry-After"]) == (503, "15")


@pytest.mark.django_db
def test_a_mistake_of_ours_in_a_statement_is_no_absence_of_the_database(monkeypatch):
    def cancelled() -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr("chophien.storefront.views.buyer.timezone.now", cancelled)

    response = Client(raise_request_exception=False).get("/tim/", {"q": "chè"})

    assert response.status_code == 500
