"""Where the database is: at `DATABASE_URL`, or in the project's own folder with a server that we start."""

import atexit
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from chophien.server.keys import field_keys, secret_key
from chophien.server.postgres import Address, EmbeddedPostgres
from chophien.server.problems import ServerProblem
from chophien.settings import environment

__all__ = ["database_settings", "embedded_server", "field_keys", "parse_database_url", "secret_key"]

SHAPE = re.compile(
    r"(?:postgresql|postgres)://(?:(?P<login>[^/?#]*)@)?(?P<place>[^/?#@]*)/(?P<name>[^/?#]*)(?:\?(?P<options>[^#]*))?"
)
PLACE = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
# What of libpq's parameters a database address may carry.
OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "gssencmode",
        "keepalives",
        "keepalives_idle",
        "options",
        "passfile",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    },
)
_servers: dict[Path, EmbeddedPostgres] = {}


def database_settings() -> dict[str, object]:
    """Django's settings for the database, after starting the embedded server if there is no `DATABASE_URL`.

    Cheap when the server runs already. The last process of the project that ends stops the server.

    :raises ServerProblem: if the address is malformed or the server cannot be started
    """
    url = environment.text("DATABASE_URL")
    if url:
        return parse_database_url(url)
    return _django_settings(embedded_server().start(), {})


def embedded_server() -> EmbeddedPostgres:
    """The embedded server of this project's data folder, running or not; left when this process ends."""
    folder = environment.data_dir().absolute() / "postgres"
    if folder not in _servers:
        _servers[folder] = EmbeddedPostgres(folder)
        atexit.register(_leave, _servers[folder], os.getpid())
    return _servers[folder]


def _leave(server: EmbeddedPostgres, owner: int) -> None:
    if os.getpid() == owner:  # a forked child ends without turning off its parent's light
        server.leave()


def parse_database_url(url: str) -> dict[str, object]:
    """Django's settings for `postgresql://user:password@host:port/name?sslmode=…`.

    Every part may be percent-encoded. A Unix socket is named by its folder: `postgresql://%2Frun%2Fpostgresql/name`
    or `postgresql:///name?host=/run/postgresql`. The sentence of a refusal never repeats the password.

    :raises ServerProblem: if it is no such address
    """
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in url):
        raise ServerProblem("DATABASE_URL contains a line break or another control character.")
    shape = SHAPE.fullmatch(url)
    if shape is None:
        raise ServerProblem("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    user, _, password = (shape["login"] or "").partition(":")
    options = _options(shape["options"] or "")
    place = PLACE.fullmatch(shape["place"])
    if place is None:
        raise ServerProblem("DATABASE_URL must name one host and one port, as in host:5432 or [::1]:5432.")
    host = options.pop("host", "") or _decoded(place["host"].strip("[]"))
    if "," in host:
        raise ServerProblem("DATABASE_URL must name one host.")
    port = options.pop("port", "") or place["port"] or ""
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ServerProblem("DATABASE_URL has a port that is not a number from 1 to 65535.")
    name = _decoded(shape["name"])
    if not name:
        raise ServerProblem("DATABASE_URL does not name a database.")
    address = Address(host=host, port=port, user=_decoded(user), password=_decoded(password), name=name)
    return _django_settings(address, options)


def _options(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict", max_num_fields=30)
    except ValueError as failure:
        raise ServerProblem("DATABASE_URL has options that are not of the form name=value&name=value.") from failure
    unknown = sorted({name for name, _ in pairs} - OPTIONS - {"host", "port"})
    if unknown:
        raise ServerProblem(f"DATABASE_URL has an option that is not known: {', '.join(unknown)}.")
    if len(dict(pairs)) < len(pairs) or any("\0" in value for _, value in pairs):
        raise ServerProblem("DATABASE_URL says the same option twice, or an impossible one.")
    return dict(pairs)


def _decoded(text: str) -> str:
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError as failure:
        raise ServerProblem("DATABASE_URL has percent signs that do not stand for UTF-8 text.") from failure
    if "\0" in plain:
        raise ServerProblem("DATABASE_URL contains a NUL byte.")
    return plain


def _django_settings(address: Address, options: dict[str, str]) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "OPTIONS": options,
    }
