"""Reads about webhooks: who wants to hear what, and how the messages fared."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.accounts.selectors import scope_codes
from chophien.accounts.states import Role, Scope
from chophien.channels.models import WebhookDelivery, WebhookEndpoint
from chophien.channels.states import DeliveryStatus, EndpointStatus, EventKind

LATEST = 50
STUCK = timedelta(minutes=10)
"""A message that is being sent for longer was dropped by a worker that died."""


def endpoints_of(seller_id: int) -> QuerySet[WebhookEndpoint]:
    """A shop's endpoints that were not taken away, oldest first."""
    mine = WebhookEndpoint.objects.filter(seller_id=seller_id).exclude(status=EndpointStatus.CLOSED)
    return mine.order_by("made_at", "pk")


def endpoints_managed_by(person: Person, *, at: datetime) -> QuerySet[WebhookEndpoint]:
    """The endpoints of the shops that somebody manages."""
    shops = scope_codes(person.code, roles={Role.SELLER_MANAGER}, scope=Scope.SELLER, at=at)
    theirs = WebhookEndpoint.objects.filter(seller__code__in=shops).exclude(status=EndpointStatus.CLOSED)
    return theirs.select_related("seller")


def endpoints_that_hear(seller_ids: Collection[int], event: EventKind) -> list[WebhookEndpoint]:
    """Who wants to hear of that at these shops. Paused ones too: their messages wait."""
    open_ones = WebhookEndpoint.objects.filter(seller_id__in=seller_ids, events__contains=[event.value])
    return list(open_ones.exclude(status=EndpointStatus.CLOSED).order_by("pk"))


def somebody_hears_of_stock(variant_ids: Collection[int]) -> bool:
    """Whether any of the shops that these variants belong to has a program that follows its stock."""
    open_ones = WebhookEndpoint.objects.exclude(status=EndpointStatus.CLOSED)
    hearing = open_ones.filter(events__contains=[EventKind.STOCK_CHANGED.value])
    return hearing.filter(seller__listings__variants__in=variant_ids).exists()


def deliveries_of(endpoint: WebhookEndpoint, *, most: int = LATEST) -> list[WebhookDelivery]:
    """The latest messages to an endpoint, newest first."""
    return list(endpoint.deliveries.order_by("-written_at", "-pk")[:most])


def dead_letters_of(endpoint: WebhookEndpoint, *, most: int = LATEST) -> list[WebhookDelivery]:
    """The latest messages that were given up, newest first."""
    dead = endpoint.deliveries.filter(status=DeliveryStatus.DEAD)
    return list(dead.order_by("-written_at", "-pk")[:most])


def delivery_by_code(code: str) -> WebhookDelivery | None:
    return WebhookDelivery.objects.filter(code=code).select_related("endpoint__seller").first()


def lock_delivery(code: str) -> WebhookDelivery:
    held = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint__seller")
    return held.get(code=code)


def lock_endpoint(pk: int) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("seller").get(pk=pk)


def overdue(at: datetime) -> QuerySet[WebhookDelivery]:
    """Messages that should be out by now and are not: their job was lost, or its worker died."""
    waiting = Q(status=DeliveryStatus.WAITING, due_at__lte=at - timedelta(minutes=1))
    stuck = Q(status=DeliveryStatus.SENDING, tried_at__lte=at - STUCK)
    return WebhookDelivery.objects.filter(waiting | stuck, endpoint__status=EndpointStatus.ACTIVE).order_by("due_at")
