#!/usr/bin/env python
"""Django's commands: `make manage ARGS="…"` or `.venv/bin/python manage.py …`."""

import os
import sys
from pathlib import Path


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chophien.settings.live")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- needs the path set above

    from chophien.server.problems import ServerProblem  # noqa: PLC0415 -- needs the path set above

    try:
        execute_from_command_line(sys.argv)
    except ServerProblem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
