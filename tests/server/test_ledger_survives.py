"""`kill -9` of the database and of the program in the middle of writing the books: nothing is lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from chophien.server.postgres import Address, EmbeddedPostgres

PROJECT = Path(__file__).resolve().parents[2]
WRITER = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
import django; django.setup()
from django.db import Error, connection, transaction
from chophien.ledger.actions.accounts import NewAccount, open_accounts
from chophien.ledger.actions.posting import post
from chophien.ledger.actions.posting import Wish

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
ACCOUNTS = [NewAccount("bank", "bank"), NewAccount("fee", "fee", hot=True), NewAccount("lan", "due")]

def write(client):
    for number in range(100_000):
        code = f"{client}-{number}"
        wishes = [Wish(code, "bank", "lan", 100, "VND", "sale"), Wish(code + "-fee", "lan", "fee", 5, "VND", "fee")]
        while True:
            try:
                with transaction.atomic():
                    post(wishes, at=AT)
                break
            except Error:
                connection.close()
                time.sleep(0.02)
        print(code, flush=True)

open_accounts(ACCOUNTS, at=AT)
with ThreadPoolExecutor(6) as pool:
    list(pool.map(write, range(6)))
"""


def url_of(address: Address) -> str:
    login = f"{address.user}:{quote(address.password, safe='')}"
    return f"postgresql://{login}@{quote(address.host, safe='')}:{address.port}/{address.name}"


def answer(address: Address, query: str) -> tuple:
    with psycopg.connect(url_of(address)) as connection:
        return connection.execute(query).fetchone()


def test_books_survive_kill_9_of_database_and_program_in_mid_load(open_folder):
    server = EmbeddedPostgres(open_folder / "postgres")
    address = server.start()
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT / "src"),
        "DATABASE_URL": url_of(address),
        "CHOPHIEN_DATA_DIR": str(open_folder / "data"),
        "DJANGO_SETTINGS_MODULE": "chophien.settings.live",
    }
    manage = [sys.executable, str(PROJECT / "manage.py"), "migrate", "ledger", "--verbosity=0"]
    subprocess.run(manage, env=environment, check=True)
    told = open_folder / "told"
    with told.open("w") as output:
        writer = subprocess.Popen([sys.executable, "-c", WRITER], env=environment, stdout=output)
    wait_for_lines(told, 60)

    os.kill(int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    while server.is_running():
        time.sleep(0.02)
    before = len(told.read_text().split())
    address = server.start()
    wait_for_lines(told, before + 60)
    writer.kill()
    writer.wait()

    promised = set(told.read_text().rpartition("\n")[0].split("\n"))
    with psycopg.connect(url_of(address)) as connection:
        there = {code for (code,) in connection.execute("SELECT code FROM ledger_transfer")}
    sales = {code for code in there if not code.endswith("-fee")}
    assert promised <= sales
    assert {f"{code}-fee" for code in sales} == there - sales
    assert len(sales - promised) <= 6  # each client had one on the way at most
    assert answer(
        address,
        "SELECT sum(debits_posted), sum(credits_posted), sum(credits_posted) FILTER (WHERE code = 'fee'), "
        "sum(credits_posted - debits_posted) FILTER (WHERE code = 'lan') "
        "FROM ledger_balance JOIN ledger_account ON ledger_account.id = account_id",
    ) == (105 * len(sales), 105 * len(sales), 5 * len(sales), 95 * len(sales))


def wait_for_lines(path: Path, number: int) -> None:
    deadline = time.monotonic() + 60
    while len(path.read_text().split()) < number:
        assert time.monotonic() < deadline
        time.sleep(0.05)
