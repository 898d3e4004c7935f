"""What the clock sees to: cash that stays too long with somebody, and carriers over their limit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.collecting.actions.telling import HELPERS_PAGE, tell_office
from chophien.collecting.selectors.cash import carriers_over_limit, limit_of, names_of, old_cash
from chophien.collecting.states import Holder, HolderKind
from chophien.ledger.selectors import balance_of
from chophien.lib.dates import format_date, local_date
from chophien.lib.money import format_vnd
from chophien.messages.actions.telling import tell


@transaction.atomic
def warn_of_old_cash(*, at: datetime) -> int:
    """Tell each holder's cash that is older than the rules let it be: the helper, and the office once for all. Returns
    how many hold such cash.
    """
    sums: dict[Holder, tuple[int, datetime]] = {}
    for cash in old_cash(at=at):
        before, since = sums.get(cash.holder, (0, cash.since))
        sums[cash.holder] = (before + cash.hand_vnd, min(since, cash.since))
    for holder, (amount, since) in sums.items():
        if holder.kind == HolderKind.HELPER:
            tell(
                kind="household.task",
                person_code=holder.code,
                text=_("Chợ Phiên: you have held %(amount)s in cash since %(day)s. Hand it over and write a receipt."),
                facts={"amount": format_vnd(amount), "day": format_date(local_date(since))},
                link=HELPERS_PAGE,
                about=holder.account,
                at=at,
            )
    if sums:
        whole = sum(amount for amount, _since in sums.values())
        tell_office(
            _("Chợ Phiên: %(amount)s collected in cash stays too long with %(count)s who should hand it over."),
            {"amount": format_vnd(whole), "count": len(sums)},
            about="collecting",
            at=at,
        )
    return len(sums)


@transaction.atomic
def warn_of_limit(*, slug: str, at: datetime) -> None:
    """Tell the office that a carrier holds more than it may; nothing once it does not any more."""
    holder = Holder(HolderKind.CARRIER, slug)
    held, limit = balance_of(holder.account).held, limit_of(holder, at=at)
    if limit is None or held <= limit:
        return
    facts = {"name": names_of([holder])[holder], "amount": format_vnd(held), "limit": format_vnd(limit)}
    text = _("Chợ Phiên: %(name)s holds %(amount)s of collected cash, more than the %(limit)s agreed. Have it paid in.")
    tell_office(text, facts, about=holder.account, at=at)


def warn_of_limits(*, at: datetime) -> None:
    """Tell the office of every carrier that holds more than it may."""
    for carrier in carriers_over_limit(at=at):
        warn_of_limit(slug=carrier.slug, at=at)
