import gc
import weakref

from chophien.lib.memory import NEW_THINGS, keep_what_is_loaded


class Thing:
    """Points to itself."""

    def __init__(self):
        self.myself = self


def test_what_is_loaded_is_kept_and_rubbish_still_goes_by_itself():
    before = gc.get_threshold()
    gc.collect(0)
    rubbish = weakref.ref(Thing())

    try:
        keep_what_is_loaded()
        fresh = weakref.ref(Thing())
        kept = [Thing() for _ in range(NEW_THINGS)]
    finally:
        gc.set_threshold(*before)

    assert gc.get_freeze_count() > NEW_THINGS
    assert fresh() is None
    assert rubbish() is not None
    assert len(kept) == NEW_THINGS
