"""Goods of an unknown class are classified: what was withheld too much of them is the sellers' again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.ledger.actions.posting import Wish
from chophien.lib.actor import Actor
from chophien.lib.money import format_vnd
from chophien.payments import chart
from chophien.payments.actions.books import enter, one_posting
from chophien.sellers.actions.staff import tell_managers
from chophien.sellers.models import Seller
from chophien.settlement.states import Kind
from chophien.tax.actions.classifying import Retaxed, classify, reclassify
from chophien.tax.actions.years import PAGE
from chophien.tax.models import Classification

TO_COME = _(
    "Goods of yours were classified for tax. %(amount)s that was withheld too much is yours again. "
    "Your page about tax says more."
)
TAKEN_OFF = _("Goods of yours were classified for tax. %(amount)s more is withheld. Your page about tax says more.")


@transaction.atomic
@one_posting()
def classify_goods(
    *, category_slug: str, tax_class: str, reason: str, actor: Actor, at: datetime
) -> tuple[Classification, list[Retaxed]]:
    """Say of which class a category is, and settle with every seller what was withheld while nobody knew.

    :raises NotPermitted, NoSuchClass, ReasonMissing: as `tax.actions.classifying.classify`
    """
    decision = classify(category_slug=category_slug, tax_class=tax_class, reason=reason, actor=actor, at=at)
    changed = reclassify(decision=decision, actor=actor, at=at)
    enter([wish for one in changed for wish in _moves(one, cause=f"class:{decision.pk}")], at=at)
    _tell(changed, at=at)
    return decision, changed


def _moves(one: Retaxed, *, cause: str) -> list[Wish]:
    """What is given back of each tax, or withheld besides."""
    due = chart.due(one.seller_code)
    moves = []
    for tax, amount, more, back in (
        ("vat", one.vat_vnd, Kind.VAT, Kind.VAT_BACK),
        ("pit", one.pit_vnd, Kind.PIT, Kind.PIT_BACK),
    ):
        account, kind = chart.tax(tax), more if amount > 0 else back
        debit, credit = (due, account) if amount > 0 else (account, due)
        code = f"{cause}:{one.subject_code}:{tax}"
        moves.append(
            Wish(code, debit=debit, credit=credit, amount=abs(amount), kind=kind, subject_code=one.subject_code)
        )
    return moves


def _tell(changed: Sequence[Retaxed], *, at: datetime) -> None:
    sums: dict[str, int] = {}
    for one in changed:
        sums[one.seller_code] = sums.get(one.seller_code, 0) + one.vat_vnd + one.pit_vnd
    sellers = Seller.objects.in_bulk(list(sums), field_name="code")
    for code, amount in sums.items():
        if not amount:
            continue
        tell_managers(
            seller=sellers[code],
            kind="payment.news",
            text=TAKEN_OFF if amount > 0 else TO_COME,
            link=PAGE,
            about=code,
            at=at,
            facts={"amount": format_vnd(abs(amount))},
        )
