"""Packing houses and collection points: put on the map by their shop, and taken away again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.atlas import policies
from chophien.atlas.errors import TooManySites
from chophien.atlas.models import Site
from chophien.atlas.states import SiteKind
from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.places.models import Commune
from chophien.sellers.models import Seller
from chophien.sellers.selectors.helping import principal_of
from chophien.sellers.selectors.shops import lock_seller

PREFIX, SYMBOLS = "DD", 7
MOST_SITES = 20
LONGEST = {"name": 120, "address": 200, "hours": 120, "packing_code": 60}


@dataclass(frozen=True)
class SiteFacts:
    """What everybody reads of a place. `packing_code` is the one for export, as it was printed."""

    kind: str
    name: str
    commune: Commune
    address: str = ""
    hours: str = ""
    packing_code: str = ""


@transaction.atomic
def open_site(*, seller: Seller, facts: SiteFacts, actor: Actor, at: datetime) -> Site:
    """Put a place of the shop on the map. The same one sent again is the same place.

    :raises NotPermitted: if `actor` does not list for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises TooManySites: if the shop has many already
    """
    seller = lock_seller(seller.pk)
    policies.can_put_sites(actor, seller, at=at).require()
    told = _checked(facts)
    here = Site.objects.filter(seller=seller, closed_at__isnull=True)
    same = here.filter(kind=facts.kind, commune=facts.commune, name=told["name"]).first()
    if same is not None:
        return same
    if here.count() >= MOST_SITES:
        raise TooManySites(MOST_SITES)
    on_behalf_of = principal_of(actor, seller, at=at)
    site = Site.objects.create(
        code=new_code(PREFIX, SYMBOLS),
        seller=seller,
        commune=facts.commune,
        kind=facts.kind,
        added_by=actor.code,
        on_behalf_of=on_behalf_of,
        added_at=at,
        **told,
    )
    _record(site, "open", actor=actor, at=at)
    return site


@transaction.atomic
def close_site(*, site: Site, actor: Actor, at: datetime) -> Site:
    """Take a place off the map. One that is gone already stays gone.

    :raises NotPermitted: if `actor` does not list for the shop
    """
    policies.can_put_sites(actor, site.seller, at=at).require()
    if Site.objects.filter(pk=site.pk, closed_at__isnull=True).update(closed_at=at):
        _record(site, "close", actor=actor, at=at)
    return Site.objects.select_related("seller").get(pk=site.pk)


def _checked(facts: SiteFacts) -> dict[str, str]:
    told = {name: clean_line(getattr(facts, name)) for name in LONGEST}
    faults: dict[str, list[Sentence]] = {}
    if facts.kind not in SiteKind.values:
        faults["kind"] = [_("Choose what it is.")]
    if not told["name"]:
        faults["name"] = [_("Write what people call it.")]
    for name, most in LONGEST.items():
        if len(told[name]) > most:
            faults[name] = [_("This is too long.")]
    if facts.kind != SiteKind.PACKING and told["packing_code"]:
        faults["packing_code"] = [_("Only packing houses have such a code.")]
    if faults:
        raise Invalid(faults)
    return told


def _record(site: Site, step: str, *, actor: Actor, at: datetime) -> None:
    on_behalf_of = principal_of(actor, site.seller, at=at)
    facts = {"step": step, "code": site.code}
    record("atlas.site", actor=actor, subject_code=site.seller.code, on_behalf_of=on_behalf_of, facts=facts, at=at)
