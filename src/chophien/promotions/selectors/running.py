"""Reads about promotions: what runs, what a shop or the market has set up, who waits in a group purchase."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, Prefetch, QuerySet

from chophien.lib.dates import local_date
from chophien.places.models import TODAY, Province
from chophien.promotions.models import Combo, ComboPart, GroupPurchase, Pledge, Voucher
from chophien.promotions.states import Funder, PledgeStatus, PromotionStatus, PurchaseStatus
from chophien.sellers.models import Seller


def combos_of_sets(variant_ids: Collection[int], *, at: datetime) -> list[Combo]:
    """The combos that run on that day and of which every part is among these variants. Two statements."""
    touched = running_combos(at=at).filter(parts__variant__in=variant_ids).distinct().prefetch_related("parts")
    return [
        combo
        for combo in touched.select_related("seller")
        if {part.variant_id for part in combo.parts.all()} <= set(variant_ids)
    ]


def in_some_combo(variant_field: str = "variant_id") -> QuerySet[ComboPart]:
    """Parts of running combos for the variant that `variant_field` of an outer query names: for `Exists`."""
    return ComboPart.objects.filter(combo__status=PromotionStatus.RUNNING, variant_id=OuterRef(variant_field))


def running_combos(*, at: datetime) -> QuerySet[Combo]:
    """The combos that count on the day of `at`."""
    on = local_date(at)
    return Combo.objects.filter(status=PromotionStatus.RUNNING, starts_on__lte=on, ends_on__gte=on).order_by("pk")


def combos_with(listing_id: int, *, at: datetime) -> list[Combo]:
    """The running combos that a listing is part of, with all that is in them. Two statements; one without any."""
    found = running_combos(at=at).filter(parts__variant__listing=listing_id).distinct()
    return list(found.prefetch_related(_parts_shown()))


def running_vouchers(*, at: datetime) -> QuerySet[Voucher]:
    """The vouchers that the page of promotions shows on the day of `at`, those that end first first."""
    on = local_date(at)
    shown = Voucher.objects.filter(status=PromotionStatus.RUNNING, is_shown=True, starts_on__lte=on, ends_on__gte=on)
    return shown.select_related("seller").order_by("ends_on", "pk")


def open_purchases(*, at: datetime) -> QuerySet[GroupPurchase]:
    """The group purchases that somebody can still join on the day of `at`."""
    on = local_date(at)
    running = GroupPurchase.objects.filter(
        status__in=[PurchaseStatus.OPEN, PurchaseStatus.REACHED], starts_on__lte=on, ends_on__gte=on
    )
    return running.select_related("seller", "variant__listing__live").order_by("ends_on", "pk")


def purchases_of_listing(listing_id: int, *, at: datetime) -> list[GroupPurchase]:
    """Those of one listing. One statement."""
    return list(open_purchases(at=at).filter(variant__listing=listing_id))


def purchase_by_code(code: str) -> GroupPurchase | None:
    """A group purchase with its goods and shop, however it stands."""
    found = GroupPurchase.objects.filter(code=code)
    return found.select_related("seller__commune__province", "variant__listing__live").first()


def lock_purchase(pk: int) -> GroupPurchase:
    """Fetch a group purchase and hold its row until the transaction ends."""
    held = GroupPurchase.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("seller__commune__province", "variant").get(pk=pk)


def purchases_to_end(*, at: datetime) -> QuerySet[GroupPurchase]:
    """Group purchases whose last day is over."""
    running = GroupPurchase.objects.filter(status__in=[PurchaseStatus.OPEN, PurchaseStatus.REACHED])
    return running.filter(ends_on__lt=local_date(at)).order_by("pk")


def pledge_by_token(token: str) -> Pledge | None:
    """Somebody's word to buy with the others, for who has its address."""
    found = Pledge.objects.filter(token=token)
    return found.select_related("person", "commune__province", "purchase__variant__listing", "purchase__seller").first()


def lock_pledge(pk: int) -> Pledge:
    """Fetch a pledge and hold its row until the transaction ends. The purchase's row is locked before it."""
    held = Pledge.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("person", "commune__province", "purchase__variant").get(pk=pk)


def pledges_waiting(purchase_id: int) -> list[Pledge]:
    """Who waits, the first who joined first."""
    waiting = Pledge.objects.filter(purchase=purchase_id, status=PledgeStatus.WAITING)
    return list(waiting.order_by("pk"))


def vouchers_of(seller: Seller) -> QuerySet[Voucher]:
    """All vouchers of a shop, the newest first."""
    return Voucher.objects.filter(seller=seller).order_by("-made_at", "-pk")


def combos_of(seller: Seller) -> QuerySet[Combo]:
    """All combos of a shop with what is in them, the newest first."""
    return Combo.objects.filter(seller=seller).prefetch_related(_parts_shown()).order_by("-made_at", "-pk")


def purchases_of(seller: Seller) -> QuerySet[GroupPurchase]:
    """All group purchases of a shop, the newest first."""
    found = GroupPurchase.objects.filter(seller=seller)
    return found.select_related("variant__listing__live").order_by("-made_at", "-pk")


def vouchers_of_the_market() -> QuerySet[Voucher]:
    """All vouchers that the market or a programme pays for, the newest first."""
    return Voucher.objects.exclude(funder=Funder.SELLER).order_by("-made_at", "-pk")


def place_names(province_codes: Collection[str]) -> str:
    """Provinces of today by name, for a sentence."""
    names = Province.objects.filter(vintage=TODAY, code__in=province_codes).order_by("code")
    return ", ".join(names.values_list("name", flat=True))


def _parts_shown() -> "Prefetch[str, QuerySet[ComboPart], str]":
    return Prefetch("parts", ComboPart.objects.select_related("variant__listing__live").order_by("pk"))


def purchases_reached() -> QuerySet[GroupPurchase]:
    """Group purchases for which enough have joined and that are not over."""
    return GroupPurchase.objects.filter(status=PurchaseStatus.REACHED).order_by("pk")


def combos_shown(*, at: datetime) -> QuerySet[Combo]:
    """The running combos with their shop and all that is in them, those that end first first."""
    found = running_combos(at=at).select_related("seller").prefetch_related(_parts_shown())
    return found.order_by("ends_on", "pk")
