"""What operators type about the market's own accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.web.forms import PlainForm, VndField

PURPOSE_MOST, REFERENCE_MOST, REASON_MOST = 300, 80, 300


class OwnTransferForm(PlainForm):
    """How much is to move, who gets or pays it, and what for."""

    amount_vnd = VndField(label=_("How much"), min_value=1)
    purpose = forms.CharField(label=_("Who gets or pays it, and what for"), max_length=PURPOSE_MOST)


class OwnMovedForm(PlainForm):
    """The bank's number of a transfer that went through."""

    reference = forms.CharField(label=_("The bank's number of the transfer"), max_length=REFERENCE_MOST)


class WriteOffForm(PlainForm):
    """Why the market bears what a shop owes."""

    reason = forms.CharField(label=_("Why the market bears it"), max_length=REASON_MOST)
