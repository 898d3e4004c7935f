"""VietQR: the bank transfer a buyer scans (EMVCo QR, NAPAS 247), written, read and drawn.

A payload is a row of tag (2 digits), length (2 digits), value, and ends with a CRC-16
(CCITT, start 0xFFFF) over everything before it.
"""

import re
from binascii import crc_hqx
from dataclasses import dataclass
from io import BytesIO

import segno
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.money import MAX_VND

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
MAX_CONTENT = 25
MAX_AMOUNT_DIGITS = 13

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_CONTENT = re.compile(rf"[0-9A-Za-z .\-]{{0,{MAX_CONTENT}}}")
_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.0{1,2})?")
_CRC = re.compile(r"6304[0-9A-Fa-f]{4}")


class BadTransfer(DomainError):
    """These details cannot go into a VietQR code."""

    code = "bad_transfer"
    message = _("A transfer code cannot be made from these details.")


class BadPayload(DomainError):
    """What was scanned is no sound QR payment payload."""

    code = "bad_qr"
    message = _("This QR code is damaged or incomplete.")


@dataclass(frozen=True)
class Transfer:
    """What a VietQR payload asks for. Without an amount the payer types it."""

    bank_bin: str
    account: str
    amount_vnd: int | None
    content: str
    service: str = TO_ACCOUNT


def vietqr_payload(bank_bin: str, account: str, amount_vnd: int | None, content: str) -> str:
    """Write the payload of a transfer to an account; without an amount the code is static.

    `content` is what the bank statement will show: at most 25 letters without marks, digits,
    spaces, dots and dashes.

    :raises BadTransfer: with the sentence that says which detail is wrong
    """
    if not _BIN.fullmatch(bank_bin):
        raise BadTransfer(_("The bank's number has six digits."))
    if not _ACCOUNT.fullmatch(account):
        raise BadTransfer(_("An account number has 1 to 19 digits or letters, without spaces."))
    if amount_vnd is not None and not 0 < amount_vnd < min(10**MAX_AMOUNT_DIGITS, MAX_VND):
        raise BadTransfer(_("The amount of a transfer is above zero and has at most 13 digits."))
    if not _CONTENT.fullmatch(content) or content != content.strip():
        raise BadTransfer(_("The note of a transfer has at most 25 letters without marks, digits, dots or dashes."))

    receiver = (
        _field("00", NAPAS) + _field("01", _field("00", bank_bin) + _field("01", account)) + _field("02", TO_ACCOUNT)
    )
    payload = _field("00", "01") + _field("01", "11" if amount_vnd is None else "12") + _field("38", receiver)
    payload += _field("53", "704")
    if amount_vnd is not None:
        payload += _field("54", str(amount_vnd))
    payload += _field("58", "VN")
    if content:
        payload += _field("62", _field("08", content))
    return payload + "6304" + crc16(payload + "6304")


def parse_fields(payload: str) -> dict[str, str]:
    """Split a payload, or a value that holds fields itself, into its tags.

    :raises BadPayload: if a length does not fit, a tag comes twice or is not two digits
    """
    fields: dict[str, str] = {}
    place = 0
    while place < len(payload):
        tag, length = payload[place : place + 2], payload[place + 2 : place + 4]
        if not re.fullmatch(r"[0-9]{4}", tag + length, re.ASCII) or tag in fields:
            raise BadPayload
        place += 4 + int(length)
        fields[tag] = payload[place - int(length) : place]
        if place > len(payload):
            raise BadPayload
    return fields


def parse_payload(payload: str) -> dict[str, str]:
    """Read any EMVCo payment payload into its tags, its check sum verified.

    :raises BadPayload: if it is malformed or its check sum is wrong
    """
    if not payload.isascii() or not _CRC.fullmatch(payload[-8:]):
        raise BadPayload
    if crc16(payload[:-4]) != payload[-4:].upper():
        raise BadPayload(_("This QR code was changed or misread: its check number is wrong."))
    fields = parse_fields(payload)
    if fields.get("00") != "01" or list(fields)[-1] != "63":
        raise BadPayload
    return fields


def parse_vietqr(payload: str) -> Transfer:
    """Read a VietQR payload.

    :raises BadPayload: if it is malformed, its check sum is wrong, or it is no VietQR in đồng
    """
    fields = parse_payload(payload)
    receiver = parse_fields(fields.get("38", ""))
    if receiver.get("00") != NAPAS or fields.get("53") != "704":
        raise BadPayload(_("This QR code is not a bank transfer in đồng."))
    beneficiary = parse_fields(receiver.get("01", ""))
    amount = fields.get("54", "")
    if not {"00", "01"} <= beneficiary.keys() or (amount and not _AMOUNT.fullmatch(amount)):
        raise BadPayload
    return Transfer(
        bank_bin=beneficiary["00"],
        account=beneficiary["01"],
        amount_vnd=int(amount.partition(".")[0]) if amount else None,
        content=parse_fields(fields.get("62", "")).get("08", ""),
        service=receiver.get("02", TO_ACCOUNT),
    )


def qr_svg(payload: str, *, title: str = "") -> str:
    """Draw a QR code as an inline SVG of class ``qr``: no size, no style, no script of its own."""
    drawn = BytesIO()
    segno.make(payload, error="m", micro=False).save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        light="#fff",
        omitsize=True,
        nl=False,
        title=title or None,
    )
    return drawn.getvalue().decode()


def qr_png(payload: str, *, scale: int = 8) -> bytes:
    """Draw a QR code as a PNG, `scale` pixels a module, with the quiet zone of four modules."""
    drawn = BytesIO()
    segno.make(payload, error="m", micro=False).save(drawn, kind="png", scale=scale, border=4)
    return drawn.getvalue()


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of ASCII text, as four capital hexadecimal digits."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
