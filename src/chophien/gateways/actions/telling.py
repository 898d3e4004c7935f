"""Telling who paid what becomes of money that pays nothing, and what is missing. Of refunds the orders tell. By a job,
after the commit.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.gateways.actions.steps import LEFT_OPEN
from chophien.gateways.asked import Stands, asked_of
from chophien.gateways.models import Attempt, Repayment
from chophien.gateways.states import WhyBack
from chophien.lib.dates import format_day, local_date
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import tell
from chophien.orders.models import OrderGroup
from chophien.orders.selectors.orders import orders_in

SAID: dict[str, Sentence] = {
    "owed": _(
        "Chợ Phiên: %(amount)s came through %(gateway)s for %(code)s, and nothing was to be paid any more. "
        "It goes back the same way by %(day)s."
    ),
    WhyBack.SURPLUS: _("Chợ Phiên: %(code)s is paid. %(amount)s too much came and comes back by %(day)s."),
    WhyBack.DECIDED: _("Chợ Phiên: the %(amount)s that came for %(code)s comes back by %(day)s."),
    "account": _(
        "Chợ Phiên: %(gateway)s has not given back the %(amount)s for %(code)s. To get it by a transfer, write your"
        " bank account on the order's page."
    ),
    "went": _("Chợ Phiên: %(amount)s for %(code)s was given back through %(gateway)s."),
}

REST: Sentence = _("Chợ Phiên: %(came)s came for %(code)s. %(missing)s is missing: choose how to pay it.")
NOTHING: Sentence = _("Chợ Phiên: no money came through %(gateway)s for %(code)s. Choose how to pay the %(missing)s.")


@transaction.atomic
def tell_rest(*, attempt_id: int, at: datetime) -> None:
    """Tell the buyer what is missing after a part came, or that nothing came. Nothing once it is not awaited."""
    attempt = Attempt.objects.get(pk=attempt_id)
    asked = asked_of(attempt.group_code, at=at)
    if asked.stands not in {Stands.AWAITED, Stands.REST}:
        return
    group = OrderGroup.objects.select_related("person").get(code=attempt.group_code)
    tell(
        kind="order.money",
        person_code=group.person.code if group.person else "",
        phone=group.contact_phone,
        text=REST if attempt.came_vnd else NOTHING,
        facts={
            "came": format_vnd(attempt.came_vnd),
            "missing": format_vnd(asked.amount_vnd),
            "gateway": attempt.get_gateway_display(),
            "code": group.code,
        },
        link=reverse("gateways:pay", args=[group.code]),
        about=group.code,
        language=group.language,
        at=at,
    )


@transaction.atomic
def tell_back(*, repayment_id: int, news: str, at: datetime) -> None:
    """Tell the buyer what goes back and by when, that it went, or that an account is asked for, as long as one is."""
    repayment = Repayment.objects.get(pk=repayment_id)
    if news == "account" and repayment.status not in LEFT_OPEN:
        return
    group = OrderGroup.objects.select_related("person").get(code=repayment.group_code)
    tell(
        kind="order.money",
        person_code=group.person.code if group.person else "",
        phone=group.contact_phone,
        text=SAID.get(repayment.why, SAID[news]) if news == "owed" else SAID[news],
        facts={
            "amount": format_vnd(repayment.amount_vnd),
            "gateway": repayment.get_gateway_display(),
            "code": group.code,
            "day": format_day(repayment.due_on, today=local_date(at)),
        },
        link=reverse("orders:order", args=[orders_in(group)[0].code]),
        about=group.code,
        language=group.language,
        at=at,
    )
