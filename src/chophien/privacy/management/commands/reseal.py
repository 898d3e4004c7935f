"""Puts everything sealed under the newest of the field keys, so that older ones can be dropped."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chophien.privacy.actions.resealing import reseal_columns
from chophien.uploads.actions.resealing import reseal_files
from chophien.uploads.sealing import SealBroken


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            values = reseal_columns()
            files = reseal_files(at=timezone.now())
        except SealBroken as problem:
            raise CommandError(f"{problem}: put the key that is missing back into the list") from problem
        self.stdout.write(f"{values} values and {files} files are under the newest key.")
