"""What the regulations ask of a shop, and what support counts for it."""

from datetime import datetime

from chophien.lib.dates import local_date
from chophien.places.selectors import region_class
from chophien.regulations.models import RegulationVersion
from chophien.regulations.selectors import version_to_accept
from chophien.regulations.states import SupportTarget
from chophien.sellers.models import Seller
from chophien.sellers.sealed import targets_decided
from chophien.sellers.states import SellerKind


def regulations_to_accept(seller: Seller, *, at: datetime) -> RegulationVersion | None:
    """The version of the market's rules that this shop is asked to accept; None while there is nothing to ask."""
    return version_to_accept(seller_code=seller.code, since=seller.approved_at, at=at)


def must_accept_first(seller: Seller, *, at: datetime) -> bool:
    """Whether new rules are in force already that the shop has not accepted."""
    version = regulations_to_accept(seller, at=at)
    return version is not None and version.effective_from <= local_date(at)


COOPERATIVES = frozenset({SellerKind.COOPERATIVE, SellerKind.COOPERATIVE_GROUP})


REGION_III = 3


def support_targets(seller: Seller, *, at: datetime) -> frozenset[SupportTarget]:
    """As whom a shop is to be helped, for `regulations.selectors.fee_of` alone: no page and no file shows it.

    Region III follows from the commune, being a cooperative from the kind; the rest was decided on evidence.
    """
    day = local_date(at)
    found = set(targets_decided(seller, on=day))
    if seller.kind in COOPERATIVES:
        found.add(SupportTarget.COOPERATIVE)
    if region_class(seller.commune.code, at=day) == REGION_III:
        found.add(SupportTarget.REGION_III)
    return frozenset(found)
