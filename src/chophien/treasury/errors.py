"""Refusals about the market's own accounts, in words for who writes down and who agrees."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NothingToMove(DomainError):
    code = "nothing_to_move"
    message = _("Nothing of this account can move now.")


class MoreThanThere(DomainError):
    code = "more_than_there"
    message = _("At most %(most)s of this account can move now.")


class NotWithThePartner(DomainError):
    code = "not_with_the_partner"
    message = _("Only %(there)s is on the account at the partner now. The rest has not come there yet.")


class AgreedBySame(DomainError):
    code = "agreed_by_same"
    message = _("You wrote this down yourself. Somebody else has to say yes to it, or that it has moved.")


class NumberMissing(DomainError):
    code = "number_missing"
    message = _("Write the bank's number of the transfer.")


class PurposeLeftOut(DomainError):
    code = "purpose_left_out"
    message = _("Write who gets or pays it, and what for.")
