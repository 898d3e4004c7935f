"""What the demonstration announces says of itself that it is an illustration, and stands on the desks of its province."""

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.lib.actor import SYSTEM
from chophien.messages.announcing import announced, cards, forget
from chophien.messages.states import Audience
from chophien.orders.tests.factories import NOON
from chophien.samplemarket.announcing import announce_in_the_sample

pytestmark = pytest.mark.django_db


def test_one_announcement_is_marked_as_an_illustration_and_read_at_the_desks_of_its_province():
    here = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08")
    elsewhere = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "01")

    for _time in range(2):
        announce_in_the_sample(loader=SYSTEM, at=NOON)
    forget()

    [(_code, text)] = cards(here.code, Audience.OFFICERS, NOON)
    assert "minh họa" in text
    assert not cards(elsewhere.code, Audience.OFFICERS, NOON)
    assert not announced(at=NOON)
