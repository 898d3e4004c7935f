"""What the map can show, and which places a shop can put on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Layer(models.TextChoices):
    """What is counted on the map."""

    GOODS = "hang", pgettext_lazy("layer of the map", "Goods")
    AREAS = "vung-trong", pgettext_lazy("layer of the map", "Growing areas")
    SHOPS = "gian-hang", pgettext_lazy("layer of the map", "Shops")
    PACKING = "dong-goi", pgettext_lazy("layer of the map", "Packing houses")
    COLLECTION = "thu-gom", pgettext_lazy("layer of the map", "Collection points")
    CASH = "tien-mat", pgettext_lazy("layer of the map", "Cash points")


class SiteKind(models.TextChoices):
    """A place of a shop to which growers or buyers come."""

    PACKING = "packing", _("Packing house")
    COLLECTION = "collection", _("Collection point")


LAYER_OF_KIND = {SiteKind.PACKING: Layer.PACKING, SiteKind.COLLECTION: Layer.COLLECTION}
