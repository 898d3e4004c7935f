"""What apps above need to read land out of what people send: walked places and typed ones."""

from chophien.growing.typing_places import BadPlaces, typed_land
from chophien.growing.walking import Fix, walked

__all__ = ["BadPlaces", "Fix", "typed_land", "walked"]
