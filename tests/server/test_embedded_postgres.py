"""The embedded server starts anywhere, survives being killed, and stops when nobody needs it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from chophien.server.account import server_account
from chophien.server.postgres import Address, EmbeddedPostgres
from chophien.server.problems import ServerProblem

SOURCE = Path(__file__).resolve().parents[2] / "src"


def connect(address: Address) -> psycopg.Connection:
    return psycopg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        dbname=address.name,
        autocommit=True,
    )


def answer(address: Address, query: str) -> object:
    with connect(address) as connection:
        return connection.execute(query).fetchone()[0]


def postmaster_pid(server: EmbeddedPostgres) -> int:
    return int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0])


def wait_until(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill(server: EmbeddedPostgres) -> None:
    os.kill(postmaster_pid(server), signal.SIGKILL)
    wait_until(lambda: not server.is_running())


def a_process_that_starts(folder: Path, then: str) -> subprocess.Popen:
    code = (
        "import os, signal, sys; from pathlib import Path; from chophien.server.postgres import EmbeddedPostgres; "
        f"server = EmbeddedPostgres(Path(sys.argv[1])); print(server.start().host, flush=True); {then}"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_vietnamese_letters_fold_whatever_the_callers_locale(open_folder, monkeypatch):
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("LC_ALL", "C")
    server = EmbeddedPostgres(open_folder / "postgres")

    address = server.start()

    assert answer(address, "SELECT lower('ĐẶC SẢN Ở ĐIỆN BIÊN')") == "đặc sản ở điện biên"


def test_a_committed_row_is_on_the_disk(open_folder):
    address = EmbeddedPostgres(open_folder / "postgres").start()

    kept = [answer(address, f"SHOW {name}") for name in ("synchronous_commit", "fsync", "full_page_writes")]

    assert kept == ["on", "on", "on"]


def test_a_second_start_finds_the_running_server(open_folder):
    first = EmbeddedPostgres(open_folder / "postgres")
    address = first.start()
    pid = postmaster_pid(first)

    again = EmbeddedPostgres(open_folder / "postgres").start()

    assert (again, postmaster_pid(first)) == (address, pid)


def test_the_password_is_secret_and_asked_for(open_folder):
    server = EmbeddedPostgres(open_folder / "postgres")
    address = server.start()

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=address.host, port=address.port, user=address.user, password="wrong", dbname="postgres")

    modes = [oct(path.stat().st_mode & 0o777) for path in (server.folder, server.folder / "password")]
    assert modes == ["0o700", "0o600"]


def test_committed_rows_survive_a_killed_server(open_folder):
    server = EmbeddedPostgres(open_folder / "postgres")
    address = server.start()
    with connect(address) as connection:
        connection.execute("CREATE TABLE kept (name text)")
        connection.execute("INSERT INTO kept VALUES ('chè shan tuyết')")
    kill(server)

    address = server.start()

    assert answer(address, "SELECT name FROM kept") == "chè shan tuyết"


def test_a_killed_server_comes_back_while_its_sessions_are_still_busy(open_folder):
    server = EmbeddedPostgres(open_folder / "postgres")
    address = server.start()
    busy = connect(address)
    busy.pgconn.send_query(b"SELECT sum(number) FROM generate_series(1, 3000000) AS number")
    kill(server)

    address = server.start()

    busy.close()
    assert answer(address, "SELECT 1") == 1


def test_the_server_outlives_a_killed_caller_and_stops_after_the_next(open_folder):
    caller = a_process_that_starts(open_folder / "postgres", "os.kill(os.getpid(), signal.SIGKILL)")
    caller.communicate()
    server = EmbeddedPostgres(open_folder / "postgres")
    ran_on = server.is_running()
    server.start()

    stopped = server.leave()

    assert (ran_on, stopped, server.is_running()) == (True, True, False)


def test_only_the_last_to_leave_stops_the_server(open_folder):
    first, second = EmbeddedPostgres(open_folder / "postgres"), EmbeddedPostgres(open_folder / "postgres")
    first.start()
    second.start()

    left = [first.leave(), second.is_running(), second.leave(), second.is_running()]

    assert left == [False, True, True, False]


def test_many_starting_at_once_share_one_server(open_folder):
    callers = [a_process_that_starts(open_folder / "postgres", "sys.stdin.read(); server.leave()") for _ in range(4)]

    hosts = [caller.communicate(timeout=60)[0].strip() for caller in callers]

    assert hosts == [str(open_folder / "postgres")] * 4
    assert EmbeddedPostgres(open_folder / "postgres").is_running() is False


@pytest.mark.parametrize(
    "name",
    [
        "chợ phiên, bản 'Đông' \"một\" $HOME `id` \\ %s",
        "đ" * 60,
        "/".join(["a rather long folder name"] * 6),
    ],
)
def test_any_folder_will_do(open_folder, name):
    server = EmbeddedPostgres(open_folder / name / "postgres")

    address = server.start()

    assert answer(address, "SELECT current_setting('data_directory')") == str(open_folder / name / "postgres/cluster")
    assert len(f"{address.host}/.s.PGSQL.5432".encode()) <= 103
    server.stop()
    if address.host != str(server.folder):
        shutil.rmtree(address.host)


@pytest.mark.parametrize("kind", ["foreign", "zombie"])
def test_a_process_number_left_by_a_crash_is_no_obstacle(open_folder, kind):
    server = EmbeddedPostgres(open_folder / "postgres")
    server.start()
    remembered = (server.folder / "cluster/postmaster.pid").read_text().splitlines()
    server.leave()
    dead = subprocess.Popen(["/bin/true"])
    wait_until(lambda: Path(f"/proc/{dead.pid}/cmdline").read_bytes() == b"")  # ended, and nobody asked how
    pid = os.getpid() if kind == "foreign" else dead.pid
    (server.folder / "cluster/postmaster.pid").write_text("\n".join([str(pid), *remembered[1:]]) + "\n")

    address = server.start()

    assert answer(address, "SELECT 1") == 1
    dead.wait()


def test_data_of_another_version_is_refused_with_a_sentence(open_folder):
    server = EmbeddedPostgres(open_folder / "postgres")
    server.start()
    server.leave()
    (server.folder / "cluster/PG_VERSION").write_text("14\n")

    with pytest.raises(ServerProblem, match="was written by PostgreSQL 14, but the programs in"):
        server.start()

    assert server.is_running() is False


def test_programs_that_are_not_there_are_named(open_folder, monkeypatch):
    monkeypatch.setenv("PGBIN", str(open_folder / "nowhere"))

    with pytest.raises(ServerProblem, match="there is no program called postgres in that folder"):
        EmbeddedPostgres(open_folder / "postgres").start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")
def test_root_in_a_private_folder_keeps_the_data_elsewhere_and_closes_nothing_else(open_folder):
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    server = EmbeddedPostgres(private / "var" / "postgres")

    address = server.start()

    home = (private / "var" / "postgres").readlink()
    assert answer(address, "SELECT 1") == 1
    assert (private.stat().st_mode & 0o777, home.parent) == (0o700, Path("/var/lib/chophien"))
    server.leave()
    shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for the server")
def test_root_leaves_a_folder_with_its_owner(open_folder):
    (open_folder / "postgres").mkdir()
    os.chown(open_folder / "postgres", 54321, 54321)

    account = server_account(open_folder / "postgres")

    assert account is not None
    assert account.uid == 54321
