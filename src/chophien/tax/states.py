"""What the tax law sees: kinds of taxpayers, classes of goods, and what can become of a sale."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaxEntity(models.TextChoices):
    """What the tax law sees in who sells."""

    INDIVIDUAL = "individual", _("Individual")
    HOUSEHOLD = "household", _("Household business")
    ORGANISATION = "organisation", _("Organisation")


class TaxClass(models.TextChoices):
    """Classes of goods and services with rates of their own."""

    GOODS = "goods", _("Sale of goods")
    RAW_OWN_PRODUCE = "raw_own_produce", _("Own produce, unprocessed")
    SERVICE = "service", _("Service")
    TRANSPORT_OR_PRODUCTION = "transport_or_production", _("Transport, production, service with goods")
    OTHER = "other", _("Other activity")
    DIGITAL = "digital", _("Digital content")
    UNKNOWN = "unknown", _("Not classified yet")


CLASSES_TO_CHOOSE = (
    TaxClass.GOODS,
    TaxClass.SERVICE,
    TaxClass.TRANSPORT_OR_PRODUCTION,
    TaxClass.OTHER,
    TaxClass.DIGITAL,
)
"""What the office may say of a category. Own produce is declared by who grew it."""


class Mode(models.TextChoices):
    """Whether the market withholds (`tax.withholding_mode`)."""

    ALWAYS = "always", _("From the first sale")
    ABOVE_THRESHOLD = "above_threshold", _("From the sale with which a year's revenue passes the threshold")
    OFF = "off", _("Not at all")


class Why(models.TextChoices):
    """Why tax was withheld from a line, or not."""

    WITHHELD = "withheld", _("Withheld")
    UNCLASSIFIED = "unclassified", _("Withheld by the highest rate, since the class of the goods is not known")
    OWN_PRODUCE = "own_produce", _("Own produce, as the producer declared")
    ORGANISATION = "organisation", _("Organisations declare their tax themselves")
    BELOW_THRESHOLD = "below_threshold", _("The year's revenue is not above the threshold")
    MODE_OFF = "mode_off", _("The market does not withhold at present")


UNTAXED = frozenset({Why.ORGANISATION, Why.BELOW_THRESHOLD, Why.MODE_OFF})
"""Reasons that hold for a whole sale, so that no rate is applied to any of its lines."""


ANEW = "class-"
"""How the cause of a row begins that is there because the class of the goods was found out later."""


class DeclaredFor(models.TextChoices):
    """How much a declaration of own produce is about."""

    LISTING = "listing", _("These goods only")
    CATEGORY = "category", _("All my goods of this kind")


@dataclass(frozen=True)
class SoldLine:
    """One line of a sale: `amount_vnd` is what the seller is entitled to for it, before any fee is taken off.

    `key` names it within its order.
    """

    key: str
    amount_vnd: int
    category_slug: str
    listing_code: str = ""


@dataclass(frozen=True)
class TaxedLine:
    """One line with its class of goods, ready to be computed."""

    key: str
    amount_vnd: int
    tax_class: TaxClass


@dataclass(frozen=True)
class WithheldLine:
    """What a line is taxed, in đồng, and by which rate: basis points, and the day from which its row counts."""

    key: str
    tax_class: TaxClass
    base_vnd: int
    vat_bp: int
    pit_bp: int
    vat_vnd: int
    pit_vnd: int
    why: Why
    rate_from: date


@dataclass(frozen=True)
class Withheld:
    """What is withheld from a sale, for the state; `why` is the reason where one reason holds for the whole sale."""

    lines: tuple[WithheldLine, ...]
    mode: Mode
    mode_from: date
    why: Why

    @property
    def vat_vnd(self) -> int:
        return sum(line.vat_vnd for line in self.lines)

    @property
    def pit_vnd(self) -> int:
        return sum(line.pit_vnd for line in self.lines)

    @property
    def total_vnd(self) -> int:
        return self.vat_vnd + self.pit_vnd


@dataclass(frozen=True)
class GivenBack:
    """What a return gives the seller back of what was withheld, in đồng: both zero or more."""

    vat_vnd: int
    pit_vnd: int
    base_vnd: int
