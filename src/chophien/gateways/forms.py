"""What buyers choose and operators type about payments through gateways."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.web.forms import PlainForm


class PayoffForm(PlainForm):
    """A gateway's table."""

    file = forms.FileField(
        label=_("The gateway's table (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("The file did not arrive. Choose it again."),
            "empty": _("This file is empty. Choose it again."),
        },
    )


class OtherwiseForm(PlainForm):
    """How money went back instead."""

    reference = forms.CharField(label=_("Number of the transfer that took it back"), max_length=80)


class NoteForm(PlainForm):
    """What somebody found out."""

    note = forms.CharField(label=_("What you found out"), max_length=300)
