"""Everything that the page behind a code tells. Read anew for each reader: what was taken back is gone at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chophien.catalog.models import Certificate, Listing, Variant
from chophien.catalog.selectors import valid_certificates
from chophien.catalog.states import CertificateKind, ListingStatus
from chophien.complaints.selectors.recalls import recall_of_listing
from chophien.lib.dates import format_date, local_date
from chophien.lib.gs1.keys import is_restricted
from chophien.lib.quantity import format_quantity
from chophien.lots.models import Lot, Pack
from chophien.lots.selectors.amounts import kilograms
from chophien.lots.selectors.composition import grown_on
from chophien.places.selectors import provinces_today
from chophien.rules import selectors as rules
from chophien.scans.models import LotScans, Suspicion
from chophien.scans.selectors.copy_rules import networks_to_warn
from chophien.scans.selectors.found import Found, packs_of
from chophien.scans.selectors.items import Item, items
from chophien.scans.selectors.origin import Growers, Origin, origin_of
from chophien.scans.selectors.shares import ToGrowers, to_growers
from chophien.scans.selectors.told import SOLD, Told, told_of_steps
from chophien.scans.serials import grouped
from chophien.scans.states import ONLY_TOLD, StampStatus, SuspicionStatus
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.traceability.selectors.chain import Step, history_of, put_together
from chophien.traceability.selectors.recalls import recall_that_holds
from chophien.traceability.states import STEP_WORDS
from chophien.uploads.selectors import PictureSources, photo_sources

STEPS_MOST = 40
BRAND_NAMES = ("thuong_hieu", "nhan_hieu", "brand")


class Warned(StrEnum):
    """What whoever holds the pack is warned of, the gravest first."""

    RECALLED = "recalled"
    VOID = "void"
    COPIED = "copied"
    EXPIRED = "expired"
    SOME_EXPIRED = "some_expired"
    NOT_ACTIVE = "not_active"
    UNUSUAL = "unusual"


@dataclass(frozen=True)
class ShownStep:
    """One step: what, when, where, by whom and how much, as everybody may know it; the last of several at `until`."""

    words: str
    at: datetime
    text: str
    until: datetime | None = None


@dataclass(frozen=True)
class Scanned:
    """How often it was scanned, and where first; the place is empty when nobody told it."""

    count: int
    first_at: datetime | None
    first_place: str


@dataclass(frozen=True)
class Recalled:
    """Why it is called back, and what to do with it."""

    why: str
    what_to_do: str
    code: str = ""


@dataclass(frozen=True)
class Story:
    """The page about a stamp or a lot. `listing` is there while the goods are on sale."""

    title: str
    size: str
    seller: Seller
    photo: PictureSources | None
    listing: Listing | None
    lot_code: str
    serial: str
    origin: Origin | None
    certificates: Sequence[Certificate]
    certified_on: date
    made_on: date | None
    steps: Sequence[ShownStep]
    shares: ToGrowers | None
    scanned: Scanned
    warnings: Sequence[Warned]
    recalled: Recalled | None
    best_before: date | None
    """The last day; where packs of the lot have several, the latest of them."""
    good_from: date | None
    """The earliest of them."""
    stamp_is_active: bool
    can_be_opened: bool
    items: Sequence[Item] = ()

    @property
    def is_open(self) -> bool:
        """Whether the shop has a page that everybody sees."""
        return bool(self.seller.status == SellerStatus.APPROVED)


def story_of(found: Found, *, link: str, at: datetime) -> Story:
    """The page about what was found, which is a stamp or a lot. As many statements for a long chain as for a short."""
    lot, stamp, variant, today = found.lot, found.stamp, found.variant, local_date(at)
    packs = packs_of(found)
    made = packs[0].day_made if packs else None
    days = _last_days(packs, lot)
    best_before = days[-1] if days else None
    history = history_of(lot) if lot else None
    behind = [history.lot.pk, *(one.lot.pk for one in history.sources)] if history else []
    least = rules.whole("scans.households_least", at=at)
    origin = origin_of(lot, behind, on=made or today, least=least) if lot else None
    recalled = _recalled(found)
    live = variant.listing.live if variant else None
    lot_code = lot.code if lot else ""
    told = Story(
        title=live.title if live else lot.product if lot else "",
        size=" · ".join(part for part in (variant.title, variant.pack) if part) if variant else "",
        seller=_shop_of(found),
        photo=next(iter(photo_sources(live.photo_codes[:1]).values()), None) if live else None,
        listing=variant.listing if variant and variant.listing.status == ListingStatus.PUBLISHED else None,
        lot_code=lot_code,
        serial=grouped(stamp.serial) if stamp else "",
        origin=origin,
        certificates=_certificates(variant, behind, on=made or today),
        certified_on=made or today,
        made_on=made,
        steps=shown_steps(told_of_steps(history, least=least), own=lot_code) if history else [],
        shares=to_growers(lot, behind, households=origin.growers.count, on=today) if lot and origin else None,
        scanned=_scanned(found),
        warnings=_warnings(found, recalled=recalled, ends=_ends(packs, lot), today=today),
        recalled=recalled,
        best_before=best_before,
        good_from=days[0] if days else None,
        stamp_is_active=stamp is not None and stamp.status == StampStatus.ACTIVE,
        can_be_opened=stamp is not None and stamp.status == StampStatus.ACTIVE and stamp.opened_at is None,
    )
    return replace(told, items=items(_known(told, found, link), on=today))


def _certificates(variant: Variant | None, behind: Collection[int], *, on: date) -> list[Certificate]:
    """Those that counted on the day: one for certain land only if all that went into the lots `behind` grew there."""
    if variant is None:
        return []
    return valid_certificates(variant.listing, on=on, grown_on=grown_on(behind) if behind else None)


def _last_days(packs: Sequence[Pack], lot: Lot | None) -> list[date]:
    """The last days of the packs, each once, the earliest first; the lot's where packs have none of their own."""
    return sorted(day for day in _ends(packs, lot) if day is not None)


def _ends(packs: Sequence[Pack], lot: Lot | None) -> set[date | None]:
    """The same, with none where packs have no last day."""
    own = lot.best_before if lot else None
    return {one.best_before or own for one in packs} or {own}


def _known(told: Story, found: Found, link: str) -> dict[str, str]:
    """What this market knows of each item that a law names, empty where it is missing."""
    seller, origin, steps = told.seller, told.origin, len(told.steps)
    return {
        "name": told.title,
        "picture": _("on this page") if told.photo else "",
        "producer": seller.name,
        "address": f"{seller.commune.full_name}, {seller.commune.province.full_name}",
        "made_on": format_date(told.made_on) if told.made_on else _days(origin),
        "trace_code": link,
        "batch": told.lot_code,
        "brand": _brand(found.variant),
        "serial": told.serial,
        "shelf_life": " – ".join(format_date(day) for day in dict.fromkeys([told.good_from, told.best_before]) if day),
        "gtin": _gtin(found.gtin),
        "origin": ", ".join(one.full_name for one in origin.communes) if origin else "",
        "certificates": ", ".join(str(CertificateKind(one.kind).label) for one in told.certificates),
        "steps": ngettext("%(num)s step", "%(num)s steps", steps) % {"num": steps} if steps else "",
        "warnings": _("see above") if told.warnings else _("none"),
    }


def growers_said(growers: Growers) -> str:
    """Who grew it, in one line: names, how many others, their hamlets. Empty when it is the shop's own harvest."""
    others = ngettext("%(num)s household", "%(num)s households", growers.others) % {"num": growers.others}
    if growers.named and growers.others:
        others = ngettext("%(num)s other household", "%(num)s other households", growers.others) % {
            "num": growers.others
        }
    people = [*growers.named, *([others] if growers.others else [])]
    return ", ".join([*people, *growers.hamlets]) if people else ""


def shown_steps(told: Told, *, own: str) -> list[ShownStep]:
    """The steps for everybody, so many that people read them, and as the last of them one line that says from when to
    when it was sold. `own` is the code of the lot itself.
    """
    shown = [_shown(one) for one in put_together(told.steps, own=own, most=STEPS_MOST)]
    if told.sold:
        first, last = (format_date(local_date(at)) for at in told.sold)
        text = "" if first == last else _("from %(first)s to %(last)s") % {"first": first, "last": last}
        shown.append(ShownStep(str(STEP_WORDS[SOLD]), told.sold[0], text))
    return shown


def _shown(step: Step) -> ShownStep:
    parts = [step.place] if step.place else []
    if step.households:
        parts.append(ngettext("%(num)s household", "%(num)s households", step.households) % {"num": step.households})
    parts += [_amount(one.amount, one.unit) for one in step.quantities if one.way != "in" and one.amount]
    return ShownStep(str(step.words), step.at, " · ".join(parts), step.until)


def _amount(amount: Decimal, unit: str) -> str:
    return kilograms(int(amount * 1_000)) if unit == "kg" else _("%(count)s packs") % {"count": format_quantity(amount)}


def _shop_of(found: Found) -> Seller:
    if found.lot is not None:
        return found.lot.seller
    if found.variant is None:
        raise LookupError("neither a lot nor goods were found")
    return found.variant.listing.seller


def _recalled(found: Found) -> Recalled | None:
    if found.lot is not None:
        recall = recall_that_holds(found.lot)
        if recall is not None:
            return Recalled(recall.why, recall.what_to_do)
    code = recall_of_listing(found.variant.listing_id) if found.variant else ""
    return Recalled("", "", code) if code else None


def _warnings(found: Found, *, recalled: Recalled | None, ends: Collection[date | None], today: date) -> list[Warned]:
    stamp = found.stamp
    rows = Suspicion.objects.filter(stamp=stamp).values_list("status", "networks", "reasons") if stamp else ()
    suspected, networks, reasons = next(iter(rows), ("", 0, ()))
    past = [day is not None and day < today for day in ends]
    noted: Mapping[Warned, bool] = {
        Warned.RECALLED: recalled is not None,
        Warned.VOID: stamp is not None and stamp.status == StampStatus.VOID,
        Warned.COPIED: suspected == SuspicionStatus.COPIED,
        Warned.EXPIRED: all(past),
        Warned.SOME_EXPIRED: any(past) and not all(past),
        Warned.NOT_ACTIVE: stamp is not None and stamp.status == StampStatus.NEW,
        Warned.UNUSUAL: suspected == SuspicionStatus.CHECKED
        or (
            suspected == SuspicionStatus.OPEN
            and networks >= networks_to_warn(at=today)
            and not ONLY_TOLD.issuperset(reasons)
        ),
    }
    return [warned for warned, is_so in noted.items() if is_so]


def _scanned(found: Found) -> Scanned:
    if found.stamp is not None:
        return Scanned(found.stamp.scans, found.stamp.first_scan_at, _province(found.stamp.first_province))
    counts = LotScans.objects.filter(lot=found.lot).first()
    return Scanned(counts.scans, counts.first_at, _province(counts.first_province)) if counts else Scanned(0, None, "")


def _province(code: str) -> str:
    return provinces_today().filter(code=code).values_list("full_name", flat=True).first() or "" if code else ""


def _days(origin: Origin | None) -> str:
    if origin is None or origin.harvest is None:
        return ""
    first, last = (format_date(day) for day in origin.harvest)
    return first if first == last else f"{first} – {last}"


def _brand(variant: Variant | None) -> str:
    live = variant.listing.live if variant else None
    said = live.attributes if live else {}
    return next((str(said[name]) for name in BRAND_NAMES if said.get(name)), "")


def _gtin(gtin: str) -> str:
    if not gtin:
        return ""
    return _("%(gtin)s, valid inside this market only") % {"gtin": gtin} if is_restricted(gtin) else gtin
