"""What sellers tells the apps above it. Sent inside the transaction: a receiver that fails undoes the whole step."""

from django.dispatch import Signal

seller_standing_changed = Signal()
"""A seller may sell from now on, or may no longer. Arguments: ``seller`` (Seller), ``at`` (datetime)."""

seller_described = Signal()
"""A shop says something new of itself, which everybody reads at once. Arguments: ``seller`` (Seller) with its new
``about``, ``at`` (datetime). A receiver that raises ``Invalid`` keeps it from being said."""
