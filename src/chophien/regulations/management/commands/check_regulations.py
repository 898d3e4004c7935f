"""Says which public documents the law asks for are not in force: `make manage ARGS="check_regulations"`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chophien.regulations.selectors import missing_items
from chophien.regulations.states import LAW


class Command(BaseCommand):
    help = "Fails when a public document that the law asks for is not in force today."

    def handle(self, **_options: Any) -> None:
        missing = missing_items(at=timezone.now())
        for key in missing:
            self.stdout.write(f"{key}: not in force ({LAW})")
        if missing:
            sys.exit(1)
        self.stdout.write(f"Every document of {LAW} is in force.")
