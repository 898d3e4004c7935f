"""Shops that somebody follows, goods they like, and what they want to be told about them."""

from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.follows.states import AlertKind
from chophien.sellers.models import Seller


class Follow(models.Model):
    """A person follows a shop: they are told of new goods, at most once a day.

    Of its offers only who agreed to advertisements hears, at most once a day for all shops together.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows")
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    told_at = models.DateTimeField(help_text="what came before is not told again")
    offers_looked_at = models.DateTimeField(help_text="offers of before were told, or not welcome")

    class Meta:
        indexes = [models.Index(fields=["seller", "offers_looked_at"], name="follows_offers_to_tell")]
        constraints = [models.UniqueConstraint(fields=["person", "seller"], name="follows_shop_once")]


class Favourite(models.Model):
    """Goods that a person likes, to find them again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="favourites")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "listing"], name="follows_goods_once")]


class Alert(models.Model):
    """A person wants to be told one thing about goods, once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alerts")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=AlertKind)
    price_vnd = models.BigIntegerField(default=0, help_text="what it cost then; told once it costs less")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind"], condition=models.Q(told_at__isnull=True), name="follows_alert_open")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AlertKind.values), name="follows_alert_kind_known"),
            models.UniqueConstraint(
                fields=["person", "listing", "kind"],
                condition=models.Q(told_at__isnull=True),
                name="follows_alert_once",
            ),
        ]
