"""A gateway that behaves as real ones do, badly at times: a true HTTP server in a thread."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeGateway:
    """What it was asked, what it delivered, and how it should behave next.

    `mood`: "well" (take it), a status code (answer that), "hang" (never answer), "drop" (close the
    line), "take and drop" (deliver, then fail to say so), "babble" (200 with nonsense).
    """

    def __init__(self) -> None:
        self.mood: str | int = "well"
        self.asked: list[dict] = []
        self.headers: list[dict] = []
        self.delivered: dict[str, str] = {}
        self.address = ""

    def answer(self, body: bytes, headers: dict) -> tuple[int, bytes] | None:
        message = json.loads(body)
        self.asked.append(message)
        self.headers.append(headers)
        if self.mood == "hang":
            time.sleep(1.0)
            return None
        if self.mood == "drop":
            return None
        if isinstance(self.mood, int):
            return self.mood, b"{}"
        if message["id"] in self.delivered:
            return 409, b'{"error": "duplicate"}'
        self.delivered[message["id"]] = message["text"]
        if self.mood == "take and drop":
            return None
        if self.mood == "babble":
            return 200, b"<html>OK</html>"
        return 202, json.dumps({"id": f"gw-{len(self.delivered)}"}).encode()


@contextmanager
def running_gateway() -> Iterator[FakeGateway]:
    """Serve on a free port of this machine until the block ends."""
    gateway = FakeGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = gateway.answer(body, dict(self.headers))
            if answer is None:
                self.close_connection = True
                return
            status, content = answer
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    gateway.address = f"http://127.0.0.1:{server.server_port}/sms"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
