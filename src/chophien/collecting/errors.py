"""Refusals about cash that was collected, in words for whoever holds, receives or reconciles it."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class TooMuchInHand(DomainError):
    code = "too_much_in_hand"
    message = _(
        "You hold %(in_hand)s already, and at most %(limit)s is allowed, so you cannot take these %(amount)s in cash. "
        "First hand over what you hold: to the households, or by transfer to the market's account on the page "
        "“Cash in your hands”. The buyer can pay by transfer, or the household takes the cash itself."
    )


class NothingChosen(DomainError):
    code = "nothing_chosen"
    message = _("Choose at least one order whose cash you hand over.")


class ReceiverMissing(DomainError):
    code = "receiver_missing"
    message = _("Choose to whom you hand it over.")


class NotInYourHands(DomainError):
    code = "not_in_your_hands"
    message = _("Some of this cash is not in your hands any more. Reload to see what is.")


class OtherShops(DomainError):
    code = "other_shops"
    message = _("One receipt is for one household. Hand over each household's cash with a receipt of its own.")


class OwnReceipt(DomainError):
    code = "own_receipt"
    message = _("You handed this cash over yourself. Somebody else of the household has to say that it came.")


class WordsMissing(DomainError):
    code = "words_missing"
    message = _("Write a few words: why?")


class FileUnreadable(DomainError):
    code = "file_unreadable"
    message = _("This file cannot be read. Send in a CSV (UTF-8) or XLSX table as the carrier gives it out.")


class LayoutUnknown(DomainError):
    code = "layout_unknown"
    message = _("No column headings of a carrier that the market knows are in this table: %(layouts)s.")


class RowFaulty(DomainError):
    code = "row_faulty"
    message = _("Line %(number)s of the file cannot be read: %(what)s. Nothing was taken from it.")


class AlreadyByContract(DomainError):
    code = "already_by_contract"
    message = _("There is a contract with this carrier for these days already. End it first.")


class DaysInDisorder(DomainError):
    code = "days_in_disorder"
    message = _("The last day cannot lie before the first one, nor before today.")


class NothingToHandOver(DomainError):
    code = "nothing_to_hand_over"
    message = _("There is no agreed money to be paid in. Take in the carrier's file, and decide its differences first.")


class DoesNotFit(DomainError):
    code = "does_not_fit"
    message = _("This decision does not fit this difference.")
