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
from psycopg import sql

from chophien.server.account import hand_over
from chophien.server.configuration import SERVER_ENVIRONMENT, SERVER_SETTINGS
from chophien.server.home import prepare_home, socket_folder
from chophien.server.problems import ServerProblem
from chophien.server.processes import arguments, is_alive
from chophien.server.programs import Programs, find_programs

USER = "chophien"
DATABASE = "chophien"
PORT = "5432"  # of the socket's name; the server listens on no network
RECOVERY_SECONDS = 300
STOPPING_SECONDS = 60
LARGEST_LOG = 10_000_000
FIRST_WITH_BUILTIN_LOCALE = 17


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
        self.folder = folder.resolve()
        self._use: int | None = None  # the descriptor that holds users.lock for this process

    def start(self) -> Address:
        """Make sure that the server runs, and count this process among its users until `leave()`.

        Takes well under a millisecond when the server is up.

        :raises ServerProblem: if it cannot be started, with the reason
        """
        self.folder = prepare_home(self.folder).folder
        with self._start_lock():
            self._join()
            running = self._postmaster()
            if running is None:
                running = self._boot()
                _create_database(self._address(running))
            elif not running.ready:
                running = self._wait_until_ready(running.pid)
            return self._address(running)

    def leave(self) -> bool:
        """Let go of the server; the last process to leave stops it. Says whether it stopped."""
        if self._use is None or not self.folder.exists():
            return False
        with self._start_lock():
            os.close(self._use)
            self._use = None
            with (self.folder / "users.lock").open("a") as users:
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

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @contextmanager
    def _start_lock(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        if self._use is None:
            self._use = os.open(self.folder / "users.lock", os.O_RDWR)
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def _boot(self) -> Postmaster:
        programs = find_programs(prepare_home(self.folder).account)
        if not (self._cluster / "PG_VERSION").exists():
            self._initialise(programs)
        written_by = int((self._cluster / "PG_VERSION").read_text())
        if written_by != programs.major:
            raise ServerProblem(
                f"The data in {self.folder} was written by PostgreSQL {written_by}, but the programs in "
                f"{programs.folder} are PostgreSQL {programs.major}. Set PGBIN to the programs of version "
                f"{written_by}, or upgrade the data.",
            )
        self._forget_the_dead()
        log = self.folder / "server.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_suffix(".log.1"))
        deadline = time.monotonic() + STOPPING_SECONDS
        while True:
            try:
                return self._wait_until_ready(self._launch(programs))
            except ServerProblem as problem:  # a killed server's sessions finish what they were at
                if "still in use" not in str(problem) or time.monotonic() > deadline:
                    raise
            time.sleep(0.25)

    def _forget_the_dead(self) -> None:
        """Remove the lock files of a server that is known to be dead.

        Its number may stand for a zombie or for somebody else's process by now, and PostgreSQL would refuse to
        start. Its own check of shared memory still protects a server that lives on unseen.
        """
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(prepare_home(self.folder)) / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _initialise(self, programs: Programs) -> None:
        """Make an empty cluster; it takes its name only when it is complete."""
        unfinished = self.folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.folder / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        hand_over(password, prepare_home(self.folder).account, 0o600)
        password.write_text(secrets.token_urlsafe(32))
        locale = ["--locale=C.UTF-8"]
        if programs.major >= FIRST_WITH_BUILTIN_LOCALE:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["-U", USER, "-A", "scram-sha-256", f"--pwfile={password}"]
        self._run([programs.folder / "initdb", "-D", unfinished, "-E", "UTF8", "--no-instructions", *access, *locale])
        unfinished.rename(self._cluster)

    def _launch(self, programs: Programs) -> int:
        """Start the server and return its process number."""
        settings = {**SERVER_SETTINGS, "unix_socket_directories": str(socket_folder(prepare_home(self.folder)))}
        if programs.has_library("pg_stat_statements"):
            settings["shared_preload_libraries"] = "pg_stat_statements"
        options = [f"-c{name}={value}" for name, value in settings.items()]
        command: list[str | Path] = [programs.folder / "postgres", "-D", self._cluster, "-p", PORT, *options]
        # The shell leaves at once, so that the server is nobody's child and outlives whoever started it.
        script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
        return int(self._run(["/bin/sh", "-c", script, "sh", self.folder / "server.log", *command]))

    def _wait_until_ready(self, pid: int) -> Postmaster:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while time.monotonic() < deadline:
            running = self._postmaster()
            if running is not None and running.ready:
                return running
            if not is_alive(pid):
                break
            time.sleep(0.02)
        log = self.folder / "server.log"
        words = "\n".join(log.read_text(errors="replace").splitlines()[-6:]) if log.exists() else ""
        raise ServerProblem(f"PostgreSQL does not start. Its last words in {log}:\n{words}")

    def _postmaster(self) -> Postmaster | None:
        """The live server of this folder, or None."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text(errors="replace").splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not self._is_ours(pid):
            return None
        described = len(lines) > 7
        return Postmaster(pid, lines[4] if described else "", ready=described and lines[7].strip() == "ready")

    def _is_ours(self, pid: int) -> bool:
        """Whether this process lives and serves this very folder: numbers are used again after a crash."""
        told = arguments(pid)
        return is_alive(pid) and (told is None or os.fsencode(self._cluster) in told)

    def _address(self, running: Postmaster) -> Address:
        password = (self.folder / "password").read_text()
        return Address(host=running.socket_folder, port=PORT, user=USER, password=password, name=DATABASE)

    def _run(self, command: list[str | Path]) -> str:
        """What the command prints, run under the server's account."""
        account = prepare_home(self.folder).account
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env=SERVER_ENVIRONMENT,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode != 0:
            raise ServerProblem(f"{Path(command[0]).name} failed:\n{done.stdout[-500:]}{done.stderr[-2000:]}")
        return done.stdout


def _create_database(address: Address) -> None:
    """Make the market's database if this cluster has none yet."""
    with psycopg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [address.name]).fetchone()
        if found is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(address.name)))
