"""Write the API's document to docs/openapi.json, where a test compares it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from chophien.api.mount import api

TARGET = Path(__file__).resolve().parents[5] / "docs" / "openapi.json"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
        TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
        self.stdout.write(str(TARGET))
