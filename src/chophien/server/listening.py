"""The address that the market listens on."""

import errno
import ipaddress
import socket
from dataclasses import dataclass

from chophien.server.problems import ServerProblem
from chophien.settings import environment

HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Listening:
    """A numeric address and a port of this machine."""

    address: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.address.partition("%")[0]).is_loopback

    @property
    def url(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{self.port}"


def chosen_listening() -> Listening:
    """What HOST and PORT say.

    :raises ServerProblem: if that is no address of this machine
    """
    host, port = environment.text("HOST"), environment.text("PORT")
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= HIGHEST_PORT):
        raise ServerProblem(f"PORT is {port!r}; it must be a number from 1 to {HIGHEST_PORT}.")
    try:
        found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as failure:
        raise ServerProblem(f"HOST is {host!r}, which is no address of this machine.") from failure
    return Listening(address=str(found[0][4][0]), port=int(port))


def require_free(listening: Listening) -> None:
    """Check that nobody listens there yet. The web server would not notice: it shares its port (SO_REUSEPORT).

    :raises ServerProblem: with what to do
    """
    family = socket.AF_INET6 if ":" in listening.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listening.address, listening.port))
        except OSError as failure:
            raise ServerProblem(_refusal(listening, failure)) from failure


def _refusal(listening: Listening, failure: OSError) -> str:
    port = listening.port
    if failure.errno == errno.EADDRINUSE:
        return f"Another program already listens on port {port}. Stop it, or choose another port: PORT=8001 make run"
    if failure.errno == errno.EACCES:
        return f"Port {port} is reserved for the system. Choose one above 1024: PORT=8000 make run"
    return f"This machine cannot listen on {listening.address}, port {port}: {failure.strerror}."
