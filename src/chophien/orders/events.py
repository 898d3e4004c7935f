"""What orders tell those above them."""

from django.dispatch import Signal

refund_recorded = Signal()
"""Money went back to a buyer: `refund` (`payments.models.Refund`), `actor`, `at`."""

order_told = Signal()
"""People are being told of a step of an order that was committed: `order`, `news` (`orders.states.News`), `at`. A job
that is tried again sends it again."""

steps_taken = Signal()
"""Steps of orders stand in their history, inside the transaction: `moves` (`orders.actions.steps.Move` each), `at`."""
