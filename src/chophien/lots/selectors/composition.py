"""Whose a lot is: what each household brought to it, also through the lots that it was made of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction

from django.db.models import F

from chophien.lots.models import Contribution, Lot, LotLink
from chophien.lots.sharing import Used, Weights, flow, weights_of
from chophien.lots.states import ContributionStatus
from chophien.web.arrays import among


def compositions(lot_ids: Collection[int]) -> dict[int, Weights]:
    """What each household has in each of these lots, by its code; only the proportions count.

    Two statements for lots that households brought to, two more for each step of processing behind them.
    """
    made_of = _ancestry(lot_ids)
    known = {*lot_ids, *(link.lot_id for links in made_of.values() for link in links if not link.is_output)}
    weights: dict[int, Weights] = dict(_brought(known))
    totals = dict(Lot.objects.filter(pk__in=known).values_list("pk", "total_g"))

    def of(lot_id: int) -> Weights:
        if lot_id not in weights:
            links = made_of.get(lot_id, [])
            made = sum(link.grams for link in links if link.is_output)
            [own] = [link.grams for link in links if link.is_output and link.lot_id == lot_id] or [0]
            inputs = [Used(of(link.lot_id), link.grams, totals[link.lot_id]) for link in links if not link.is_output]
            weights[lot_id] = flow(inputs, made_g=own, all_made_g=made) if own else {}
        return weights[lot_id]

    return {lot_id: of(lot_id) for lot_id in lot_ids}


def composition(lot_id: int) -> Weights:
    """The same for one lot."""
    return compositions([lot_id])[lot_id]


def part_of_whole(weights: Weights, grower_code: str) -> Fraction:
    """Which part of a lot is one household's."""
    whole = sum(weights.values())
    return weights.get(grower_code, Fraction(0)) / whole if whole else Fraction(0)


def ancestors(lot_ids: Collection[int]) -> dict[int, set[int]]:
    """The lots that went into each of these, through however many steps, without itself. Two statements a step."""
    made_of = _ancestry(lot_ids)
    found: dict[int, set[int]] = {}
    for lot_id in lot_ids:
        behind: set[int] = set()
        asked = [lot_id]
        while asked:
            new = {link.lot_id for link in made_of.get(asked.pop(), []) if not link.is_output} - behind
            behind |= new
            asked += new
        found[lot_id] = behind
    return found


def made_of_it(lot_id: int) -> frozenset[int]:
    """A lot and all that was made of it, through however many steps. Two statements a step."""
    found, asked = {lot_id}, {lot_id}
    while asked:
        used_by = LotLink.objects.filter(lot_id__in=asked, is_output=False).values_list("transformation_id", flat=True)
        made = LotLink.objects.filter(transformation_id__in=set(used_by), is_output=True)
        asked = set(made.values_list("lot_id", flat=True)) - found
        found |= asked
    return frozenset(found)


def _ancestry(lot_ids: Collection[int]) -> dict[int, list[LotLink]]:
    """For each lot that was made, and each that went into it: all links of the transformation that made it."""
    found: dict[int, list[LotLink]] = {}
    asked, seen = set(lot_ids), set(lot_ids)
    while asked:
        making = LotLink.objects.filter(lot_id__in=asked, is_output=True)
        made_by = dict(making.values_list("lot_id", "transformation_id"))
        links = defaultdict(list)
        for link in LotLink.objects.filter(transformation_id__in=set(made_by.values())).order_by("pk"):
            links[link.transformation_id].append(link)
        found |= {lot: links[act] for lot, act in made_by.items()}
        asked = {link.lot_id for some in links.values() for link in some if not link.is_output} - seen
        seen |= asked
    return found


def _brought(lot_ids: Collection[int]) -> Mapping[int, Weights]:
    rows = Contribution.objects.filter(lot_id__in=lot_ids, status=ContributionStatus.COUNTED).order_by("pk")
    by_lot: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for lot, grower, grams, price in rows.values_list(
        "lot_id", "grower__code", F("grams") - F("rejected_g"), "grade__price_vnd"
    ):
        by_lot[lot].append((grower, grams, price))
    return {lot: weights_of(brought) for lot, brought in by_lot.items()}


def grown_on(lots: Collection[int]) -> frozenset[str]:
    """The codes of the areas that what was brought to these lots (ids) grew on; an empty one among them where somebody
    brought goods without saying from where. One statement.
    """
    brought = Contribution.objects.filter(lot__in=among(lots), status=ContributionStatus.COUNTED)
    return frozenset(brought.values_list("area_code", flat=True))
