"""A shop gives its documents to a buyer, or to everybody to whom it quotes, and takes that back."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.sellers.models import Seller
from chophien.sellers.selectors.shops import lock_seller
from chophien.wholesale import policies
from chophien.wholesale.models import PackConsent
from chophien.wholesale.selectors.packs import lock_consents
from chophien.wholesale.states import PackPart

YEAR = timedelta(days=366)


@transaction.atomic
def give_pack(
    *, seller: Seller, buyer: Person | None, papers: Collection[str], until: date, actor: Actor, at: datetime
) -> PackConsent:
    """Let a buyer take these papers until a day; without one, everybody to whom the shop quotes.

    What stood for the same before is taken back: the newest wish counts alone.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming every field that needs a correction
    """
    held = lock_seller(seller.pk)
    policies.can_give_pack(actor, held, at=at).require()
    today = local_date(at)
    faults: dict[str, Sentence] = {}
    if not papers or set(papers) - set(PackPart.values):
        faults["papers"] = _("Choose at least one of the papers.")
    if not today <= until <= today + YEAR:
        faults["until"] = _("Choose a day from today on, within a year.")
    if faults:
        raise Invalid({name: [sentence] for name, sentence in faults.items()})
    _end(lock_consents(held, buyer=buyer), at=at)
    chosen = [part.value for part in PackPart if part.value in papers]
    given = PackConsent.objects.create(
        seller=held, buyer=buyer, papers=chosen, until=until, given_by=actor.code, given_at=at
    )
    facts = {"buyer": buyer.code if buyer else "", "papers": chosen, "until": str(until)}
    record("wholesale.pack_given", actor=actor, subject_code=held.code, at=at, facts=facts)
    return given


@transaction.atomic
def take_pack_back(*, seller: Seller, buyer: Person | None, actor: Actor, at: datetime) -> int:
    """From now on the buyer gets none of what was given so. Says how many consents ended: a second tap ends none.

    :raises NotPermitted: if `actor` does not manage the shop
    """
    held = lock_seller(seller.pk)
    policies.can_give_pack(actor, held, at=at).require()
    standing = lock_consents(held, buyer=buyer)
    _end(standing, at=at)
    if standing:
        facts = {"buyer": buyer.code if buyer else ""}
        record("wholesale.pack_taken_back", actor=actor, subject_code=held.code, at=at, facts=facts)
    return len(standing)


def _end(standing: list[PackConsent], *, at: datetime) -> None:
    PackConsent.objects.filter(pk__in=[one.pk for one in standing]).update(withdrawn_at=at)
