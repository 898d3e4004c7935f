"""What is counted beside a list, packed into one number for each listing: a byte for each question.

Bytes from the left: category (two), province, kind of seller, stars, certificates (a bit each), price, season.
The database sends the numbers of all hits as one string of bytes, and counting a byte's values is one step.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date

from chophien.catalog.states import CertificateKind
from chophien.sellers.states import SellerKind

KINDS = tuple(SellerKind)
CERTIFICATES = tuple(CertificateKind)
PRICE_STEPS = (50_000, 100_000, 200_000, 500_000, 1_000_000)
"""Upper ends of the price ranges offered beside a list; above the last there is one more."""

CATEGORY_SHIFT, PROVINCE_SHIFT, KIND_SHIFT, STARS_SHIFT, CERTIFICATES_SHIFT, PRICE_SHIFT = 48, 40, 32, 24, 16, 8
IN_SEASON = 1
STARS_MASK = 255 << STARS_SHIFT
OCOP = CERTIFICATES.index(CertificateKind.OCOP)

FIRST_DAY = date(2000, 1, 1)
NO_END = 32_767
MOST_CATEGORIES = 1 << 14
ASLEEP = 1 << 62
"""Set in the answers of a shop that sleeps until its season: only its own page finds its goods."""


def day_number(day: date) -> int:
    """Days since 2000, as the search table keeps them; far days count as no end."""
    return max(0, min((day - FIRST_DAY).days, NO_END))


def certificate_bits(kinds: Mapping[str, int]) -> int:
    """The bits of the kinds of certificate that are there."""
    return sum(1 << place for place, kind in enumerate(CERTIFICATES) if kind in kinds)


def certificates_of(bits: int) -> list[str]:
    """The kinds of certificate whose bits are set."""
    return [kind.value for place, kind in enumerate(CERTIFICATES) if bits >> place & 1]


def pack(
    *, category_id: int, province_code: str, seller_kind: str, stars: int, certificates: int, price_vnd: int
) -> int:
    """One listing's answers in one number.

    :raises ValueError: if the category's number does not fit into two bytes
    """
    if not 0 <= category_id < MOST_CATEGORIES:
        msg = "more categories than the search table can tell apart"
        raise ValueError(msg)
    return (
        category_id << CATEGORY_SHIFT
        | int(province_code) << PROVINCE_SHIFT
        | KINDS.index(SellerKind(seller_kind)) << KIND_SHIFT
        | stars << STARS_SHIFT
        | certificates << CERTIFICATES_SHIFT
        | bisect_left(PRICE_STEPS, price_vnd) << PRICE_SHIFT
    )


def live_sql(day: str) -> str:
    """SQL for `packed` as it stands on a day: certificates that are over by then are taken out.

    `day` is SQL for the day's number. Nearly every row is answered by its `stale_on` alone; the function behind it
    stands in the migration that makes the table.
    """
    return (
        f"CASE WHEN stale_on <= DATE '2000-01-01' + {day} THEN catalog_packed_on(packed, until, {day}) ELSE packed END"
    )
