"""Asking a gateway over HTTP: one POST of JSON, an end to waiting, no redirects, little read."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from chophien.gateways.adapters.base import NoAnswer

CONNECT_SECONDS, SECONDS_IN_ALL = 10.0, 30.0
"""MoMo asks to be given thirty seconds at least."""
READ_MOST = 64 * 1024
SCHEMES = {"https": 443, "http": 80}


def ask(url: str, body: Mapping[str, Any], *, seconds: float = SECONDS_IN_ALL) -> dict[str, Any]:
    """Send an object as JSON and give back the object that was answered, whatever the status says.

    :raises NoAnswer: if there is none, in time and readable; what was asked for may have been done all the same
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or SCHEMES[parts.scheme]
    try:
        connection = _connection(parts.scheme, host, port, min(seconds, CONNECT_SECONDS))
        with suppress(OSError):
            connection.sock.settimeout(seconds)
        deadline = threading.Timer(seconds, _cut, [connection.sock])
        deadline.start()
        try:
            sent = json.dumps(dict(body)).encode()
            headers = {"Content-Type": "application/json; charset=UTF-8", "Connection": "close"}
            connection.request("POST", parts.path or "/", body=sent, headers=headers)
            answer = connection.getresponse()
            said = json.loads(answer.read(READ_MOST))
        finally:
            deadline.cancel()
            connection.close()
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as fault:
        raise NoAnswer(type(fault).__name__) from fault
    if not isinstance(said, dict):
        raise NoAnswer("no object")
    return said


def _connection(scheme: str, host: str, port: int, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        made: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        made = http.client.HTTPConnection(host, port, timeout=seconds)
    made.connect()
    return made


def _cut(connection: socket.socket) -> None:
    """End an exchange that goes on letter by letter."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
