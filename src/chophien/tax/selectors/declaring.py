"""What a shop has declared to be own produce, and what of its goods it could declare."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from chophien.catalog.models import Category, Listing
from chophien.catalog.states import ListingStatus
from chophien.sellers.models import Seller
from chophien.tax.models import Declaration
from chophien.tax.rates import class_rows
from chophien.tax.states import DeclaredFor


@dataclass(frozen=True)
class Declarable:
    """Something that a shop can declare: some goods, or all of one kind, and what they are called."""

    declared_for: DeclaredFor
    subject_code: str
    goods: str

    @property
    def key(self) -> str:
        return f"{self.declared_for.value}:{self.subject_code}"


def declarations_of(seller: Seller) -> QuerySet[Declaration]:
    """All that a shop ever declared, newest first."""
    return Declaration.objects.filter(seller_code=seller.code).order_by("-pk")


def declarations_in_force() -> QuerySet[Declaration]:
    """What counts in all shops, newest first."""
    return Declaration.objects.filter(ended_on__isnull=True).order_by("-pk")


def declaration_in_force(code: str) -> Declaration | None:
    """One of those, of whichever shop."""
    return declarations_in_force().filter(code=code).first()


def declaration_of(seller: Seller, code: str) -> Declaration | None:
    """One of them by its code."""
    return declarations_of(seller).filter(code=code).first()


def declarables(seller: Seller) -> Sequence[Declarable]:
    """What a shop could still declare: kinds of goods that may be own produce, then the goods one by one."""
    raw = [slug for slug, row in class_rows().items() if row.may_be_raw]
    mine = Listing.objects.filter(seller=seller, live__category__slug__in=raw).exclude(status=ListingStatus.TAKEN_DOWN)
    rows = list(mine.order_by("pk").values_list("code", "live__title", "live__category_id"))
    kinds = Category.objects.filter(pk__in={category for _code, _title, category in rows}).order_by("sort", "pk")
    found = [Declarable(DeclaredFor.CATEGORY, one.slug, one.name_vi) for one in kinds]
    found += [Declarable(DeclaredFor.LISTING, code, title) for code, title, _category in rows]
    counting = Declaration.objects.filter(seller_code=seller.code, ended_on__isnull=True)
    done = set(counting.values_list("declared_for", "subject_code"))
    return [one for one in found if (one.declared_for.value, one.subject_code) not in done]
