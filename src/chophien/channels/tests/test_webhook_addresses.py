"""Where messages may go: nothing inside is reached, whatever an address says."""

import socket
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.channels.errors import AddressRefused
from chophien.channels.models import WebhookEndpoint
from chophien.channels.tests.webhooks import an_endpoint
from chophien.channels.webhooks.posting import Answer, is_public, post, target_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url",
    [
        "http://kho.example.vn/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://localhost/",
        "https://169.254.169.254/latest/meta-data/", "https://[fe80::1]/", "https://[fd00::1]/", "https://10.1.2.3/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://224.0.0.1/",
        "https://100.64.0.1/", "https://user:pass@kho.example.vn/", "https://kho.example.vn:22/", "https://kho.internal/",
        "https://router/", "https://kho.example.vn:99999/", "ftp://kho.example.vn/", "//kho.example.vn/", "", "x" * 600,
        "https://kho.example.vn/\r\nX: y", "https://khô.vn/", "https://kho.example.vn\\@127.0.0.1/", "https://[::", "https:///x",
    ],
)  # fmt: skip
def test_no_address_inside_and_no_strange_one_is_taken(url):
    with pytest.raises(AddressRefused):
        an_endpoint(url=url)

    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.0.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True), ("64:ff9b::a00:1", False), ("2002:0a00:0001::", False), ("::7f00:1", False), ("0.0.0.0", False),
        ("255.255.255.255", False), ("ff02::1", False), ("100.64.0.1", False), ("198.18.0.1", False), ("240.0.0.1", False),
    ],
)  # fmt: skip
def test_what_counts_as_the_open_internet(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:169.254.169.254"], []])
def test_a_name_that_leads_inside_is_not_followed(found):
    answer = post("https://kho.example.vn/", b"{}", {}, lookup=lambda _host, _port: found)

    assert answer == Answer(None, "address_refused")


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind():
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    post("https://kho.example.vn/", b"{}", {}, lookup=rebinding)

    assert asked == ["kho.example.vn"]


def test_the_connection_goes_to_the_address_that_was_checked(listener):
    target = target_of(listener.url, is_local=True)

    answer = post(
        f"http://kho.example.vn:{target.port}/x", b"{}", {}, is_local=True, lookup=lambda _host, _port: ["127.0.0.1"]
    )

    assert answer == Answer(204)
    assert listener.heard[0][1]["host"] == f"kho.example.vn:{target.port}"


def test_no_redirect_is_followed(listener):
    listener.status, listener.location = 302, listener.url + "/inside"

    answer = post(listener.url + "/x", b"{}", {}, is_local=True)

    assert answer == Answer(302, "status_302")
    assert [path for path, _headers, _body in listener.heard] == ["/x"]


def test_a_listener_that_answers_letter_by_letter_is_cut_off(monkeypatch):
    monkeypatch.setattr("chophien.channels.webhooks.posting.SECONDS_IN_ALL", 0.5)
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        connection, _from = server.accept()
        with connection:
            while not over.wait(0.1):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = timezone.now()

    answer = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, is_local=True)

    over.set()
    server.close()
    assert answer.status is None
    assert timezone.now() - began < timedelta(seconds=5)


def test_nobody_there_is_an_answer_too():
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    server.close()

    assert post(f"http://127.0.0.1:{port}/", b"{}", {}, is_local=True) == Answer(None, "no_answer")
