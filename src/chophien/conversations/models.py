"""What a buyer and a shop write to each other about goods or an order."""

from django.db import models

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.conversations.states import Party
from chophien.orders.models import Order
from chophien.sellers.models import Seller


class Conversation(models.Model):
    """One buyer and one shop, about one order or one of the goods. Read by them alone; by the market once reported."""

    code = models.CharField(max_length=20, unique=True)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="conversations")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="conversations")
    order = models.OneToOneField(Order, null=True, on_delete=models.PROTECT, related_name="conversation")
    listing = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="+")
    buyer_name = models.CharField(max_length=100)
    about = models.CharField(max_length=240, help_text="title of the goods or code of the order")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=120, blank=True)
    buyer_unread = models.PositiveIntegerField(default=0)
    seller_unread = models.PositiveIntegerField(default=0)
    reported_at = models.DateTimeField(null=True)
    needs_look = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "-last_at", "-id"], name="conversations_seller"),
            models.Index(fields=["person", "-last_at", "-id"], name="conversations_person"),
            models.Index(
                fields=["seller"], condition=models.Q(seller_unread__gt=0), name="conversations_seller_unread"
            ),
            models.Index(fields=["id"], condition=models.Q(needs_look=True), name="conversations_to_look_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(order__isnull=True) ^ models.Q(listing__isnull=True),
                name="conversations_about_order_or_goods",
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=False) | models.Q(person__isnull=False),
                name="conversations_goods_with_an_account",
            ),
            models.UniqueConstraint(fields=["person", "listing"], name="conversations_goods_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Message(models.Model):
    """What one side wrote, showed or said. Never edited; phones and other channels were taken out before."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    party = models.CharField(max_length=8, choices=Party)
    actor_code = models.CharField(max_length=60)
    on_behalf_of = models.CharField(max_length=60, blank=True)
    text = models.TextField(max_length=1000, blank=True)
    masked = models.BooleanField(default=False, help_text="something was taken out of it")
    photo_code = models.CharField(max_length=24, blank=True)
    voice_code = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "-id"], name="conversations_newest_message")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="", photo_code="", voice_code=""), name="conversations_message_says_something"
            ),
        ]


class ConversationReport(models.Model):
    """One side says that the other does something wrong here. Never edited."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reports")
    party = models.CharField(max_length=8, choices=Party)
    actor_code = models.CharField(max_length=60)
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
