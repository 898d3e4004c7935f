"""What people are told about their requests. They leave the site, so they name nothing but the request."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.privacy.states import RequestStatus

ASKED = _("A request about your data was handed in for you: %(code)s. If you did not wish it, take it back.")
SETTLED: dict[RequestStatus, Sentence] = {
    RequestStatus.ANSWERED: _("There is an answer to your request %(code)s about your data."),
    RequestStatus.DONE: _("Your request %(code)s about your data is done."),
    RequestStatus.REFUSED: _("Your request %(code)s about your data was refused. The reason stands beside it."),
}
