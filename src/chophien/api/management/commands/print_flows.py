"""Print every table of steps, as docs/flows.md has it."""

from typing import Any

from django.core.management.base import BaseCommand

from chophien.api.flows import flows_page


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(flows_page(), ending="")
