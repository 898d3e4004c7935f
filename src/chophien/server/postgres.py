"""The embedded PostgreSQL: started by the first process that needs it, stopped by the last one that leaves.

    var/postgres/           mode 0700, owned by the account that the server runs under
        cluster/            PostgreSQL's own data folder
        password            mode 0600, random, for the only user (scram-sha-256)
        server.log
        start.lock          held while the server is being started or stopped
        users.lock          held, shared, by every process that uses the server

The kernel drops a dead process's locks, so a `kill -9` anywhere leaves nothing to clean up by hand.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from chophien.server.account import Account, can_enter, hand_over, server_account
from chophien.server.problems import ServerProblem
from chophien.server.programs import SYSTEM_HOME, Programs, find_programs

USER = "chophien"
DATABASE = "chophien"
PORT = "5432"
LONGEST_SOCKET_FOLDER = 88  # a socket's path may have 103 bytes (107 on Linux), its name takes 15 of them
RECOVERY_SECONDS = 300
STOPPING_SECONDS = 60
LARGEST_LOG = 10_000_000
# The server must not inherit the caller's locale: with LANG=C, lower('Đ') would stay 'Đ'.
SERVER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
# For a machine with 2 cores and a solid-state disk that it shares with the market itself.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "1",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %d ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class Address:
    """How to reach a database. `host` may be the folder of a Unix socket."""

    host: str
    port: str
    user: str
    password: str
    name: str


@dataclass(frozen=True)
class Postmaster:
    """The server's first process, as it describes itself in `postmaster.pid`."""

    pid: int
    socket_folder: str
    ready: bool


class EmbeddedPostgres:
    """A PostgreSQL server of the project's own, with everything it writes in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.account: Account | None = None
        self._use: int | None = None  # the descriptor that holds users.lock for this process

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    def start(self) -> Address:
        """Make sure that the server runs, and count this process among its users until `leave()`.

        Takes well under a millisecond when the server is up.

        :raises ServerProblem: if it cannot be started, with the reason
        """
        self._prepare_folder()
        with self._start_lock():
            self._join()
            running = self._postmaster()
            if running is None:
                running = self._boot()
                address = self._address(running)
                _create_database(address)
                return address
            if not running.ready:
                running = self._wait_until_ready(running.pid)
            return self._address(running)

    def leave(self) -> bool:
        """This process needs the server no longer; the last one to leave stops it. Says whether it stopped."""
        if self._use is None or not self.folder.exists():
            return False
        with self._start_lock():
            os.close(self._use)
            self._use = None
            with (self.folder / "users.lock").open("w") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                self.stop()
                return True

    def stop(self) -> None:
        """Stop the server now, whoever uses it; what was committed is kept. Stopping a stopped server is fine."""
        running = self._postmaster()
        if running is None:
            return
        os.kill(running.pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        deadline = time.monotonic() + STOPPING_SECONDS
        while self._is_ours(running.pid):
            if time.monotonic() > deadline:
                raise ServerProblem(f"PostgreSQL (process {running.pid}) does not stop. See {self.folder}/server.log.")
            time.sleep(0.02)

    def is_running(self) -> bool:
        """Whether the server is up and takes connections."""
        running = self._postmaster()
        return running is not None and running.ready

    def status(self) -> str:
        """One line for a person."""
        running = self._postmaster()
        if running is None:
            return f"PostgreSQL in {self.folder} is not running."
        state = "is running" if running.ready else "is starting"
        return f"PostgreSQL in {self.folder} {state} (process {running.pid}, socket in {running.socket_folder})."

    def _prepare_folder(self) -> None:
        """Find or make the folder, with the right owner and out of nobody's way."""
        self.folder = self.folder.resolve()
        self.account = server_account(self.folder)
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            if not can_enter(self.account, self.folder.parent):
                self._move_out_of_private_folders()
            if not self.folder.exists():
                self.folder.mkdir(mode=0o700)
                hand_over(self.folder, self.account, 0o700)
            (self.folder / "start.lock").touch()
        except PermissionError as failure:
            raise ServerProblem(
                f"The folder {self.folder} belongs to another account of this machine. Delete it, "
                "or set CHOPHIEN_DATA_DIR to a folder of your own.",
            ) from failure

    def _move_out_of_private_folders(self) -> None:
        """Root's project may lie where no other account can enter: keep the data elsewhere and leave a link."""
        home = SYSTEM_HOME / f"postgres-{_short_name(self.folder)}"
        home.mkdir(parents=True, exist_ok=True)
        self.account = server_account(home)
        hand_over(home, self.account, 0o700)
        if self.folder.exists():
            raise ServerProblem(
                f"PostgreSQL cannot reach {self.folder} because only root may enter a folder above it. "
                f"Move its contents to {home}, delete it, and try again.",
            )
        self.folder.symlink_to(home)
        self.folder = home

    @contextmanager
    def _start_lock(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        if self._use is None:
            self._use = os.open(self.folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def _boot(self) -> Postmaster:
        programs = find_programs(self.account)
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise(programs)
        have = int((self.cluster / "PG_VERSION").read_text())
        if have != programs.major:
            raise ServerProblem(
                f"The data in {self.folder} was written by PostgreSQL {have}, but the programs in {programs.folder} "
                f"are PostgreSQL {programs.major}. Set PGBIN to the programs of version {have}, or upgrade the data.",
            )
        # A dead server's number may stand for a zombie or for somebody else's process by now, and PostgreSQL would
        # refuse to start. Its own check of shared memory still protects a server that lives on unseen.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        log = self.folder / "server.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_suffix(".log.1"))
        settings = {**SERVER_SETTINGS, "unix_socket_directories": str(self._socket_folder())}
        if programs.has_library("pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        options = [f"-c{name}={value}" for name, value in settings.items()]
        # The shell leaves at once, so that the server is nobody's child and outlives whoever started it.
        script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
        command = [programs.folder / "postgres", "-D", self.cluster, "-p", PORT, *options]
        started = self._run(["/bin/sh", "-c", script, "sh", log, *command])
        return self._wait_until_ready(int(started))

    def _initialise(self, programs: Programs) -> None:
        """Make an empty cluster; it takes its name only when it is complete."""
        unfinished = self.folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.folder / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        hand_over(password, self.account, 0o600)
        password.write_text(secrets.token_urlsafe(32))
        locale = ["--locale=C.UTF-8"]
        if programs.major >= 17:  # noqa: PLR2004 -- the first version that folds Unicode without the system's help
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={password}"]
        self._run([programs.folder / "initdb", "-D", unfinished, "-E", "UTF8", "--no-instructions", *access, *locale])
        unfinished.rename(self.cluster)

    def _wait_until_ready(self, pid: int) -> Postmaster:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while time.monotonic() < deadline:
            running = self._postmaster()
            if running is not None and running.ready:
                return running
            if not _is_alive(pid):
                break
            time.sleep(0.02)
        raise ServerProblem(f"PostgreSQL does not start. Its last words, from {self.folder}/server.log:\n{self._tail()}")

    def _tail(self) -> str:
        log = self.folder / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else "(none)"

    def _postmaster(self) -> Postmaster | None:
        """The live server of this folder, or None."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(errors="replace").splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not self._is_ours(pid):
            return None
        described = len(lines) > 7  # noqa: PLR2004 -- the eighth line is the state, the fifth the socket's folder
        return Postmaster(pid, lines[4] if described else "", ready=described and lines[7].strip() == "ready")

    def _is_ours(self, pid: int) -> bool:
        """Whether this process lives and serves this very folder: numbers are used again after a crash."""
        return _is_alive(pid) and (_arguments(pid) is None or os.fsencode(self.cluster) in (_arguments(pid) or []))

    def _address(self, running: Postmaster) -> Address:
        password = (self.folder / "password").read_text()
        return Address(host=running.socket_folder, port=PORT, user=USER, password=password, name=DATABASE)

    def _socket_folder(self) -> Path:
        """The server's own folder, or a short one where the path is too long or too odd for a socket."""
        own = str(self.folder)
        if own.isascii() and len(own) <= LONGEST_SOCKET_FOLDER and not set(own) & set(",\"'\\@\n"):
            return self.folder
        short = Path("/tmp") / f"chophien-{_short_name(self.folder)}"  # noqa: S108 -- its owner is checked below
        short.mkdir(mode=0o700, exist_ok=True)
        wanted = self.account.uid if self.account else os.geteuid()
        if short.is_symlink() or short.stat().st_uid not in {wanted, os.geteuid()}:
            raise ServerProblem(f"{short} belongs to another account of this machine; it must be removed first.")
        hand_over(short, self.account, 0o700)
        return short

    def _run(self, command: list[str | Path]) -> str:
        """What the command prints, run under the server's account."""
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env=SERVER_ENVIRONMENT,
            start_new_session=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode != 0:
            raise ServerProblem(f"{Path(command[0]).name} failed:\n{done.stdout[-500:]}{done.stderr[-2000:]}")
        return done.stdout


def _short_name(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def _is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _arguments(pid) != []


def _arguments(pid: int) -> list[bytes] | None:
    """The process's command line, [] for a zombie, None where the system does not tell (no /proc)."""
    if not Path("/proc/self/cmdline").exists():
        return None
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return []


def _create_database(address: Address) -> None:
    """Make the market's database if this cluster has none yet."""
    with psycopg.connect(
        host=address.host, port=address.port, user=address.user, password=address.password, dbname="postgres",
        autocommit=True,
    ) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [address.name]).fetchone()
        if found is None:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(address.name)))
