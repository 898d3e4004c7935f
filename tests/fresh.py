"""What a process keeps in memory of one market is forgotten before the next one."""

from chophien.atlas.keeping import memory as map_memory
from chophien.catalog.search.cube import forget_cube
from chophien.catalog.search.reference import forget_reference
from chophien.catalog.search.vocabulary import forget_vocabulary
from chophien.catalog.selectors import forget_categories
from chophien.messages.announcing import remember_none
from chophien.rules.testing import ONE_DAY
from chophien.switches.selectors import remember_none as remember_no_switches


def forget_everything() -> None:
    """Nothing is remembered of goods; that nothing is announced and nothing switched off is."""
    forget_categories()
    forget_reference()
    forget_vocabulary()
    forget_cube()
    map_memory.forget()
    remember_none(seconds=ONE_DAY)
    remember_no_switches(seconds=ONE_DAY)
