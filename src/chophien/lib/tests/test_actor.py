from dataclasses import FrozenInstanceError

import pytest

from chophien.lib.actor import NIGHTLY, SYSTEM, Actor, GuestActor, SystemActor


def code_of(actor: Actor) -> str:
    return actor.code


@pytest.mark.parametrize(
    ("actor", "code", "is_system"),
    [
        (SYSTEM, "system", True),
        (NIGHTLY, "system:nightly", True),
        (SystemActor("system:import"), "system:import", True),
        (GuestActor("guest:7K3M"), "guest:7K3M", False),
    ],
)
def test_every_actor_has_a_code_and_says_whether_it_is_the_system(actor, code, is_system):
    assert (code_of(actor), actor.is_system) == (code, is_system)


def test_an_actor_cannot_be_changed_into_another():
    guest = GuestActor("guest:7K3M")

    with pytest.raises(FrozenInstanceError):
        guest.is_system = True  # type: ignore[misc]  # that it cannot be done is what is tested
