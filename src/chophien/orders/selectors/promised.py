"""Goods that were promised from a lot, and how far packing keeps that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.lib.quantity import UNITS, format_quantity
from chophien.lots.models import Draw, Lot, LotGoods, Pack
from chophien.lots.selectors.composition import made_of_it
from chophien.orders.models import OrderLine


@dataclass(frozen=True)
class Promised:
    """A line that was promised from a lot. `there` is what was packed of it and of lots made of it; before packing,
    what packs of these hold. None where the goods are not sold from lots: nobody counts them then.
    """

    line: OrderLine
    lot: Lot
    there: Decimal | None
    is_packed: bool

    @property
    def is_kept(self) -> bool:
        """Whether all of it comes of the lot, as far as anybody can tell."""
        return self.there is None or self.there >= self.line.quantity

    @property
    def sentence(self) -> Sentence:
        """What the shop is told; `facts` fill its places."""
        if self.is_kept:
            return _("%(goods)s: promised from lot %(lot)s.")
        if self.lot.stopped_at is not None:
            return _(
                "%(goods)s: promised from lot %(lot)s, which is called back. It comes of other lots: tell the buyer."
            )
        if self.is_packed:
            return _(
                "%(goods)s: promised from lot %(lot)s; %(part)s came of it, the rest of other lots: tell the buyer."
            )
        return _(
            "%(goods)s: promised from lot %(lot)s; %(part)s of it are in packs. The rest would come of other lots."
        )

    @property
    def facts(self) -> dict[str, str]:
        part = format_quantity(self.there or Decimal(0), UNITS.get(self.line.unit))
        return {"goods": self.line.title, "lot": self.lot.code, "part": part}

    @property
    def said(self) -> str:
        """The sentence in the reader's language."""
        return str(self.sentence) % self.facts


def promised_of(lines: Iterable[OrderLine], packed_of: Mapping[str, Sequence[Draw]], *, at: datetime) -> list[Promised]:
    """Those of an order's lines that were promised from a lot. Nothing is asked where none was.

    `packed_of` says what each line was packed of, by its key; empty before packing.
    """
    named = [line for line in lines if line.lot_id is not None]
    if not named:
        return []
    lots = Lot.objects.in_bulk([line.lot_id for line in named if line.lot_id is not None])
    fed = set(
        LotGoods.objects.filter(variant_id__in=[line.variant_id for line in named]).values_list("variant_id", flat=True)
    )
    found = []
    for line in named:
        lot = lots[line.lot_id or 0]
        there = None
        if line.variant_id in fed:
            of_it = made_of_it(lot.pk)
            draws = packed_of.get(str(line.pk), [])
            drawn = sum((one.units - one.given_back for one in draws if one.pack.lot_id in of_it), Decimal(0))
            there = drawn if packed_of else _in_packs(of_it, line.variant_id, at=at)
        found.append(Promised(line, lot, there, is_packed=bool(packed_of)))
    return found


def _in_packs(lots: Iterable[int], variant_id: int, *, at: datetime) -> Decimal:
    """How much of the goods is in packs of these lots that may be sent."""
    good = Pack.objects.filter(Q(best_before__isnull=True) | Q(best_before__gte=local_date(at)), lot_id__in=lots)
    sums = good.filter(variant_id=variant_id, lot__stopped_at__isnull=True).aggregate(left=Sum("remaining"))
    return sums["left"] or Decimal(0)
