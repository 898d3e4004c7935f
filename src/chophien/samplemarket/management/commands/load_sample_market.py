"""Fill the demonstration market: real goods, illustrative prices, people to sign in as. Only once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from chophien.samplemarket.actions import load_reference_data, load_sample_market


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = timezone.now()
        load_reference_data(at=at)
        self.stdout.write("loaded" if load_sample_market(at=at) else "nothing new")
