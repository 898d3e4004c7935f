"""Bring goods in from a CSV or XLSX file: import_goods FILE [--publish] [--dry-run] [--all-or-nothing]."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chophien.channels.actions.imports import open_import, refuse_import, run_import
from chophien.channels.imports.photos import FolderPhotos
from chophien.channels.selectors.imports import all_faults
from chophien.channels.states import FaultyRows, ImportStatus
from chophien.lib.actor import SystemActor
from chophien.lib.errors import DomainError

WIDTH = 40


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="put goods that tell enough on sale without review")
        parser.add_argument("--dry-run", action="store_true", help="count what would change, change nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="one faulty row keeps the whole file out")
        parser.add_argument("--seller", default="", help="accept only goods of the shop with this code")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        at, actor = timezone.now(), SystemActor("system:import_goods")
        faulty_rows = FaultyRows.REFUSE_ALL if options["all_or_nothing"] else FaultyRows.SKIP
        goods_import = open_import(
            file_name=path.name,
            file_code="",
            seller_code=options["seller"],
            publish=options["publish"],
            dry_run=options["dry_run"],
            faulty_rows=faulty_rows,
            actor=actor,
            at=at,
        )
        try:
            run_import(
                goods_import=goods_import,
                path=path,
                photos=FolderPhotos(path.parent),
                progress=self._progress,
                actor=actor,
                at=at,
            )
        except DomainError as refusal:
            refuse_import(goods_import=goods_import, sentence=str(refusal), actor=actor, at=at)
            raise CommandError(str(refusal)) from None
        for fault in all_faults(goods_import):
            self.stderr.write(f"dòng {fault.row}, cột {fault.column}: {fault.sentence}")
        self.stdout.write(
            f"rows={goods_import.rows_total} created={goods_import.created} changed={goods_import.changed} "
            f"unchanged={goods_import.unchanged} faulty={goods_import.faulty}"
        )
        if goods_import.status == ImportStatus.REFUSED:
            raise CommandError("Nothing was imported.")

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            filled = WIDTH * done // max(total, 1)
            self.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}", ending="")
            if done >= total:
                self.stderr.write("")
