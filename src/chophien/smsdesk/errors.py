"""Why an SMS could not be done, in words that fit into an SMS."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class AnswerMissing(DomainError):
    code = "answer_missing"
    message = _("Write the answer first.")


class AnswerTooLong(DomainError):
    code = "answer_too_long"
    message = _("An answer is one SMS: at most %(most)s signs without tone marks. This has %(length)s.")


class NoNumberToAnswer(DomainError):
    code = "no_number_to_answer"
    message = _("It came from a sender that cannot be answered.")


class AlreadyCaredFor(DomainError):
    code = "already_cared_for"
    message = _("Somebody has taken care of this message already.")


class PinMissing(DomainError):
    code = "pin_missing"
    message = _("Write your PIN at the end, like: %(example)s. You choose it on your desk on the market.")


class PinUnset(DomainError):
    code = "pin_unset"
    message = _("You have no PIN for messages yet. Choose one on your desk on the market, or ask your helper.")


class PinWrong(DomainError):
    code = "pin_wrong"
    message = _("This PIN is wrong. Tries left: %(left)s.")


class PinLocked(DomainError):
    code = "pin_locked"
    message = _("The PIN is locked after too many wrong tries. Choose a new one on your desk on the market.")


class PinTooSimple(DomainError):
    code = "pin_too_simple"
    message = _("Others would guess this PIN. Do not take the same digit six times or a row like 123456.")


class NoSuchOrder(DomainError):
    code = "no_such_order"
    message = _("Order %(code)s is not one of your shop's. Look at the code again.")


class NoSuchGoods(DomainError):
    code = "no_such_goods"
    message = _("Goods %(code)s are not yours. Look at the code again.")


class SeveralSizes(DomainError):
    code = "several_sizes"
    message = _("%(title)s has several sizes. Write the code of one: %(codes)s")
