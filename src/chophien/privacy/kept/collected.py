"""Cash on delivery that the person held, handed over or received for shops that they manage."""

from django.db.models import Q

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.collecting.models import Cash, FindingStep, HandOver, HandOverStep
from chophien.collecting.states import HolderKind
from chophien.privacy.kept.base import Rows


def held_in_cash(person: Person) -> Rows:
    """Cash in the person's hands as a helper, what of their shops was collected, receipts, and what they decided."""
    shops = Grant.objects.filter(
        person=person, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, ends_at__isnull=True
    ).values("scope_code")
    own = Q(holder_kind=HolderKind.HELPER, holder_code=person.code) | Q(collected_by=person.code)
    cash = Cash.objects.filter(own | Q(seller_code__in=shops)).order_by("pk")
    gave = Q(giver_kind=HolderKind.HELPER, giver_code=person.code) | Q(offered_by=person.code)
    receipts = HandOver.objects.filter(gave | Q(receiver_code__in=shops)).order_by("pk")
    steps = HandOverStep.objects.filter(actor_code=person.code).order_by("pk")
    decided = FindingStep.objects.filter(actor_code=person.code).order_by("pk")
    return [
        *cash.values("order_code", "amount_vnd", "holder_kind", "status", "collected_at", "since"),
        *receipts.values("code", "receiver", "receiver_code", "amount_vnd", "status", "offered_at", "ended_at"),
        *steps.values("hand_over__code", "step", "reason", "at"),
        *decided.values("finding__code", "decision", "reason", "at"),
    ]
