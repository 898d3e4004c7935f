"""Refusals about paying sellers out, in words for those who sign and send."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NothingToPayOut(DomainError):
    code = "nothing_to_pay_out"
    message = _("Nothing is to be paid out now.")


class SignedBySame(DomainError):
    code = "signed_by_same"
    message = _("You signed this batch already. Somebody else has to sign as well.")


class AnswerUnreadable(DomainError):
    code = "answer_unreadable"
    message = _("Line %(line)s of the bank's answer cannot be read: %(why)s Nothing was written down.")


class NotOwedTwice(DomainError):
    code = "not_owed_twice"
    message = _("Nothing of what was paid twice is owed any more, or the bank can still be asked to stop it.")


class NotOwed(DomainError):
    code = "not_owed"
    message = _("The shop owes nothing of it any more, or it still sells.")


class WrittenDownBefore(DomainError):
    code = "written_down_before"
    message = _("This waits for a second yes already.")


class WrittenDownBySame(DomainError):
    code = "written_down_by_same"
    message = _("You wrote this down yourself. Somebody else has to say yes to it.")


class WhyMissing(DomainError):
    code = "why_missing"
    message = _("Write why the market bears it.")
