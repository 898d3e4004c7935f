"""Filling a market with what is long over leaves no jobs behind."""

import pytest
from django.db import connection

from chophien.jobs.queue import enqueue, enqueue_many, nothing_later

pytestmark = pytest.mark.django_db


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def test_what_is_enqueued_within_is_never_stored_and_what_comes_after_is():
    with nothing_later():
        enqueue("jobs.tend")
        enqueue_many("jobs.tend", [{}, {}])

    assert waiting() == []

    enqueue("messages.sweep", due_at="")

    assert waiting() == ["messages.sweep"]
