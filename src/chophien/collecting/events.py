"""What collecting tells those above it."""

from django.dispatch import Signal

carrier_told = Signal()
"""A carrier's file says that cash was collected for a parcel whose order does not know of it yet: `order_code`,
`holder` (`collecting.states.Holder`), `at`. Sent inside the transaction that takes the line in.
"""

asking_changed = Signal()
"""Cash of an order went into other hands, so that its buyer is asked for an account from now on, or no more:
`order_code`, `is_asked`. Sent inside the transaction that moves the cash.
"""
