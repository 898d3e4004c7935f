"""Packaging from suppliers, and the orders of it that shops of a province place together."""

from django.db import models
from django.db.models import Q

from chophien.packaging.states import GroupStatus
from chophien.places.models import Province
from chophien.sellers.models import Seller


class Supplier(models.Model):
    """A firm that sells packaging. Entered by the office."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=160, help_text="where it sends from")
    phone = models.CharField(max_length=20, help_text="the firm's")
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()


class Item(models.Model):
    """One kind of packaging that a supplier offers."""

    code = models.CharField(max_length=16, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=120)
    size = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=20)
    steps = models.JSONField(help_text="[[from this quantity, đồng a unit], …], rising; the first from 1")
    least_quantity = models.PositiveIntegerField()
    delivery_vnd = models.BigIntegerField(default=0, help_text="of the whole order; shared by quantity")
    delivery_days = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(least_quantity__gt=0, delivery_vnd__gte=0), name="packaging_item_figures"
            )
        ]


class GroupOrder(models.Model):
    """An item that shops of one province order together until a day, on the terms of the day it was opened."""

    code = models.CharField(max_length=16, unique=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="group_orders")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=GroupStatus, default=GroupStatus.OPEN)
    last_day = models.DateField()
    steps = models.JSONField()
    least_quantity = models.PositiveIntegerField()
    delivery_vnd = models.BigIntegerField()
    delivery_days = models.PositiveSmallIntegerField()
    price_vnd = models.BigIntegerField(null=True, help_text="a unit, once it was placed")
    note = models.CharField(max_length=200, blank=True, help_text="why it was called off")
    opened_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["last_day"], condition=Q(status="open"), name="packaging_group_due")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=GroupStatus.values), name="packaging_group_status_known"),
            models.UniqueConstraint(
                fields=["item", "province"], condition=Q(status=GroupStatus.OPEN), name="packaging_group_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[GroupStatus.PLACED, GroupStatus.DELIVERED])
                | Q(price_vnd__isnull=False, placed_at__isnull=False),
                name="packaging_group_placed_in_full",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Part(models.Model):
    """What one shop takes of a group order. Its đồng are fixed when the order is placed."""

    group = models.ForeignKey(GroupOrder, on_delete=models.CASCADE, related_name="parts")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="packaging_parts")
    quantity = models.PositiveIntegerField()
    goods_vnd = models.BigIntegerField(null=True)
    delivery_vnd = models.BigIntegerField(null=True)
    joined_by = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "seller"], name="packaging_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="packaging_part_of_something"),
        ]
