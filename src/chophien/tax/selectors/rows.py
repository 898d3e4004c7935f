"""What was withheld, as it was written down."""

from dataclasses import dataclass

from django.db.models import Sum

from chophien.tax.models import Withholding
from chophien.tax.states import UNTAXED, Mode, TaxClass, Why, Withheld, WithheldLine


def withheld_from(subject_code: str) -> Withheld | None:
    """What was withheld from a sale when it was settled, whatever was given back since; None if it never was."""
    rows = list(Withholding.objects.filter(subject_code=subject_code, cause="").order_by("pk"))
    if not rows:
        return None
    reasons = {Why(row.why) for row in rows}
    one = reasons.pop() if len(reasons) == 1 else Why.WITHHELD
    return Withheld(
        lines=tuple(
            WithheldLine(
                key=row.line_key,
                tax_class=TaxClass(row.tax_class),
                base_vnd=row.base_vnd,
                vat_bp=row.vat_bp,
                pit_bp=row.pit_bp,
                vat_vnd=row.vat_vnd,
                pit_vnd=row.pit_vnd,
                why=Why(row.why),
                rate_from=row.rate_from,
            )
            for row in rows
        ),
        mode=Mode(rows[0].mode),
        mode_from=rows[0].mode_from,
        why=one if one in UNTAXED or one == Why.OWN_PRODUCE else Why.WITHHELD,
    )


@dataclass(frozen=True)
class LineLeft:
    """What of a line was not given back yet, in đồng: of its base, and of what was withheld of it."""

    base_vnd: int
    tax_vnd: int


def lines_left(subject_code: str) -> dict[str, LineLeft]:
    """What of each line of a sale was not given back yet; nothing for a sale that is no household's. One statement."""
    rows = Withholding.objects.filter(subject_code=subject_code).values("line_key").order_by("line_key")
    sums = rows.annotate(base=Sum("base_vnd"), vat=Sum("vat_vnd"), pit=Sum("pit_vnd"))
    return {row["line_key"]: LineLeft(row["base"], row["vat"] + row["pit"]) for row in sums}
