"""The pictures that come with a file of goods: beside it in a folder, or sent in with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from chophien.lib.actor import Actor
from chophien.uploads.actions.photos import take_photo


class Photos(Protocol):
    """Pictures by the names that rows call them."""

    def has(self, name: str) -> bool:
        """Whether there is such a picture."""

    def code(self, name: str, *, owner_code: str, actor: Actor, at: datetime) -> str:
        """The code of the picture as a photo of the market."""


@dataclass(frozen=True)
class FolderPhotos:
    """Pictures that lie in a folder; a name never leads out of it."""

    folder: Path

    def has(self, name: str) -> bool:
        return self._path(name).is_file()

    def code(self, name: str, *, owner_code: str, actor: Actor, at: datetime) -> str:
        with self._path(name).open("rb") as source:
            return take_photo(file=source, owner_code=owner_code, actor=actor, at=at).code

    def _path(self, name: str) -> Path:
        return self.folder / Path(name.replace("\\", "/")).name


@dataclass(frozen=True)
class TakenPhotos:
    """Pictures that were taken in when the file was sent: name → photo code."""

    codes: Mapping[str, str]

    def has(self, name: str) -> bool:
        return name in self.codes

    def code(self, name: str, *, owner_code: str, actor: Actor, at: datetime) -> str:
        del owner_code, actor, at  # it was all written down when the picture was taken
        return self.codes[name]


NO_PHOTOS = TakenPhotos({})
