"""Refusals about promotions, in words for who buys and who sells."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class VoucherRefused(DomainError):
    """A voucher does not count; the sentence says why. `voucher_code` names it."""

    code = "voucher_refused"

    voucher_code: str = ""


class NoSuchVoucher(VoucherRefused):
    code = "no_such_voucher"
    message = _("There is no voucher with this code. Compare it with where you read it.")


class VoucherNotYet(VoucherRefused):
    code = "voucher_not_yet"
    message = _("This voucher counts from %(day)s on.")


class VoucherOver(VoucherRefused):
    code = "voucher_over"
    message = _("This voucher counted until %(day)s.")


class VoucherStopped(VoucherRefused):
    code = "voucher_stopped"
    message = _("This voucher does not count at the moment.")


class VoucherUsedUp(VoucherRefused):
    """All uses are taken, or what is left of the budget is less than this order would take."""

    code = "voucher_used_up"
    message = _("Others have used this voucher up.")


class VoucherUsedBefore(VoucherRefused):
    code = "voucher_used_before"
    message = _("You have used this voucher as often as one person may.")


class GoodsMissing(VoucherRefused):
    code = "voucher_least"
    message = _("This voucher counts from %(least)s of its goods on. %(missing)s are missing.")


class OtherGoods(VoucherRefused):
    code = "voucher_other_goods"
    message = _("This voucher does not count for the goods in your cart.")


class OtherPlace(VoucherRefused):
    code = "voucher_other_place"
    message = _("This voucher counts only for goods that go to %(places)s.")


class PlaceUnknown(VoucherRefused):
    """Nothing is wrong with it yet: where the goods go has to be said first."""

    code = "voucher_place_unknown"
    message = _("This voucher counts once you have said where the goods go.")


class NothingToTakeOff(VoucherRefused):
    code = "voucher_nothing_to_take_off"
    message = _("There is nothing this voucher could take off.")


class NotTogether(VoucherRefused):
    code = "voucher_not_together"
    message = _("This voucher cannot be used together with %(other)s.")


class TooManyVouchers(VoucherRefused):
    code = "too_many_vouchers"
    message = _("At most %(most)s vouchers fit one cart. Take one out first.")


class CodeTaken(DomainError):
    code = "code_taken"
    message = _("Another voucher has this code. Choose another one.")


class PurchaseOver(DomainError):
    """Nobody can join a group purchase any more."""

    code = "purchase_over"
    message = _("Nobody can join this any more.")


class PurchaseFull(DomainError):
    code = "purchase_full"
    message = _("Only %(left)s are left for buyers who join.")
