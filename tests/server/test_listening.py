"""HOST and PORT are checked before anything starts."""

import socket

import pytest

from chophien.server.listening import Listening, chosen_listening, require_free
from chophien.server.problems import ServerProblem
from chophien.settings import environment


@pytest.mark.parametrize(
    ("host", "port", "url", "loopback"),
    [
        ("127.0.0.1", "8000", "http://127.0.0.1:8000", True),
        ("localhost", "1", "http://127.0.0.1:1", True),
        ("127.9.9.9", "65535", "http://127.9.9.9:65535", True),
        ("::1", "8000", "http://[::1]:8000", True),
        ("0.0.0.0", "8000", "http://0.0.0.0:8000", False),
        ("192.0.2.7", "8000", "http://192.0.2.7:8000", False),
    ],
)
def test_an_address_knows_whether_others_can_reach_it(host, port, url, loopback, monkeypatch):
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", port)

    listening = chosen_listening()

    assert listening.is_loopback is loopback
    assert listening.url in {url, url.replace("127.0.0.1", "[::1]")}


@pytest.mark.parametrize(
    ("host", "port", "set_to", "site"),
    [
        ("127.0.0.1", "8000", "", "http://127.0.0.1:8000"),
        ("127.0.0.1", "8123", " ", "http://127.0.0.1:8123"),
        ("localhost", "8000", "", "http://127.0.0.1:8000"),
        ("0.0.0.0", "8000", "", "http://127.0.0.1:8000"),
        ("::1", "8000", "", "http://[::1]:8000"),
        ("::", "8000", "", "http://[::1]:8000"),
        ("192.0.2.7", "80", "", "http://192.0.2.7:80"),
        ("127.0.0.1", "8000", "https://chophien.vn/", "https://chophien.vn"),
    ],
)
def test_links_lead_to_the_address_at_which_the_market_says_it_is_open(host, port, set_to, site, monkeypatch):
    for name, value in (("HOST", host), ("PORT", port), ("CHOPHIEN_SITE", set_to)):
        monkeypatch.setenv(name, value)

    assert environment.site() == site


def test_where_nothing_is_set_links_lead_to_what_make_run_prints(monkeypatch):
    for name in ("HOST", "PORT", "CHOPHIEN_SITE"):
        monkeypatch.delenv(name, raising=False)

    assert environment.site() == chosen_listening().url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000.5", "٨٠", "1e3"])
def test_what_is_no_port_is_refused(port, monkeypatch):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(ServerProblem, match="it must be a number from 1 to 65535"):
        chosen_listening()


@pytest.mark.parametrize("host", ["no such host", "a" * 300, "..", "256.1.1.1"])
def test_what_is_no_host_is_refused(host, monkeypatch):
    monkeypatch.setenv("HOST", host)

    with pytest.raises(ServerProblem, match="no address of this machine"):
        chosen_listening()


def test_a_taken_port_is_told_before_the_web_server_would_share_it():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(ServerProblem, match=f"Another program already listens on port {port}"):
            require_free(Listening("127.0.0.1", port))


def test_a_free_port_is_left_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    require_free(Listening("127.0.0.1", port))
    require_free(Listening("127.0.0.1", port))


def test_an_address_of_another_machine_is_told():
    with pytest.raises(ServerProblem, match=r"cannot listen on 192\.0\.2\.7, port 8000"):
        require_free(Listening("192.0.2.7", 8000))
