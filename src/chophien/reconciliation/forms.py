"""What operators send in and type about the market's account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.web.forms import PlainForm


class StatementForm(PlainForm):
    """A file of the bank."""

    file = forms.FileField(
        label=_("The bank's file (CSV, XLSX, MT940 or CAMT.053)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.sta,.940,.xml"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("The file did not arrive. Choose it again."),
            "empty": _("This file is empty. Choose it again."),
        },
    )


class AssignForm(PlainForm):
    """What a transfer is for."""

    code = forms.CharField(label=_("Code of the order, the group of orders or the contract"), max_length=400)


class CameBackForm(PlainForm):
    """Which payout or refund came back."""

    code = forms.CharField(label=_("Code of the payout or the refund"), max_length=40)


class GiveBackForm(PlainForm):
    """Why money goes back to whoever sent it."""

    reason = forms.CharField(label=_("Why does it go back?"), max_length=300)


class SentBackForm(PlainForm):
    """How money went back."""

    reference = forms.CharField(label=_("Number of the transfer that took it back"), max_length=80)
