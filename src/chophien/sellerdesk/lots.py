"""What the desk shows of a shop's lots, beside what `lots.selectors` reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Listing, Variant
from chophien.catalog.selectors import category_by_slug
from chophien.growing.models import GrowingArea
from chophien.growing.selectors.areas import areas_of
from chophien.growing.selectors.diary import Waiting, last_harvest, must_wait
from chophien.labels.selectors.days import shelf_days
from chophien.lib.dates import format_moment, local_date
from chophien.lib.errors import Sentence
from chophien.lib.quantity import UNITS, format_quantity, what_it_buys
from chophien.lots.actions.making import Made, Packing
from chophien.lots.forms import Kinds
from chophien.lots.models import Contribution, Grade, Grower, Lot, LotStep, Pack, Transformation
from chophien.lots.selectors.amounts import grams_of
from chophien.lots.selectors.lots import LotPage, growers_to_weigh, lot_page, lots_to_use
from chophien.lots.states import STEP_WORDS, Allocation, LotStatus
from chophien.orders.selectors.short import shortages
from chophien.sellerdesk.doers import doers_of
from chophien.sellerdesk.land import kinds, names_of_areas
from chophien.sellers.models import Seller

__all__ = ["LotPage", "lot_page"]
TOO_LATE = _("The weighing of this lot is closed: this did not count. It is kept under “Came too late”.")
GROWERS_MOST = 300


@dataclass(frozen=True)
class Moment:
    """One step of a lot, as the list of what happened shows it."""

    title: Sentence
    text: str
    when: str
    state: str = "done"


@dataclass(frozen=True)
class Short:
    """Goods of a lot that are too few for the orders that wait, in words, and what each order gets."""

    title: str
    left: str
    wanted: str
    rule: Sentence
    parts: Sequence[tuple[str, str]]


def growers_at(seller: Seller) -> list[Grower]:
    """The households that can be chosen at the scales."""
    return list(growers_to_weigh(seller)[:GROWERS_MOST])


def choices_at_the_scales(lot: Lot) -> dict[str, Sequence[Any]]:
    """Households, grades and the shop's land for the page at the scales. Three statements."""
    grades = list(Grade.objects.filter(lot=lot))
    return {"growers": growers_at(lot.seller), "grades": grades, "areas": names_of_areas(lot.seller)}


def entries_of(lot: Lot) -> QuerySet[Contribution]:
    """Every weighing of a lot, also those that do not count."""
    return Contribution.objects.filter(lot=lot).select_related("grower__seller", "grade")


def entry_of(lot: Lot, client_id: str) -> Contribution | None:
    """One weighing of a lot."""
    return entries_of(lot).filter(client_id=client_id).first()


def last_of(lot: Lot, grower_code: str) -> Contribution | None:
    """The household's newest weighing of the lot."""
    return entries_of(lot).filter(grower__code=grower_code).order_by("-received_at", "-pk").first()


def waiting_for(weighed: Contribution) -> Waiting | None:
    """What was used on the land that it grew on and had not waited long enough when it was weighed (S15)."""
    area = areas_of(weighed.lot.seller).filter(code=weighed.area_code).first() if weighed.area_code else None
    return must_wait(area, on=local_date(weighed.recorded_at)) if area else None


def grades_open_to(seller: Seller) -> QuerySet[Grade]:
    """The grades of all lots of a shop that can be brought to."""
    return Grade.objects.filter(lot__seller=seller, lot__status=LotStatus.OPEN).select_related("lot")


def grades_elsewhere(lot: Lot) -> list[Grade]:
    """The grades of the shop's other open lots: where something that came too late can still count."""
    return list(grades_open_to(lot.seller).exclude(lot=lot).order_by("-lot__opened_at", "place"))


def variants_to_pack(seller: Seller) -> list[Variant]:
    """The shop's goods in all sizes that can be packed."""
    rows = Variant.objects.filter(listing__seller=seller, is_active=True)
    return list(rows.select_related("listing__live", "listing__seller", "label").order_by("listing_id", "sort", "pk"))


def named(variants: Sequence[Variant]) -> list[tuple[str, str]]:
    """Goods by code, as they are chosen from a list: with how long they keep, where their shop said it."""
    found = []
    for one in variants:
        days = shelf_days(one, one.listing.live)
        keeps = [gettext("keeps %(days)s days") % {"days": days}] if days else []
        found.append((one.code, " · ".join([_title(one), *keeps])))
    return found


def packing_of(kept: Mapping[str, Any], variants: Sequence[Variant]) -> Packing:
    """What was packed, as it was typed."""
    variant = next(one for one in variants if one.code == kept["variant"])
    return Packing(
        variant,
        kept["units"],
        kept["unit_g"],
        kept["best_before"],
        kept["made_on"],
        kept["reason"],
        days_are_right=kept["days_are_right"],
    )


def kinds_for(seller: Seller) -> Kinds:
    """The kinds of goods that a lot can be of: those of the shop's own goods first."""
    names = dict(kinds())
    own = [slug for slug in _own_kinds(seller) if slug in names]
    others = [(slug, name) for slug, name in names.items() if slug not in own]
    mine = [(str(_("Of your goods")), [(slug, names[slug]) for slug in own])] if own else []
    return [*mine, (str(_("Other kinds")) if own else str(_("All kinds")), others)]


def first_terms(seller: Seller, area: GrowingArea | None) -> dict[str, Any]:
    """What the form of a new lot begins with: the kind of the field that one comes from and its last harvest, else the
    kind of the shop's goods where all are of one.
    """
    own = _own_kinds(seller)
    first: dict[str, Any] = {
        "grade_1": gettext("Grade 1"),
        "allocation": Allocation.FIRST_COME,
        "kind": own[0] if len(own) == 1 else "",
    }
    if area is not None:
        first["kind"], first["harvested_on"] = area.crop, last_harvest(area)
    return first


def field_of(seller: Seller, code: str) -> GrowingArea | None:
    """The shop's own field with this code, or none."""
    return areas_of(seller).filter(code=code).first() if code else None


def _own_kinds(seller: Seller) -> list[str]:
    rows = Listing.objects.filter(seller=seller, live__category__isnull=False).order_by("live__category__sort")
    return list(dict.fromkeys(rows.values_list("live__category__slug", flat=True)))


def others_to_use(lot: Lot) -> list[Lot]:
    """Lots with which this one can be put together."""
    return list(lots_to_use(lot.seller).exclude(pk=lot.pk))


def made_of(kept: Mapping[str, Any]) -> list[Made]:
    """What comes out, as it was typed: one lot or two; what the processing cost stands with the first."""
    kind = category_by_slug(kept["kind"]) if kept["kind"] else None
    same = {"category": kind, "best_before": kept["best_before"]}
    made = [Made(kept["product"], grams_of(kept["made"]), **same, cost_vnd=kept["cost_vnd"] or 0)]
    if kept["second"] or kept["second_made"]:
        made.append(Made(kept["second"], grams_of(kept["second_made"] or Decimal(0)), **same))
    return made


def first_made(act: Transformation) -> Lot:
    """The first lot that came out."""
    return act.links.select_related("lot").order_by("pk").filter(is_output=True)[0].lot


def packers_of(packs: Sequence[Pack]) -> Mapping[str, str]:
    """Who packed each pack that has a reason beside it, by the pack's code."""
    odd = {one.code: (one.packed_by, one.on_behalf_of) for one in packs if one.reason}
    names = doers_of(set(odd.values())) if odd else {}
    return {code: names[act] for code, act in odd.items()}


def story_of(lot: Lot) -> list[Moment]:
    """What was done with the lot, the newest first."""
    steps = list(LotStep.objects.filter(lot=lot).order_by("-at", "-pk"))
    names = doers_of({(one.actor_code, one.on_behalf_of) for one in steps})
    return [
        Moment(
            STEP_WORDS[one.step],
            " · ".join(filter(None, [names[one.actor_code, one.on_behalf_of], one.note])),
            format_moment(one.at),
        )
        for one in steps
    ]


def short_of(lot: Lot, *, at: datetime) -> list[Short]:
    """Goods packed of the lot of which accepted orders want more than packs hold, and who gets how much by the rule."""
    variants = {
        one.pk: one for one in Variant.objects.filter(packs__lot=lot).select_related("listing__live").distinct()
    }
    if not variants:
        return []
    found = []
    for one in shortages(variants, at=at):
        variant = variants[one.variant_id]
        unit = UNITS.get(variant.unit)
        parts = [(code, format_quantity(part, unit)) for code, part in one.parts.items()]
        words = format_quantity(one.left, unit), format_quantity(one.wanted, unit)
        found.append(Short(_title(variant), *words, Allocation(one.rule).label, parts))
    return found


def _title(variant: Variant) -> str:
    live = variant.listing.live
    name = live.title if live else variant.title
    return f"{name} · {what_it_buys(variant.unit, variant.pack)}"
