"""Buyers who use the API over HTTP, many at a time: for the race in the tests and for `make bench`."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

Result = TypeVar("Result")

BODY = {
    "contact": {"name": "Sùng A Páo", "phone": "0912 345 678"},
    "address": {"province_code": "01", "commune_code": "00004", "hamlet": "Số 8, ngõ 12", "landmark": "cạnh trường"},
    "payment": "cod",
    "consent": True,
}
LONGEST_ANSWER = 120


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]
    seconds: float

    @property
    def outcome(self) -> str:
        """The status and, where there is one, the code of the refusal."""
        return f"{self.status} {self.body.get('code', '')}".strip()


@dataclass
class ApiBuyer:
    """One client with one connection that stays open, as an app on a phone has it."""

    port: int
    cart: str = ""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        began = time.perf_counter()
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_ANSWER)
        told = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        self._connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, told)
        response = self._connection.getresponse()
        text = response.read()
        return Answer(response.status, json.loads(text) if text else {}, time.perf_counter() - began)

    def fill_cart(self, variants: Sequence[str]) -> None:
        """A new cart with one of each."""
        self.cart = self._good(self.ask("POST", "/carts"))["code"]
        for variant in variants:
            self._good(self.ask("PUT", f"/carts/{self.cart}/lines/{variant}", {"quantity": 1}))

    def check_out(self) -> Answer:
        headers = {"Idempotency-Key": str(uuid4())}
        return self.ask("POST", f"/carts/{self.cart}/checkout", BODY, **headers)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _good(self, answer: Answer) -> dict[str, Any]:
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{answer.outcome}: {answer.body}")
        return answer.body


def at_once(works: Sequence[Callable[[], Result]]) -> list[Result]:
    """Do all of it in as many threads, from the same moment on; the results in the same order."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            gate.wait()
            results[number] = works[number]()
        except BaseException as failure:  # noqa: BLE001 -- handed over to the waiting thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def race(port: int, variant: str, *, buyers: int) -> list[Answer]:
    """So many buyers, each with the last piece in the cart, press the button at the same moment."""
    racers = [ApiBuyer(port) for _number in range(buyers)]
    try:
        for racer in racers:
            racer.fill_cart([variant])
        return at_once([racer.check_out for racer in racers])
    finally:
        for racer in racers:
            racer.close()
