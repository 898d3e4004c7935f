"""What buyers choose and operators type about payments through gateways."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.gateways.selectors import MOST_SHOWN, payouts_that_differ, tables_to_pay_out
from chophien.gateways.states import EntryHow
from chophien.lib.money import format_vnd
from chophien.web.forms import PlainForm

TABLE, REST = "table:", "rest:"


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
    """How money went back instead; late money together with its interest, or `bare`."""

    reference = forms.CharField(label=_("Number of the transfer that took it back"), max_length=80)
    bare = forms.BooleanField(required=False)


class PayoutForm(PlainForm):
    """What a transfer of a gateway pays out: tables of it, or the rest of a payout that differs."""

    pays = forms.MultipleChoiceField(
        label=_("The gateway's tables that it pays out"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one table."), "invalid_choice": _("Choose at least one table.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        pays = self.fields["pays"]
        if isinstance(pays, forms.MultipleChoiceField):
            pays.choices = [*_tables(), *_rests()]


def tables_in(chosen: Sequence[str]) -> list[str]:
    """Codes of the tables among what was chosen."""
    return [one.removeprefix(TABLE) for one in chosen if one.startswith(TABLE)]


def rest_in(chosen: Sequence[str]) -> str:
    """Code of the payout of which a transfer is the rest, among what was chosen; empty if of none."""
    return next((one.removeprefix(REST) for one in chosen if one.startswith(REST)), "")


def _tables() -> list[tuple[str, str]]:
    words = _("%(gateway)s %(day)s: %(amount)s")
    return [
        (
            f"{TABLE}{one.code}",
            words
            % {
                "gateway": one.get_gateway_display(),
                "day": one.last_day.strftime("%d/%m/%Y"),
                "amount": format_vnd(one.net_vnd),
            },
        )
        for one in tables_to_pay_out()
    ]


def _rests() -> list[tuple[str, str]]:
    words = _("The rest of the payout %(code)s: %(amount)s")
    return [
        (f"{REST}{one.code}", words % {"code": one.code, "amount": format_vnd(-one.difference_vnd)})
        for one in payouts_that_differ().order_by("pk")[:MOST_SHOWN]
    ]


class EntryForm(PlainForm):
    """What a line of a gateway's table is, and why somebody thinks so."""

    how = forms.ChoiceField(
        label=_("What is this line?"), choices=[(one.value, one.label) for one in (EntryHow.BOOK, EntryHow.ASSIGN)]
    )
    target = forms.CharField(
        label=_("Number of the payment, or code of the order group"), max_length=60, required=False
    )
    reason = forms.CharField(label=_("Why?"), max_length=300)


class ReasonForm(PlainForm):
    """Why somebody thinks so."""

    reason = forms.CharField(label=_("Why?"), max_length=300)


class SeenForm(PlainForm):
    """The amount that somebody saw when deciding."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SeenReasonForm(ReasonForm):
    """The amount that somebody saw when deciding, and why they decide so."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class TableForm(PlainForm):
    """One more table that was paid out."""

    table = forms.ChoiceField(label=_("The gateway's table"))

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        table = self.fields["table"]
        if isinstance(table, forms.ChoiceField):
            table.choices = [(value.removeprefix(TABLE), words) for value, words in _tables()]


class NoteForm(PlainForm):
    """What somebody found out."""

    note = forms.CharField(label=_("What you found out"), max_length=300)
