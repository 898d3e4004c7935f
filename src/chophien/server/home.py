"""The folders of the embedded server: theirs in every respect, and out of nobody's way."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from chophien.server.account import Account, can_enter, hand_over, server_account
from chophien.server.problems import ServerProblem
from chophien.server.programs import SYSTEM_HOME

LONGEST_SOCKET_FOLDER = 88  # a socket's path may have 103 bytes (107 on Linux), its name takes 15 of them


@dataclass(frozen=True)
class Home:
    """The server's folder, where it really is, and the account that owns it."""

    folder: Path
    account: Account | None


def prepare_home(wanted: Path) -> Home:
    """Make the server's folder if it is missing, owned by the account that the server will run under.

    :raises ServerProblem: if it is somebody else's, or lies where the account cannot reach it
    """
    folder = wanted.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        account = server_account(folder)
        if not can_enter(account, folder.parent):
            folder = _public_home(folder)
            account = server_account(folder)
        elif not folder.exists():
            folder.mkdir(mode=0o700)
            hand_over(folder, account, 0o700)
        for lock in (folder / "start.lock", folder / "users.lock"):
            if not lock.exists():
                lock.touch(mode=0o600)
                hand_over(lock, account, 0o600)
    except PermissionError as failure:
        raise ServerProblem(
            f"The folder {folder} belongs to another account of this machine. Delete it, "
            "or set CHOPHIEN_DATA_DIR to a folder of your own.",
        ) from failure
    return Home(folder, account)


def _public_home(folder: Path) -> Path:
    """Where root's project lies in folders that only root may enter: a home elsewhere, and a link to it."""
    home = SYSTEM_HOME / f"postgres-{_short_name(folder)}"
    if folder.exists():
        raise ServerProblem(
            f"PostgreSQL cannot reach {folder}, because only root may enter a folder above it. "
            f"Move that folder to {home} and leave a symbolic link in its place.",
        )
    home.mkdir(parents=True, exist_ok=True)
    hand_over(home, server_account(home), 0o700)
    folder.symlink_to(home)
    return home


def socket_folder(home: Home) -> Path:
    """The server's own folder, or a short one where the path is too long or too odd for a socket.

    :raises ServerProblem: if somebody else has taken the short one
    """
    own = str(home.folder)
    if own.isascii() and len(own) <= LONGEST_SOCKET_FOLDER and not set(own) & set(",\"'\\@\n"):
        return home.folder
    short = Path("/tmp") / f"chophien-{_short_name(home.folder)}"  # noqa: S108 -- its owner is checked below
    short.mkdir(mode=0o700, exist_ok=True)
    ours = {os.geteuid(), home.account.uid if home.account else os.geteuid()}
    if short.is_symlink() or short.stat().st_uid not in ours:
        raise ServerProblem(f"{short} belongs to another account of this machine. Remove it, or move the project.")
    hand_over(short, home.account, 0o700)
    return short


def _short_name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
