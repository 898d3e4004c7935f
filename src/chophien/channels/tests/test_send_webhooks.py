"""How messages are sent again, given up, replayed and paused, and who may do so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.audit.models import Entry
from chophien.channels.actions.webhooks import (
    close_endpoint,
    open_endpoint,
    replay_delivery,
    resume_endpoint,
    send_delivery,
    send_test,
    sweep_deliveries,
)
from chophien.channels.errors import NothingToHear, TooManyEndpoints
from chophien.channels.models import WebhookDelivery, WebhookEndpoint
from chophien.channels.tests.webhooks import EVERYTHING, URL, an_endpoint, sending, the_test_message
from chophien.channels.webhooks.posting import Answer
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of

pytestmark = pytest.mark.django_db


def test_what_does_not_arrive_is_sent_again_later_and_later_then_given_up():
    at = timezone.now()
    made = an_endpoint(at=at)
    delivery = the_test_message(made.endpoint, at)
    post_to = sending(Answer(500, "status_500"))
    waits = []

    while True:
        send_delivery(code=delivery.code, at=at, post_to=post_to)
        delivery.refresh_from_db()
        if delivery.status == "dead":
            break
        waits.append((delivery.due_at - at) // timedelta(minutes=1))
        assert not send_delivery(code=delivery.code, at=delivery.due_at - timedelta(seconds=1), post_to=post_to)
        at = delivery.due_at

    assert waits == [1, 5, 30, 120, 300, 600, 840, 1200]
    assert (delivery.tries, delivery.problem, len(post_to.sent)) == (9, "status_500", 9)
    assert len({headers["webhook-id"] for _url, _body, headers in post_to.sent}) == 1


def test_a_dead_letter_is_replayed_by_hand():
    at = timezone.now()
    made = an_endpoint(at=at)
    delivery = the_test_message(made.endpoint, at)
    with pytest.raises(StepNotAllowed):
        replay_delivery(delivery=delivery, actor=SYSTEM, at=at)
    WebhookDelivery.objects.update(status="dead", tries=9)

    replay_delivery(delivery=delivery, actor=manager_of(made.endpoint.seller), at=at)
    arrived = send_delivery(code=delivery.code, at=at, post_to=sending(Answer(200)))

    delivery.refresh_from_db()
    assert (arrived, delivery.status, delivery.tries) == (True, "sent", 1)
    assert Entry.objects.filter(what="channels.webhook_replayed").count() == 1


def test_too_many_failures_pause_an_endpoint_and_its_shop_is_told():
    at = timezone.now()
    made = an_endpoint(at=at)
    WebhookEndpoint.objects.update(failures=19)
    delivery = the_test_message(made.endpoint, at)

    send_delivery(code=delivery.code, at=at, post_to=sending(Answer(None, "no_answer")))

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.status, endpoint.failures) == ("paused", 20)
    assert Notice.objects.get().link == f"/ban-hang/ket-noi/tin/{endpoint.code}/"
    later = the_test_message(endpoint, at)
    assert not send_delivery(code=later.code, at=at + timedelta(days=1), post_to=sending(Answer(200)))

    resume_endpoint(endpoint=endpoint, actor=SYSTEM, at=at)

    assert send_delivery(code=later.code, at=at + timedelta(days=1), post_to=sending(Answer(200)))
    endpoint.refresh_from_db()
    assert (endpoint.status, endpoint.failures) == ("active", 0)


def test_gone_is_heard_at_once():
    at = timezone.now()
    made = an_endpoint(at=at)
    delivery = the_test_message(made.endpoint, at)

    send_delivery(code=delivery.code, at=at, post_to=sending(Answer(410, "status_410")))

    delivery.refresh_from_db()
    assert (delivery.status, WebhookEndpoint.objects.get().status) == ("dead", "paused")


def test_one_message_is_not_sent_by_two_workers_at_once_but_survives_one_that_died():
    at = timezone.now()
    delivery = the_test_message(an_endpoint(at=at).endpoint, at)
    WebhookDelivery.objects.update(status="sending", tried_at=at)
    post_to = sending(Answer(200))

    assert not send_delivery(code=delivery.code, at=at + timedelta(minutes=9), post_to=post_to)
    assert send_delivery(code=delivery.code, at=at + timedelta(minutes=11), post_to=post_to)
    assert len(post_to.sent) == 1


def test_a_lost_job_is_found_and_old_messages_are_forgotten():
    at = timezone.now()
    made = an_endpoint(at=at)
    old = the_test_message(made.endpoint, at)
    WebhookDelivery.objects.filter(pk=old.pk).update(written_at=at - timedelta(days=31), status="sent")
    lost = the_test_message(made.endpoint, at)

    found = sweep_deliveries(at=at + timedelta(minutes=2))

    assert found == 1
    assert list(WebhookDelivery.objects.values_list("code", flat=True)) == [lost.code]


def test_only_the_shops_manager_opens_closes_and_replays():
    seller = a_seller()
    made = an_endpoint(seller)
    at = timezone.now()
    delivery = the_test_message(made.endpoint, at)

    for stranger in (packer_of(seller), manager_of(a_seller())):
        for attempt in (
            lambda who=stranger: open_endpoint(seller=seller, url=URL, events=EVERYTHING, actor=who, at=at),
            lambda who=stranger: close_endpoint(endpoint=made.endpoint, actor=who, at=at),
            lambda who=stranger: send_test(endpoint=made.endpoint, actor=who, at=at),
            lambda who=stranger: replay_delivery(delivery=delivery, actor=who, at=at),
        ):
            with pytest.raises(NotPermitted):
                attempt()

    assert WebhookEndpoint.objects.get().status == "active"


def test_an_endpoint_hears_something_that_is_known():
    with pytest.raises(NothingToHear):
        an_endpoint(events=["all", "test.ping"])


def test_a_shop_has_so_many_endpoints():
    seller = a_seller()
    for _number in range(5):
        an_endpoint(seller)

    with pytest.raises(TooManyEndpoints):
        an_endpoint(seller)
