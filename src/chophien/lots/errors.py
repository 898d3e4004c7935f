"""Refusals about lots, in words for who weighs in, packs and pays."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class LotShort(DomainError):
    """Too little of the goods is left in lots. Nothing was drawn."""

    code = "lot_short"
    message = _("%(goods)s: the order needs %(wanted)s, and %(left)s are left in packs. Pack more of a lot first.")


class OthersFirst(DomainError):
    """The lot is short, and by the rule that was fixed before the sale this order does not get all of it."""

    code = "others_first"
    message = _(
        "%(goods)s: all orders together want %(wanted)s and %(left)s are left. By the rule of the lot (%(rule)s) "
        "this order gets %(part)s of its %(own)s. Pack more, or call off an order."
    )


class LotTooSmall(DomainError):
    code = "lot_too_small"
    message = _("%(left)s are left of this lot. More cannot come out of it than went in.")


class MoreThanWentIn(DomainError):
    code = "more_than_went_in"
    message = _("%(made)s cannot be made of %(used)s.")


class OddYield(DomainError):
    """So much does not usually come out of so much; with a reason it is written down."""

    code = "odd_yield"
    message = _(
        "Of 100 kg, %(least)s to %(most)s kg usually remain; here it would be %(here)s. Say why if it is right."
    )


class OddPack(DomainError):
    """So much is not what one of these goods holds; with a reason it is written down."""

    code = "odd_pack"
    message = _(
        "One of these goods holds %(said)s; here it would be %(here)s. Correct the number, or what a pack of the goods"
        " holds; if it is right, say why."
    )


class PacksHoldMore(DomainError):
    """By what the goods say of one, the packs would hold more than ever came into the lot. No reason changes that."""

    code = "packs_hold_more"
    message = _(
        "One of these goods holds %(said)s: the packs of this lot would then hold %(held)s, and %(there)s are there."
        " Pack fewer, or correct what a pack of the goods holds."
    )


class LotStopped(DomainError):
    code = "lot_stopped"
    message = _("This lot is being called back: nothing of it is packed, processed or sent.")


class LotFrozen(DomainError):
    """What was fixed when the weighing was closed is not changed any more."""

    code = "lot_frozen"
    message = _("The weighing of this lot is closed. What households brought and what was agreed stay as they are.")


class NotTheSameTerms(DomainError):
    code = "not_the_same_terms"
    message = _(
        "These lots have different fees or rules. Keep them apart, so that each household gets what was agreed."
    )


class NothingWeighed(DomainError):
    code = "nothing_weighed"
    message = _("Nothing was weighed in yet.")


class WeighedOtherwise(DomainError):
    """The same client id came with something else in it."""

    code = "weighed_otherwise"
    message = _("This entry came before with other figures. Enter it anew.")


class NotSoMuchOwed(DomainError):
    code = "not_so_much_owed"
    message = _("%(owed)s are owed to this household and not on the way yet.")


class ReceiptCodeWrong(DomainError):
    code = "receipt_code_wrong"
    message = _("The code is not right. %(left)s tries are left.")


class ReceiptCodeOld(DomainError):
    code = "receipt_code_old"
    message = _("This code does not count any more. Have a new one sent.")


class NoPhone(DomainError):
    code = "no_phone"
    message = _("This household has no phone of its own. Use its card, or let it sign on paper.")


class HasItsOwnPhone(DomainError):
    """A card would let whoever holds the paper in as the person whose phone it is."""

    code = "has_its_own_phone"
    message = _("This household signs in by its own phone. A card is printed only for who has none.")


class TooManyReceiptCodes(DomainError):
    code = "too_many_receipt_codes"
    message = _("The household got enough codes for today. Try tomorrow, or let it sign on paper.")


class NotAskedAnyMore(DomainError):
    """The shop has changed the number since, or the person is one of its households already."""

    code = "not_asked_any_more"
    message = _("The cooperative does not ask you this any more.")


class NotItsCard(DomainError):
    code = "not_its_card"
    message = _("This is not the card of this household.")
