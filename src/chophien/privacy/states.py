"""What people may ask about their data, by which ways, and how a request and a breach go."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class RequestKind(models.TextChoices):
    """Law 91/2025/QH15: see, correct, delete, restrict."""

    EXPORT = "export", _("Give me everything that is kept about me")
    CORRECT = "correct", _("Correct something")
    ERASE = "erase", _("Delete what is kept about me")
    RESTRICT = "restrict", _("Use my data for nothing but what is necessary")


class RequestStatus(models.TextChoices):
    RECEIVED = "received", _("Waiting for a first answer")
    ANSWERED = "answered", _("Being worked on")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused, with a reason")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_REQUESTS = (RequestStatus.RECEIVED, RequestStatus.ANSWERED)
REQUEST_FLOW = Flow(
    answer={RequestStatus.RECEIVED: RequestStatus.ANSWERED, RequestStatus.ANSWERED: RequestStatus.ANSWERED},
    carry_out={RequestStatus.RECEIVED: RequestStatus.DONE, RequestStatus.ANSWERED: RequestStatus.DONE},
    refuse={RequestStatus.RECEIVED: RequestStatus.REFUSED, RequestStatus.ANSWERED: RequestStatus.REFUSED},
    withdraw={RequestStatus.RECEIVED: RequestStatus.WITHDRAWN, RequestStatus.ANSWERED: RequestStatus.WITHDRAWN},
)


class Channel(models.TextChoices):
    """How somebody told what they want."""

    PAGE = "page", _("On their own page")
    HELPER = "helper", _("Through a helper")
    OFFICE = "office", _("At the commune or the market's office")


class BreachStatus(models.TextChoices):
    FOUND = "found", _("Found")
    NOTIFIED = "notified", _("The authority knows")
    CLOSED = "closed", _("Closed")


BREACH_FLOW = Flow(
    notify={BreachStatus.FOUND: BreachStatus.NOTIFIED},
    close={BreachStatus.FOUND: BreachStatus.CLOSED, BreachStatus.NOTIFIED: BreachStatus.CLOSED},
)
