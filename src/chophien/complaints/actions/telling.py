"""Telling both sides and the market what happened to a complaint. Called by jobs, after the commit."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import Role, Scope
from chophien.complaints.models import Complaint
from chophien.complaints.selectors.complaints import with_everything
from chophien.lib.dates import format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.messages.actions.telling import tell
from chophien.orders.states import Side
from chophien.sellers.actions.staff import STAFF_NEWS, tell_staff
from chophien.sellers.models import Seller

TO_BUYER: Mapping[str, Sentence] = {
    "open": _("Chợ Phiên: complaint %(code)s about order %(order)s came in. Answer before %(reply)s."),
    "answer": _("Chợ Phiên: the shop answered complaint %(code)s. Read it and say whether you agree."),
    "escalate": _("Chợ Phiên: the market looks at complaint %(code)s. It decides before %(settle)s."),
    "decide": _("Chợ Phiên: the market has decided about complaint %(code)s. Read it on the order's page."),
    "appeal": _("Chợ Phiên: somebody else of the market looks at complaint %(code)s again, before %(settle)s."),
    "settle": _("Chợ Phiên: complaint %(code)s is settled."),
    "rescind": _("Chợ Phiên: you cancelled the contract of order %(order)s. What you paid is owed back to you."),
    "lapse": _("Chợ Phiên: complaint %(code)s was closed, because you did not answer. You can ask to look again."),
    "take_back": _("The shop has the goods of complaint %(code)s back. The money is owed to you now."),
    "send_other": _("Chợ Phiên: the shop sent other goods for complaint %(code)s: %(parcel)s."),
}
TO_SELLER: Mapping[str, Sentence] = {
    "open": _("Chợ Phiên: complaint %(code)s about order %(order)s. Answer before %(reply)s."),
    "accept": _("The buyer agrees with your answer to complaint %(code)s."),
    "escalate": _("The market looks at complaint %(code)s. It decides before %(settle)s."),
    "decide": _("Chợ Phiên: the market has decided about complaint %(code)s. Read what is to be done."),
    "appeal": _("Somebody else of the market looks at complaint %(code)s again."),
    "rescind": _(
        "Chợ Phiên: the buyer cancelled the contract of order %(order)s: wrong information. Read what follows."
    ),
    "withdraw": _("The buyer has taken complaint %(code)s back."),
    "send_back": _("The buyer sent the goods of complaint %(code)s back: %(parcel)s."),
    "lapse": _("Complaint %(code)s was closed: the buyer did not answer."),
    "settle": _("Complaint %(code)s is settled."),
}
TO_MARKET: Mapping[str, Sentence] = {
    "escalate": _("Complaint %(code)s waits for a decision before %(settle)s."),
    "appeal": _("Complaint %(code)s waits for a second look by somebody else, before %(settle)s."),
}
LATE = _("Complaint %(code)s should have been settled before %(settle)s.")
BY_PHONE = {"open": "complaint.new", "decide": "shop.notice", "rescind": "shop.notice"}
"""How a shop's managers are told of the steps that its people must not miss."""
CONFIRMED = frozenset({"open", "rescind"})
"""Steps of which buyers have it in writing that they took them."""


@transaction.atomic
def tell_step(*, complaint_id: int, step: str, side: Side, at: datetime) -> None:
    """Tell those who did not take the step themselves; what is in `CONFIRMED` is confirmed to the buyer, too."""
    complaint = with_everything(Complaint.objects.all()).get(pk=complaint_id)
    facts = _facts(complaint, at=at)
    if step in TO_BUYER and (side != Side.BUYER or step in CONFIRMED):
        tell_buyer(complaint, TO_BUYER[step], facts, at=at)
    if step in TO_SELLER and side != Side.SELLER:
        tell_staff(
            seller=complaint.order.seller,
            text=TO_SELLER[step],
            facts=facts,
            link=f"/ban-hang/khieu-nai/{complaint.code}/",
            about=complaint.code,
            at=at,
            kind=BY_PHONE.get(step, STAFF_NEWS),
        )
    if step in TO_MARKET:
        tell_operators(complaint.order.seller, TO_MARKET[step], facts, complaint=complaint, at=at)


@transaction.atomic
def tell_late(*, complaint_id: int, at: datetime) -> None:
    """Tell the operators of the area that a complaint takes too long."""
    complaint = with_everything(Complaint.objects.all()).get(pk=complaint_id)
    tell_operators(complaint.order.seller, LATE, _facts(complaint, at=at), complaint=complaint, at=at)


def tell_buyer(complaint: Complaint, text: Sentence, facts: Mapping[str, object], *, at: datetime) -> None:
    """Tell whoever ordered, on the site if they have an account and on the phone they gave."""
    group = complaint.order.group
    tell(
        kind="complaint.news",
        person_code=group.person.code if group.person else "",
        phone=group.contact_phone,
        language=group.language,
        text=text,
        facts=facts,
        link=f"/don/{complaint.order.code}/khieu-nai/{complaint.code}/",
        about=complaint.code,
        at=at,
    )


def tell_operators(
    seller: Seller, text: Sentence, facts: Mapping[str, object], *, complaint: Complaint, at: datetime
) -> None:
    """Tell those who decide in the shop's province, and those of the whole country where there is nobody."""
    province = seller.commune.province.code
    here = people_with_role_at(roles=[Role.OPERATOR], scope=Scope.PROVINCE, scope_code=province, at=at)
    everywhere = people_with_role_at(roles=[Role.OPERATOR], scope=Scope.NATION, scope_code="", at=at)
    for person in list(here) or list(everywhere):
        tell(
            kind="office.task",
            person_code=person.code,
            text=text,
            facts=facts,
            link=f"/dieu-hanh/khieu-nai/{complaint.code}/",
            about=complaint.code,
            at=at,
        )


def _facts(complaint: Complaint, *, at: datetime) -> dict[str, object]:
    today = local_date(at)
    return {
        "code": complaint.code,
        "order": complaint.order.code,
        "reply": format_moment(complaint.reply_due, today=today),
        "settle": format_moment(complaint.settle_due, today=today),
        "parcel": complaint.other_parcel or complaint.return_parcel,
    }
