"""Somebody opens the page of a stamp or a lot: counted, and looked at; nobody is followed.

What is written is said by `models.Scan`. Address and browser come in as one text, are hashed with the key of the day,
and are written nowhere; of the address's network one of a few marks is kept with a stamp.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F

from chophien.lib.dates import local_date
from chophien.lots.models import Lot
from chophien.places.errors import NoSuchPlace
from chophien.places.selectors import commune, is_province_today
from chophien.rules import selectors as rules
from chophien.scans.actions.suspecting import look_again
from chophien.scans.errors import PlaceUnknown
from chophien.scans.models import DayKey, LotScans, Scan, Stamp
from chophien.scans.networks import network_mark, network_of
from chophien.scans.states import StampStatus

SLOT_MINUTES = 10
MARK_LENGTH = 16
KEY_BYTES = 32
PLACE_WITHIN = timedelta(hours=1)
"""For how long after its scan a device can say where it is."""


@dataclass(frozen=True)
class Scanned:
    """What was opened: a stamp, or a lot without a stamp."""

    lot: Lot | None = None
    stamp: Stamp | None = None


@transaction.atomic
def note_scan(*, scanned: Scanned, visitor: str, by_shop: bool, at: datetime) -> bool:
    """Count one opening of the page; False when the same device opened it within the same ten minutes.

    `visitor` is whatever tells one device from another: the address, NUL, the browser. It is not kept.
    """
    stamp, lot = scanned.stamp, scanned.lot
    slot = at.replace(minute=at.minute - at.minute % SLOT_MINUTES, second=0, microsecond=0)
    mark = device_mark(visitor, day=local_date(at))
    network = network_mark(stamp.serial, network_of(visitor.partition("\0")[0])) if stamp else None
    row = Scan(stamp=stamp, lot=lot, at=slot, device=mark, network=network, by_shop=by_shop)
    if Scan.objects.filter(stamp=stamp, device=mark, at=slot, **({} if stamp else {"lot": lot})).exists():
        return False
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same device twice in the same moment
        return False
    if by_shop:
        return True
    if lot is not None:
        counts, is_new = LotScans.objects.get_or_create(lot=lot, defaults={"first_at": slot, "scans": 1})
        if not is_new:
            LotScans.objects.filter(pk=counts.pk).update(scans=F("scans") + 1)
    if stamp is not None:
        Stamp.objects.filter(pk=stamp.pk, first_scan_at__isnull=True).update(first_scan_at=slot)
        Stamp.objects.filter(pk=stamp.pk).update(scans=F("scans") + 1)
        look_again(stamp_id=stamp.pk, at=at)
    return True


@transaction.atomic
def tell_place(*, scanned: Scanned, visitor: str, place: str, at: datetime) -> bool:
    """The person who scanned says where they are, by the code of a province (2 digits) or a commune (5).

    It goes with their scan of the last hour. Without one that counted nothing is written, and the answer is False.

    :raises PlaceUnknown: if there is no such place today
    """
    province_code, commune_code = _place(place)
    mark = device_mark(visitor, day=local_date(at))
    rows = Scan.objects.filter(stamp=scanned.stamp, device=mark, at__gt=at - PLACE_WITHIN)
    if scanned.stamp is None:
        rows = rows.filter(lot=scanned.lot)
    row = rows.order_by("-at").first()
    if row is None or row.by_shop:
        return False
    Scan.objects.filter(pk=row.pk).update(province_code=province_code, commune_code=commune_code)
    if scanned.lot is not None:
        LotScans.objects.filter(lot=scanned.lot, first_province="").update(first_province=province_code)
    if scanned.stamp is not None:
        Stamp.objects.filter(pk=scanned.stamp.pk, first_province="").update(first_province=province_code)
        look_again(stamp_id=scanned.stamp.pk, at=at)
    return True


@transaction.atomic
def note_opened(*, stamp: Stamp, at: datetime) -> bool:
    """Somebody says that they opened the pack now. The first word counts; it only helps to notice copies."""
    rows = Stamp.objects.filter(pk=stamp.pk, status=StampStatus.ACTIVE, opened_at__isnull=True)
    return rows.update(opened_at=at) == 1


def device_mark(visitor: str, *, day: date) -> str:
    """A device on one day: 64 bits of a hash with the key of that day. Tomorrow it is another."""
    found = DayKey.objects.filter(day=day).first()
    if found is None:
        found, _is_new = DayKey.objects.get_or_create(day=day, defaults={"key": secrets.token_bytes(KEY_BYTES)})
    digest = hmac.new(bytes(found.key), visitor.encode("utf-8", "surrogatepass"), sha256)
    return digest.hexdigest()[:MARK_LENGTH]


def forget_scans(*, at: datetime) -> int:
    """Delete the keys of days that are over, and scans older than ``scans.keep_days``; say how many scans.

    How often a stamp and a lot were scanned, and where first, stays.
    """
    DayKey.objects.filter(day__lt=local_date(at)).delete()
    over = at - timedelta(days=rules.whole("scans.keep_days", at=at))
    deleted, _by_model = Scan.objects.filter(at__lt=over).delete()
    return deleted


def _place(code: str) -> tuple[str, str]:
    """The codes of province and commune; the latter is empty when only a province was told."""
    try:
        if len(code) == len("01"):
            if not is_province_today(code):
                raise PlaceUnknown
            return code, ""
        found = commune(code)
    except NoSuchPlace:
        raise PlaceUnknown from None
    return found.province.code, found.code
