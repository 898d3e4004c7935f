"""Reading what sellers say about who they are, and comparing names as banks write them with names as people do."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from chophien.lib.dates import format_date
from chophien.lib.errors import DomainError, Invalid, Sentence
from chophien.lib.names import clean_person_name
from chophien.lib.text import clean_line, fold
from chophien.sellers.requirements import REQUIREMENTS, Question, Shape

LINE_MOST = 200
OLDEST_YEARS = 120

_DAY = re.compile(r"(?:(?:(?P<day>[0-9]{1,2})[\s/.\-]+)?(?P<month>[0-9]{1,2})[\s/.\-]+)?(?P<year>[0-9]{4})", re.ASCII)
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_PERSONAL_ID = re.compile(r"[0-9]{12}")
_REGISTRATION = re.compile(r"[0-9A-Z][0-9A-Z\-/.]{6,18}[0-9A-Z]")
_ABBREVIATIONS = {
    "htx": "hop tac xa",
    "tht": "to hop tac",
    "hkd": "ho kinh doanh",
    "cty": "cong ty",
    "ct": "cong ty",
    "cp": "co phan",
    "tnhh": "trach nhiem huu han",
    "mtv": "mot thanh vien",
    "dntn": "doanh nghiep tu nhan",
    "sx": "san xuat",
    "tm": "thuong mai",
    "dv": "dich vu",
    "nn": "nong nghiep",
    "xnk": "xuat nhap khau",
    "lhhtx": "lien hiep hop tac xa",
}


def read_answers(kind: str, answers: Mapping[str, str], *, today: date) -> dict[str, str]:
    """The answers to the questions of this kind of seller, tidied; an empty one is left out, so is an unasked one.

    A birth date is written ``YYYY-MM-DD``, or ``YYYY-MM`` or ``YYYY`` where no more is known, a personal identity
    number as 12 digits.

    :raises Invalid: naming each answer that cannot be read
    """
    read: dict[str, str] = {}
    faults: dict[str, list[Sentence]] = {}
    for question in REQUIREMENTS[kind].questions:
        typed = clean_line(answers.get(question.key, ""))
        if not typed:
            continue
        try:
            read[question.key] = _read(question, typed, today=today)
        except DomainError as fault:
            faults[question.key] = [str(fault)]
    if faults:
        raise Invalid(faults)
    return read


def unanswered(kind: str, answers: Mapping[str, str]) -> list[Question]:
    """The questions of this kind that have no answer yet."""
    return [question for question in REQUIREMENTS[kind].questions if not answers.get(question.key)]


def own_names(kind: str, answers: Mapping[str, str]) -> list[str]:
    """The names in which this seller may have an account."""
    return [answers[key] for key in REQUIREMENTS[kind].own_names if answers.get(key)]


def is_same_name(one: str, other: str) -> bool:
    """Whether two names mean the same owner: marks, spaces, signs, apostrophes and usual abbreviations do not count.

    Banks write ``HTX NONG SAN TA PHIN`` for Hợp tác xã Nông sản Tả Phìn and ``H YAM BKRONG`` for H'Yam Bkrông.
    """
    return bool(_comparable(one)) and _comparable(one) == _comparable(other)


def parse_birth_date(text: str, *, today: date) -> date:
    """Read a day of birth, ``15/9/1980``; where only a month or a year is known, the first day of it.

    :raises DomainError: with the sentence that says why it is none
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.fullmatch(typed) or _ISO_DAY.fullmatch(typed)
    try:
        day = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)) if found else None
    except ValueError:  # 31/2
        day = None
    if day is None:
        raise DomainError(_("Write the date as day/month/year, like 15/9/1980."), code="bad_birth_date")
    if day > today or day.year < today.year - OLDEST_YEARS:
        raise DomainError(
            _("%(day)s cannot be a date of birth. Check the year.") % {"day": format_date(day)}, code="bad_birth_date"
        )
    return day


def shown_answer(question: Question, answer: str) -> str:
    """A kept answer as people write it: a birth date as ``15/09/1980``, ``09/1980`` or ``1980``."""
    return "/".join(reversed(answer.split("-"))) if question.shape == Shape.BIRTH_DATE else answer


def parse_personal_id(text: str) -> str:
    """Read a personal identity number: 12 digits, spaces and dots between them allowed.

    :raises DomainError: with the sentence that says why it is none
    """
    digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"[0-9]{9}", digits):
        raise DomainError(
            _("This is the number of an old card. Write the 12 digits of the identity card in force."),
            code="old_personal_id",
        )
    if not _PERSONAL_ID.fullmatch(digits) or len(set(digits)) == 1:
        raise DomainError(_("A personal identity number has 12 digits."), code="bad_personal_id")
    return digits


def parse_registration_number(text: str) -> str:
    """Read a registration or tax number as it stands on the paper.

    :raises DomainError: with the sentence that says why it is none
    """
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if not _REGISTRATION.fullmatch(number) or sum(sign.isdigit() for sign in number) < 6:
        raise DomainError(
            _("Write the number as it stands on the registration paper, like 0100100100."), code="bad_registration"
        )
    return number


def _birth_date_kept(typed: str, *, today: date) -> str:
    """The date as it is kept, no more exact than it was written."""
    day = parse_birth_date(typed, today=today)
    written = len(re.findall(r"[0-9]+", unicodedata.normalize("NFKC", typed)))
    return "-".join(day.isoformat().split("-")[:written])


def _read(question: Question, typed: str, *, today: date) -> str:
    if question.shape == Shape.NAME:
        return clean_person_name(typed)
    if question.shape == Shape.BIRTH_DATE:
        return _birth_date_kept(typed, today=today)
    if question.shape == Shape.PERSONAL_ID:
        return parse_personal_id(typed)
    if question.shape == Shape.REGISTRATION:
        return parse_registration_number(typed)
    if len(typed) > LINE_MOST:
        raise DomainError(
            _("This is too long: %(length)s letters. At most %(most)s are possible.")
            % {"length": len(typed), "most": LINE_MOST},
            code="too_long",
        )
    return typed


def _comparable(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(name))
    return "".join(_ABBREVIATIONS.get(word, word) for word in words).replace(" ", "")
