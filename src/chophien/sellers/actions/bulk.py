"""Shops from a list, hundreds at a time, in a handful of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chophien.audit.actions import record
from chophien.lib.actor import Actor
from chophien.lib.text import clean_line, fold, slugify_vi
from chophien.places.models import Commune
from chophien.sellers import policies
from chophien.sellers.events import seller_standing_changed
from chophien.sellers.models import Seller, SellerStep
from chophien.sellers.states import SellerStatus

SLUG_MOST = 120


@dataclass(frozen=True)
class NewSeller:
    """A shop as a list names it, in a commune of today with its province."""

    code: str
    name: str
    kind: str
    commune: Commune | None


@transaction.atomic
def ensure_sellers(rows: Iterable[NewSeller], *, approve: bool, actor: Actor, at: datetime) -> dict[str, Seller]:
    """The shops with these codes, added when they are not known yet, by code. Doing it again changes nothing.

    A known shop keeps its name, kind and place: a row for it needs only the code. With `approve` new shops, and
    drafts that came from an earlier list, are open at once. At most ten statements for any number of rows.

    :raises NotPermitted: if shops would be added or opened and `actor` is no operator for their provinces
    """
    wanted = {row.code: row for row in rows}
    found = _by_code(wanted)
    new = [row for code, row in wanted.items() if code not in found and row.commune is not None]
    drafts = _listed_drafts(found.values()) if approve else []
    if not new and not drafts:
        return found
    _require_operator(new, drafts, actor=actor, at=at)

    Seller.objects.bulk_create(_sellers(new, approve=approve, at=at), ignore_conflicts=True, batch_size=1000)
    if new:
        found = _by_code(wanted)
    added = [found[row.code] for row in new]
    _open(drafts, at=at)
    SellerStep.objects.bulk_create(
        [_step(seller, "import", SellerStatus.DRAFT, actor=actor, at=at) for seller in added]
        + [_step(seller, "approve", SellerStatus.DRAFT, actor=actor, at=at) for seller in drafts],
        batch_size=1000,
    )
    facts = {"added": [seller.code for seller in added], "approved": [seller.code for seller in drafts]}
    record("sellers.taken_over", actor=actor, subject_code="sellers", at=at, facts=facts)
    for seller in drafts:
        seller_standing_changed.send(sender=Seller, seller=seller, at=at)
    return found


def _by_code(codes: Iterable[str]) -> dict[str, Seller]:
    rows = Seller.objects.filter(code__in=list(codes)).select_related("commune__province")
    return {seller.code: seller for seller in rows}


def _listed_drafts(sellers: Iterable[Seller]) -> list[Seller]:
    """Those that are drafts and came from a list; a draft that somebody is writing is theirs to send in."""
    drafts = [seller for seller in sellers if seller.status == SellerStatus.DRAFT]
    if not drafts:
        return []
    listed = SellerStep.objects.filter(seller__in=drafts, step="import").values_list("seller_id", flat=True)
    kept = set(listed)
    return [seller for seller in drafts if seller.pk in kept]


def _require_operator(new: Sequence[NewSeller], drafts: Sequence[Seller], *, actor: Actor, at: datetime) -> None:
    named = [row.commune for row in new if row.commune is not None] + [seller.commune for seller in drafts]
    communes = {commune.pk: commune for commune in named}.values()
    for province in sorted({commune.province.code for commune in communes}):
        policies.can_take_over_shops(actor, province_code=province, at=at).require()


def _sellers(rows: Sequence[NewSeller], *, approve: bool, at: datetime) -> list[Seller]:
    slugs = free_slugs({row.code: row.name for row in rows})
    return [
        Seller(
            code=row.code,
            slug=slugs[row.code],
            name=clean_line(row.name),
            folded_name=fold(row.name)[:160],
            kind=row.kind,
            status=SellerStatus.APPROVED if approve else SellerStatus.DRAFT,
            commune=row.commune,
            created_at=at,
            approved_at=at if approve else None,
        )
        for row in rows
    ]


def free_slugs(names: Mapping[str, str]) -> dict[str, str]:
    """An address part for each shop by its code: its name where nobody has that yet, else with the code. One query."""
    plain = {code: slugify_vi(name, max_length=80) for code, name in names.items()}
    taken = set(Seller.objects.filter(slug__in=set(plain.values())).values_list("slug", flat=True))
    slugs: dict[str, str] = {}
    for code, slug in plain.items():
        unique = slug if slug and slug not in taken else f"{slug}-{slugify_vi(code)}".strip("-")[:SLUG_MOST]
        taken.add(unique)
        slugs[code] = unique
    return slugs


def _open(drafts: Sequence[Seller], *, at: datetime) -> None:
    for seller in drafts:
        seller.status, seller.approved_at = SellerStatus.APPROVED, at
    Seller.objects.filter(pk__in=[seller.pk for seller in drafts]).update(status=SellerStatus.APPROVED, approved_at=at)


def _step(seller: Seller, step: str, before: str, *, actor: Actor, at: datetime) -> SellerStep:
    return SellerStep(
        seller=seller,
        step=step,
        from_status=before,
        to_status=seller.status,
        actor_code=actor.code,
        at=at,
        effective_at=at,
    )
