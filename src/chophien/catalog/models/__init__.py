"""The goods of the market, what looks after them, and the table that search reads."""

from chophien.catalog.models.care import (
    AuthorityDemand,
    GoodsPaper,
    ScoreSnapshot,
    VoiceStory,
    WordFinding,
    WordScan,
)
from chophien.catalog.models.goods import (
    Attribute,
    Category,
    Certificate,
    CertificateReminder,
    Listing,
    ListingVersion,
    PriceTier,
    Variant,
)
from chophien.catalog.models.search import (
    SearchEntry,
    SearchState,
    SearchWord,
)

__all__ = [
    "Attribute",
    "AuthorityDemand",
    "Category",
    "Certificate",
    "CertificateReminder",
    "GoodsPaper",
    "Listing",
    "ListingVersion",
    "PriceTier",
    "ScoreSnapshot",
    "SearchEntry",
    "SearchState",
    "SearchWord",
    "Variant",
    "VoiceStory",
    "WordFinding",
    "WordScan",
]
