"""What accounts tells the apps above it. Sent inside the transaction: a receiver that fails undoes the whole step."""

from django.dispatch import Signal

signed_in = Signal()
"""A person has just signed in. Arguments: ``person`` (Person), ``guest_cart_code`` (text of the guest's
cart cookie, empty when there was none, unchecked), ``at`` (datetime)."""
