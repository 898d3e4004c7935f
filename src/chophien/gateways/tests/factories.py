"""Payments through gateways for tests: begun by the market, decided by a simulator, told over HTTP."""

import secrets
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client

from chophien.gateways.actions.entering import propose
from chophien.gateways.actions.payoffs import take_payoff
from chophien.gateways.actions.payouts import say_paid_out
from chophien.gateways.actions.starting import start_payment
from chophien.gateways.models import Attempt, Notice, PayoffLine, Repayment, RepaymentStep
from chophien.gateways.simulator.base import Simulator
from chophien.gateways.simulator.vnpay import VnpaySimulator
from chophien.gateways.states import EntryHow
from chophien.ledger.actions.posting import Wish
from chophien.ledger.selectors import balance_of
from chophien.orders.tests.factories import NOON, an_order, guest
from chophien.payments import chart
from chophien.payments.actions.books import enter
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget

VNPAY_KEYS = {"terminal": "CHOPHIEN", "key": "only for tests"}
MOMO_KEYS = {"partner": "CHOPHIEN", "access_key": "tests", "key": "only for tests too"}
LATER = timedelta(minutes=1)


def an_order_to_pay(name: str, **facts):
    """An order that waits to be paid through a gateway."""
    return an_order(payment=name, **facts)


def begin(order, simulator: Simulator, *, at=NOON) -> Attempt:
    """The buyer presses the button and stands on the gateway's page."""
    begun = start_payment(
        group=order.group, name=simulator.name, actor=guest(order), at=at, device="203.0.113.9", language="vi"
    )
    if isinstance(simulator, VnpaySimulator):
        assert simulator.sale(dict(parse_qsl(urlsplit(begun.address).query))) is not None
    return begun.attempt


def tell(simulator: Simulator, attempt: Attempt, **changes):
    """The gateway's server tells the market's server what became of it."""
    told = simulator.told(attempt.reference, **changes)
    return tell_this(simulator, told)


def tell_this(simulator: Simulator, told):
    client = Client(enforce_csrf_checks=True)
    if isinstance(simulator, VnpaySimulator):
        return client.get("/webhooks/vnpay", told)
    return client.post("/webhooks/momo", told, content_type="application/json")


def come_back(simulator: Simulator, attempt: Attempt, **changes):
    """The buyer's browser comes back."""
    told = simulator.told(attempt.reference, **changes)
    return Client().get(f"/tra-tien/ve/{simulator.name}/?{urlencode(told)}")


def pay(order, simulator: Simulator, *, at=NOON) -> Attempt:
    """The buyer pays, and the gateway tells it."""
    attempt = begin(order, simulator, at=at)
    simulator.decide(attempt.reference)
    tell(simulator, attempt)
    return anew(attempt)


def anew(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def stands_at(code: str) -> int:
    """What stands in an account of the books, debits less credits."""
    return balance_of(code).held


def a_rule(key: str, value: object) -> None:
    """For the rest of the test this rule has another value."""
    LegalParameter.objects.filter(key=key).update(value=value)
    forget()


def a_story(group_code: str, *, operator, at, name: str = "vnpay") -> dict[str, str]:
    """What a gateway leaves to people about a group, without asking any: a payment that came twice and that it would
    not give back, one that does not fit, a table that differs, and a payout that does. Their references and codes.
    """
    begun = {"group_code": group_code, "gateway": name, "amount_vnd": 250_000, "began_at": at, "ends_at": at}
    paid = Attempt.objects.create(
        **begun, reference=secrets.token_hex(16), status="paid", use="back", number="14422574", decided_at=at,
        came_vnd=250_000, back_vnd=250_000,
    )  # fmt: skip
    came = Wish(f"story:{paid.reference}", chart.gateway(name), chart.REFUNDS, 250_000, kind="gateway_surplus")
    enter([came], at=at)
    odd = Attempt.objects.create(**begun, reference=secrets.token_hex(16), odd="amount")
    for genuine, code in ((True, "00"), (False, "24")):
        Notice.objects.create(
            attempt=odd, source="notice", digest=secrets.token_hex(32), genuine=genuine, outcome="paid", code=code,
            amount_vnd=249_000, at=at,
        )  # fmt: skip
    back = Repayment.objects.create(
        reference=secrets.token_hex(16), attempt=paid, group_code=group_code, gateway=name, amount_vnd=250_000,
        why="twice", due_on=at.date() + timedelta(days=30), asked_at=at, status="refused", tries=1, code="95",
    )  # fmt: skip
    for step, before, after in (("send", "waiting", "asked"), ("refuse", "asked", "refused")):
        RepaymentStep.objects.create(
            repayment=back, step=step, from_status=before, to_status=after, actor_code="system:gateway", at=at
        )
    table = f"Ngày giao dịch,Mã đơn hàng,Số tiền,Phí\n{at:%d/%m/%Y},{paid.reference},250.000,2.750\n"
    table += f"{at:%d/%m/%Y},{secrets.token_hex(4)},45.000,500\n"
    payoff = take_payoff(data=table.encode(), name="vnpay-ngay.csv", actor=operator, at=at)
    payout = say_paid_out(
        line_code=f"SK-{secrets.token_hex(4)}", amount_vnd=240_000, tables=[payoff.code], actor=operator, at=at
    )
    line = PayoffLine.objects.get(payoff=payoff, difference="not_ours")
    propose(line=line, how=EntryHow.BOOK, reason="Cổng trả nhầm, sẽ trừ lại hôm sau", actor=operator, at=at)
    return {
        "attempt": paid.reference,
        "odd": odd.reference,
        "back": back.reference,
        "payoff": payoff.code,
        "payout": payout.code,
    }
