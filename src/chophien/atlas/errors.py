"""Refusals about places that shops put on the map."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class TooManySites(DomainError):
    code = "too_many_sites"
    message = _("A shop has at most %(most)s places on the map. Take one away that is no longer used.")

    def __init__(self, most: int) -> None:
        super().__init__(facts={"most": most})
