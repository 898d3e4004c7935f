"""Telling who paid what becomes of money that pays nothing. Of refunds the orders tell. By a job, after the commit."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chophien.gateways.models import Repayment
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
    "went": _("Chợ Phiên: %(amount)s for %(code)s was given back through %(gateway)s."),
}


@transaction.atomic
def tell_back(*, repayment_id: int, news: str, at: datetime) -> None:
    """Tell the buyer what goes back and by when, or that it went."""
    repayment = Repayment.objects.get(pk=repayment_id)
    group = OrderGroup.objects.select_related("person").get(code=repayment.group_code)
    tell(
        kind="order.money",
        person_code=group.person.code if group.person else "",
        phone=group.contact_phone,
        text=SAID[news],
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
