"""What lots tell those above them, inside the transaction of the step."""

from django.dispatch import Signal

lot_opened = Signal()
"""A lot that households bring to was opened: `lot`, `at`."""

weighed_in = Signal()
"""What a household brought counts: `lot`, `contribution` (with its grower), `at`."""

weighing_undone = Signal()
"""An entry that counted was a mistake and counts no more: `lot`, `contribution`, `at`."""

lot_lost = Signal()
"""Something was sorted out of one contribution or lost of a whole lot: `lot`, `loss`, `at`."""

lots_made = Signal()
"""Lots were made of lots: `act` (`Transformation`), `at`."""

lot_packed = Signal()
"""Goods were packed of a lot: `lot`, `pack`, `at`."""

grower_renamed = Signal()
"""A household is called otherwise from now on, and not only with other marks: `grower`, `before` (its name), `at`."""

lot_ended = Signal()
"""A lot was put away or given up: `lot`, `at`."""

goods_taken_in = Signal()
"""Goods of an order that was drawn of packs came back good: `order_code`, `returned` (units of each `Draw`), `at`."""
