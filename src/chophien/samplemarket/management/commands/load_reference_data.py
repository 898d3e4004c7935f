"""Load rules, places, regulations, categories and shipping rates; again and again without harm."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chophien.samplemarket.actions import load_reference_data


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        loaded = load_reference_data(at=timezone.now())
        self.stdout.write(", ".join(loaded) or "nothing new")
