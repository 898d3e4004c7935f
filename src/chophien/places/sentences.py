"""What is said beside the fields of an address that cannot be used."""

from django.utils.translation import gettext_lazy as _

COMMUNE_MISSING = _("Choose the commune or ward.")
COMMUNE_UNKNOWN = _("We do not know this commune. Choose it from the list.")
COMMUNE_ELSEWHERE = _("This commune lies in another province. Choose it again.")
HAMLET_TOO_LONG = _("The hamlet is too long: write at most 120 letters.")
LANDMARK_TOO_LONG = _("The landmark is too long: write at most 200 letters.")
PIN_ELSEWHERE = _("This point does not lie in Vietnam.")
PIN_UNREADABLE = _("Write the point as two numbers, like 22.3964, 104.7123.")
SEVERAL_COMMUNES = _("Several places have this name. Choose the right one below.")
NO_SUCH_NAME = _("We found no commune of this name. Look at the spelling, or choose by province.")
PROVINCE_NAMED = _("This is a province. Write the commune too, or choose it by province.")
