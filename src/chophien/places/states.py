"""The words that places use: how an old commune went into a new one, the regions, how near two provinces are."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Extent(models.TextChoices):
    """How much of an old commune a new one took."""

    WHOLE = "whole", _("the whole of it")
    PART = "part", _("a part of it")
    AREA = "area", _("some land without people")


class MacroRegion(models.TextChoices):
    """The six socio-economic regions of the national master plan, as drawn anew for 34 provinces."""

    NORTHERN_MOUNTAINS = "northern_midlands_and_mountains", _("Northern midlands and mountains")
    RED_RIVER_DELTA = "red_river_delta", _("Red River Delta")
    NORTH_CENTRAL = "north_central", _("North Central Coast")
    SOUTH_CENTRAL = "south_central_coast_and_central_highlands", _("South Central Coast and Central Highlands")
    SOUTHEAST = "southeast", _("Southeast")
    MEKONG_DELTA = "mekong_delta", _("Mekong Delta")


class Nearness(StrEnum):
    """How near two provinces are, for what it costs and takes to send something."""

    SAME_PROVINCE = "same_province"
    NEIGHBOUR = "neighbour"
    SAME_REGION = "same_region"
    FAR = "far"
