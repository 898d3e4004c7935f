"""Refusals about complaints and recalls, in words for who reads them."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class WordsMissing(DomainError):
    code = "words_missing"
    message = _("Write in a few words what is wrong.")


class AnswerMissing(DomainError):
    code = "answer_missing"
    message = _("Write a few words for the other side.")


class PhotoMissing(DomainError):
    code = "photo_missing"
    message = _("Add at least one photo of what is wrong.")


class TooLate(DomainError):
    code = "too_late"
    message = _("This can be told only within %(term)s. Call the shop, or the market.")


class NotSentYet(DomainError):
    code = "not_sent_yet"
    message = _("The parcel has not come to you yet. Choose “The parcel has not come”, or cancel the order.")


class OneAtATime(DomainError):
    code = "one_at_a_time"
    message = _("There is a complaint about this order already. Go on with that one.")


class OnlyForWrongInformation(DomainError):
    code = "only_for_wrong_information"
    message = _(
        "A contract can be cancelled in this way only if the listing was wrong or incomplete. Choose that, or wish for "
        "something else."
    )


class NotSoldHere(DomainError):
    code = "not_sold_here"
    message = _("This was sold elsewhere and only written down here. Cancel the contract where it was made.")


class ContractOver(DomainError):
    code = "contract_over"
    message = _("This contract is cancelled already.")


class AnswerChanged(DomainError):
    code = "answer_changed"
    message = _("The shop has written a new answer since you opened this page. Read it before you agree.")


class AmountsWrong(DomainError):
    code = "amounts_wrong"
    message = _("Write for each of the goods how much shall be given back, at most what it cost: %(most)s together.")


class MoreThanPaidFor(DomainError):
    code = "more_than_paid_for"
    message = _("For “%(what)s” at most %(most)s can go back: that is what is left of what was paid for it.")


class MoneyNotForHelpers(DomainError):
    code = "money_not_for_helpers"
    message = _("Only the shop's manager can promise money. Ask them to answer this one.")


class AlreadyAppealed(DomainError):
    code = "already_appealed"
    message = _(
        "The market has looked twice. You may turn to the consumer protection authority, arbitration or a court."
    )


class SamePerson(DomainError):
    code = "same_person"
    message = _("You decided the first time. Somebody else of the market has to look at it now.")


class NothingToSend(DomainError):
    code = "nothing_to_send"
    message = _("Nothing has to be sent for this complaint.")


class NothingLeftToSend(DomainError):
    code = "nothing_left_to_send"
    message = _(
        "Too little is left of these goods to send others. Count your stock again, or ask the market to decide."
    )


class RecallIncomplete(DomainError):
    code = "recall_incomplete"
    message = _("Write why the goods are called back and what buyers shall do.")


class RecallTooShort(DomainError):
    code = "recall_too_short"
    message = _("A recall stays public for at least %(days)s days. It can end on %(day)s at the earliest.")


class PeriodWrong(DomainError):
    code = "period_wrong"
    message = _("The last day of sale lies before the first.")
