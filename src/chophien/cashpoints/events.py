"""What other apps may listen to."""

from django.dispatch import Signal

cash_paid = Signal()
"""Cash has changed hands: `order: CashOrder`, `at: datetime`; in the same transaction. Of simulated ones too."""
