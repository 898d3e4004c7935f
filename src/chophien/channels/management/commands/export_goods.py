"""Write the goods on sale as a CSV that import_goods reads: export_goods [FILE] [--seller CODE]."""

import csv
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chophien.channels.imports.rows import COLUMNS
from chophien.channels.selectors.imports import exported_goods


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="standard output when left out")
        parser.add_argument("--seller", default="", help="only the shop with this code")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        target = path.open("w", encoding="utf-8", newline="") if path else sys.stdout
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(exported_goods(options["seller"]))
        if path:
            target.close()
