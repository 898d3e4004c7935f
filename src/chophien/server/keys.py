"""The market's own secrets, written once at the first run and never shown."""

import base64
import os
import secrets
import tempfile
from pathlib import Path

from chophien.server.problems import ServerProblem

SHORTEST_SECRET = 40


def secret_key(data_dir: Path) -> str:
    """The signing key of this data folder: random, mode 0600, the same at every later start."""
    return _kept_secret(data_dir / "secret_key", secrets.token_urlsafe(64))


def field_keys(data_dir: Path) -> list[str]:
    """The Fernet keys for sealed fields, newest first; the first run writes one."""
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return _kept_secret(data_dir / "field_keys", fresh).split()


def _kept_secret(path: Path, fresh: str) -> str:
    """What the file says, after writing `fresh` to it if there was none.

    The file appears complete or not at all, and of several processes that race one wins for all.

    :raises ServerProblem: if the file holds less than a secret
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(fresh + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(unfinished, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            Path(unfinished).unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    kept = path.read_text().strip()
    if len(kept) < SHORTEST_SECRET:
        raise ServerProblem(f"{path} does not hold a key. Restore it from a backup, or delete it to get a new one.")
    return kept
