"""What must be true before the market serves: tables as the code expects them, sample goods, static files.

Everything happens in one process, and what is already true costs a look: that is why a second start is quick.
"""

import hashlib
import io
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chophien.lib.memory import keep_what_is_loaded


def prepare() -> None:
    """Bring database and static files up to date with the code; `django.setup()` has been called."""
    keep_what_is_loaded()
    migrate_if_needed()
    # Both add what is missing and are quick when nothing is. No market works without places, rules and regulations.
    call_command("load_sample_market" if settings.SAMPLE_MARKET else "load_reference_data", stdout=io.StringIO())
    collect_static_if_needed()
    connection.close()


def migrate_if_needed() -> None:
    """Apply the migrations that this database has not seen."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_if_needed() -> None:
    """Hash and compress the static files if one of them changed since the last time."""
    stamp = settings.DATA_DIR / "static.stamp"
    fingerprint = static_fingerprint()
    made = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if made.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    print("Compressing static files …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Changes whenever a static file of an app is added, removed or written."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
