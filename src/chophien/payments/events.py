"""What payments tell those above them."""

from django.dispatch import Signal

interest_waits = Signal()
"""A refund turned out to have gone back late and without its interest, and the market knows no account of the buyer to
transfer that to: `order_code`, of the order or the contract, `at`. Sent inside the transaction that owes the interest.
"""
