"""What a buyer sends with the order button, checked field by field before anything is locked."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.lib.names import clean_person_name
from chophien.lib.phone import parse_mobile
from chophien.lib.text import clean_line
from chophien.payments.selectors import methods_offered
from chophien.payments.states import PaymentMethod
from chophien.places.models import TODAY, Commune

HAMLET_MOST, LANDMARK_MOST, NOTE_MOST = 120, 200, 300


@dataclass(frozen=True)
class Wish:
    """A buyer's order as it was sent: text as typed, nothing checked yet.

    `consent` is the box that the buyer ticked just now. `seen_total_vnd` is the total that stood above the button and
    `seen_regulation` the version of the regulations; who sends none (the API) has agreed to the prices seen when the
    goods went into the cart, and to what is in force. `vouchers` are codes that have to count; none: those entered in
    the cart, as far as they count.
    """

    contact_name: str
    contact_phone: str
    commune_code: str
    payment: str
    consent: bool = False
    province_code: str = ""
    hamlet: str = ""
    landmark: str = ""
    lat: float | None = None
    lon: float | None = None
    note: str = ""
    seen_total_vnd: int | None = None
    seen_regulation: str = ""
    vouchers: tuple[str, ...] | None = None

    def paid_by(self, method: PaymentMethod) -> "Wish":
        """The same wish, paid in this way."""
        return replace(self, payment=method.value)

    def digest(self) -> str:
        """Tells one wish from another, in 64 hexadecimal digits."""
        facts = asdict(self)
        if self.vouchers is None:
            del facts["vouchers"]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class CheckedWish:
    """The same, cleaned and found possible. The commune is one of today and comes with its province."""

    contact_name: str
    contact_phone: str
    commune: Commune
    payment: PaymentMethod
    hamlet: str
    landmark: str
    lat: float | None
    lon: float | None
    note: str


def check(wish: Wish, *, needs_consent: bool = True) -> CheckedWish:
    """Clean what was sent. One statement. An order that the buyer does not place at this moment needs no ticked box.

    :raises Invalid: naming every field that needs a correction, by the names of `Wish`
    """
    faults: dict[str, list[Sentence]] = {}
    name = phone = ""
    try:
        name = clean_person_name(wish.contact_name)
    except DomainError as refusal:
        faults["contact_name"] = [str(refusal)]
    try:
        phone = parse_mobile(wish.contact_phone)
    except DomainError as refusal:
        faults["contact_phone"] = [str(refusal)]
    commune = _commune(wish, faults)
    texts = {field: clean_line(getattr(wish, field)) for field in ("hamlet", "landmark", "note")}
    for field, most in (("hamlet", HAMLET_MOST), ("landmark", LANDMARK_MOST), ("note", NOTE_MOST)):
        if len(texts[field]) > most:
            faults[field] = [_("This is too long: at most %(most)s letters.") % {"most": most}]
    if (wish.lat is None) != (wish.lon is None) or not _on_earth(wish.lat, wish.lon):
        faults["lat"] = [_("This place is not on the map.")]
    if wish.payment not in methods_offered():
        faults["payment"] = [_("Choose how to pay.")]
    if needs_consent and wish.consent is not True:
        faults["consent"] = [_("To order, agree to the market's regulations by ticking the box.")]
    if faults or commune is None:
        raise Invalid(faults)
    return CheckedWish(
        contact_name=name,
        contact_phone=phone,
        commune=commune,
        payment=PaymentMethod(wish.payment),
        lat=wish.lat,
        lon=wish.lon,
        **texts,
    )


def _commune(wish: Wish, faults: dict[str, list[Sentence]]) -> Commune | None:
    code = wish.commune_code.strip()
    if not code:
        faults["commune_code"] = [_("Choose the commune or ward.")]
        return None
    sane = code.isascii() and code.isdigit() and len(code) <= 5
    rows = Commune.objects.filter(vintage=TODAY, code=code).select_related("province") if sane else []
    found = next(iter(rows), None)
    if found is None or (wish.province_code and found.province.code != wish.province_code.strip()):
        faults["commune_code"] = [_("There is no such commune in this province today. Choose it again.")]
        return None
    return found


def _on_earth(lat: float | None, lon: float | None) -> bool:
    return lat is None or lon is None or (-90 <= lat <= 90 and -180 <= lon <= 180)
