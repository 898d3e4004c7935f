"""Refusals about stamps, in words for whoever puts them on packs."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class NoSuchStamps(DomainError):
    code = "no_such_stamps"
    message = _("This batch has the stamps %(first)s to %(last)s. Write numbers of it, the smaller one first.")


class StampsInUse(DomainError):
    """Nothing was changed: it is all of them or none."""

    code = "stamps_in_use"
    message = _("%(count)s of these stamps are in use already or no longer valid, such as number %(number)s.")


class OtherGoods(DomainError):
    code = "other_goods"
    message = _("Nothing of this lot was packed as the goods that these stamps were ordered for. Pack it first.")


class MoreStampsThanPacks(DomainError):
    """A lot has a stamp for each of its packs, never more: that is what makes copies show."""

    code = "more_stamps_than_packs"
    message = _("%(packs)s packs of this lot have room for %(left)s more stamps, not for %(wanted)s.")


class BadSerial(DomainError):
    code = "bad_serial"
    message = _("This is no number of a stamp of this shop. Compare it with the stamp and type it once more.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Say in a few words why.")


class PlaceUnknown(DomainError):
    code = "place_unknown"
    message = _("We do not know this place. Write the name of a commune or a province.")
