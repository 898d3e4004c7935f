"""The other doors: notifications sealed by the standard, Zalo's templates, calls."""

import base64
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from chophien.messages.actions.telling import tell
from chophien.messages.gateways.base import GatewayBusy, GatewayRefused, Letter, RecipientGone
from chophien.messages.gateways.configured import gateway_of, zalo_templates
from chophien.messages.gateways.kannel import KannelGateway
from chophien.messages.gateways.push import PushGateway, is_push_service, public_key_of, vapid_of
from chophien.messages.gateways.push_encryption import from_base64, seal_for_browser
from chophien.messages.gateways.zalo import ZaloGateway
from chophien.messages.models import Dispatch, PushDevice
from chophien.messages.sending import hand_over
from chophien.messages.states import Channel
from chophien.messages.tests.factories import a_reader

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
OUR_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
"""The application server's key of the example in RFC 8291, appendix A; no secret."""
BROWSER = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


def told(headers):
    """Names of headers as small letters: they are the same in any."""
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def answering(status, body=b"{}"):
    """A server that always answers so, and keeps what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((told(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.respond()

        def do_GET(self):
            asked.append((told(self.headers), self.path))
            self.respond()

        def respond(self):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_notification_is_sealed_as_in_the_example_of_the_standard():
    number = int.from_bytes(from_base64(OUR_KEY), "big")

    sealed = seal_for_browser(
        b"When I grow up, I want to be a watermelon",
        public_key=BROWSER["p256dh"],
        secret=BROWSER["auth"],
        our_key=ec.derive_private_key(number, ec.SECP256R1()),
        salt=from_base64("DGv6ra1nlYgDCS1FRnbzlw"),
    )

    assert base64.urlsafe_b64encode(sealed).rstrip(b"=").decode() == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://wns2-by3p.notify.windows.com/w/?token=x", True),
        ("https://web.push.apple.com/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evil.example/?fcm.googleapis.com", False),
        ("https://user@fcm.googleapis.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_the_browser_makers_push_services_are_called(endpoint, known):
    assert is_push_service(endpoint) == known


def test_a_notification_goes_out_signed_and_sealed():
    gateway = PushGateway(private_key=OUR_KEY, contact="mailto:cho@example.vn")

    with answering(201) as (address, asked):
        gateway.post(address, b"sealed")

    [(headers, body)] = asked
    token = headers["authorization"].split("t=")[1].split(",")[0]
    claims = json.loads(from_base64(token.split(".")[1]))
    assert (body, headers["content-encoding"], headers["ttl"]) == (b"sealed", "aes128gcm", "86400")
    assert (claims["aud"], claims["sub"]) == (address.rstrip("/"), "mailto:cho@example.vn")
    assert Vapid02.verify(headers["authorization"])
    assert public_key_of(OUR_KEY) == headers["authorization"].split("k=")[1]


@pytest.mark.parametrize(
    ("status", "fault"),
    [(404, RecipientGone), (410, RecipientGone), (429, GatewayBusy), (500, GatewayBusy), (400, GatewayRefused)],
)
def test_the_push_services_answers_are_sorted_into_gone_later_and_never(status, fault):
    with answering(status) as (address, _asked), pytest.raises(fault):
        PushGateway(private_key=OUR_KEY, contact="mailto:x@y.vn").post(address, b"x")


@pytest.mark.parametrize("key", ["", "x", "A" * 500])
def test_what_is_no_key_is_said_to_be_none(key):
    with pytest.raises(ValueError, match="CHOPHIEN_PUSH_KEY"):
        vapid_of(key)


@pytest.mark.django_db
def test_a_browser_that_is_gone_is_forgotten_and_the_next_way_tried(settings):
    settings.PUSH_KEY = OUR_KEY
    pao = a_reader()
    device = PushDevice.objects.create(
        code="TB-1", person_code=pao.code, endpoint="https://gone.example/x", public_key="x", secret="x", added_at=NOON
    )
    message = tell(kind="order.sent", text="Tin.", about="CP-1", person_code=pao.code, at=NOON)
    assert message.tried == [Channel.PUSH]
    dispatch = Dispatch.objects.get(device=device)

    hand_over(dispatch_id=dispatch.pk, at=NOON)

    message.refresh_from_db()
    assert (PushDevice.objects.count(), message.next_at) == (0, NOON)


LETTER = Letter(
    key="k-1", to="+84912345678", text="Đơn đã nhận.", kind="order.new", about="CP-1", link="https://cho.vn/don/CP-1/"
)


def test_zalo_gets_the_operators_template_with_its_three_fields():
    with answering(200, b'{"error": 0, "message": "Success", "data": {"msg_id": "z-7"}}') as (address, asked):
        handed = ZaloGateway(token="bi-mat", templates={"order.new": "123456"}, address=address).send(LETTER)

    [(headers, body)] = asked
    assert (handed.gateway_id, headers["access_token"]) == ("z-7", "bi-mat")
    assert json.loads(body) == {
        "phone": "84912345678",
        "template_id": "123456",
        "template_data": {"noi_dung": "Đơn đã nhận.", "ma": "CP-1", "lien_ket": "https://cho.vn/don/CP-1/"},
        "tracking_id": "k-1",
    }


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"error": -124}', GatewayBusy),
        (b'{"error": -108}', GatewayRefused),
        (b"<html>", GatewayBusy),
        (b"[]", GatewayBusy),
    ],
)
def test_zalos_faults_are_sorted_into_later_and_never(body, fault):
    with answering(200, body) as (address, _asked), pytest.raises(fault):
        ZaloGateway(token="x", templates={"order.new": "1"}, address=address).send(LETTER)


def test_zalo_is_not_asked_without_a_template():
    with pytest.raises(GatewayRefused, match="no template"):
        ZaloGateway(token="x", templates={}).send(LETTER)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [(403, b"Authorization failed", GatewayRefused), (503, b"x", GatewayBusy), (202, b"what?", GatewayRefused)],
)
def test_kannels_answers_are_sorted_into_later_and_never(status, body, fault):
    with answering(status, body) as (address, _asked), pytest.raises(fault):
        KannelGateway(address).send(LETTER)


def test_kannel_is_told_the_alphabet_and_where_to_report():
    with answering(202, b"0: Accepted for delivery") as (address, asked):
        gateway = KannelGateway(
            address.replace("//", "//cho:m%40t@"), sender="8077", reports_to="http://10.0.0.1:8000/"
        )
        gateway.send(LETTER)

    [(_headers, path)] = asked
    assert "username=cho&password=m%40t" in path
    assert "coding=2" in path
    assert "dlr-url=http%3A%2F%2F10.0.0.1%3A8000%2Fsms%2Fket-qua%2Fk-1%2F%3Floai%3D%25d" in path


def test_channels_without_settings_are_closed_and_sms_stay_here(settings):
    assert [gateway_of(one) for one in (Channel.PUSH, Channel.ZALO, Channel.VOICE, Channel.VISIT)] == [None] * 4
    sms = gateway_of(Channel.SMS)
    assert sms is not None
    assert not sms.delivers


def test_settings_choose_the_gateways(settings):
    settings.PUSH_KEY = OUR_KEY
    settings.ZALO_TOKEN, settings.ZALO_TEMPLATES = "x", ["order.new=12", " order.late = 13 ", "x="]
    settings.VOICE_GATEWAY = "https://calls.example/"
    settings.SMS_GATEWAY, settings.SMS_PROTOCOL = "http://127.0.0.1:13013/cgi-bin/sendsms", "kannel"

    names = [type(gateway_of(one)).__name__ for one in (Channel.PUSH, Channel.ZALO, Channel.VOICE, Channel.SMS)]

    assert names == ["PushGateway", "ZaloGateway", "JsonGateway", "KannelGateway"]
    assert zalo_templates() == {"order.new": "12", "order.late": "13"}
