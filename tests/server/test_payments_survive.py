"""Random `kill -9` of web server, job worker and database during 2,000 payments, each transfer told thrice: nothing is
lost and nothing doubled. One transfer pays the four orders of a group.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from chophien.reconciliation.tests.factories import a_message
from chophien.server.postgres import Address, EmbeddedPostgres
from chophien.server.programs import find_programs
from tests.server.test_restore import run
from tests.server.test_run import answers, family, wait_until

PROJECT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("CHOPHIEN_SEED", "2026"))
PAYMENTS, TOLD, CLIENTS = int(os.environ.get("CHOPHIEN_PAYMENTS", "2000")), 3, 6
KILLED, ROUNDS = ("web", "worker", "database"), 3
KEY = "a key for this test"
ANSWER_SECONDS = 10.0
LONGEST_SECONDS = 400.0
OPEN = """
import sys
from chophien.server import run
run.prepare = lambda: None
sys.exit(run.main())
"""
PROOF = """
import django; django.setup()
from django.utils import timezone
from chophien.ledger.actions.proving import prove
proof = prove(at=timezone.now())
print(proof.right, proof.transfers, proof.differences)
"""
A_MINUTE_WITHOUT_THE_DEAD = """
    UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '2 minutes'
    WHERE id < (SELECT max(id) FROM procrastinate_workers)
"""
NO_NIGHT = """
    UPDATE public.rules_legalparameter SET value = '0'
    WHERE key IN ('messages.quiet_from_hour', 'messages.quiet_to_hour');
"""
"""Texts that are not urgent wait until the morning: how many went out is to be the same at every hour."""


@dataclass
class Market:
    """An open market of its own: with its own database server, which its supervisor keeps running."""

    process: subprocess.Popen
    port: int
    database: EmbeddedPostgres
    environment: dict[str, str]
    told: Path

    def ask(self, query: str) -> list[tuple]:
        address = self.database.start()
        with psycopg.connect(
            host=address.host, port=address.port, user=address.user, password=address.password, dbname=address.name
        ) as opened:
            cursor = opened.execute(query)
            return cursor.fetchall() if cursor.description else []

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def pid_of(self, whom: str, draw: random.Random) -> int | None:
        """One of the processes of web or worker, or the database's first."""
        if whom == "database":
            with suppress(OSError, ValueError, IndexError):
                return int((self.database.folder / "cluster/postmaster.pid").read_text().split()[0])
            return None
        word = b"granian" if whom == "web" else b"work_jobs"
        found = []
        for pid in family(self.process.pid)[1:]:
            with suppress(OSError):
                if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return draw.choice(found) if found else None


@pytest.fixture
def market(open_folder, django_db_setup, tmp_path):
    """The market as `make run` keeps it, on a copy of the tests' database; only the preparing at its start is left out."""
    database = EmbeddedPostgres(open_folder / "var/postgres")
    copy_database(database.start(), tmp_path / "market.sql")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unset = {"DATABASE_URL", "HOST", "CHOPHIEN_TEST_SLOT"}
    environment = {name: value for name, value in os.environ.items() if name not in unset} | {
        "CHOPHIEN_DATA_DIR": str(open_folder / "var"),
        "CHOPHIEN_SAMPLE": "0",
        "CHOPHIEN_PAYOS_KEY": KEY,
        "CHOPHIEN_RATE_LIMITS": "off",
        "DJANGO_SETTINGS_MODULE": "chophien.settings.live",
        "PORT": str(port),
        "PYTHONPATH": f"{PROJECT / 'src'}{os.pathsep}{PROJECT}",
    }
    told = (open_folder / "told").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN], cwd=PROJECT, env=environment, stdout=told, stderr=subprocess.STDOUT
    )
    try:
        wait_until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/healthz"))
        yield Market(process, port, database, environment, open_folder / "told")
    finally:
        process.terminate()
        process.wait(timeout=60)
        told.close()
        database.leave()


def copy_database(address: Address, dump: Path) -> None:
    run("pg_dump", "-f", str(dump), connection.settings_dict["NAME"])
    with dump.open("a") as more:
        more.write(NO_NIGHT)
    psql = str(find_programs(None).folder / "psql")
    where = ["-h", address.host, "-p", address.port, "-U", address.user]
    how = ["-q", "-X", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", str(dump)]
    environment = {**os.environ, "PGPASSWORD": address.password}
    subprocess.run([psql, *where, *how, address.name], env=environment, check=True, capture_output=True)


def tell_until_taken(market: Market, bodies: list[str]) -> None:
    """Post every message until the market has said that it took it, as the bank's messenger does; not for ever."""
    deadline = time.monotonic() + LONGEST_SECONDS
    connection = http.client.HTTPConnection("127.0.0.1", market.port, timeout=ANSWER_SECONDS)
    for body in bodies:
        while True:
            if market.process.poll() is not None or time.monotonic() > deadline:
                return  # what is missing is told at the end
            try:
                connection.request("POST", "/webhooks/bank/payos", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                taken = answer.status == 200 and json.loads(answer.read()) == {"success": True}
            except (OSError, http.client.HTTPException):
                taken = False
            if taken:
                break
            connection.close()
            time.sleep(0.1)
    connection.close()


@contextmanager
def killing(market: Market, draw: random.Random, is_over: threading.Event):
    """In the background: one after the other, at random moments; each is given time to come back."""
    killed = []

    def kill() -> None:
        for number in range(ROUNDS):
            for whom in draw.sample(KILLED, len(KILLED)):
                if is_over.wait(draw.uniform(0.5, 3.0)) and number:
                    return  # each is killed once, whatever is over: the worker is still at its jobs
                pid = market.pid_of(whom, draw)
                if pid is not None:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        killed.append(whom)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        thread.join()


@pytest.mark.django_db  # the copied database is there only for tests that ask for it
@pytest.mark.skipif(sys.platform != "linux", reason="the family of a process is read from /proc")
def test_s07_payments_survive_kill_9_of_everything_with_each_message_told_thrice(market):
    draw = random.Random(SEED)
    orders = json.loads(market.run("-m", "tests.money.filling", str(PAYMENTS)))
    total = sum(vnd for _code, vnd in orders)
    messages = [a_message(f"DO {code}", vnd, key=KEY) for code, vnd in orders] * TOLD
    draw.shuffle(messages)
    clients = [
        threading.Thread(target=tell_until_taken, args=(market, messages[number::CLIENTS])) for number in range(CLIENTS)
    ]
    is_over = threading.Event()

    with killing(market, draw, is_over) as killed:
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        is_over.set()
    assert market.process.poll() is None, market.told.read_text()[-4000:]
    market.ask(A_MINUTE_WITHOUT_THE_DEAD)
    wait_until(lambda: not market.ask(WORK_LEFT), seconds=LONGEST_SECONDS)

    assert {"web", "worker", "database"} == set(killed), (SEED, killed)
    found = {name: market.ask(query)[0] for name, query in ASKED.items()}
    groups = len(orders)  # of each the buyer is told once, and one shop of four
    assert found == {
        "payments": (PAYMENTS, PAYMENTS, total),
        "orders": (PAYMENTS, PAYMENTS),
        "steps": (PAYMENTS, PAYMENTS),
        "trail": (PAYMENTS, PAYMENTS),
        "bank lines": (groups, total, total, 0),
        "books": (total, total, None),
        "jobs": (PAYMENTS, PAYMENTS),
        "other jobs": (0,),
        "messages": (2 * groups, 2 * groups),
        "texts": (2 * groups, 2 * groups),
    }, (SEED, killed)
    assert market.run("-c", PROOF).split()[0] == "True"


WORK_LEFT = """
    SELECT 1 FROM procrastinate_jobs
    WHERE status = 'doing' OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now()) LIMIT 1
"""
ASKED = {
    "payments": "SELECT count(*), count(*) FILTER (WHERE status = 'paid'), sum(booked_vnd) FROM payments_payment",
    "orders": "SELECT count(*), count(*) FILTER (WHERE payment_status = 'paid' AND accept_by IS NOT NULL) FROM orders_order",
    "steps": "SELECT count(*), count(DISTINCT payment_id) FROM payments_paymentstep WHERE step = 'receive'",
    "trail": "SELECT count(*), count(DISTINCT subject_code) FROM audit_entry WHERE what = 'payments.received'",
    "bank lines": "SELECT count(*), sum(amount_vnd), sum(used_vnd), sum(owed_back_vnd) FROM reconciliation_bankline "
    "WHERE status = 'settled'",
    "books": "SELECT sum(debits_posted) FILTER (WHERE code LIKE 'held:%'), "
    "sum(credits_posted) FILTER (WHERE code LIKE '%:pending'), sum(credits_posted) FILTER (WHERE code = 'unknown') "
    "FROM ledger_balance JOIN ledger_account ON ledger_account.id = account_id",
    "jobs": "SELECT count(*), count(*) FILTER (WHERE status = 'succeeded') FROM procrastinate_jobs "
    "WHERE task_name = 'orders.tell'",
    "other jobs": "SELECT count(*) FROM procrastinate_jobs WHERE status NOT IN ('succeeded', 'todo')",
    "messages": "SELECT count(*), count(DISTINCT (about, kind, phone)) FROM messages_message",
    "texts": "SELECT count(*), count(DISTINCT (about, phone)) FROM messages_outgoingsms",
}
