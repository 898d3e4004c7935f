"""What orders tell those above them."""

from django.dispatch import Signal

refund_recorded = Signal()
"""Money went back to a buyer: `refund` (`payments.models.Refund`), `actor`, `at`."""

order_told = Signal()
"""People are being told of a step of an order that was committed: `order`, `news` (`orders.states.News`), `at`. A job
that is tried again sends it again."""
