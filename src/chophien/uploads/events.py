"""What uploads tells the apps above it. Sent inside the transaction: a receiver that fails undoes the whole step."""

from django.dispatch import Signal

photo_ready = Signal()
"""A photo's public copies have just been made. Arguments: ``photo`` (Photo), ``at`` (datetime)."""
