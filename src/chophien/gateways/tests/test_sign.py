"""Signatures as the gateways document them, and messages that say something else than they seem to."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from chophien.gateways.adapters import momo, vnpay
from chophien.gateways.adapters.base import Back, GiveBack, NoAnswer, Outcome, Wanted
from chophien.gateways.adapters.momo import Momo
from chophien.gateways.adapters.vnpay import Vnpay
from chophien.gateways.simulator.momo import MomoSimulator
from chophien.gateways.simulator.vnpay import VnpaySimulator
from chophien.gateways.tests.factories import MOMO_KEYS, VNPAY_KEYS

VECTORS = json.loads((Path(__file__).parent / "data" / "vnpay_hmac_vectors.json").read_text("utf-8"))
"""Where they are from stands in SOURCES.md beside them."""
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
WANTED = Wanted(
    reference="a1b2",
    amount_vnd=125_000,
    about="Cho Phien GD-7K3M-9234",
    return_to="https://chophien.vn/tra-tien/ve/vnpay/",
    notify_at="https://chophien.vn/webhooks/momo",
    begins_at=NOON,
    ends_at=datetime(2026, 11, 21, 5, 15, tzinfo=UTC),
    language="vi",
    device="203.0.113.9",
)
TERMINAL = Vnpay(**VNPAY_KEYS, page="https://pay.example/page", api="https://pay.example/api")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["name"])
def test_vnpay_signs_as_the_vectors_do(vector):
    assert vnpay.signed_text(vector["params"]) == vector["data"]
    assert (vnpay.sign(vector["data"], key=vector["secret"]) == vector["expect"]) is vector["ok"]


def test_vnpays_page_is_asked_for_the_amount_in_hundredths_until_the_goods_are_held():
    address = TERMINAL.start(WANTED).address

    said = dict(parse_qsl(urlsplit(address).query))
    signature = said.pop("vnp_SecureHash")
    assert address.startswith("https://pay.example/page?vnp_Amount=12500000&vnp_Command=pay&")
    assert said["vnp_CreateDate"] == "20261121120000"
    assert said["vnp_ExpireDate"] == "20261121121500"
    assert said["vnp_CurrCode"] == "VND"
    assert said["vnp_Version"] == "2.1.0"
    assert signature == vnpay.sign(vnpay.signed_text(said), key="only for tests")


def test_vnpays_questions_are_signed_in_the_documented_order():
    fields = {f"vnp_{name}": name for name in vnpay.ASKED}

    assert vnpay.joined(fields, vnpay.ASKED) == (
        "RequestId|Version|Command|TmnCode|TxnRef|TransactionDate|CreateDate|IpAddr|OrderInfo"
    )
    assert vnpay.joined({f"vnp_{name}": name for name in vnpay.GIVEN}, vnpay.GIVEN) == (
        "RequestId|Version|Command|TmnCode|TransactionType|TxnRef|Amount|TransactionNo|TransactionDate|CreateBy|"
        "CreateDate|IpAddr|OrderInfo"
    )


def test_momo_signs_in_its_own_order_and_encodes_nothing():
    said = {name: name for name in momo.CREATED}

    assert momo.raw_text({**said, "orderInfo": "a b&c"}, momo.CREATED) == (
        "accessKey=accessKey&amount=amount&extraData=extraData&ipnUrl=ipnUrl&orderId=orderId&orderInfo=a b&c"
        "&partnerCode=partnerCode&redirectUrl=redirectUrl&requestId=requestId&requestType=requestType"
    )
    assert momo.raw_text({name: name for name in momo.GIVEN}, momo.GIVEN) == (
        "accessKey=accessKey&amount=amount&description=description&orderId=orderId&partnerCode=partnerCode"
        "&requestId=requestId&transId=transId"
    )
    assert momo.raw_text({name: name for name in momo.NOTICED}, momo.NOTICED) == (
        "accessKey=accessKey&amount=amount&extraData=extraData&message=message&orderId=orderId&orderInfo=orderInfo"
        "&orderType=orderType&partnerCode=partnerCode&payType=payType&requestId=requestId&responseTime=responseTime"
        "&resultCode=resultCode&transId=transId"
    )
    assert len(momo.sign("a", key="b")) == 64


def a_vnpay_message(**changes):
    simulator = VnpaySimulator(**VNPAY_KEYS)
    simulator.sale(dict(parse_qsl(urlsplit(TERMINAL.start(WANTED).address).query)))
    simulator.decide("a1b2")
    return simulator.told("a1b2", **changes)


@pytest.mark.parametrize(
    ("changes", "outcome", "amount", "ours"),
    [
        ({}, Outcome.PAID, 125_000, True),
        ({"vnp_ResponseCode": "24", "vnp_TransactionStatus": "02"}, Outcome.FAILED, 125_000, True),
        ({"vnp_TransactionStatus": "01"}, Outcome.PENDING, 125_000, True),
        ({"vnp_ResponseCode": "07", "vnp_TransactionStatus": "07"}, Outcome.PENDING, 125_000, True),
        ({"vnp_ResponseCode": "24"}, Outcome.PENDING, 125_000, True),
        ({"vnp_Amount": "12500001"}, Outcome.PAID, None, True),
        ({"vnp_Amount": "125000.00"}, Outcome.PAID, None, True),
        ({"vnp_Amount": "-12500000"}, Outcome.PAID, None, True),
        ({"vnp_TmnCode": "ANOTHER1"}, Outcome.PAID, 125_000, False),
        ({"vnp_CurrCode": "USD"}, Outcome.PAID, 125_000, False),
    ],
)
def test_what_vnpay_says_is_read_to_the_dong(changes, outcome, amount, ours):
    told = TERMINAL.read_notice(a_vnpay_message(**changes))

    assert (told.genuine, told.outcome, told.amount_vnd, told.ours) == (True, outcome, amount, ours)
    assert "BankTranNo" not in told.facts
    assert "CardType" not in told.facts


@pytest.mark.parametrize(
    "change",
    [{"vnp_Amount": "1"}, {"vnp_TxnRef": "c3d4"}, {"vnp_Extra": "x"}, {"vnp_SecureHash": ""}, {"vnp_SecureHash": "ü"}],
)
def test_a_message_of_vnpay_in_which_anything_was_changed_is_not_genuine(change):
    assert not TERMINAL.read_notice({**a_vnpay_message(), **change}).genuine


def test_what_else_stands_in_the_address_does_not_hurt():
    told = TERMINAL.read_return({**a_vnpay_message(), "utm_source": "app", "vnp_SecureHashType": "HmacSHA512"})

    assert told.genuine


PARTNER = Momo(**MOMO_KEYS, api="https://wallet.example")


def a_momo_message(key="", **changes):
    simulator = MomoSimulator(**MOMO_KEYS)
    signed = PARTNER._sign
    said = {"orderId": "a1b2", "requestId": "a1b2", "amount": 125_000, "ipnUrl": "", "redirectUrl": "",
            "orderInfo": "x", "partnerCode": "CHOPHIEN", "extraData": "", "requestType": "captureWallet"}  # fmt: skip
    simulator._create({**said, "signature": signed(said, momo.CREATED)})
    simulator.decide("a1b2")
    return simulator.told("a1b2", key=key, **changes)


@pytest.mark.parametrize(
    ("changes", "outcome", "amount", "ours"),
    [
        ({}, Outcome.PAID, 125_000, True),
        ({"resultCode": 1006}, Outcome.FAILED, 125_000, True),
        ({"resultCode": 9000}, Outcome.PENDING, 125_000, True),
        ({"resultCode": 99}, Outcome.UNKNOWN, 125_000, True),
        ({"resultCode": True}, Outcome.UNKNOWN, 125_000, True),
        ({"resultCode": "0"}, Outcome.PAID, 125_000, True),
        ({"amount": 125_000.5}, Outcome.PAID, None, True),
        ({"amount": None}, Outcome.PAID, None, True),
        ({"amount": [125_000]}, Outcome.PAID, None, True),
        ({"partnerCode": "ANOTHER"}, Outcome.PAID, 125_000, False),
    ],
)
def test_what_momo_says_is_read_to_the_dong(changes, outcome, amount, ours):
    told = PARTNER.read_notice(a_momo_message(**changes))

    assert (told.genuine, told.outcome, told.amount_vnd, told.ours) == (True, outcome, amount, ours)


@pytest.mark.parametrize("change", [{"amount": 1}, {"orderId": "c3d4"}, {"signature": 5}, {"signature": "\ud800"}])
def test_a_message_of_momo_in_which_anything_was_changed_is_not_genuine(change):
    assert not PARTNER.read_notice({**a_momo_message(), **change}).genuine


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(0, Back.DONE), (13, Back.UNKNOWN), (11, Back.UNKNOWN), (40, Back.UNKNOWN), (99, Back.UNKNOWN), (42, Back.AGAIN)],
)
def test_an_answer_about_the_question_says_nothing_about_the_money(code, outcome):
    partner = Momo(
        **MOMO_KEYS,
        api="https://wallet.example",
        ask=lambda _url, _said: {"resultCode": code, "amount": 50_000, "partnerCode": MOMO_KEYS["partner"]},
    )

    moments = {"began_at": NOON, "paid_at": NOON, "at": NOON}
    part = GiveBack("r1", "a1b2", "4014083433", payment_vnd=125_000, amount_vnd=50_000, about="HT", **moments)

    assert partner.ask_back(part, question="q1").outcome == outcome


def test_momos_page_on_another_host_is_not_gone_to():
    elsewhere = Momo(
        **MOMO_KEYS,
        api="https://wallet.example",
        ask=lambda _url, _said: {"resultCode": 0, "payUrl": "https://elsewhere.example/pay"},
    )

    with pytest.raises(NoAnswer):
        elsewhere.start(WANTED)
