"""A hundred buyers want the last twenty, all at the same moment, over HTTP and the API."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from tests.market.buyers import ApiBuyer, race

LEFT, BUYERS = 20, 100
SILENT_PHONES = 1500
SET = """
UPDATE supply_stock SET available = %s
WHERE variant_id = (SELECT id FROM catalog_variant WHERE code = %s)
RETURNING variant_id
"""
BOUGHT_TOGETHER = """
SELECT listing.code FROM promotions_grouppurchase AS purchase
JOIN catalog_variant AS variant ON variant.id = purchase.variant_id
JOIN catalog_listing AS listing ON listing.id = variant.listing_id
"""
SOLD = """
SELECT count(*), count(DISTINCT order_id), sum(quantity), min(available) FROM orders_orderline
JOIN supply_stock USING (variant_id) WHERE variant_id = %s AND order_id > %s
"""


@pytest.fixture
def database(market) -> Iterator[psycopg.Connection]:
    with psycopg.connect(market.environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def test_twenty_are_sold_and_eighty_are_told_that_nothing_is_left(market, database):
    elsewhere = {code for (code,) in database.execute(BOUGHT_TOGETHER)}
    listing = next(one["code"] for one in market.facts["photographed"] if one["code"] not in elsewhere)
    variant = ApiBuyer(market.port).ask("GET", f"/products/{listing}").body["variants"][0]["code"]
    variant_id = database.execute(SET, [LEFT, variant]).fetchone()[0]
    last_order = database.execute("SELECT max(id) FROM orders_order").fetchone()[0]

    answers = race(market.port, variant, buyers=BUYERS)

    assert Counter(answer.outcome for answer in answers) == {"201": LEFT, "409 out_of_stock": BUYERS - LEFT}
    assert database.execute(SOLD, [variant_id, last_order]).fetchone() == (LEFT, LEFT, LEFT, 0)
    groups = [answer.body["group_code"] for answer in answers if answer.status == 201]
    assert len(set(groups)) == LEFT
    assert {line["variant_code"] for answer in answers if answer.status == 409 for line in answer.body["lines"]} == {
        variant
    }


def test_phones_that_keep_their_connection_and_say_nothing_keep_nobody_out(market):
    with ExitStack() as phones:
        for _number in range(SILENT_PHONES):
            phone = phones.enter_context(socket.create_connection(("127.0.0.1", market.port), timeout=10))
            phone.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert phone.recv(15) == b"HTTP/1.1 200 OK"

        answer = ApiBuyer(market.port).ask("GET", "/places/provinces")

    assert (answer.status, len(answer.body["items"])) == (200, 34)
