"""Vietnamese phone numbers: every common way to write one becomes one E.164 number."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from chophien.lib.errors import DomainError

VIETNAM = 84
NATIONAL_MOBILE_DIGITS = 10

_WRITTEN = re.compile(r"\+?[0-9 ().\-/]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


class BadPhone(DomainError):
    """The text is no Vietnamese phone number."""

    code = "bad_phone"
    message = _("Write a Vietnamese phone number, like 0912 345 678.")


class NotAMobile(BadPhone):
    """A Vietnamese number, but no mobile phone: it cannot receive a code by message."""

    code = "not_a_mobile"
    message = _("This number cannot receive messages. Write a mobile number, like 0912 345 678.")


class ForeignPhone(BadPhone):
    """A number of another country."""

    code = "foreign_phone"
    message = _("Only Vietnamese numbers can be used here, beginning with 0 or +84.")


def parse_phone(text: str) -> str:
    """Read a Vietnamese number, mobile or landline, as E.164: ``+84912345678``.

    Understands 09…, +84…, 84…, 0084…, with spaces, dots, dashes, brackets, and full-width
    digits.

    :raises ForeignPhone: for a number of another country
    :raises BadPhone: for anything else that is no Vietnamese number
    """
    return phonenumbers.format_number(_parsed(text), PhoneNumberFormat.E164)


def parse_mobile(text: str) -> str:
    """Read a Vietnamese mobile number, one that can receive a sign-in code, as E.164.

    :raises NotAMobile: for a landline or a service number
    :raises ForeignPhone: for a number of another country
    :raises BadPhone: for anything else that is no Vietnamese number
    """
    number = _parsed(text)
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise NotAMobile
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(phone: str) -> str:
    """Write an E.164 number as it is said: ``0912 345 678``; a landline in its own groups."""
    national = _national_digits(phone)
    if len(national) == NATIONAL_MOBILE_DIGITS:
        return f"{national[:4]} {national[4:7]} {national[7:]}"
    return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.NATIONAL)


def mask_phone(phone: str) -> str:
    """Write an E.164 number so that its owner knows it and nobody else: ``091 *** *678``."""
    national = _national_digits(phone)
    return f"{national[:3]} *** *{national[-3:]}"


def _parsed(text: str) -> PhoneNumber:
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text[:100])).strip()
    if not _WRITTEN.fullmatch(plain):
        raise BadPhone
    digits = re.sub(r"[^0-9+]", "", plain)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("84"):
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, "VN")
    except NumberParseException:
        raise BadPhone from None
    if number.country_code != VIETNAM:
        raise ForeignPhone
    if not phonenumbers.is_valid_number(number):
        raise BadPhone
    return number


def _national_digits(phone: str) -> str:
    return "0" + phone.removeprefix(f"+{VIETNAM}")
