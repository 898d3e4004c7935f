"""Which account of the machine PostgreSQL runs under, and what that account can reach.

PostgreSQL refuses to run as root. Whoever is not root runs it as themselves; root hands it to an
unprivileged account and to folders that this account owns. No folder above those is ever changed.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from chophien.server.problems import ServerProblem

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the machine; `None` in its place means the account that runs this program."""

    uid: int
    gid: int


def server_account(folder: Path) -> Account | None:
    """The account that shall own `folder` and run the server in it.

    A folder that already belongs to somebody stays with them, so that a developer who once typed
    `sudo make run` can go on without it.

    :raises ServerProblem: as root on a machine that has no unprivileged account
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ServerProblem(
        "PostgreSQL does not run as root, and this machine has no account called postgres or nobody. "
        "Run the command as an ordinary user, or set DATABASE_URL.",
    )


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether the account may pass through `folder` and every folder above it."""
    if account is None:
        return True
    return all(_may_pass(account, step) for step in (folder, *folder.parents))


def _may_pass(account: Account, folder: Path) -> bool:
    facts = folder.stat()
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def hand_over(path: Path, account: Account | None, mode: int) -> None:
    """Give `path` (one of our own folders or files) to the account, with this mode."""
    path.chmod(mode)
    if account is not None:
        os.chown(path, account.uid, account.gid)
