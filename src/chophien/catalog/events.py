"""What the catalogue tells the apps above it. Sent inside the transaction: a receiver that fails undoes the step."""

from django.dispatch import Signal

listing_shown = Signal()
"""Goods came on sale, for the first time or again. Arguments: ``listing`` (Listing), ``at`` (datetime)."""

listing_rewritten = Signal()
"""Buyers read a new version of goods from now on. Arguments: ``listing`` (Listing), ``before`` (ListingVersion or None:
what they read until now), ``at`` (datetime)."""

listings_rewritten = Signal()
"""Buyers read new versions of many goods from now on, from a table. Arguments: ``changes`` (for each: the listing's
key, the ListingVersion that they read until now or None, and the one that they read now), ``at`` (datetime)."""

listings_shown = Signal()
"""Many goods came on sale at once. Arguments: ``by_seller`` (seller's key → listings' keys), ``at`` (datetime)."""

listing_hidden = Signal()
"""Goods that were on sale rest, or were taken down. Arguments: ``listing`` (Listing), ``at`` (datetime)."""
