"""Tests are handed out file by file, to whoever has nothing else left."""

from types import SimpleNamespace

import pytest

from tests.sharing import HANDFUL, Handfuls


class Worker:
    """Takes what it is given."""

    def __init__(self) -> None:
        self.gateway = SimpleNamespace(id="gw", spec="popen")
        self.given: list[list[int]] = []
        self.shutting_down = False

    def send_runtest_some(self, indices):
        self.given.append(list(indices))

    def shutdown(self):
        self.shutting_down = True


@pytest.fixture
def config():
    options = {"tx": ["popen", "popen"], "maxschedchunk": None}
    return SimpleNamespace(getvalue=options.get, getoption=options.get)


def shared(config, items):
    """Two workers, each at the first things that it was given, and who shares between them."""
    handing, workers = Handfuls(config), [Worker(), Worker()]
    for worker in workers:
        handing.add_node(worker)
    for worker in workers:
        handing.add_node_collection(worker, items)
    handing.schedule()
    return handing, workers


def items_of(**files):
    return [f"{name}.py::test_{number}" for name, count in files.items() for number in range(count)]


def test_a_file_stays_together_and_a_long_one_is_given_in_handfuls(config):
    _handing, (one, other) = shared(config, items_of(short=4, long=HANDFUL + 5))

    assert one.given == [[0, 1, 2, 3]]
    assert other.given == [list(range(4, 4 + HANDFUL))]


def test_whoever_has_nothing_else_left_gets_the_next_and_in_the_end_may_go(config):
    handing, (one, other) = shared(config, items_of(a=4, b=4, c=3))

    for number in (0, 1):
        handing.mark_test_complete(one, number)
    assert one.given == [[0, 1, 2, 3], [8, 9, 10]]
    assert not one.shutting_down

    for number in (4, 5):
        handing.mark_test_complete(other, number)
    assert other.given == [[4, 5, 6, 7]]
    assert other.shutting_down


def test_a_worker_is_never_given_one_alone_for_it_begins_a_test_when_it_knows_the_next(config):
    _handing, (one, other) = shared(config, items_of(a=1, b=1, c=3))

    assert one.given == [[0], [1]]
    assert other.given == [[2, 3, 4]]


def test_what_shares_a_world_goes_to_one_worker(config):
    doors = [f"tests/doors/test_{name}.py::test_{number}" for name in "ab" for number in range(HANDFUL)]

    _handing, (one, other) = shared(config, [*doors, *items_of(a=3)])

    assert one.given == [list(range(2 * HANDFUL))]
    assert other.given == [[60, 61, 62]]
