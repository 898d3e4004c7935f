"""Runs the job worker: `make manage ARGS="work_jobs"`; `make run` starts one beside the web server."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from chophien.jobs.worker import work


class Command(BaseCommand):
    help = "Runs jobs from the queue until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="how many jobs run at the same time")
        parser.add_argument("--until-empty", action="store_true", help="stop when no job is left that could run now")

    def handle(self, **options: Any) -> None:
        work(clock=timezone.now, concurrency=options["concurrency"], until_empty=options["until_empty"])
