"""Reads about packaging that shops order together: what is on offer, what is open, each shop's part."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chophien.lib.dates import local_date
from chophien.packaging.models import GroupOrder, Item, Part, Supplier
from chophien.packaging.selectors.sums import Share, next_step, price_at, shares_of
from chophien.packaging.states import GroupStatus
from chophien.sellers.models import Seller

GROUPS_MOST = 50


@dataclass(frozen=True)
class Taken:
    """One shop's part, with its đồng: fixed once it was placed, before that as it stands now."""

    part: Part
    share: Share


@dataclass(frozen=True)
class GroupPage:
    """An order with what came together so far."""

    group: GroupOrder
    taken: Sequence[Taken]
    is_open: bool

    @property
    def total(self) -> int:
        return sum(one.part.quantity for one in self.taken)

    @property
    def price_vnd(self) -> int:
        """A unit: agreed, or as it stands now."""
        return self.group.price_vnd or price_at(self.group.steps, self.total)

    @property
    def next_step(self) -> tuple[int, int] | None:
        """From how many on it is cheaper, and how much a unit then costs."""
        return next_step(self.group.steps, self.total) if self.is_open else None

    def taken_by(self, seller: Seller) -> Taken | None:
        """A shop's own part."""
        return next((one for one in self.taken if one.part.seller_id == seller.pk), None)


def find_group(code: str) -> GroupOrder | None:
    """An order by its code."""
    return _groups().filter(code=code).first()


def find_group_for(code: str, seller: Seller) -> GroupOrder | None:
    """An order by its code, if it is of the shop's province."""
    return _groups().filter(code=code, province=seller.commune.province).first()


def group_page(group: GroupOrder, *, at: datetime) -> GroupPage:
    """What came together, by when each shop joined. One statement."""
    parts = list(group.parts.select_related("seller__commune").order_by("joined_at", "pk"))
    quantities = [one.quantity for one in parts]
    price = group.price_vnd or price_at(group.steps, sum(quantities))
    shares = shares_of(quantities, price_vnd=price, delivery_vnd=group.delivery_vnd)
    taken = [Taken(part, share) for part, share in zip(parts, shares, strict=True)]
    return GroupPage(group, taken, is_open=_is_open(group, on=local_date(at)))


def groups_for(seller: Seller, *, on: date) -> tuple[list[GroupOrder], list[GroupOrder]]:
    """The orders of the shop's province that it may join, soonest closing first, and its own others, newest first. Two
    statements.
    """
    ours = _groups().filter(province=seller.commune.province)
    open_ones = list(ours.filter(status=GroupStatus.OPEN, last_day__gte=on).order_by("last_day", "pk"))
    taken = ours.filter(parts__seller=seller).exclude(pk__in=[one.pk for one in open_ones])
    return open_ones, list(taken.order_by("-opened_at")[:GROUPS_MOST])


def items_offered() -> list[Item]:
    """What suppliers offer, by name."""
    return list(Item.objects.filter(is_offered=True).select_related("supplier").order_by("name", "size", "pk"))


def find_item(code: str) -> Item | None:
    """Packaging by its code."""
    return Item.objects.select_related("supplier").filter(code=code).first()


def suppliers() -> list[Supplier]:
    """Every firm, with what it offers. Two statements."""
    return list(Supplier.objects.prefetch_related("items").order_by("name", "pk"))


def all_groups() -> list[GroupOrder]:
    """The newest orders of all provinces."""
    return list(_groups().order_by("-opened_at", "-pk")[:GROUPS_MOST])


def supplier_list(page: GroupPage) -> str:
    """What the supplier sends where, as CSV that spreadsheets open: one line a shop."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([_("Shop"), _("Commune"), _("Quantity"), _("Goods, đồng"), _("Delivery, đồng"), _("Pays, đồng")])
    for one in page.taken:
        seller, share = one.part.seller, one.share
        figures = [one.part.quantity, share.goods_vnd, share.delivery_vnd, share.total_vnd]
        rows.writerow([_plain(seller.name), seller.commune.full_name, *figures])
    return "\ufeff" + out.getvalue()


def _plain(text: str) -> str:
    """A word that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _is_open(group: GroupOrder, *, on: date) -> bool:
    return group.status == GroupStatus.OPEN and on <= group.last_day


def _groups() -> QuerySet[GroupOrder]:
    return GroupOrder.objects.select_related("item__supplier", "province")


def find_supplier(code: str) -> Supplier | None:
    """A firm by its code."""
    return Supplier.objects.filter(code=code).first()
