"""The terms of a contract's draft: written, and judged."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.quantity import MAX_QUANTITY
from chophien.lib.text import clean_line, clean_text
from chophien.payments.states import AGREED, PaymentMethod
from chophien.places.models import Commune
from chophien.rules import selectors as rules
from chophien.wholesale import policies
from chophien.wholesale.models import Contract
from chophien.wholesale.selectors.contracts import lock_contract, terms_digest
from chophien.wholesale.states import CONTRACT_FLOW, DepositLate, DepositUse

PERCENT = 100


@dataclass(frozen=True)
class ContractTerms:
    """What can be changed while it is a draft. Prices are for one unit; late is in hundredths of a per cent a day."""

    base_vnd: int
    contact_name: str
    contact_phone: str
    commune: Commune
    hamlet: str = ""
    index_name: str = ""
    base_index: Decimal | None = None
    share_percent: int = 0
    floor_vnd: int | None = None
    cap_vnd: int | None = None
    deposit_vnd: int = 0
    deposit_on: date | None = None
    deposit_use: str = DepositUse.SET_OFF
    deposit_late: str = DepositLate.WARN
    payment: str = PaymentMethod.COD
    late_permyriad: int = 0
    short_percent: int = 0
    terms: str = ""


@transaction.atomic
def set_terms(*, contract: Contract, terms: ContractTerms, actor: Actor, at: datetime) -> Contract:
    """Write the draft's terms; who had confirmed other terms has to confirm anew.

    :raises NotPermitted: if `actor` is neither the buyer nor the shop's manager
    :raises StepNotAllowed: once it is agreed
    :raises Invalid: naming every field that needs a correction
    """
    held = lock_contract(contract.pk)
    policies.can_agree(actor, held, at=at).require()
    CONTRACT_FLOW.next("agree", held.status)
    most = rules.whole("wholesale.penalty_most_percent", at=at)
    if faults := _faults(terms, most=most) | _faults_of_the_money(terms, worth_vnd=_worth(held, terms), at=at):
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    held.base_vnd = terms.base_vnd
    held.share_percent = terms.share_percent
    held.index_name = clean_line(terms.index_name)[:120] if terms.share_percent else ""
    held.base_index = terms.base_index if terms.share_percent else None
    held.floor_vnd, held.cap_vnd = terms.floor_vnd, terms.cap_vnd
    held.deposit_vnd, held.deposit_on = terms.deposit_vnd, terms.deposit_on if terms.deposit_vnd else None
    held.deposit_use, held.deposit_late, held.payment = terms.deposit_use, terms.deposit_late, terms.payment
    held.late_permyriad, held.short_percent, held.most_percent = terms.late_permyriad, terms.short_percent, most
    held.contact_name, held.contact_phone = clean_line(terms.contact_name)[:100], terms.contact_phone
    held.commune, held.hamlet = terms.commune, clean_line(terms.hamlet)[:120]
    held.terms = clean_text(terms.terms)[:2000]
    held.save()
    facts = {"base_vnd": held.base_vnd, "digest": terms_digest(held)}
    record("wholesale.terms_set", actor=actor, subject_code=held.code, at=at, facts=facts)
    return held


def _faults(terms: ContractTerms, *, most: int) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    for name in ("base_vnd", "floor_vnd", "cap_vnd"):
        amount = getattr(terms, name)
        if amount is not None and not 0 < amount <= MAX_VND:
            faults[name] = _("Write a price above zero.")
    if terms.floor_vnd is not None and terms.cap_vnd is not None and terms.floor_vnd > terms.cap_vnd:
        faults["cap_vnd"] = _("The highest price is not below the lowest.")
    if not 0 <= terms.share_percent <= PERCENT:
        faults["share_percent"] = _("Write a share from 0 to 100 per cent.")
    if terms.share_percent and not clean_line(terms.index_name):
        faults["index_name"] = _("Write which index the price follows.")
    if terms.share_percent and (
        terms.base_index is None or not terms.base_index.is_finite() or not 0 < terms.base_index <= MAX_QUANTITY
    ):
        faults["base_index"] = _("Write how the index stands at the agreed price.")
    return faults | _faults_of_the_rest(terms, most=most)


def _faults_of_the_rest(terms: ContractTerms, *, most: int) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if not 0 <= terms.late_permyriad <= most * PERCENT:
        faults["late_permyriad"] = _("The law allows at most %(most)s per cent.") % {"most": most}
    if not 0 <= terms.short_percent <= most:
        faults["short_percent"] = _("The law allows at most %(most)s per cent.") % {"most": most}
    if not clean_line(terms.contact_name):
        faults["contact_name"] = _("Write who receives the goods.")
    return faults


def _faults_of_the_money(terms: ContractTerms, *, worth_vnd: int, at: datetime) -> dict[str, Sentence]:
    faults: dict[str, Sentence] = {}
    if not 0 <= terms.deposit_vnd <= MAX_VND:
        faults["deposit_vnd"] = _("Write an amount from zero on.")
    elif terms.deposit_vnd > worth_vnd:
        faults["deposit_vnd"] = _("The deposit is at most what all deliveries cost.")
    if terms.deposit_vnd and terms.deposit_on is None:
        faults["deposit_on"] = _("Write until when the deposit is paid.")
    elif terms.deposit_vnd and terms.deposit_on is not None and terms.deposit_on < local_date(at):
        faults["deposit_on"] = _("This day is over.")
    if terms.deposit_use not in DepositUse.values:
        faults["deposit_use"] = _("Choose from the list.")
    if terms.deposit_late not in DepositLate.values:
        faults["deposit_late"] = _("Choose from the list.")
    if terms.payment not in dict(AGREED):
        faults["payment"] = _("Choose from the list.")
    return faults


def _worth(held: Contract, terms: ContractTerms) -> int:
    """What all deliveries cost at the agreed price, in đồng."""
    wanted = sum((one.quantity for one in held.deliveries.all()), Decimal(0))
    return int(wanted * terms.base_vnd)
