"""The office says of which class a kind of goods is; goods sold from that day on are taxed so.

What was sold before, and taxed by the highest rate since nobody knew the class, is taxed anew by the rate of its own
day. It is offset in the month of the decision, as what goes back is (Decree 117/2025/NĐ-CP art. 5 to 7; for this case
our own reading).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.tax import policies
from chophien.tax.actions.withholding import counting_now, row_like
from chophien.tax.errors import NoSuchClass, ReasonMissing
from chophien.tax.models import Classification, UnclassifiedGoods, Withholding
from chophien.tax.rates import rate_of
from chophien.tax.selectors.classes import unclassified_categories
from chophien.tax.selectors.withholding import tax_on
from chophien.tax.states import ANEW, CLASSES_TO_CHOOSE, TaxClass, Why

REASON_MOST = 300


@dataclass(frozen=True)
class Retaxed:
    """What taxing one sale anew changed, in đồng: below zero it is given back to the seller, above it is withheld."""

    subject_code: str
    seller_code: str
    vat_vnd: int
    pit_vnd: int


@transaction.atomic
def classify(*, category_slug: str, tax_class: str, reason: str, actor: Actor, at: datetime) -> Classification:
    """From today on goods of this category are of this class; `reclassify` taxes anew what was sold before.

    :raises NotPermitted: if `actor` does not look after the market's tax
    :raises NoSuchClass: if there is no such category or class
    :raises ReasonMissing: if it does not say by which rule
    """
    policies.can_look_after_tax(actor, at=at).require()
    known = Category.objects.filter(slug=category_slug).exists() or category_slug in unclassified_categories(at=at)
    if not known or tax_class not in CLASSES_TO_CHOOSE:
        raise NoSuchClass
    reason = clean_line(reason)[:REASON_MOST]
    if not reason:
        raise ReasonMissing
    decided = Classification.objects.create(
        category_slug=category_slug,
        tax_class=TaxClass(tax_class),
        first_on=local_date(at),
        reason=reason,
        decided_by=actor.code,
        decided_at=at,
    )
    UnclassifiedGoods.objects.filter(category_slug=category_slug, classified_at__isnull=True).update(classified_at=at)
    facts = {"class": str(decided.tax_class)}
    record("tax.classified", actor=actor, subject_code=category_slug, at=at, facts=facts)
    return decided


@transaction.atomic
def reclassify(*, decision: Classification, actor: Actor, at: datetime) -> list[Retaxed]:
    """Tax anew what was withheld from goods of this category by the highest rate, and say what changed sale by sale.

    What of a sale went back before stays as it was. Follows from `classify`; done again, nothing is left to tax anew.
    The differences are the caller's to post in the books.
    """
    of_unknown = Withholding.objects.filter(
        category_slug=decision.category_slug, why=Why.UNCLASSIFIED, cause="", instead__isnull=True
    )
    subjects = list(of_unknown.order_by("pk").values_list("subject_code", flat=True))
    list(Withholding.objects.select_for_update().filter(subject_code__in=subjects, cause="").order_by("pk"))
    changed = []
    for subject in dict.fromkeys(subjects):
        sold, back = counting_now(Withholding.objects.filter(subject_code=subject).order_by("pk"))
        rows = [row for row in sold if row.category_slug == decision.category_slug and row.why == Why.UNCLASSIFIED]
        done = [one for row in rows if (one := _tax_anew(row, back, decision=decision, at=at)) is not None]
        if done:
            vat, pit = sum(vat for vat, _pit in done), sum(pit for _vat, pit in done)
            changed.append(Retaxed(subject, rows[0].seller_code, vat, pit))
            facts = {"class": str(decision.tax_class), "vat": vat, "pit": pit}
            record("tax.taxed_anew", actor=actor, subject_code=subject, at=at, facts=facts)
    return changed


def _tax_anew(
    row: Withholding, back: Sequence[Withholding], *, decision: Classification, at: datetime
) -> tuple[int, int] | None:
    """Give all that is left of a line back and withhold by its class instead: by how much VAT and income tax change.

    None where nothing is left of it, or the class had no rate on the day of the sale.
    """
    own = [one for one in back if one.reverses_id == row.pk]
    base = row.base_vnd + sum(one.base_vnd for one in own)
    vat, pit = row.vat_vnd + sum(one.vat_vnd for one in own), row.pit_vnd + sum(one.pit_vnd for one in own)
    tax_class = TaxClass(decision.tax_class)
    try:
        rate = rate_of(tax_class, on=local_date(row.at))
    except LookupError:
        return None
    if not base:
        return None
    cause = f"{ANEW}{decision.pk}"
    new_vat, new_pit = tax_on(base, rate.vat_bp), tax_on(base, rate.pit_bp)
    row_like(row, cause=cause, at=at, reverses=row, base_vnd=-base, vat_vnd=-vat, pit_vnd=-pit).save(force_insert=True)
    known = {"tax_class": tax_class, "vat_bp": rate.vat_bp, "pit_bp": rate.pit_bp, "rate_from": rate.days.first}
    sums = {"base_vnd": base, "vat_vnd": new_vat, "pit_vnd": new_pit}
    instead = row_like(row, cause=f"{cause}-new", at=at, instead_of=row, why=Why.WITHHELD, **known, **sums)
    instead.save(force_insert=True)
    return new_vat - vat, new_pit - pit
