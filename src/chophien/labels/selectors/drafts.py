"""A label as it would be printed now: every thing the law wants on it, with what is known, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.selectors import latest_version
from chophien.labels.fields import SHELF_LIFE, LabelRule, mandatory
from chophien.labels.selectors.days import last_day, texts_of
from chophien.lib.dates import format_date
from chophien.lib.gs1.digital_link import build_link
from chophien.lib.gs1.trace_codes import PRODUCT
from chophien.lib.quantity import unit_label
from chophien.lots.models import Pack
from chophien.traceability.selectors.codes import digital_link_of, gtin_of, site

OF_THE_GOODS = frozenset({"name", "pack", "responsible"})
OF_THE_PRINTING = frozenset({"made_on", "lot"})
OF_THE_STORY = frozenset({"use", "storage", "origin"})
MEASURED = frozenset({"kg", "g", "lit", "l"})


@dataclass(frozen=True)
class Line:
    """One thing on a label. `words` is empty where it is missing; `where` says who knows it: the goods' own pages, the
    label's form, or the day of printing.
    """

    rule: LabelRule
    words: str
    where: str

    @property
    def key(self) -> str:
        return self.rule.key


@dataclass(frozen=True)
class Draft:
    """The label of one size of goods, of one lot or of none. `link` is what its code leads to."""

    variant: Variant
    title: str
    lines: Sequence[Line]
    link: str
    made_on: date | None
    best_before: date | None

    @property
    def missing(self) -> list[Line]:
        """What keeps it from being printed."""
        return [line for line in self.lines if not line.words]


@dataclass(frozen=True)
class Dates:
    """The days on a label, as somebody typed them; those of a lot's pack go before them."""

    made_on: date | None = None
    best_before: date | None = None


def variants_to_label(listing: Listing) -> list[Variant]:
    """The sizes of goods that a label can be made for, in their order. One statement."""
    rows = listing.variants.filter(is_active=True).select_related("listing__seller__commune__province")
    return list(
        rows.select_related("listing__live__category", "listing__working__category", "label").order_by("sort", "pk")
    )


def packs_to_label(variant: Variant) -> list[Pack]:
    """What was packed of lots lately, newest first: the pack brings the day, the lot and until when it is good."""
    return list(Pack.objects.filter(variant=variant).select_related("lot").order_by("-packed_at", "-pk")[:12])


def asked_of(variant: Variant, *, on: date) -> list[LabelRule]:
    """What the law wants on this size's label on a day."""
    version = _version(variant)
    path = version.category.path.split("/") if version is not None and version.category is not None else []
    return mandatory(path, on=on)


def draft_of(variant: Variant, *, pack: Pack | None = None, dates: Dates | None = None, on: date) -> Draft:
    """The label as the law of a day wants it, in Vietnamese. `variant` comes from `variants_to_label`."""
    version, texts = _version(variant), texts_of(variant)
    with override("vi"):
        made_on, best = _days(variant, version, pack, dates or Dates())
        own = {
            "name": _title(variant, version),
            "pack": _quantity(variant),
            "responsible": _responsible(variant),
            "made_on": format_date(made_on) if made_on else "",
            "lot": pack.lot.code if pack is not None else "",
            SHELF_LIFE: format_date(best) if best else "",
        }
        lines = [_line(rule, own, texts, version) for rule in asked_of(variant, on=on)]
        if pack is not None and all(line.key != "lot" for line in lines):
            lines.append(Line(LabelRule(("lot",), "mã lô", "lot", ""), pack.lot.code, "print"))
    return Draft(variant, own["name"], lines, _link(variant, pack), made_on, best)


def _version(variant: Variant) -> ListingVersion | None:
    return variant.listing.live or latest_version(variant.listing)


def _title(variant: Variant, version: ListingVersion | None) -> str:
    if version is None:
        return ""
    return ", ".join(part for part in (version.title, variant.title) if part)


def _quantity(variant: Variant) -> str:
    if variant.pack:
        return variant.pack
    return f"1 {unit_label(variant.unit)}" if variant.unit in MEASURED else ""


def _responsible(variant: Variant) -> str:
    seller = variant.listing.seller
    home = seller.commune
    return ", ".join(p for p in (seller.name, seller.hamlet, home.full_name, home.province.full_name) if p)


def _days(
    variant: Variant, version: ListingVersion | None, pack: Pack | None, typed: Dates
) -> tuple[date | None, date | None]:
    """When it was made and until when it is good: as told of the pack or its lot, as typed, or as it follows from how
    long the goods keep, of the pack or today.
    """
    made_on = pack.day_made if pack is not None else typed.made_on
    best = pack.told_day if pack is not None else None
    best = best or typed.best_before or (pack.best_before if pack is not None else None)
    if best is None and made_on is not None:
        best = last_day(variant, version, made_on)
    return made_on, best


def _line(rule: LabelRule, own: Mapping[str, str], texts: Mapping[str, str], version: ListingVersion | None) -> Line:
    if rule.key in own:
        where = "goods" if rule.key in OF_THE_GOODS else "print"
        return Line(rule, own[rule.key], where)
    return Line(rule, texts.get(rule.key) or _told(version, rule.keys), "label")


def _told(version: ListingVersion | None, keys: Sequence[str]) -> str:
    """What the goods' own pages say of any of these."""
    if version is None:
        return ""
    for key in keys:
        said = getattr(version, key) if key in OF_THE_STORY else version.attributes.get(key)
        if said not in (None, ""):
            return _words(said)
    return ""


def _words(said: object) -> str:
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    return ", ".join(str(one) for one in said) if isinstance(said, list) else " ".join(str(said).split())


def _link(variant: Variant, pack: Pack | None) -> str:
    if pack is not None:
        return digital_link_of(pack.lot, variant)
    return str(build_link([(PRODUCT, gtin_of(variant))], stem=site()))
