"""What people type about cash: contracts with carriers, their files, decisions, receipts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chophien.collecting.actions.carriers import Terms
from chophien.collecting.errors import ReceiverMissing
from chophien.collecting.states import Bearer, FeeBearer, Receiver
from chophien.web.forms import DAY_FORMATS, PlainForm, VndField

DAYS_MOST, NAMES_MOST, RECEIVER_MOST = 60, 10, 80


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day as people write it."""
    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "10"})
    return forms.DateField(label=label, required=required, input_formats=DAY_FORMATS, widget=widget)


def receiver_named(text: str) -> tuple[Receiver, str]:
    """To whom cash is handed over, as the page sends it: ``shop:GH-1``, ``market``.

    :raises ReceiverMissing: if it names nobody who can receive
    """
    kind, _colon, code = text[:RECEIVER_MOST].partition(":")
    if kind not in Receiver.values:
        raise ReceiverMissing
    return Receiver(kind), code


class CarrierForm(PlainForm):
    """A contract with a carrier."""

    name = forms.CharField(label=_("Name of the carrier, as it stands on parcels"), max_length=60)
    also = forms.CharField(
        label=_("Other names that stand on parcels, with commas between"), max_length=200, required=False
    )
    contract = forms.CharField(label=_("Number of the contract"), max_length=80)
    settle_days = forms.IntegerField(
        label=_("Days after delivery in which it tells and pays"), min_value=1, max_value=DAYS_MOST, initial=3
    )
    limit_vnd = VndField(label=_("How much it may hold at most"), required=False)
    fee_bearer = forms.ChoiceField(label=_("Who pays its fee"), choices=FeeBearer, widget=forms.RadioSelect)
    starts_on = day_field(_("First day of the contract"))

    def clean_limit_vnd(self) -> int | None:
        """Nothing, or more than nothing."""
        limit: int | None = self.cleaned_data["limit_vnd"]
        if limit == 0:
            raise ValidationError(_("Write more than 0, or leave it empty."))
        return limit

    def terms(self) -> Terms:
        """The contract as it was typed."""
        said = self.cleaned_data
        return Terms(
            name=said["name"],
            also=tuple(part.strip() for part in said["also"].split(",")[:NAMES_MOST] if part.strip()),
            contract=said["contract"],
            settle_days=said["settle_days"],
            limit_vnd=said["limit_vnd"],
            fee_bearer=FeeBearer(said["fee_bearer"]),
            starts_on=said["starts_on"],
        )


class EndCarrierForm(PlainForm):
    """The last day of a contract."""

    last_on = day_field(_("Last day of the contract"))


class CarrierFileForm(PlainForm):
    """A carrier's table."""

    file = forms.FileField(
        label=_("The carrier's file (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("The file did not arrive. Choose it again."),
            "empty": _("This file is empty. Choose it again."),
        },
    )


class ReasonForm(PlainForm):
    """Why something is decided so."""

    reason = forms.CharField(label=_("Why? Also whom you asked, and what they said"), max_length=300)


ACCEPTING = [(one.value, one.label) for one in Bearer if one != Bearer.SENDER]


class AcceptForm(ReasonForm):
    """Who bears a difference."""

    bearer = forms.ChoiceField(label=_("Who bears it, or who has it"), choices=ACCEPTING, widget=forms.RadioSelect)


class GivenBackForm(PlainForm):
    """How money went back."""

    reference = forms.CharField(label=_("Number of the transfer that took it back"), max_length=80)
