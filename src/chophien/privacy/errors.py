from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class BadPurposes(ValueError):
    """The file of purposes cannot be loaded; every fault is named with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))


class OneRequestAtATime(DomainError):
    code = "one_request_at_a_time"
    message = _("A request like this is being worked on already.")


class NobodyMeant(DomainError):
    code = "nobody_meant"
    message = _("There is nobody yet whose data this shop's account keeps.")


class WordsNeeded(DomainError):
    code = "words_needed"
    message = _("Say in a few words what it is about.")


class WitnessNeeded(DomainError):
    code = "witness_needed"
    message = _("Write the name of somebody who was there and heard the wish.")


class NothingToTakeBack(DomainError):
    code = "nothing_to_take_back"
    message = _("The household has not agreed to any of these.")


class HeldByLaw(DomainError):
    code = "held_by_law"
    message = _("This must be kept for now: %(reason)s")


class StillOpen(DomainError):
    code = "still_open"
    message = _("Orders are still open: %(codes)s. They must be over first.")


class StillSelling(DomainError):
    code = "still_selling"
    message = _("The shop %(codes)s is still open. It must be closed or given to somebody else first.")


class StillOwed(DomainError):
    code = "still_owed"
    message = _("Not all is settled yet. %(matters)s")


class FileGone(DomainError):
    code = "file_gone"
    message = _("The file is not there any more. Ask for a new one.")


class AuthorityFirst(DomainError):
    code = "authority_first"
    message = _("This breach must be told to the authority before it is closed.")
