"""Read the chains of events of all lots, or of some (--lot CODE), and what came in by keys, again: does it all hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from chophien.traceability.selectors.verifying import verify


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lot", action="append", default=[], help="only this lot; may come several times")

    def handle(self, *_args: Any, **options: Any) -> None:
        told = verify(options["lot"])
        for one in told.broken:
            self.stdout.write(f"broken {one.code} {one.number} {one.event_id} {one.why}")
        self.stdout.write(f"chains={told.chains} links={told.links} captures={told.captures} broken={len(told.broken)}")
        if told.broken:
            raise CommandError("chains are broken")
