"""Cash refunds that are fetched at a till, for tests: promised, asked for, said yes to, and what lies in the till."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from chophien.accounts.models import SignInCard
from chophien.cashpoints.actions.confirming import Proof, send_confirmation
from chophien.cashpoints.actions.giving_back import ask_cash_back, confirm_cash_back
from chophien.cashpoints.selectors.owed import owed_named
from chophien.cashpoints.selectors.tills import float_of
from chophien.cashpoints.tests.factories import NOON, code_sent
from chophien.lib.actor import SYSTEM
from chophien.lib.codes import new_code, token_digest
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.money import give_money_back
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.tests.factories import fresh
from chophien.payments.actions.asking import give_account
from chophien.payments.states import NamedBy
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import remember
from chophien.rules.testing import ONE_DAY

PIN, FLOAT, PART = "471928", 30_000_000, 123_457
LONGEST = "Điểm bưu điện văn hóa xã Nguyễn Thị Minh Khai"
SOON = NOON + timedelta(minutes=5)


def gives_back(order, amount, *, at=NOON):
    return give_money_back(order=order, amount_vnd=amount, reason="hỏng", noticed_at=at, actor=SYSTEM, at=at)


def brought_by(carrier, order):
    """The parcel has come and its cash is with the carrier; with none that settles with the market, with the shop."""
    order = confirm_order(order=fresh(order), actor=SYSTEM, at=NOON)
    order = pack_order(order=order, actor=SYSTEM, at=NOON)
    name = carrier.name if carrier else "Xe khách"
    order = hand_over_order(order=order, actor=SYSTEM, at=NOON, carrier=name, tracking_code=f"EB{order.pk:06}VN")
    return fresh(receive_order(order=order, actor=SYSTEM, at=NOON))


def owed_of(order):
    return owed_named(order.group.code)


def asks(order, till, agent, *, at=NOON, key="k"):
    return ask_cash_back(owed=owed_of(order), till=till, key=key, actor=agent, at=at)


def coded(order, till, agent, *, at=NOON, key="k"):
    return send_confirmation(order=asks(order, till, agent, at=at, key=key), actor=agent, at=at)


def says(asked, agent, *, at=NOON, code=None, **card):
    proof = Proof(**card) if card else Proof(code=code_sent(asked) if code is None else code)
    return confirm_cash_back(order=asked, proof=proof, actor=agent, at=at)


def held(till):
    return float_of(till, simulated=False, at=NOON).held_vnd


def free(till):
    return float_of(till, simulated=False, at=NOON).free_vnd


def ends(asked):
    asked.refresh_from_db()
    return asked.status, asked.payer_phone


def a_card(person):
    return SignInCard.objects.create(
        code=new_code("TH", 8),
        person=person,
        opens="gian-hang",
        token_digest=token_digest(person.code),
        pin=make_password(PIN),
        issued_by="x",
        issued_at=NOON,
    )


def by_card(card):
    return {"card_code": card.code, "pin": PIN}


def rule(key, value):
    LegalParameter.objects.filter(key=key).update(value=value)
    remember(seconds=ONE_DAY)


def names_account(group_code):
    give_account(
        group_code=group_code,
        bank_bin="970436",
        account="0011002233",
        owner_name="VANG THI MAI",
        by=NamedBy.SIGNED_IN,
        actor=SYSTEM,
        at=NOON,
    )
