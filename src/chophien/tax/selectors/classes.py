"""Of which class goods are: what the office decided, what the table says, what the producer declared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from chophien.catalog.models import Category, Listing
from chophien.lib.dates import local_date
from chophien.tax.models import Classification, Declaration, UnclassifiedGoods
from chophien.tax.rates import class_rows
from chophien.tax.states import DeclaredFor, SoldLine, TaxClass


def declarations_counting(seller_code: str, *, on: date) -> list[Declaration]:
    """What the seller has declared to be own produce and has not taken back, on a day."""
    counting = Q(first_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return list(Declaration.objects.filter(counting, seller_code=seller_code).order_by("pk"))


def classes_of_categories(slugs: Collection[str], *, on: date) -> dict[str, TaxClass]:
    """The class of each category on a day: the office's latest word, else the table's, else unknown. One query."""
    rows = class_rows()
    found = {slug: rows[slug].tax_class for slug in slugs if slug in rows and rows[slug].first <= on}
    decided = Classification.objects.filter(category_slug__in=slugs, first_on__lte=on).order_by("first_on", "pk")
    found |= {slug: TaxClass(chosen) for slug, chosen in decided.values_list("category_slug", "tax_class")}
    return {slug: found.get(slug, TaxClass.UNKNOWN) for slug in slugs}


def may_be_raw(category_slug: str) -> bool:
    """Whether goods of a category may be own produce that is unprocessed or hardly processed."""
    row = class_rows().get(category_slug)
    return row is not None and row.may_be_raw


def declared(line: SoldLine, declarations: Sequence[Declaration]) -> Declaration | None:
    """The declaration that covers a line; none where its category cannot be own produce."""
    if not may_be_raw(line.category_slug):
        return None
    subjects = {DeclaredFor.LISTING: line.listing_code, DeclaredFor.CATEGORY: line.category_slug}
    return next((one for one in declarations if subjects[DeclaredFor(one.declared_for)] == one.subject_code), None)


@dataclass(frozen=True)
class Unclassified:
    """A kind of goods whose class nobody knows; `order` and `since` where it was sold already."""

    slug: str
    name: str
    order: str
    since: datetime | None


def unclassified_categories(*, at: datetime) -> dict[str, Unclassified]:
    """Every kind of goods that somebody has to classify: sold already, the longest ago first, then those on sale."""
    sold = UnclassifiedGoods.objects.filter(classified_at__isnull=True).order_by("seen_at", "pk")
    found = {row.category_slug: Unclassified(row.category_slug, "", row.subject_code, row.seen_at) for row in sold}
    offered = Category.objects.filter(
        pk__in=Listing.objects.filter(live__isnull=False).values("live__category")
    ) | Category.objects.filter(slug__in=found)
    names = dict(offered.distinct().order_by("sort", "pk").values_list("slug", "name_vi"))
    classes = classes_of_categories(names, on=local_date(at))
    found |= {
        slug: Unclassified(slug, "", "", None)
        for slug in names
        if slug not in found and classes[slug] == TaxClass.UNKNOWN
    }
    return {slug: replace(one, name=names.get(slug, slug)) for slug, one in found.items()}


def goods_to_classify() -> QuerySet[UnclassifiedGoods]:
    """What was sold of an unknown class and nobody has classified."""
    return UnclassifiedGoods.objects.filter(classified_at__isnull=True)


def decisions() -> QuerySet[Classification]:
    """What the office decided, the latest first."""
    return Classification.objects.order_by("-pk")
