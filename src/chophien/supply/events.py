"""What supply tells the apps above it. Sent inside the transaction: a receiver that fails undoes the whole step."""

from django.dispatch import Signal

stock_counted = Signal()
"""Somebody has said how much is left. Arguments: ``variant_ids`` (list of those that changed), ``at`` (datetime).
What orders take and give back is told by the orders themselves."""
