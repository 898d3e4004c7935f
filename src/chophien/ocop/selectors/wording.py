"""What happened to a dossier, in words."""

from django.utils.translation import gettext_lazy as _

STEPS = {
    "open": _("Begun by the shop"),
    "send": _("Sent to the commune"),
    "give_back": _("Given back to the shop"),
    "forward": _("Sent on to the province"),
    "send_up": _("Sent up to the national council"),
    "decide": _("Decided by the council"),
    "withdraw": _("Taken back by the shop"),
}
