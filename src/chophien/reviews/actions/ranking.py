"""What buyers rate goods, told to the search of goods: it counts from five reviews on, as the public page says."""

from datetime import datetime

from chophien.catalog.search.refresh import set_rating, set_ratings
from chophien.reviews.selectors.ratings import all_tenths, tenths_of


def tell_rating(listing_id: int, *, at: datetime) -> None:
    """Tell the search what one listing is rated; its place follows at once."""
    set_rating(listing_id, tenths_of(listing_id, at=at))


def tell_all_ratings(*, at: datetime) -> None:
    """The same for all, also for goods that have come back on sale; places follow with the day that begins."""
    set_ratings(all_tenths(at=at))
