"""What orders tell those above them."""

from django.dispatch import Signal

refund_recorded = Signal()
"""Money went back to a buyer: `refund` (`payments.models.Refund`), `actor`, `at`."""
