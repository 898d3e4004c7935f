"""Telling who gives, who receives and who decides about cash."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.selectors import people_with_role_at
from chophien.accounts.states import Role, Scope
from chophien.collecting.models import HandOver
from chophien.collecting.selectors.cash import names_of
from chophien.collecting.states import HolderKind, Receiver
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import tell
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller

MONEY_PAGE, HELPERS_PAGE, OFFICE_PAGE = "/ban-hang/tien/", "/giup/tien-mat/", "/dieu-hanh/tien/thu-ho/"


def tell_receiver(hand_over: HandOver, *, at: datetime) -> None:
    """Ask the household or cooperative whether the cash came. The market's bank says so by itself."""
    if hand_over.receiver == Receiver.MARKET:
        return
    tell_managers(
        seller=Seller.objects.get(code=hand_over.receiver_code),
        kind="payment.news",
        text=_("Chợ Phiên: %(name)s says that they handed you %(amount)s in cash. Has it come? Say so under Money."),
        facts={"name": names_of([hand_over.giver])[hand_over.giver], "amount": format_vnd(hand_over.due_vnd)},
        link=MONEY_PAGE,
        about=hand_over.code,
        at=at,
    )


def tell_giver(hand_over: HandOver, *, came: bool, at: datetime) -> None:
    """Tell a helper or a cooperative what the receiver said, and the office about a no."""
    text = (
        _("Chợ Phiên: %(amount)s of receipt %(code)s was received. It is no longer in your hands.")
        if came
        else _("Chợ Phiên: receipt %(code)s is not confirmed: they say that %(amount)s did not come. Talk to them.")
    )
    facts = {"amount": format_vnd(hand_over.due_vnd), "code": hand_over.code}
    _tell_who_gave(hand_over, text, facts, at=at)
    if not came:
        tell_office(
            _("Chợ Phiên: somebody says that the cash of receipt %(code)s (%(amount)s) did not come. Ask both sides."),
            facts,
            about=hand_over.code,
            at=at,
        )


def tell_paying_in(hand_over: HandOver, text: Sentence, facts: Mapping[str, object], *, at: datetime) -> None:
    """Tell who pays cash in by transfer what came of it: too little, or too much. Of a carrier the office hears."""
    if hand_over.giver_kind == HolderKind.CARRIER:
        tell_office(text, facts, about=hand_over.code, at=at)
    else:
        _tell_who_gave(hand_over, text, facts, at=at)


def _tell_who_gave(hand_over: HandOver, text: Sentence, facts: Mapping[str, object], *, at: datetime) -> None:
    if hand_over.giver_kind == HolderKind.HELPER:
        tell(
            kind="household.task",
            person_code=hand_over.giver_code,
            text=text,
            facts=facts,
            link=HELPERS_PAGE,
            about=hand_over.code,
            at=at,
        )
    elif hand_over.giver_kind == HolderKind.SELLER:
        tell_managers(
            seller=Seller.objects.get(code=hand_over.giver_code),
            kind="payment.news",
            text=text,
            facts=facts,
            link=MONEY_PAGE,
            about=hand_over.code,
            at=at,
        )


def tell_office(text: Sentence, facts: Mapping[str, object], *, about: str, at: datetime, link: str = "") -> None:
    """Tell the operators of the whole country."""
    for person in people_with_role_at(roles=[Role.OPERATOR], scope=Scope.NATION, scope_code="", at=at):
        tell(
            kind="office.task",
            person_code=person.code,
            text=text,
            facts=facts,
            link=link or OFFICE_PAGE,
            about=about,
            at=at,
        )
