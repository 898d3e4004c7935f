"""VietQR: the transfer a buyer scans, the withdrawal of cash a till shows (EMVCo QR, NAPAS), written and read.

Withdrawals follow NAPAS' "Technical Specifications on QR Switching", part IV, version 1.5.2 of January 2021, which
has the service code QRCASH since version 1.4. A payload is a row of tag (2 digits), length (2 digits), value, and
ends with a CRC-16 (CCITT, start 0xFFFF) over everything before it.
"""

import re
from binascii import crc_hqx
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.money import MAX_VND

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
CASH = "QRCASH"
GIVES_CASH = "6011"
"""The merchant category of whoever gives out cash (ISO 18245)."""
MAX_CONTENT = 25
MAX_AMOUNT_DIGITS = 13

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_CONTENT = re.compile(rf"[0-9A-Za-z .\-]{{0,{MAX_CONTENT}}}")
_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.0{1,2})?")
_NAME = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z .\-]{0,23}[0-9A-Za-z.])?")
_TOWN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z .\-]{0,13}[0-9A-Za-z.])?")
_LABEL = re.compile(r"[0-9A-Za-z\-]{1,25}")
_CRC = re.compile(r"6304[0-9A-Fa-f]{4}")


class BadTransfer(DomainError):
    """These details cannot go into a VietQR code."""

    code = "bad_transfer"
    message = _("A transfer code cannot be made from these details.")


class BadWithdrawal(DomainError):
    """These details cannot go into a code for withdrawing cash."""

    code = "bad_withdrawal"
    message = _("A code for withdrawing cash cannot be made from these details.")


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


@dataclass(frozen=True)
class Withdrawal:
    """Cash that a till gives out against a code: whose till, how much, for which ask.

    `bank_bin` and `machine` name the till to the bank that it works for, `reference` the one ask, `till` the till in
    its owner's books. Without an amount the customer types it. `once` says that the code is good for one withdrawal.
    """

    bank_bin: str
    machine: str
    amount_vnd: int | None
    owner: str
    town: str
    reference: str
    till: str
    once: bool = True


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

    fields = {"01": "11" if amount_vnd is None else "12", "38": _receiver(bank_bin, account, TO_ACCOUNT)}
    if amount_vnd is not None:
        fields["54"] = str(amount_vnd)
    if content:
        fields["62"] = _field("08", content)
    return _written(fields)


def cash_payload(asked: Withdrawal) -> str:
    """Write the payload of a withdrawal of cash at a till.

    Owner and town are letters without marks, digits, spaces, dots and dashes, at most 25 and 15 of them; reference and
    till at most 25 letters, digits and dashes.

    :raises BadWithdrawal: with the sentence that says which detail is wrong
    """
    if not _BIN.fullmatch(asked.bank_bin):
        raise BadWithdrawal(_("The bank's number has six digits."))
    if not _ACCOUNT.fullmatch(asked.machine):
        raise BadWithdrawal(_("The bank's number for a till has 1 to 19 digits or letters, without spaces."))
    if asked.amount_vnd is not None and not 0 < asked.amount_vnd < min(10**MAX_AMOUNT_DIGITS, MAX_VND):
        raise BadWithdrawal(_("The amount to withdraw is above zero and has at most 13 digits."))
    if not _NAME.fullmatch(asked.owner) or not _TOWN.fullmatch(asked.town):
        raise BadWithdrawal(_("The till's owner has at most 25 and its place at most 15 letters without marks."))
    if not _LABEL.fullmatch(asked.reference) or not _LABEL.fullmatch(asked.till):
        raise BadWithdrawal(
            _("The code of an ask and of a till has at most 25 letters without marks, digits or dashes.")
        )

    fields = {
        "01": "12" if asked.once else "11",
        "38": _receiver(asked.bank_bin, asked.machine, CASH),
        "52": GIVES_CASH,
        "59": asked.owner,
        "60": asked.town,
        "62": _field("05", asked.reference) + _field("07", asked.till),
    }
    if asked.amount_vnd is not None:
        fields["54"] = str(asked.amount_vnd)
    return _written(fields)


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


def parse_cash(payload: str) -> Withdrawal:
    """Read the payload of a withdrawal of cash.

    :raises BadPayload: if it is malformed, its check sum is wrong, or it is for something else
    """
    fields = parse_payload(payload)
    receiver = parse_fields(fields.get("38", ""))
    if receiver.get("00") != NAPAS or receiver.get("02") != CASH or fields.get("53") != "704":
        raise BadPayload(_("This QR code is not for withdrawing cash."))
    till, told, amount = parse_fields(receiver.get("01", "")), parse_fields(fields.get("62", "")), fields.get("54", "")
    if not {"00", "01"} <= till.keys() or not {"05", "07"} <= told.keys() or (amount and not _AMOUNT.fullmatch(amount)):
        raise BadPayload
    return Withdrawal(
        bank_bin=till["00"],
        machine=till["01"],
        amount_vnd=int(amount.partition(".")[0]) if amount else None,
        owner=fields.get("59", ""),
        town=fields.get("60", ""),
        reference=told["05"],
        till=told["07"],
        once=fields.get("01") == "12",
    )


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of ASCII text, as four capital hexadecimal digits."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _receiver(bank_bin: str, number: str, service: str) -> str:
    """Whose account, or whose till, by the bank's number and its number there, and what is asked of it."""
    return _field("00", NAPAS) + _field("01", _field("00", bank_bin) + _field("01", number)) + _field("02", service)


def _written(fields: dict[str, str]) -> str:
    """The payload in đồng, in Vietnam, its fields in the order of their tags, with its check sum."""
    whole = {**fields, "00": "01", "53": "704", "58": "VN"}
    payload = "".join(_field(tag, whole[tag]) for tag in sorted(whole)) + "6304"
    return payload + crc16(payload)


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
