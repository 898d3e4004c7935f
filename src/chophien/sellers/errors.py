"""Why a shop cannot go on, in words for the person who runs it or decides about it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError, Sentence


class NotComplete(DomainError):
    """A shop lacks what the law asks of its kind; `missing` names each thing."""

    code = "not_complete"
    message = _("Still missing: %(missing)s.")

    def __init__(self, missing: Sequence[Sentence]) -> None:
        super().__init__(facts={"missing": ", ".join(str(one) for one in missing)})
        self.missing = [str(one) for one in missing]


class RegulationsNotAgreedTo(DomainError):
    """A shop is sent in without a yes to the version of the regulations in force."""

    code = "regulations_not_agreed_to"
    message = _("Read the market's regulations and tick that the shop agrees to them. Without that it is not opened.")


class NotChangeable(DomainError):
    code = "not_changeable"
    message = _("The shop's name, kind, place and papers cannot be changed now. Write to the market if they are wrong.")


class TooManyDrafts(DomainError):
    code = "too_many_drafts"
    message = _("You have several shops that are not open yet. Finish or close one of them first.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Write a reason that the seller will understand.")


class IdentificationMissing(DomainError):
    code = "identification_missing"
    message = _(
        "By law this seller has to be identified electronically before it sells. Open the page of the shop and write "
        "down the number of the identification."
    )


class TooSoon(DomainError):
    """A suspension would begin before the law lets it."""

    code = "too_soon"
    message = _("A suspension begins %(days)s days after its notice at the earliest, unless an authority orders it.")

    def __init__(self, *, days: int) -> None:
        super().__init__(facts={"days": days})


class NotInOwnName(DomainError):
    code = "not_in_own_name"
    message = _(
        "Money is paid only to an account in the seller's own name: %(names)s. "
        "An account of a neighbour, a child or a helper cannot be used."
    )

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(facts={"names": _(" or ").join(names)})
        self.names = list(names)


class IdentityFirst(DomainError):
    code = "identity_first"
    message = _("First write down who sells; then the account can be compared with the name.")


class LastManager(DomainError):
    code = "last_manager"
    message = _("The shop needs somebody who manages it. Name another manager first.")


class NotStaff(DomainError):
    code = "not_staff"
    message = _("Nobody with this role works here any more.")


class TooManyHouseholds(DomainError):
    code = "too_many_households"
    message = _("The helper helps %(most)s households already. One helper may not help more at a time.")

    def __init__(self, *, most: int) -> None:
        super().__init__(facts={"most": most})


class NoPhoneOfItsOwn(DomainError):
    code = "no_phone_of_its_own"
    message = _(
        "This shop is run with your own phone number. A household needs a number of its own, or it could not say yes "
        "for itself."
    )


class ConsentCodeWrong(DomainError):
    code = "consent_code_wrong"
    message = _("This is not the code that the household got. Tries left: %(left)s.")

    def __init__(self, *, left: int) -> None:
        super().__init__(facts={"left": left})


class ConsentCodeTooOld(DomainError):
    code = "consent_code_too_old"
    message = _("This code can no longer be used. Send the household a new one.")


class TooManyConsentCodes(DomainError):
    code = "too_many_consent_codes"
    message = _("The household got enough codes for today. Try tomorrow, or let it say yes in another way.")


class NotDecided(DomainError):
    code = "support_not_decided"
    message = _(
        "This follows from the place or the kind of the shop, or something is missing, or the days are the wrong way "
        "round."
    )


class SupportOver(DomainError):
    code = "support_over"
    message = _("It was ended already, or ends by itself before this day, or the day is past.")
