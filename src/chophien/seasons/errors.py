"""Refusals about seasons, in words for who sells and who waits."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class HarvestFull(DomainError):
    """Less is left of the harvest than was asked for; `left` is in the variant's unit."""

    code = "out_of_stock"
    message = _("So much can no longer be ordered. Left of this harvest: %(words)s.")

    def __init__(self, *, left: Decimal, words: str) -> None:
        super().__init__(facts={"words": words})
        self.left = left


class HarvestNotOpen(DomainError):
    code = "harvest_not_open"
    message = _("This harvest takes no orders at the moment.")


class HarvestOpenAlready(DomainError):
    code = "harvest_open_already"
    message = _("These goods can be ordered before a harvest already. Close that one first.")


class MovedEnough(DomainError):
    """Somebody who ordered has been asked to wait as often as the market's rule allows."""

    code = "moved_enough"
    message = _(
        "Some buyers have waited through a new date already, and nobody is asked twice. "
        "Call the harvest off: everybody gets their money back and can order again."
    )


class NothingSleeps(DomainError):
    code = "nothing_sleeps"
    message = _("This has changed already. Reload the page to see how the shop stands.")


class NoSeasonToRemind(DomainError):
    code = "no_season_to_remind"
    message = _("These goods can be bought today. There is nothing to wait for.")
