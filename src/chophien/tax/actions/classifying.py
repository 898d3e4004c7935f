"""The office says of which class a kind of goods is; goods sold from that day on are taxed so."""

from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.catalog.models import Category
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.text import clean_line
from chophien.tax import policies
from chophien.tax.errors import NoSuchClass, ReasonMissing
from chophien.tax.models import Classification, UnclassifiedGoods
from chophien.tax.selectors.classes import unclassified_categories
from chophien.tax.states import CLASSES_TO_CHOOSE, TaxClass

REASON_MOST = 300


@transaction.atomic
def classify(*, category_slug: str, tax_class: str, reason: str, actor: Actor, at: datetime) -> Classification:
    """From today on goods of this category are of this class. What was withheld before stays as it was.

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
