"""Says which documents, contents and fees the law asks for are missing: `make manage ARGS="check_regulations"`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chophien.regulations.selectors.documents import missing_contents, missing_items
from chophien.regulations.selectors.fees import missing_fees
from chophien.regulations.states import LAW


class Command(BaseCommand):
    help = "Fails when a public document that the law asks for is not in force today, or does not say all that it must."

    def handle(self, **_options: Any) -> None:
        at = timezone.now()
        missing = [f"{key}: not in force ({LAW})" for key in missing_items(at=at)]
        missing += [f"{one.key}: does not say {one.about} ({one.words!r})" for one in missing_contents(at=at)]
        missing += [f"fees: what “{service.value}” costs is not public" for service in missing_fees(at=at)]
        for line in missing:
            self.stdout.write(line)
        if missing:
            sys.exit(1)
        self.stdout.write(f"Every document of {LAW} is in force.")
