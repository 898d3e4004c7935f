"""The parts of the market that can be turned off, and what that means for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence


class Feature(models.TextChoices):
    NEW_SHOPS = "new_shops", _("Opening new shops")
    PREORDERS = "preorders", _("Ordering before the harvest")
    GROUP_PURCHASES = "group_purchases", _("Buying together")
    SELLER_VOUCHERS = "seller_vouchers", _("Vouchers of shops")
    PURCHASE_REQUESTS = "purchase_requests", _("Requests for goods in bulk")
    SIGN_IN_CARDS = "sign_in_cards", _("Cards for the market")
    TALKS = "talks", _("Messages between buyers and shops")
    REVIEW_PHOTOS = "review_photos", _("Photos in reviews")
    WIDGET = "widget", _("Goods shown on other sites")
    WEB_PUSH = "web_push", _("Notifications in the browser")


@dataclass(frozen=True)
class About:
    """What happens when a part of the market is off, what its door says then, and whether a province has its own."""

    when_off: Sentence
    at_the_door: Sentence
    by_province: bool = False
    default: bool = True


ABOUT: Mapping[Feature, About] = {
    Feature.NEW_SHOPS: About(
        _("Nobody can begin a new shop, neither alone nor with a helper. Shops that were begun can be finished."),
        _("New shops cannot be opened at the moment. Shops that were begun can be finished."),
        by_province=True,
    ),
    Feature.PREORDERS: About(
        _("Buyers cannot order before the harvest. Orders that were placed go on to their end."),
        _("Ordering before the harvest is not possible at the moment. Orders that were placed go on."),
        by_province=True,
    ),
    Feature.GROUP_PURCHASES: About(
        _("Shops cannot begin a group purchase. Buyers can still join those that run, to their last day."),
        _("New group purchases cannot be set up at the moment. Those that run go on to their last day."),
        by_province=True,
    ),
    Feature.SELLER_VOUCHERS: About(
        _("Shops cannot make vouchers. Those that were given out count to their last day."),
        _("Shops cannot make new vouchers at the moment. Those that were given out go on counting."),
        by_province=True,
    ),
    Feature.PURCHASE_REQUESTS: About(
        _("Buyers cannot ask shops for quotes. Requests that were made are answered, contracts go on."),
        _("New requests cannot be made at the moment. Those that were made go on."),
    ),
    Feature.SIGN_IN_CARDS: About(
        _("No new cards are printed. Cards that were printed open their desk as before and can be taken back."),
        _("New cards are not printed at the moment. Cards that were printed go on working."),
        by_province=True,
    ),
    Feature.TALKS: About(
        _("Nobody can begin to write to a shop about goods. What was begun goes on, and so does writing about orders."),
        _("Writing to shops about goods is not possible at the moment. You can write about an order of yours."),
    ),
    Feature.REVIEW_PHOTOS: About(
        _("Reviews come without photos. Photos that somebody has approved stay."),
        _("Reviews cannot have photos at the moment. Send your words without them."),
    ),
    Feature.WIDGET: About(
        _("Other sites' frames say calmly that nothing is shown at the moment. Lists of goods for other sites go on."),
        _("Goods are not shown here at the moment."),
    ),
    Feature.WEB_PUSH: About(
        _("No browser can be added, and news goes by the next way: Zalo, SMS, the site. Nothing is lost."),
        _("Notifications in the browser are not offered at the moment. News reaches you by the other ways."),
    ),
}
