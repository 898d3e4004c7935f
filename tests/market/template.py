"""The sample market, filled once and copied for every browser worker: a database and a data folder.

Filling takes half a minute, a copy takes a second. The template is kept between runs, until the code changes.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.databases import PROJECT, SLOT, Connection, database_url, drop, make, migrated, named, server

FOLDER = Path(settings.DATA_DIR) / "markets" / SLOT
MADE_OF = {".py", ".csv", ".json", ".md", ".typ"}
LOOKS = {"tests", "views", "jinja2", "static", "locale", "api"}
"""Folders whose content shows what is in the market and never goes into it."""
FILLING_SECONDS = 600


def fingerprint() -> str:
    """Changes with everything that a filled market is made of."""
    digest = hashlib.sha256()
    files = [path for path in (PROJECT / "src").rglob("*") if not LOOKS.intersection(path.parts)]
    for path in sorted([*files, *Path(__file__).parent.glob("*.py")]):
        if path.suffix not in MADE_OF:
            continue
        digest.update(f"{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def fill_if_needed(connection: Connection) -> str:
    """Make the template of the present code unless it is there; return the name of its database."""
    mark = fingerprint()
    name = f"market_{SLOT}_{mark}"
    done = FOLDER / mark / "facts.json"
    there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if there and done.exists():
        return name
    for old in named(connection, f"market_{SLOT}_"):
        drop(connection, old)
    shutil.rmtree(FOLDER, ignore_errors=True)
    done.parent.mkdir(parents=True)
    with migrated() as begun:
        make(connection, name, template=begun or "template1")
    subprocess.run(
        [sys.executable, "-m", "tests.market.filling", str(done)],
        check=True,
        cwd=PROJECT,
        env=environment(name, done.parent),
        timeout=FILLING_SECONDS,
    )
    return name


@contextmanager
def copy(worker: str) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """A filled market of one's own: the name of its database, its data folder, and what is in it."""
    name = f"copy_{SLOT}_{worker}"
    folder = FOLDER.with_name(name)
    with server("chophien market template") as connection:
        template = fill_if_needed(connection)
        drop(connection, name)
        make(connection, name, template=template)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(FOLDER / template.rpartition("_")[2], folder)
    try:
        yield name, folder, json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    finally:
        with server("chophien market template") as connection:
            drop(connection, name)
        shutil.rmtree(folder, ignore_errors=True)


def environment(database: str, folder: Path, **more: str) -> dict[str, str]:
    """What a process needs to know to work on that database and folder as a live market does."""
    unset = {"HOST", "PORT", "CHOPHIEN_TLS", "CHOPHIEN_PROXIES", "CHOPHIEN_HOSTS", "PROMETHEUS_MULTIPROC_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "chophien.settings.live",
        "DATABASE_URL": database_url(database),
        "CHOPHIEN_DATA_DIR": str(folder),
        "CHOPHIEN_DEV": "1",
        "CHOPHIEN_SAMPLE": "1",
        "CHOPHIEN_RATE_LIMITS": "off",
        "CHOPHIEN_LOG": "plain",
        "PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}",
        **more,
    }
