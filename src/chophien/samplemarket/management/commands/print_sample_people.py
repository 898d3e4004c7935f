"""Print the people one may sign in as in the demonstration market."""

from typing import Any

from django.core.management.base import BaseCommand

from chophien.lib.phone import format_phone
from chophien.samplemarket.actions import sample_people


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        for row in sample_people():
            self.stdout.write(f"{format_phone(row['phone']):<14} {row['name']:<18} {row['about_vi']}")
