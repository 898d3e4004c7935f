"""The documents that the market publishes, which of them the law asks for, and what may cost something."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence

LAW = "Nghị định 248/2026/NĐ-CP, điều 4–16"


@dataclass(frozen=True)
class Document:
    """One public document: its key in code, its address, and what a list says about it."""

    key: str
    slug: str
    about: Sentence
    is_mandatory: bool = True


DOCUMENTS = (
    Document("regulations", "quy-che-hoat-dong", _("What everybody agrees to who buys or sells here")),
    Document("owner", "chu-so-huu", _("Who runs the market and how to reach them")),
    Document("rights", "quyen-va-nghia-vu", _("Rights and duties of buyers, sellers and the market")),
    Document("limits", "gioi-han-dich-vu", _("What the market does not do, and when it rests")),
    Document("prices", "gia-va-phi", _("Prices, shipping, fees, and how a change is announced")),
    Document("payment", "thanh-toan-va-hoan-tien", _("How to pay, and how money comes back")),
    Document("delivery", "giao-hang", _("Who brings the goods, when, and what it costs")),
    Document("returns", "doi-tra", _("When goods can be returned, and who pays for it")),
    Document("complaints", "khieu-nai", _("How to complain, and by when you get an answer")),
    Document("ranking", "thu-tu-hien-thi", _("In which order goods are shown, and why")),
    Document("privacy", "du-lieu-ca-nhan", _("Which data we keep, what for, and how to have them deleted")),
    Document("livestream", "ban-hang-truc-tiep", _("Selling by live video")),
    Document("ending", "ngung-dich-vu", _("How an account or a shop is closed")),
    Document("about", "gioi-thieu", _("What this market is and for whom"), is_mandatory=False),
)
AGREED_BY_OPENING_AN_ACCOUNT = frozenset({"regulations", "privacy"})
"""The documents that the sign-in page names: typing the code that opens an account says yes to them."""
BY_KEY = {document.key: document for document in DOCUMENTS}
BY_SLUG = {document.slug: document for document in DOCUMENTS}


MARKET_CODE = "cho-phien"
"""The market's own code where it bears a part of a fee."""


class FeeFunder(models.TextChoices):
    """Who bears a part of a fee for a shop."""

    MARKET = "market", _("Chợ Phiên")
    PROGRAMME = "programme", _("A programme")


SELLER_KINDS: Mapping[str, Sentence] = MappingProxyType(
    {
        "individual": _("Individual"),
        "household_business": _("Household business"),
        "cooperative": _("Cooperative"),
        "cooperative_group": _("Cooperative group"),
        "enterprise": _("Enterprise"),
    }
)
"""The kinds of sellers that a rate can be for, by the keys that `sellers` gives them."""


class PaidService(models.TextChoices):
    """What the market may ask a seller to pay for. Glossary: dịch vụ có thu."""

    OPEN_SHOP = "open_shop", _("Opening a shop")
    LIST_GOODS = "list_goods", _("Offering goods")
    SELL = "sell", _("A sale")
    BE_PAID = "be_paid", _("Being paid out")


class SupportTarget(models.TextChoices):
    """Whom the state wants to be helped in selling online (Law 122/2025/QH15, article 10)."""

    POOR = "poor", _("Poor households")
    NEAR_POOR = "near_poor", _("Near-poor households")
    MINORITY = "minority", _("People of ethnic minorities")
    REGION_III = "region_iii", _("Communes of region III")
    DISABLED = "disabled", _("People with disabilities")
    COOPERATIVE = "cooperative", _("Cooperatives and cooperative groups")
    WOMEN_LED = "women_led", _("Enterprises led by women")
