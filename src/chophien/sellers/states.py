"""The kinds of seller the law knows, the papers they show, and the steps they go through."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class SellerKind(models.TextChoices):
    INDIVIDUAL = "individual", _("Individual")
    HOUSEHOLD_BUSINESS = "household_business", _("Household business")
    COOPERATIVE = "cooperative", _("Cooperative")
    COOPERATIVE_GROUP = "cooperative_group", _("Cooperative group")
    ENTERPRISE = "enterprise", _("Enterprise")


OF_ONE_HOUSEHOLD = frozenset({SellerKind.INDIVIDUAL, SellerKind.HOUSEHOLD_BUSINESS})


class SellerStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    NEEDS_CHANGES = "needs_changes", _("Needs changes")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


SELLER_FLOW = Flow(
    submit={
        SellerStatus.DRAFT: SellerStatus.IN_REVIEW,
        SellerStatus.NEEDS_CHANGES: SellerStatus.IN_REVIEW,
    },
    approve={SellerStatus.IN_REVIEW: SellerStatus.APPROVED},
    ask_changes={SellerStatus.IN_REVIEW: SellerStatus.NEEDS_CHANGES},
    reject={SellerStatus.IN_REVIEW: SellerStatus.CLOSED},
    announce_suspension={SellerStatus.APPROVED: SellerStatus.APPROVED},
    withdraw_suspension={SellerStatus.APPROVED: SellerStatus.APPROVED},
    suspend={SellerStatus.APPROVED: SellerStatus.SUSPENDED},
    reinstate={SellerStatus.SUSPENDED: SellerStatus.APPROVED},
    close={
        SellerStatus.DRAFT: SellerStatus.CLOSED,
        SellerStatus.NEEDS_CHANGES: SellerStatus.CLOSED,
        SellerStatus.APPROVED: SellerStatus.CLOSED,
        SellerStatus.SUSPENDED: SellerStatus.CLOSED,
    },
)
BEING_WRITTEN = frozenset({SellerStatus.DRAFT, SellerStatus.NEEDS_CHANGES})
"""While a shop stands so, its name, kind, place and papers may be changed."""

STEP_NAMES = {
    "start": _("Begun"),
    "import": _("Taken over from a list"),
    "submit": _("Sent in"),
    "approve": _("Approved"),
    "ask_changes": _("Changes asked for"),
    "reject": _("Refused"),
    "announce_suspension": _("Suspension announced"),
    "withdraw_suspension": _("Suspension called off"),
    "suspend": _("Suspended"),
    "reinstate": _("Selling again"),
    "close": _("Closed"),
}


PART_OF_AN_ACT = "uploads."
"""How entries of the trail begin that are part of an act and none by themselves: the photos of goods, a paper."""


class Deed(models.TextChoices):
    """What a household may let a helper do in its name. Money, identity and people are never among it."""

    LIST = "list", _("Offer goods and count what is left")
    ANSWER = "answer", _("Answer buyers")
    ACCEPT = "accept", _("Accept or refuse orders")
    HAND_OVER = "hand_over", _("Pack and hand parcels over")


class MandateStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for the household")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Not given")
    REVOKED = "revoked", _("Taken back")
    EXPIRED = "expired", _("Over")


MANDATE_FLOW = Flow(
    give={MandateStatus.ASKED: MandateStatus.GIVEN},
    decline={MandateStatus.ASKED: MandateStatus.DECLINED},
    revoke={MandateStatus.GIVEN: MandateStatus.REVOKED},
    expire={MandateStatus.ASKED: MandateStatus.DECLINED, MandateStatus.GIVEN: MandateStatus.EXPIRED},
)


class CallbackStatus(models.TextChoices):
    OPEN = "open", _("To be called")
    CONFIRMED = "confirmed", _("The household knew of it")
    DENIED = "denied", _("The household knew nothing of it")
    UNREACHED = "unreached", _("Nobody could be reached")


CALLBACK_FLOW = Flow(
    confirm={CallbackStatus.OPEN: CallbackStatus.CONFIRMED, CallbackStatus.UNREACHED: CallbackStatus.CONFIRMED},
    deny={CallbackStatus.OPEN: CallbackStatus.DENIED, CallbackStatus.UNREACHED: CallbackStatus.DENIED},
    miss={CallbackStatus.OPEN: CallbackStatus.UNREACHED, CallbackStatus.UNREACHED: CallbackStatus.UNREACHED},
)


class ConsentWay(models.TextChoices):
    """How a household said yes: always by an act of its own."""

    CODE = "code", _("Code sent to its phone")
    DESK = "desk", _("Button in its own desk")
    VOICE = "voice", _("Recorded voice")
    DRAWN = "drawn", _("Signed or thumbed on the screen, with a witness")
    PAPER = "paper", _("Signed on paper, with a witness")


class DocumentKind(models.TextChoices):
    ID_FRONT = "id_front", _("Identity card, front")
    ID_BACK = "id_back", _("Identity card, back")
    BUSINESS_REGISTRATION = "business_registration", _("Business registration")
    COOPERATION_CONTRACT = "cooperation_contract", _("Cooperation contract of the group")
    AUTHORISATION = "authorisation", _("Letter of authorisation")
    OTHER = "other", _("Other paper")
