"""What would be withheld from a sale, and why. Pure: nothing is written here."""

from collections.abc import Sequence
from datetime import date, datetime

from chophien.lib.dates import local_date
from chophien.rules.selectors import rule, whole
from chophien.tax.rates import WHOLE_BP, EntityRow, entities, rate_of
from chophien.tax.states import UNTAXED, Mode, TaxClass, TaxedLine, Why, Withheld, WithheldLine

MODE, THRESHOLD = "tax.withholding_mode", "tax.revenue_threshold_vnd"


def entity_of(seller_kind: str, *, at: datetime | date) -> EntityRow:
    """What the tax law sees in this kind of seller on the day, and whether the market withholds from it.

    :raises LookupError: for a kind that the table does not know that day
    """
    day = _day(at)
    for row in entities():
        if row.seller_kind == seller_kind and row.days.covers(day):
            return row
    raise LookupError(f"no tax entity for {seller_kind!r} on {day}")


def threshold_vnd(*, at: datetime | date) -> int:
    """The revenue of a calendar year up to which households and individuals owe neither tax, in đồng."""
    return whole(THRESHOLD, at=at)


def withholding(
    *, seller_kind: str, lines: Sequence[TaxedLine], at: datetime | date, revenue_before_vnd: int = 0
) -> Withheld:
    """What is withheld for the state when these lines are sold. Each tax of a line is rounded to whole đồng, half up.

    `revenue_before_vnd` is the seller's revenue of the calendar year without this sale; it counts in the mode that
    withholds above the threshold only, where the whole sale that passes it is the first one withheld from.
    """
    day = _day(at)
    known = rule(MODE, at=day)
    mode = Mode(str(known.value))
    revenue = revenue_before_vnd + sum(line.amount_vnd for line in lines)
    why = _why_not(seller_kind, mode, revenue, day=day) or Why.WITHHELD
    done = tuple(_line(line, why, day=day) for line in lines)
    own = why == Why.WITHHELD and bool(done) and all(line.why == Why.OWN_PRODUCE for line in done)
    return Withheld(lines=done, mode=mode, mode_from=known.effective_from, why=Why.OWN_PRODUCE if own else why)


def tax_on(base_vnd: int, basis_points: int) -> int:
    """So many basis points of an amount, in whole đồng, half a đồng rounded up."""
    return (base_vnd * basis_points + WHOLE_BP // 2) // WHOLE_BP


def _why_not(seller_kind: str, mode: Mode, revenue_vnd: int, *, day: date) -> Why | None:
    """Why nothing is withheld from the whole sale; None when it is."""
    if not entity_of(seller_kind, at=day).withheld:
        return Why.ORGANISATION
    if mode == Mode.OFF:
        return Why.MODE_OFF
    if mode == Mode.ABOVE_THRESHOLD and revenue_vnd <= threshold_vnd(at=day):
        return Why.BELOW_THRESHOLD
    return None


def _line(line: TaxedLine, why: Why, *, day: date) -> WithheldLine:
    rate = rate_of(line.tax_class, on=day)
    if why not in UNTAXED:
        why = {TaxClass.RAW_OWN_PRODUCE: Why.OWN_PRODUCE, TaxClass.UNKNOWN: Why.UNCLASSIFIED}.get(
            line.tax_class, Why.WITHHELD
        )
    taxed = why not in UNTAXED
    return WithheldLine(
        key=line.key,
        tax_class=line.tax_class,
        base_vnd=line.amount_vnd,
        vat_bp=rate.vat_bp,
        pit_bp=rate.pit_bp,
        vat_vnd=tax_on(line.amount_vnd, rate.vat_bp) if taxed else 0,
        pit_vnd=tax_on(line.amount_vnd, rate.pit_bp) if taxed else 0,
        why=why,
        rate_from=rate.days.first,
    )


def _day(at: datetime | date) -> date:
    return local_date(at) if isinstance(at, datetime) else at
