"""What an agent fills in at the counter: whose money and how much, the customer's yes, cash brought, cash counted."""

import re
from contextlib import suppress
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.cashpoints.actions.confirming import Proof
from chophien.cashpoints.actions.floats import REFERENCE_MOST
from chophien.cashpoints.models import AgentPost
from chophien.cashpoints.states import NOTES, FloatKind
from chophien.lib.codes import BadCode, normalise_code
from chophien.lib.money import format_vnd
from chophien.lib.phone import mask_phone
from chophien.lib.vietqr import BadPayload, parse_cash
from chophien.web.forms import PhoneField, PlainForm, VndField, ask_later

CASH_PREFIX, GROUP_PREFIX = "TM", "GD"
WHO_MOST, PAYLOAD_MOST, KEY_MOST, NOTE_MOST = 60, 400, 40, 300
TOKEN = re.compile(r"/the/([A-Za-z0-9_-]{20,80})/?$")
MOST_NOTES = 1_000_000


class KeyedForm(PlainForm):
    """A form that is sent once: `key` is drawn when it is shown, and the same key again is the same act."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=KEY_MOST)


class WhoForm(KeyedForm):
    """A customer at the counter who wants cash: by phone number, card or shop code, and how much."""

    who = forms.CharField(
        label=_("The customer's phone number or card number"),
        max_length=WHO_MOST,
        help_text=_("The number that the customer tells you. You see their name only after this."),
    )
    amount_vnd = VndField(label=_("How much cash"), min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.attrs["autocomplete"] = "off"


class CustomersCodeForm(PlainForm):
    """The code that a customer shows on their own phone: read aloud, or scanned as QRCASH."""

    code = forms.CharField(
        label=_("The code on the customer's phone"),
        max_length=PAYLOAD_MOST,
        help_text=_("It begins with TM. You can also scan the square picture."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "characters"})

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"])
        with suppress(BadPayload):
            typed = parse_cash(typed).reference
        try:
            return normalise_code(typed, prefix=CASH_PREFIX)
        except BadCode as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from None


class ProofForm(PlainForm):
    """The customer's yes: the code from their phone, or their card with its PIN, which they type themselves."""

    code = forms.CharField(label=_("The 6 digits from the customer's phone"), max_length=12, required=False)
    card = forms.CharField(
        label=_("Number on the customer's card"), max_length=200, required=False, help_text=_("Or scan its picture.")
    )
    pin = forms.CharField(
        label=_("The customer's PIN"),
        max_length=12,
        required=False,
        widget=forms.PasswordInput,
        help_text=_("Hand the device over: the customer types it, and you look away."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            ask_later(field)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})
        self.fields["card"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "characters"})
        self.fields["pin"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "maxlength": "12"})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("card") and not said.get("pin"):
            self.add_error("pin", _("The customer types the PIN of their card."))
        if not said.get("card") and not said.get("code"):
            self.add_error("code", _("Type the code that the customer tells you."))
        return said

    @property
    def proof(self) -> Proof:
        """What the customer says yes with."""
        said = self.cleaned_data
        card = str(said["card"])
        token = TOKEN.search(card)
        if token:
            return Proof(card_token=token[1], pin=said["pin"])
        return Proof(card_code=card, pin=said["pin"]) if card else Proof(code=said["code"])


class OrderCodeForm(PlainForm):
    """Which orders or contract somebody pays for: the code that is also the content of the transfer."""

    ma = forms.CharField(
        label=_("Code of the order or the contract"),
        max_length=30,
        help_text=_("It begins with GD or CP, that of a contract with HD, and stands in the buyer's message."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ma"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "characters"})

    def clean_ma(self) -> str:
        try:
            return normalise_code(str(self.cleaned_data["ma"]))
        except BadCode as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from None


class Says(models.TextChoices):
    """With what whoever brings cash says yes."""

    BUYERS = "orders", _("With the buyer's phone")
    OTHER = "other", _("With another phone, of whoever brings the cash")
    CARD = "card", _("With their card and PIN")


class TakeForm(KeyedForm):
    """The cash that was counted for an order or a deposit and, where a yes is asked for, with what the payer gives it.

    `phone` is the order's own in E.164, offered first and masked; empty where there is none.
    """

    amount_vnd = VndField(label=_("Cash that you counted"), min_value=1)
    says = forms.ChoiceField(label=_("How does whoever brings the cash say yes?"), widget=forms.RadioSelect)
    other = PhoneField(
        label=_("The other phone"), required=False, help_text=_("Only where you chose another phone above.")
    )

    def __init__(self, *args: Any, phone: str, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phone = phone
        if not asks:
            del self.fields["says"], self.fields["other"]
            return
        named = {Says.BUYERS: f"{Says.BUYERS.label}: {mask_phone(phone)}"} if phone else {}
        labels = {**named, Says.OTHER: Says.OTHER.label, Says.CARD: Says.CARD.label}
        self.fields["says"].choices = list(labels.items())  # type: ignore[attr-defined]  # a choice
        self.initial.setdefault("says", next(iter(labels)))
        ask_later(self.fields["other"])
        self.fields["other"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("says") == Says.OTHER and not said.get("other") and "other" not in self.errors:
            self.add_error("other", _("Write the phone that the code goes to."))
        return said

    @property
    def payers_phone(self) -> str:
        """Where the payer's code goes, in E.164; empty where they have a card, or no yes is asked for."""
        says = self.cleaned_data.get("says", "")
        if says == Says.BUYERS:
            return self.phone
        return str(self.cleaned_data["other"]) if says == Says.OTHER else ""


class HouseholdForm(PlainForm):
    """A household that asks what it has to come."""

    who = forms.CharField(label=_("The customer's phone number or card number"), max_length=WHO_MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].widget.attrs["autocomplete"] = "off"


class FloatForm(KeyedForm):
    """Cash that the partner brought or took."""

    kind = forms.ChoiceField(label=_("What happened"), choices=FloatKind, widget=forms.RadioSelect)
    amount_vnd = VndField(label=_("How much"), min_value=1)
    reference = forms.CharField(
        label=_("The partner's number"),
        max_length=REFERENCE_MOST,
        help_text=_("As it stands on the transport's paper."),
    )


class CountField(forms.IntegerField):
    """How many; none where nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "7", "aria-required": "false"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or "0")


class CloseForm(PlainForm):
    """How many of which note lie in the till."""

    note = forms.CharField(
        label=_("How a difference may have come about"),
        max_length=NOTE_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
    counted_with = forms.ChoiceField(label=_("Who counted with you"), required=False)

    def __init__(self, *args: Any, colleagues: list[AgentPost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(post.person.code, post.person.name or post.person.code) for post in colleagues]
        self.fields["counted_with"].choices = [("", _("Nobody")), *names]  # type: ignore[attr-defined]  # a choice
        for value in NOTES:
            self.fields[f"note_{value}"] = CountField(label=format_vnd(value), min_value=0, max_value=MOST_NOTES)

    @property
    def counts(self) -> list[Any]:
        """The fields for the notes, the largest first."""
        return [self[f"note_{value}"] for value in NOTES]

    @property
    def notes(self) -> dict[int, int]:
        """How many of each note."""
        return {value: self.cleaned_data.get(f"note_{value}") or 0 for value in NOTES}
