"""What the person looks for, agreed on and has brought every week in bulk."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.catalog.models import PriceTier
from chophien.privacy.kept.base import Rows
from chophien.privacy.kept.held import subjects_held
from chophien.privacy.kept.trade import asked_accounts, contracts_kept_since, forget_accounts
from chophien.wholesale.models import Contract, PackConsent, PurchaseRequest, Signature, StandingOrder
from chophien.wholesale.states import ContractStatus, RequestStatus, StandingStatus

NOWHERE = {"contact_name": "", "contact_phone": "", "hamlet": ""}
OVER = (ContractStatus.ENDED, ContractStatus.CALLED_OFF, ContractStatus.LAPSED)


def in_bulk(person: Person) -> Rows:
    """Requests, contracts with their signatures, standing orders, documents that shops let the person take, prices."""
    requests = PurchaseRequest.objects.filter(buyer=person).order_by("pk")
    contracts = Contract.objects.filter(buyer=person).order_by("pk")
    signatures = Signature.objects.filter(person=person).order_by("pk")
    standing = StandingOrder.objects.filter(buyer=person).order_by("pk")
    agreed = ("consent_at", "regulation__version")
    where = ("contact_name", "contact_phone", "commune__full_name", "hamlet")
    return [
        *requests.values("code", "goods", "quantity", "unit", "first_on", "last_on", "note", "status", "made_at"),
        *contracts.values("code", "goods", "unit", "base_vnd", *where, "terms", "status", "drafted_at", "agreed_at"),
        *asked_accounts(contracts.values("code")),
        *signatures.values("contract__code", "party", "sent_at", "confirmed_at", "regulation__version"),
        *standing.values("code", "name", *where, "weekdays", "first_on", "last_on", "status", "made_at", *agreed),
        *PackConsent.objects.filter(buyer=person).values("seller__code", "until", "given_at"),
        *PriceTier.objects.filter(buyer=person).values("variant__code"),
    ]


def forget_in_bulk(person: Person, *, at: datetime) -> int:
    """What is open is withdrawn, what was never agreed on or is old loses its person; contracts stay as others do.

    Nothing goes that a shop under a hold has a part in.
    """
    PurchaseRequest.objects.filter(buyer=person, status=RequestStatus.OPEN).update(
        status=RequestStatus.WITHDRAWN, changed_at=at
    )
    before, held = contracts_kept_since(at), subjects_held()
    asked = PurchaseRequest.objects.filter(buyer=person).exclude(quotes__seller__code__in=held)
    old = Contract.objects.filter(buyer=person, status__in=OVER).exclude(agreed_at__gte=before)
    old = old.exclude(seller__code__in=held)
    over = StandingOrder.objects.filter(buyer=person, status=StandingStatus.ENDED)
    over = over.exclude(items__variant__listing__seller__code__in=held)
    packs = PackConsent.objects.filter(buyer=person).exclude(seller__code__in=held)
    tiers = PriceTier.objects.filter(buyer=person).exclude(variant__listing__seller__code__in=held)
    return (
        forget_accounts(old.values("code"))
        + asked.exclude(note="").update(note="")
        + old.exclude(contact_phone="").update(**NOWHERE)
        + over.exclude(contact_phone="").update(**NOWHERE)
        + packs.delete()[0]
        + tiers.delete()[0]
    )
