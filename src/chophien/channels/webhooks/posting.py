"""Posting to an address that a stranger wrote down, without reaching anything inside.

The name is looked up once; every address it has must be a public one; the connection goes to the address that was
checked, whatever the name says a moment later. No redirect is followed, little is read, and nothing takes long.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from chophien.channels.errors import AddressRefused

PORTS = {"https": 443, "http": 80}
ALLOWED_PORTS = frozenset({443, 8443})
LONGEST_URL = 500
READ_MOST = 1_024
SECONDS, SECONDS_IN_ALL = 10.0, 20.0
NAT64 = ipaddress.ip_network("64:ff9b::/96")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or none and the reason in one word."""

    status: int | None
    problem: str = ""

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Target:
    """An address that may be posted to. `is_local` lets in this very machine and plain HTTP, for trying out."""

    parts: SplitResult
    host: str
    port: int

    @property
    def path(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.parts.scheme] else f"{name}:{self.port}"


def target_of(url: str, *, is_local: bool = False) -> Target:
    """Read an address that somebody wrote down. What its name leads to is looked at when something is sent.

    :raises AddressRefused: unless it is HTTPS on a usual port, without a user, to a name or a public number
    """
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > LONGEST_URL:
        raise AddressRefused
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise AddressRefused from None
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused
    if not is_local and (parts.scheme != "https" or port not in ALLOWED_PORTS):
        raise AddressRefused
    if parts.scheme not in PORTS:
        raise AddressRefused
    if not is_local and _is_inside(host):
        raise AddressRefused
    return Target(parts, host, port)


def _is_inside(host: str) -> bool:
    """Whether a host is surely inside: a number that is not public, or a name that only machines next door have."""
    try:
        return not is_public(host)
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, looking through what only wraps another address.

    :raises ValueError: if it is none
    """
    found: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in NAT64 or found in ipaddress.ip_network("::/96"):
            wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return found.is_global and not found.is_multicast and not found.is_reserved


def look_up(host: str, port: int) -> list[str]:
    """Every address of a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, is_local: bool = False, lookup: Lookup = look_up
) -> Answer:
    """Post a body and tell what came back. Refuses rather than reach inside; never raises for what is out there."""
    try:
        target = target_of(url, is_local=is_local)
        address = _checked_address(target, lookup, is_local=is_local)
    except AddressRefused:
        return Answer(None, "address_refused")
    except OSError:
        return Answer(None, "name_unknown")
    try:
        return _exchange(target, address, body, headers)
    except ssl.SSLError:
        return Answer(None, "certificate")
    except TimeoutError:
        return Answer(None, "too_slow")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(None, "no_answer")


def _checked_address(target: Target, lookup: Lookup, *, is_local: bool) -> str:
    addresses = lookup(target.host, target.port)
    if not addresses or (not is_local and not all(map(is_public, addresses))):
        raise AddressRefused
    return addresses[0]


def _exchange(target: Target, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    with socket.create_connection((address, target.port), timeout=SECONDS) as raw:
        secured = _secured(raw, target) if target.parts.scheme == "https" else raw
        deadline = threading.Timer(SECONDS_IN_ALL, _cut, [secured])
        deadline.start()
        try:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = secured
            connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
            sent = {"Host": target.host_header, "Content-Length": str(len(body)), "Connection": "close", **headers}
            for name, said in sent.items():
                connection.putheader(name, said)
            connection.endheaders(body)
            answer = connection.getresponse()
            answer.read(READ_MOST)
            return Answer(answer.status, "" if answer.status < 300 else f"status_{answer.status}")
        finally:
            deadline.cancel()
            secured.close()


def _secured(raw: socket.socket, target: Target) -> socket.socket:
    return ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)


def _cut(connection: socket.socket) -> None:
    """End an exchange that goes on letter by letter."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
