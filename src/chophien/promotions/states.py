"""What promotions take off, who pays for it, and how each kind runs and ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow

MARKET_CODE = "cho-phien"
"""What stands as the payer's code where the market itself pays."""


class Funder(models.TextChoices):
    """Who pays for what a promotion takes off."""

    SELLER = "seller", _("The shop")
    PLATFORM = "platform", _("Chợ Phiên")
    PROGRAMME = "programme", _("A programme")


class VoucherKind(models.TextChoices):
    """What a voucher takes off."""

    PERCENT = "percent", _("Per cent off the goods")
    AMOUNT = "amount", _("An amount off the goods")
    SHIPPING = "shipping", _("Free shipping")


class PromotionStatus(models.TextChoices):
    """How a voucher or a combo stands. The days from and to are looked at besides."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


PROMOTION_FLOW = Flow(
    pause={PromotionStatus.RUNNING: PromotionStatus.PAUSED},
    resume={PromotionStatus.PAUSED: PromotionStatus.RUNNING},
    end={PromotionStatus.RUNNING: PromotionStatus.ENDED, PromotionStatus.PAUSED: PromotionStatus.ENDED},
)


class PurchaseStatus(models.TextChoices):
    """How a group purchase stands."""

    OPEN = "open", _("Buyers gather")
    REACHED = "reached", _("Enough buyers have joined")
    CLOSED = "closed", _("Over: the goods are ordered")
    MISSED = "missed", _("Over: not enough buyers joined")
    CANCELLED = "cancelled", _("Called off by the shop")


PURCHASE_FLOW = Flow(
    reach={PurchaseStatus.OPEN: PurchaseStatus.REACHED},
    close={PurchaseStatus.REACHED: PurchaseStatus.CLOSED},
    miss={PurchaseStatus.OPEN: PurchaseStatus.MISSED},
    cancel={PurchaseStatus.OPEN: PurchaseStatus.CANCELLED},
)


class PledgeStatus(models.TextChoices):
    """What became of somebody's word to buy with the others."""

    WAITING = "waiting", _("Waits for more buyers")
    ORDERED = "ordered", _("Ordered")
    WITHDRAWN = "withdrawn", _("Withdrawn by the buyer")
    RELEASED = "released", _("Ended: nothing is owed")
    REFUSED = "refused", _("Could not be ordered: nothing is owed")


PLEDGE_FLOW = Flow(
    order={PledgeStatus.WAITING: PledgeStatus.ORDERED},
    withdraw={PledgeStatus.WAITING: PledgeStatus.WITHDRAWN},
    release={PledgeStatus.WAITING: PledgeStatus.RELEASED},
    refuse={PledgeStatus.WAITING: PledgeStatus.REFUSED},
)
