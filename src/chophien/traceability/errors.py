"""Refusals of traceability: to programs that send events in or ask for them, and to people who call goods back."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError
from chophien.lib.gs1.epcis_document import Fault


class CaptureRefused(DomainError):
    """Nothing of a document was kept; `faults` say what is wrong and where."""

    code = "capture_refused"
    message = _("This document was not taken in.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class CaptureTooLarge(CaptureRefused):
    """The document has more bytes or events than are read at once."""

    code = "capture_too_large"


class EventKnown(DomainError):
    """A single event is here already."""

    code = "event_known"
    message = _("This event is here already.")


class BadQuery(DomainError):
    """A parameter of a query that is not known, or says nothing that can be understood."""

    code = "bad_query"
    message = _("This query cannot be understood: %(parameter)s")


class TooManyEvents(DomainError):
    """More events than the query wanted at most."""

    code = "too_many_events"
    message = _("More events answer this query than it allows.")


class RecallUnclear(DomainError):
    """The notice says too little."""

    code = "recall_unclear"
    message = _("Say why the goods are called back, and what buyers shall do.")


class RecallRuns(DomainError):
    """The lot is being called back already."""

    code = "recall_runs"
    message = _("This lot is being called back already.")


class NumberTaken(DomainError):
    """The number counts for another shop or other goods already."""

    code = "number_taken"
    message = _("This number counts for other goods or another shop already. Look at both papers.")


class TakesTooLong(Exception):
    """What anybody may ask for was looked for as long as it may be. Whoever hears it asks again, or asks for less."""
