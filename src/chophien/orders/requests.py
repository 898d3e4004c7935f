"""What pages of other apps ask about whoever bought: the own order, signed in or as this browser remembers it."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest

from chophien.orders.actions.writing import GROUP_PREFIX
from chophien.orders.selectors.buyers import BuyerAccess, BuyerOrder
from chophien.orders.views import _buyer
from chophien.orders.views._account import account_context

__all__ = ["account_context", "groups_of_this_browser", "own_group", "own_order"]


def own_order(request: HttpRequest, code: str, *, at: datetime) -> BuyerOrder:
    """The reader's own order with this code, and who the reader is for it.

    :raises Http404: if it is somebody else's, too old to be shown, or none
    """
    return _buyer.find_order(request, code, at=at)


def own_group(request: HttpRequest, code: str, *, at: datetime) -> BuyerAccess:
    """The reader's own group of orders with this code, and who the reader is for it.

    :raises Http404: if it is somebody else's, too old to be shown, or none
    """
    return _buyer.find_group(request, _buyer.written_code(code, [GROUP_PREFIX]), at=at)


def groups_of_this_browser(request: HttpRequest) -> Sequence[str]:
    """The codes of the groups that this browser has ordered or proved to know, the newest first."""
    return _buyer.remembered_groups(request)
