"""Whatever is sent to the addresses where gateways tell: refused, and never a fault."""

import json

import pytest
from django.test import Client

from chophien.gateways.models import Notice
from chophien.gateways.tests.factories import an_order_to_pay, anew, begin, tell, tell_this
from chophien.orders.tests.factories import fresh

pytestmark = pytest.mark.django_db


def momo_post(body, kind="application/json"):
    return Client(enforce_csrf_checks=True).post("/webhooks/momo", body, content_type=kind)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 60_000,
        "{}",
        '{"signature": 5}',
        '{"signature": "\\ud800", "orderId": "\\u0000"}',
        '{"orderId": {"a": 1}, "signature": "x"}',
        '{"orderId": ["a"], "amount": 1e400, "signature": "x"}',
        b"\xff\xfe",
        '{"a": "' + "x" * 60_000 + '"}',
        "a=b&signature=x",
    ],
    ids=range(13),
)
@pytest.mark.usefixtures("momo")
def test_nonsense_to_momos_address_is_refused_and_never_a_fault(body):
    assert momo_post(body).status_code in {400, 403}
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "vnp_TxnRef=1",
        "vnp_SecureHash=1",
        "vnp_SecureHash=%00&vnp_TxnRef=%ff",
        "vnp_SecureHash=%F0%9F%98%80&vnp_TxnRef=1",
        "vnp_Amount=1&vnp_Amount=2&vnp_SecureHash=1",
        "vnp_TxnRef=" + "9" * 6_000,
        "&".join(f"vnp_{number}=1" for number in range(400)) + "&vnp_SecureHash=1",
    ],
    ids=range(8),
)
@pytest.mark.usefixtures("vnpay")
def test_nonsense_to_vnpays_address_is_answered_as_not_signed(query):
    answer = Client().get(f"/webhooks/vnpay?{query}")

    assert answer.status_code in {200, 400}
    assert answer.status_code == 400 or answer.json()["RspCode"] == "97"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("address", ["/webhooks/vnpay", "/webhooks/momo", "/tra-tien/ve/vnpay/", "/tra-tien/ve/none/"])
def test_without_keys_there_is_no_such_address(address, settings):
    settings.GATEWAYS = {"vnpay": {}, "momo": {}}
    client = Client()

    answers = {client.get(address).status_code, client.post(address, {}).status_code}

    assert answers <= {404, 405}


def test_a_replay_of_one_payment_for_another_pays_nothing(momo, vnpay):
    mine, other = an_order_to_pay("momo"), an_order_to_pay("momo")
    paid, unpaid = begin(mine, momo), begin(other, momo)
    momo.decide(paid.reference)
    told = momo.told(paid.reference)

    tell_this(momo, told)
    answer = tell_this(momo, {**told, "orderId": unpaid.reference})
    crossed = tell_this(vnpay, {key: str(value) for key, value in told.items()})

    assert answer.status_code == 403
    assert crossed.json()["RspCode"] == "97"
    assert [fresh(order).payment_status for order in (mine, other)] == ["paid", "awaiting_transfer"]


@pytest.mark.parametrize("amount", [0, -5, True, "50000.5", 50_000.5, 10**18, None, [], {}])
def test_a_signed_message_with_an_amount_that_is_none_pays_nothing(momo, amount):
    order = an_order_to_pay("momo")
    attempt = begin(order, momo)
    momo.decide(attempt.reference)

    answer = tell(momo, attempt, amount=amount)

    assert answer.status_code == 204
    assert (fresh(order).payment_status, anew(attempt).odd) == ("awaiting_transfer", "amount")


def test_unknown_fields_are_let_be_and_nothing_of_a_card_is_kept(vnpay, momo):
    cards = {"vnp_BankTranNo": "VNP123", "vnp_CardType": "ATM", "vnp_CardHolder": "SUNG A PAO"}
    attempt = begin(an_order_to_pay("vnpay"), vnpay)
    vnpay.decide(attempt.reference)
    tell(vnpay, attempt, **cards)
    wallet = begin(an_order_to_pay("momo"), momo)
    momo.decide(wallet.reference)
    tell_this(momo, {**momo.told(wallet.reference), "userPhone": "0912345678"})

    kept = json.dumps(list(Notice.objects.values_list("facts", flat=True)))

    assert (anew(attempt).status, anew(wallet).status) == ("paid", "paid")
    assert not [said for said in ("VNP123", "ATM", "SUNG", "0912") if said in kept]
