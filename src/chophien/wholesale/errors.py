"""Refusals about buying in bulk, in words for who buys and who sells."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class QuoteOver(DomainError):
    code = "quote_over"
    message = _("This quote counted until %(day)s. Ask the shop for a new one.")


class QuotedAlready(DomainError):
    code = "quoted_already"
    message = _("Your shop has a quote here already. Withdraw it first to make another.")


class OwnRequest(DomainError):
    code = "own_request"
    message = _("This is your own request. Somebody else has to quote.")


class TooManyRequests(DomainError):
    code = "too_many_requests"
    message = _("At most %(most)s requests may be open at once. Withdraw one first.")


class ContractCodeWrong(DomainError):
    code = "contract_code_wrong"
    message = _("This is not the code of the newest message. Look again, or ask for another.")


class ContractCodeOld(DomainError):
    code = "contract_code_old"
    message = _("This code no longer counts. Ask for another.")


class TermsChanged(DomainError):
    code = "terms_changed"
    message = _("The contract was changed after your code was sent. Read it again and ask for a new code.")


class IndexMissing(DomainError):
    code = "index_missing"
    message = _("The price follows “%(name)s”, and no figure was entered for this day yet.")


class NothingLeftToDeliver(DomainError):
    code = "nothing_left_to_deliver"
    message = _("At most %(left)s are left of this delivery.")
