"""Withholding tax from a sale, and giving it back when goods or money go back.

Called with facts by whoever settles a sale; the amounts that are returned are theirs to post in the books.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.sellers.models import Seller
from chophien.tax.actions.years import earn, locked_year, warn
from chophien.tax.errors import MoreThanSold
from chophien.tax.models import Declaration, UnclassifiedGoods, Withholding
from chophien.tax.selectors.classes import classes_of_categories, declarations_counting, declared
from chophien.tax.selectors.rows import withheld_from
from chophien.tax.selectors.withholding import entity_of, tax_on, withholding
from chophien.tax.states import UNTAXED, GivenBack, SoldLine, TaxClass, TaxedLine, Why, Withheld


@transaction.atomic
def withhold(
    *,
    seller: Seller,
    subject_code: str,
    lines: Sequence[SoldLine],
    actor: Actor,
    at: datetime,
    elsewhere_vnd: int = 0,
) -> Withheld:
    """Withhold from a sale, once for each order, and return what for whom. Asked again it tells what it did then.

    The lines of one order have different keys and amounts of zero or more. The seller's managers are told when the
    year's revenue comes near the threshold: `elsewhere_vnd` of this sale, which came to the shop itself, is a part of
    it. Nothing is kept of an organisation, which declares its tax itself.
    """
    entity = entity_of(seller.kind, at=at)
    taxed, covering = _classed(lines, seller.code if entity.withheld else "", at=at)
    if not entity.withheld:
        return withholding(seller_kind=seller.kind, lines=taxed, at=at)
    year = locked_year(seller.code, local_date(at).year)
    before = withheld_from(subject_code)
    if before is not None:
        return before
    withheld = withholding(
        seller_kind=seller.kind, lines=taxed, at=at, revenue_before_vnd=year.known_vnd + elsewhere_vnd
    )
    slugs = {line.key: line.category_slug for line in lines}
    new = Withholding(subject_code=subject_code, seller_code=seller.code, entity=entity.entity, at=at)
    _write(withheld, like=new, slugs=slugs, covering=covering)
    earn(year, sum(line.base_vnd for line in withheld.lines), elsewhere_vnd=elsewhere_vnd)
    warn(year, seller=seller, at=at)
    facts = {"vat": withheld.vat_vnd, "pit": withheld.pit_vnd, "why": str(withheld.why)}
    record("tax.withheld", actor=actor, subject_code=subject_code, at=at, facts=facts)
    return withheld


@transaction.atomic
def give_back(
    *,
    subject_code: str,
    cause: str,
    actor: Actor,
    at: datetime,
    lines: Mapping[str, int],
) -> GivenBack:
    """Give back what was withheld from a part of a sale that went back to the buyer: once for each `cause`.

    `lines` says how much of which line in đồng. What is kept is always the tax of what is left, so that a sale given
    back in parts is given back to the đồng. It is a negative line of the month in which it comes back, and no revenue
    any more of the year in which it was sold. Nothing comes of a sale from which nothing was ever withheld.

    :raises MoreThanSold: if more is given back than is left
    """
    if not hold_sale(subject_code):
        return GivenBack(vat_vnd=0, pit_vnd=0, base_vnd=0)
    every = list(Withholding.objects.filter(subject_code=subject_code).order_by("pk"))
    sold, back = counting_now(every)
    done = [row for row in back if row.cause == cause]
    if not done:
        done = _reverse(sold, back, lines, cause=cause, at=at)
        year = locked_year(sold[0].seller_code, local_date(every[0].at).year)
        earn(year, sum(row.base_vnd for row in done))
        facts = {"cause": cause, "vat": sum(row.vat_vnd for row in done), "pit": sum(row.pit_vnd for row in done)}
        record("tax.given_back", actor=actor, subject_code=subject_code, at=at, facts=facts)
    return GivenBack(
        vat_vnd=-sum(row.vat_vnd for row in done),
        pit_vnd=-sum(row.pit_vnd for row in done),
        base_vnd=-sum(row.base_vnd for row in done),
    )


def hold_sale(subject_code: str) -> bool:
    """Hold what was withheld from a sale until the transaction ends; whether anything was."""
    return bool(Withholding.objects.select_for_update().filter(subject_code=subject_code, cause="").order_by("pk"))


def counting_now(rows: Iterable[Withholding]) -> tuple[list[Withholding], list[Withholding]]:
    """Of the rows of a sale: those of its lines that count, in place of others where their class was not known first,
    and what was given back of them.
    """
    every = list(rows)
    replaced = {one.instead_of_id for one in every}
    sold = [one for one in every if one.reverses_id is None and one.pk not in replaced]
    keys = {one.pk for one in sold}
    return sold, [one for one in every if one.reverses_id in keys]


def _classed(
    lines: Sequence[SoldLine], seller_code: str, *, at: datetime
) -> tuple[list[TaxedLine], dict[str, Declaration]]:
    """Each line with its class, and the declarations that cover lines of this seller, by the line's key."""
    day = local_date(at)
    classes = classes_of_categories({line.category_slug for line in lines}, on=day)
    signed = declarations_counting(seller_code, on=day) if seller_code else []
    covering = {line.key: found for line in lines if (found := declared(line, signed)) is not None}
    return [
        TaxedLine(
            line.key,
            line.amount_vnd,
            TaxClass.RAW_OWN_PRODUCE if line.key in covering else classes[line.category_slug],
        )
        for line in lines
    ], covering


def _write(
    withheld: Withheld, *, like: Withholding, slugs: Mapping[str, str], covering: Mapping[str, Declaration]
) -> None:
    """One row for each line, and a task for every category whose class nobody knows."""
    Withholding.objects.bulk_create(
        Withholding(
            subject_code=like.subject_code,
            line_key=line.key,
            seller_code=like.seller_code,
            entity=like.entity,
            category_slug=slugs[line.key],
            tax_class=line.tax_class,
            base_vnd=line.base_vnd,
            vat_bp=line.vat_bp,
            pit_bp=line.pit_bp,
            vat_vnd=line.vat_vnd,
            pit_vnd=line.pit_vnd,
            mode=withheld.mode,
            mode_from=withheld.mode_from,
            rate_from=line.rate_from,
            why=line.why,
            declaration=covering.get(line.key),
            month=local_date(like.at).replace(day=1),
            at=like.at,
        )
        for line in withheld.lines
    )
    unknown = {slugs[line.key] for line in withheld.lines if line.tax_class == TaxClass.UNKNOWN}
    UnclassifiedGoods.objects.bulk_create(
        [
            UnclassifiedGoods(
                category_slug=slug, seller_code=like.seller_code, subject_code=like.subject_code, seen_at=like.at
            )
            for slug in sorted(unknown)
        ],
        ignore_conflicts=True,
    )


def _left(sold: Sequence[Withholding], back: Sequence[Withholding]) -> dict[str, int]:
    """How much of the base of each line was not given back before."""
    left = {row.line_key: row.base_vnd for row in sold}
    for row in back:
        left[row.line_key] += row.base_vnd
    return left


def _reverse(
    sold: Sequence[Withholding], back: Sequence[Withholding], returned: Mapping[str, int], *, cause: str, at: datetime
) -> list[Withholding]:
    left = _left(sold, back)
    for key, amount in returned.items():
        _must_be_left(amount, left.get(key, 0))
    rows = []
    for row in sold:
        amount = returned.get(row.line_key, 0)
        if not amount:
            continue
        earlier = [one for one in back if one.line_key == row.line_key]
        taxed = Why(row.why) not in UNTAXED
        rest = left[row.line_key] - amount
        vat = tax_on(rest, row.vat_bp) - row.vat_vnd - sum(one.vat_vnd for one in earlier) if taxed else 0
        pit = tax_on(rest, row.pit_bp) - row.pit_vnd - sum(one.pit_vnd for one in earlier) if taxed else 0
        rows.append(row_like(row, cause=cause, reverses=row, base_vnd=-amount, vat_vnd=vat, pit_vnd=pit, at=at))
    return Withholding.objects.bulk_create(rows)


def row_like(row: Withholding, *, cause: str, at: datetime, **other: object) -> Withholding:
    """A row about the same line as `row`, of the month of `at`, not saved; `other` names what differs."""
    same = ("subject_code", "line_key", "seller_code", "entity", "category_slug", "tax_class", "vat_bp", "pit_bp")
    rule = ("mode", "mode_from", "rate_from", "why", "declaration_id")
    facts = {name: getattr(row, name) for name in (*same, *rule)} | other
    return Withholding(**facts, cause=cause, month=local_date(at).replace(day=1), at=at)


def _must_be_left(asked: int, left: int) -> None:
    if not 0 <= asked <= left:
        raise MoreThanSold(facts={"asked": asked, "left": left})
