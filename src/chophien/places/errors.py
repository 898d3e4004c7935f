"""What can be wrong with a place somebody names."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Invalid, NotFound


class NoSuchPlace(NotFound):
    code = "no_such_place"
    message = _("There is no province or commune with this code.")


class BadAddress(Invalid):
    """An address that cannot be used; the notes stand beside the fields."""

    code = "bad_address"
