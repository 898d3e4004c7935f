"""How often Python looks for rubbish that points to itself, in a process that keeps much for long."""

import gc

NEW_THINGS = 20_000
YOUNGER_ROUNDS = 20
"""By default it looks after 700 new things, and ten times as thoroughly after every tenth round. A page makes tens of
thousands of things that go by themselves: looking took a fifth of the time.
"""


def keep_what_is_loaded() -> None:
    """Never look again through what there is by now (code, for the most part), and seldom through what comes."""
    gc.freeze()
    gc.set_threshold(NEW_THINGS, YOUNGER_ROUNDS, YOUNGER_ROUNDS)
