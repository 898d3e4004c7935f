"""DATABASE_URL says where an outside database is, or is refused with a sentence that keeps the password secret."""

import pytest

from chophien.server.addresses import parse_database_url
from chophien.server.problems import ServerProblem

ADDRESSES = {
    "postgresql://lan:secret@db.example:5433/market": ("db.example", "5433", "lan", "secret", "market", {}),
    "postgres://lan@localhost/market": ("localhost", "", "lan", "", "market", {}),
    "postgresql://localhost/market": ("localhost", "", "", "", "market", {}),
    "postgresql://l%40n:s%2Fe%3Ac%25%20%C4%91@h/ch%E1%BB%A3": ("h", "", "l@n", "s/e:c% đ", "chợ", {}),
    "postgresql://lan:a:b:c@h/market": ("h", "", "lan", "a:b:c", "market", {}),
    "postgresql://lan:a@b@h/market": ("h", "", "lan", "a@b", "market", {}),
    "postgresql://lan:s@[::1]:6000/market": ("::1", "6000", "lan", "s", "market", {}),
    "postgresql://lan@%2FVar%2Frun%2FPG/market": ("/Var/run/PG", "", "lan", "", "market", {}),
    "postgresql:///market?host=/run/postgresql&port=5433": ("/run/postgresql", "5433", "", "", "market", {}),
    "postgresql://h/market?sslmode=verify-full&sslrootcert=/etc/ssl/my%20ca.pem": (
        "h",
        "",
        "",
        "",
        "market",
        {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/my ca.pem"},
    ),
    "postgresql://h/market?": ("h", "", "", "", "market", {}),
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_read_part_by_part(url):
    told = parse_database_url(url)

    host, port, user, password, name, options = ADDRESSES[url]
    assert told == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": port,
        "USER": user,
        "PASSWORD": password,
        "NAME": name,
        "OPTIONS": options,
    }


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://lan:hidden@h/market", "must look like"),
        ("lan:hidden@h/market", "must look like"),
        ("postgresql:/lan:hidden@h/market", "must look like"),
        ("postgresql://lan:hidden@h", "must look like"),
        ("postgresql://lan:hidden@h/market#part", "must look like"),
        ("postgresql://lan:hid/den@h/market", "must look like"),
        ("postgresql://lan:hidden@h/", "does not name a database"),
        ("postgresql://lan:hidden@h:port/market", "must name one host and one port"),
        ("postgresql://lan:hidden@h:0/market", "from 1 to 65535"),
        ("postgresql://lan:hidden@h:65536/market", "from 1 to 65535"),
        ("postgresql://lan:hidden@/market?port=-1", "from 1 to 65535"),
        ("postgresql://lan:hidden@/market?port=٣", "from 1 to 65535"),
        ("postgresql://lan:hidden@h1:1,h2:2/market", "must name one host and one port"),
        ("postgresql://lan:hidden@h1,h2/market", "must name one host"),
        ("postgresql://lan:hidden@[::1/market", "must name one host and one port"),
        ("postgresql://lan:hidden@h/market\nhost=evil", "control character"),
        ("postgresql://lan:hidden%00@h/market", "NUL byte"),
        ("postgresql://lan:hidden%ff@h/market", "UTF-8"),
        ("postgresql://lan:hidden@h/market?sslmode", "name=value"),
        ("postgresql://lan:hidden@h/market?sslmode=require&sslmode=disable", "twice"),
        ("postgresql://lan:hidden@h/market?service=evil", "not known: service"),
        ("postgresql://lan:hidden@h/market?dbname=other", "not known: dbname"),
    ],
)
def test_what_is_no_address_is_refused_without_telling_the_password(url, sentence):
    with pytest.raises(ServerProblem, match=sentence) as refusal:
        parse_database_url(url)

    assert "hid" not in str(refusal.value)
