"""Endpoints and messages for the tests of webhooks."""

from django.utils import timezone

from chophien.channels.actions.webhooks import open_endpoint, send_test
from chophien.channels.states import EventKind
from chophien.lib.actor import SYSTEM
from chophien.sellers.tests.factories import a_seller, manager_of

EVERYTHING = [event.value for event in EventKind]
URL = "https://kho.example.vn/nghe?k=1"


def an_endpoint(seller=None, *, url=URL, events=EVERYTHING, at=None):
    seller = seller or a_seller()
    return open_endpoint(seller=seller, url=url, events=events, actor=manager_of(seller), at=at or timezone.now())


def sending(*answers):
    """A way out that answers so, one after another, and keeps what was sent."""
    left = list(answers)

    def post_to(url, body, headers):
        post_to.sent.append((url, body, dict(headers)))
        return left.pop(0) if len(left) > 1 else left[0]

    post_to.sent = []
    return post_to


def the_test_message(endpoint, at):
    return send_test(endpoint=endpoint, actor=SYSTEM, at=at)
