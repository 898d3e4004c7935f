from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.jobs.queue import PERIODIC, REGISTRY
from chophien.messages.models import OutgoingSms
from chophien.messages.tests.factories import SmsFactory

pytestmark = pytest.mark.django_db


def test_the_timetable_wipes_secrets_every_ten_minutes():
    ours = {name: one.cron for name, one in PERIODIC.items() if name.startswith("messages.")}

    assert ours == {
        "messages.sweep": "*/5 * * * *",
        "messages.wipe_old_secrets": "*/10 * * * *",
    }


def test_a_late_run_wipes_what_is_too_old_now():
    SmsFactory(secret=True, written_at=timezone.now() - timedelta(hours=2))

    REGISTRY["messages.wipe_old_secrets"](due_at="2026-11-24T05:00:00+00:00")

    assert OutgoingSms.objects.get().text == ""
