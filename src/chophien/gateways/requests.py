"""What the desk's page about a payment that does not fit asks: what is awaited now, and what the payment is then."""

from chophien.gateways.asked import asked_of
from chophien.gateways.odd import measured_now

__all__ = ["asked_of", "measured_now"]
