"""Refusals of the ledger, for callers that cannot go on without the transfer."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class LedgerRefused(DomainError):
    """Says which transfer was refused, by which answer of the state machine."""

    code = "ledger_refused"
    message = _("This could not be written into the books (%(result)s). Nothing was moved.")

    def __init__(self, *, transfer: str, result: str) -> None:
        super().__init__(facts={"result": str(result)})
        self.transfer = transfer
        self.result = result
