"""A gateway that is none: it opens pages, takes no money, and answers as the real one does, also when that goes wrong.

For tests, and for trying the market out by hand (`manage.py simulate_gateway`). It speaks HTTP on a port of its own and
knows nothing of the market but its keys and addresses.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Trouble:
    """How a simulated gateway can fail, by the name of what is asked of it: ``{"refund": Trouble.SLOW}``."""

    SILENT = "silent"
    """It breaks the line off without having done anything."""
    DONE_SILENT = "done-silent"
    """It does what was asked and breaks the line off before it answers."""
    NONSENSE = "nonsense"
    SLOW = "slow"
    """It answers later than anybody waits."""
    UNSIGNED = "unsigned"
    REFUSED = "refused"
    PENDING = "pending"
    OTHER_AMOUNT = "other-amount"


@dataclass
class Sale:
    """A payment as the gateway knows it. Amounts in đồng."""

    reference: str
    amount_vnd: int
    notify_at: str
    return_to: str
    said: Mapping[str, Any]
    number: str
    state: str = "open"
    back: dict[str, "GivenBack"] = field(default_factory=dict)

    @property
    def back_vnd(self) -> int:
        """All that went back."""
        return sum(one.amount_vnd for one in self.back.values() if one.state == "done")


@dataclass
class GivenBack:
    reference: str
    amount_vnd: int
    number: str
    state: str = "done"


class Silence(Exception):
    """The line is broken off."""


@dataclass
class Page:
    """What the simulator answers."""

    status: int
    body: bytes
    kind: str = "application/json"
    location: str = ""


def as_json(said: Mapping[str, Any]) -> Page:
    """An object as an answer."""
    return Page(200, json.dumps(dict(said)).encode())


class Simulator:
    """What both simulators share: a server, sales, troubles."""

    name = ""

    def __init__(self) -> None:
        self.sales: dict[str, Sale] = {}
        self.troubles: dict[str, str] = {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.slow_seconds = 2.0
        self._numbers = 14_000_000
        self._server: ThreadingHTTPServer | None = None

    def next_number(self) -> str:
        """A number of the gateway that no other has."""
        self._numbers += 1
        return str(self._numbers)

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, in a thread of its own; returns the address."""
        simulator = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(simulator.get)

            def do_POST(self) -> None:
                self._answer(simulator.post)

            def _answer(self, act: Callable[[str, Any], Page]) -> None:
                parts = urlsplit(self.path)
                said: Any = dict(parse_qsl(parts.query, keep_blank_values=True))
                length = int(self.headers.get("Content-Length") or 0)
                if length:
                    body = self.rfile.read(length)
                    is_json = "json" in (self.headers.get("Content-Type") or "")
                    said = json.loads(body) if is_json else {**said, **dict(parse_qsl(body.decode()))}
                try:
                    page = act(parts.path, said)
                except Silence:
                    self.connection.close()
                    return
                self.send_response(page.status)
                self.send_header("Content-Type", page.kind)
                if page.location:
                    self.send_header("Location", page.location)
                self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's own name
                del format, args

        self._server = ThreadingHTTPServer((host, port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://{host}:{self._server.server_address[1]}"

    def close(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def get(self, path: str, said: Mapping[str, Any]) -> Page:
        """A page for a browser."""
        raise NotImplementedError

    def post(self, path: str, said: Mapping[str, Any]) -> Page:
        """An answer to a program, or to a button."""
        raise NotImplementedError

    def meet(self, asked: str, said: Mapping[str, Any], act: Callable[[], Page]) -> Page:
        """Do what is asked, unless there is trouble with it."""
        self.asked.append((asked, said))
        trouble = self.troubles.get(asked)
        if trouble == Trouble.SILENT:
            raise Silence
        page = act()
        if trouble == Trouble.DONE_SILENT:
            raise Silence
        if trouble == Trouble.SLOW:
            time.sleep(self.slow_seconds)
        return Page(502, b"<html>Bad gateway</html>", "text/html") if trouble == Trouble.NONSENSE else page
