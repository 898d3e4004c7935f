"""What the law and the market's regulations ask of a shop."""

from datetime import date, datetime

from chophien.lib.dates import local_date
from chophien.regulations.models import RegulationVersion
from chophien.regulations.selectors.documents import version_to_accept, version_to_open_with
from chophien.rules import selectors as rules
from chophien.sellers.models import Seller


def asks_identification(*, on: date) -> bool:
    """Whether a seller has to be identified electronically before it sells: from `sellers.e_identification_from` on."""
    return on >= date.fromisoformat(str(rules.value("sellers.e_identification_from", at=on)))


def regulations_to_accept(seller: Seller, *, at: datetime) -> RegulationVersion | None:
    """The version of the market's rules that this open shop is asked to accept; None while there is nothing to ask."""
    return None if seller.approved_at is None else version_to_accept(seller_code=seller.code, at=at)


def regulations_to_open_with(seller: Seller, *, at: datetime) -> RegulationVersion | None:
    """The version of the market's rules that has to be agreed to before this shop is sent in; None if it was."""
    return version_to_open_with(seller_code=seller.code, at=at)


def must_accept_first(seller: Seller, *, at: datetime) -> bool:
    """Whether rules are in force that the shop has not accepted."""
    version = regulations_to_accept(seller, at=at)
    return version is not None and version.effective_from <= local_date(at)
