"""What accounts tells the apps above it. Sent inside the transaction: a receiver that fails undoes the whole step."""

from django.dispatch import Signal

account_opened = Signal()
"""Somebody has opened an account of their own by the code that came to their number. Arguments: ``person`` (Person),
``at`` (datetime)."""

signed_in = Signal()
"""A person has just signed in. Arguments: ``person`` (Person), ``guest_cart_code`` (text of the guest's
cart cookie, empty when there was none, unchecked), ``at`` (datetime)."""
