"""What shows that somebody said yes on another's screen: a drawn signature, and a third person who saw it."""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from chophien.lib.errors import Sentence
from chophien.lib.names import BadName, clean_person_name
from chophien.lib.phone import BadPhone, parse_phone
from chophien.lib.text import fold

EVIDENCE = "consent"
DRAWING_MOST = 400_000
DRAWN_LEAST = 150
"""Dark dots that a tap of a thumb leaves at the least; fewer is an empty field."""
PNG_PREFIX = "data:image/png;base64,"


@dataclass(frozen=True)
class Witness:
    """Who saw the household sign. A phone number is asked for and not required."""

    name: str
    phone: str = ""


def checked_witness(
    witness: Witness, *, names: Collection[str], phones: Collection[str], faults: dict[str, list[Sentence]]
) -> Witness:
    """The witness fit to keep; what is wrong with them goes into `faults`: neither of these names nor these phones."""
    name, phone = "", ""
    try:
        name = clean_person_name(witness.name)
    except BadName as fault:
        faults["witness_name"] = [str(fault)]
    try:
        phone = parse_phone(witness.phone) if witness.phone.strip() else ""
    except BadPhone as fault:
        faults["witness_phone"] = [str(fault)]
    if name and fold(name) in {fold(one) for one in names}:
        faults["witness_name"] = [_("The witness is a third person: neither the helper nor the household.")]
    if phone and phone in phones:
        faults["witness_phone"] = [_("This is the helper's or the household's number. Write the witness's own.")]
    return Witness(name, phone)


def drawn(drawing: str) -> bytes | None:
    """The PNG that was drawn; none when it is no picture, or one with hardly any ink or with hardly any paper."""
    if not drawing.startswith(PNG_PREFIX) or len(drawing) > DRAWING_MOST:
        return None
    try:
        data = base64.b64decode(drawing[len(PNG_PREFIX) :], validate=True)
        with Image.open(BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > 2_000_000:
                return None
            on_paper = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
            ink = sum(on_paper.convert("L").histogram()[:128])
            field = picture.width * picture.height
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    return data if DRAWN_LEAST <= ink <= field / 2 else None
