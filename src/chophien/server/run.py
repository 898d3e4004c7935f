"""`make run`: the whole market on one machine, from an empty folder to a page, until Ctrl-C."""

import http.client
import os
import resource
import shutil
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command

from chophien.server.addresses import embedded_server
from chophien.server.listening import Listening, chosen_listening, require_free
from chophien.server.postgres import EmbeddedPostgres
from chophien.server.preparation import prepare
from chophien.server.problems import ServerProblem
from chophien.server.supervisor import Child, Supervisor
from chophien.settings import environment

WEB_WORKERS = 2
CONNECTIONS_MOST = 8192
"""Connections that one web worker holds at the same time."""
IDLE_SECONDS = 20
"""After so long without a request a kept connection is closed."""
FIRST_ANSWER_SECONDS = 30.0
STARTING_PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0)
"""How long to wait after each failed start of the database, until the last one counts."""


def main() -> int:
    """Run the market; the exit code is 0 after Ctrl-C or SIGTERM and 1 after a problem, which has been told."""
    try:
        listening = chosen_listening()
        require_free(listening)
        _set_defaults(listening)
        django.setup()
        prepare()
        _share_figures()
        _allow_connections()
        return _serve(listening)
    except ServerProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before the supervisor took over
        return 0


def _set_defaults(listening: Listening) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chophien.settings.live")
    # Sign-in codes may stand on a page only where nobody but this machine's own people can see it.
    if listening.is_loopback and not environment.flag("CHOPHIEN_TLS"):
        os.environ.setdefault("CHOPHIEN_DEV", "1")


def _allow_connections() -> None:
    """Let this process and its children open a file for each connection, as far as the machine permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS_MOST if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS_MOST, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _share_figures() -> None:
    """Give the web workers one folder for what /metrics tells, emptied of the last run's figures."""
    folder = settings.DATA_DIR / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _serve(listening: Listening) -> int:
    children = [Child("web server", _web_command(listening)), Child("job worker", _worker_command())]
    supervisor = Supervisor(children, every_round=_keep_database)
    try:
        supervisor.start()
        if _first_answer(listening, supervisor):
            _greet(listening)
        return supervisor.watch()
    finally:
        supervisor.stop()
        print("The market is closed.", flush=True)


def _greet(listening: Listening) -> None:
    if settings.SAMPLE_MARKET and settings.DEV:
        call_command("print_sample_people")
    print(f"\nThe market is open at {listening.url} (Ctrl-C stops it)", flush=True)


def _web_command(listening: Listening) -> list[str]:
    options = {
        "--host": listening.address,
        "--port": str(listening.port),
        "--interface": "wsgi",
        "--workers": str(WEB_WORKERS),
        "--blocking-threads": "2",  # more would only make more database connections
        # Phones keep their connections open and say nothing: they must not use up what others need to come in.
        "--backlog": "2048",
        "--backpressure": str(CONNECTIONS_MOST),
        "--http1-header-read-timeout": str(IDLE_SECONDS * 1000),
        "--log-level": "warning",
        "--workers-kill-timeout": "10",
    }
    words = [word for pair in options.items() for word in pair]
    switches = ["--no-ws", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *words, *switches, "chophien.wsgi:application"]


def _worker_command() -> list[str]:
    # A little behind the pages: who waits for an answer comes before who will be told.
    return ["nice", "-n", "5", sys.executable, "-m", "django", "work_jobs"]


def _keep_database() -> None:
    """Bring the embedded server back if somebody killed it."""
    if not environment.text("DATABASE_URL") and not embedded_server().is_running():
        print("PostgreSQL is gone; starting it again.", file=sys.stderr, flush=True)
        bring_back(embedded_server())


def bring_back(server: EmbeddedPostgres) -> None:
    """Start a server that was killed; again, if it is killed while it recovers.

    :raises ServerProblem: if it does not start however often it is tried
    """
    for pause in (*STARTING_PAUSES_SECONDS, None):
        try:
            server.start()
        except ServerProblem as problem:
            if pause is None:
                raise
            print(f"{problem}\nTrying again in {pause:g} s.", file=sys.stderr, flush=True)
            time.sleep(pause)
        else:
            return


def _first_answer(listening: Listening, supervisor: Supervisor) -> bool:
    """Wait for the web server's first answer. False if it ended, or was told to, or takes too long."""
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    web = supervisor.children[0]
    while supervisor.is_alive(web) and not supervisor.is_stopping and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(_reachable(listening), listening.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            return True
        finally:
            connection.close()
    return False


def _reachable(listening: Listening) -> str:
    """An address to ask oneself: the one for "all addresses" is none."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listening.address, listening.address)  # noqa: S104 -- a look-up


if __name__ == "__main__":
    sys.exit(main())
