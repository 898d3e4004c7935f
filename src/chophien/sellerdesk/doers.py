"""How the desk names who did something: as everybody does who shows it."""

from chophien.sellers.selectors.doers import Act, doers_of

__all__ = ["Act", "doers_of"]
