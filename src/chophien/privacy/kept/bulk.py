"""What the person looks for, agreed on and has brought every week in bulk."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.catalog.models import PriceTier
from chophien.privacy.kept.base import Rows
from chophien.privacy.kept.trade import contracts_kept_since
from chophien.wholesale.models import Contract, PackConsent, PurchaseRequest, Signature, StandingOrder
from chophien.wholesale.states import ContractStatus, RequestStatus, StandingStatus

NOWHERE = {"contact_name": "", "contact_phone": "", "hamlet": ""}
OVER = (ContractStatus.ENDED, ContractStatus.CALLED_OFF)


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
        *signatures.values("contract__code", "party", "sent_at", "confirmed_at", "regulation__version"),
        *standing.values("code", "name", *where, "weekdays", "first_on", "last_on", "status", "made_at", *agreed),
        *PackConsent.objects.filter(buyer=person).values("seller__code", "until", "given_at"),
        *PriceTier.objects.filter(buyer=person).values("variant__code"),
    ]


def forget_in_bulk(person: Person, *, at: datetime) -> int:
    """What is open is withdrawn, what was never agreed on or is old loses its person; contracts stay as others do."""
    PurchaseRequest.objects.filter(buyer=person, status=RequestStatus.OPEN).update(
        status=RequestStatus.WITHDRAWN, changed_at=at
    )
    before = contracts_kept_since(at)
    old = Contract.objects.filter(buyer=person, status__in=OVER).exclude(agreed_at__gte=before)
    over = StandingOrder.objects.filter(buyer=person, status=StandingStatus.ENDED)
    return (
        PurchaseRequest.objects.filter(buyer=person).exclude(note="").update(note="")
        + old.exclude(contact_phone="").update(**NOWHERE)
        + over.exclude(contact_phone="").update(**NOWHERE)
        + PackConsent.objects.filter(buyer=person).delete()[0]
        + PriceTier.objects.filter(buyer=person).delete()[0]
    )
