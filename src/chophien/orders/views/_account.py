"""Where a buyer's money goes that the bank could not bring, or that was paid in cash: what an order's and a complaint's
page show of it.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from chophien.accounts.actions.codes import HOUR
from chophien.accounts.errors import TryLater
from chophien.accounts.selectors import code_waits
from chophien.accounts.states import CodeUse
from chophien.lib.phone import mask_phone
from chophien.orders.actions.coming_back import send_account_code
from chophien.orders.forms import GuestAccountForm
from chophien.orders.models import OrderGroup
from chophien.orders.policies import may_name_account
from chophien.orders.selectors.buyers import BuyerOrder
from chophien.orders.selectors.in_cash import group_to_fetch
from chophien.orders.views import _buyer
from chophien.payments.selectors.asking import accounts_asked
from chophien.rules import selectors as rules
from chophien.sellers.forms import AccountForm
from chophien.web.addresses import client_address
from chophien.web.decorators import safe_next
from chophien.web.ratelimit import allow

ADDRESS_RULE = "accounts.codes_per_address_hour"


def account_form(request: HttpRequest, found: BuyerOrder) -> AccountForm:
    """What was typed: with the code from the phone where nobody signed in ordered."""
    return AccountForm(request.POST) if found.order.group.person is not None else GuestAccountForm(request.POST)


def account_context(
    request: HttpRequest, found: BuyerOrder, *, at: datetime, form: AccountForm | None = None
) -> dict[str, Any]:
    """What `account_notice` needs. Whoever opened a page by a link or by code and phone number reads nothing of an
    account that was given before, and the shop's staff nothing at all.
    """
    group, reader = found.order.group, _buyer.person_of(request)
    asked = accounts_asked(group.code)
    named = bool(may_name_account(reader, group, by_phone=False, at=at)) if asked else False
    by_code = not named and group.person is None
    if by_code and asked and not may_name_account(reader, group, by_phone=True, at=at):
        asked = []
    return {
        "asked": asked,
        "account_form": form or (GuestAccountForm() if by_code else AccountForm()),
        "naming": {
            "reads": named,
            "by_code": by_code,
            "code_sent": by_code and bool(asked) and (form is not None or _code_waits(group, at=at)),
            "phone": mask_phone(group.contact_phone) if by_code and asked else "",
        },
        "account_back": safe_next(request, default=""),
        "fetch": group_to_fetch(group, at=at) if any(one.answered_at is None for one in asked) else None,
    }


def _code_waits(group: OrderGroup, *, at: datetime) -> bool:
    return code_waits(group.contact_phone, use=CodeUse.ACCOUNT, at=at)


def send_code_to_buyer(request: HttpRequest, found: BuyerOrder, *, at: datetime) -> None:
    """Send the order's phone the code; so many an hour for one address, as for signing in.

    :raises TryLater: if the address has used them up
    :raises DomainError: as `send_account_code`
    """
    limit = rules.whole(ADDRESS_RULE, at=at)
    wait = allow(ADDRESS_RULE, client_address(request), limit=limit, per_seconds=int(HOUR.total_seconds()), at=at)
    if wait is not None:
        raise TryLater(seconds=wait.seconds)
    send_account_code(
        order=found.order, reader=_buyer.person_of(request), actor=found.actor, at=at, host=request.get_host()
    )
