"""What buyers and sellers type about carts and orders. Forms read; the actions decide."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chophien.accounts.forms import PinField
from chophien.lib.errors import Invalid
from chophien.orders.actions.steps import REASON_MOST
from chophien.orders.selectors.deciding import Decision
from chophien.orders.wishes import HAMLET_MOST, LANDMARK_MOST, NOTE_MOST, Wish, check
from chophien.payments.selectors import methods_offered
from chophien.payments.states import PaymentMethod
from chophien.sellers.forms import AccountForm
from chophien.web.forms import PhoneField, PlainForm, QuantityField

NAME_MOST, CODE_MOST, CARRIER_MOST = 100, 30, 60
Choices = Iterable[tuple[str, "str | Promise"]]
NO_DRAFT = {"data-no-draft": True}
ONLY_THIS = ("contact_name", "contact_phone", "province_code", "commune_code", "hamlet", "landmark", "note", "payment")
"""What is kept for the buyer when the page is left before the order: neither consent nor keys."""


WAYS = {
    PaymentMethod.COD: _("Cash when the parcel comes"),
    PaymentMethod.VIETQR: _("Bank transfer by scanning a VietQR code"),
    PaymentMethod.VNPAY: _("VNPay: bank card, bank account or the bank's app"),
    PaymentMethod.MOMO: _("MoMo wallet"),
}


class QuantityForm(PlainForm):
    """How much of something; zero is allowed, it takes goods out of the cart."""

    quantity = QuantityField(label=_("Quantity"), min_value=Decimal(0))


class CheckoutForm(PlainForm):
    """Everything the order button sends. Its answers are checked by `wishes.check`, so that all faults show at once."""

    contact_name = forms.CharField(label=_("Full name of who receives"), max_length=NAME_MOST)
    contact_phone = PhoneField(label=_("Mobile phone"))
    province_code = forms.CharField(label=_("Province or city"), widget=forms.Select)
    commune_code = forms.CharField(label=_("Commune or ward"), widget=forms.Select)
    hamlet = forms.CharField(label=_("Hamlet, street, house number"), max_length=HAMLET_MOST, required=False)
    landmark = forms.CharField(label=_("How to find it"), max_length=LANDMARK_MOST, required=False)
    note = forms.CharField(label=_("Note for the seller"), max_length=NOTE_MOST, required=False)
    payment = forms.ChoiceField(label=_("How you pay"), widget=forms.RadioSelect)
    consent = forms.BooleanField(label=_("I agree"))
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=CODE_MOST * 2)
    seen_total = forms.CharField(widget=forms.HiddenInput, required=False, max_length=CODE_MOST)
    seen_regulation = forms.CharField(widget=forms.HiddenInput, required=False, max_length=CODE_MOST)

    def __init__(self, data: Mapping[str, Any] | None = None, *, shown: Decision, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        provinces = [(one.code, one.full_name) for one in shown.provinces]
        communes = [(one.code, one.full_name) for one in shown.communes]
        self._offer("province_code", [("", _("Choose the province or city")), *provinces])
        self._offer("commune_code", [("", _("Choose the commune or ward")), *communes])
        for name, kind in (("contact_name", "name"), ("hamlet", "street-address")):
            self.fields[name].widget.attrs["autocomplete"] = kind
        for name in ("province_code", "commune_code", "consent"):
            self.fields[name].widget.attrs.update(NO_DRAFT)
        payment = self.fields["payment"]
        if isinstance(payment, forms.ChoiceField):
            payment.choices = [(method.value, WAYS[method]) for method in self.methods()]
            payment.error_messages.update(required=_("Choose how to pay."), invalid_choice=_("Choose how to pay."))
        self.fields["province_code"].error_messages["required"] = _("Choose the province or city.")
        self.fields["commune_code"].error_messages["required"] = _("Choose the commune or ward.")
        self.fields["consent"].error_messages["required"] = _(
            "To order, agree to the market's regulations by ticking the box."
        )

    @staticmethod
    def methods() -> Iterable[PaymentMethod]:
        """How it can be paid."""
        return methods_offered()

    def _offer(self, name: str, choices: Choices) -> None:
        widget = self.fields[name].widget
        if isinstance(widget, forms.Select):
            widget.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Have the domain look at what the fields let pass, so that every fault is named at once."""
        try:
            check(self.wish())
        except Invalid as refusal:
            for name, sentences in refusal.field_errors.items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, sentences)
        return self.cleaned_data

    def wish(self) -> Wish:
        """The answers as the checkout takes them; what a field refused is empty."""
        kept = self.cleaned_data
        return Wish(
            contact_name=kept.get("contact_name", ""),
            contact_phone=kept.get("contact_phone", ""),
            province_code=kept.get("province_code", ""),
            commune_code=kept.get("commune_code", ""),
            hamlet=kept.get("hamlet", ""),
            landmark=kept.get("landmark", ""),
            note=kept.get("note", ""),
            payment=kept.get("payment", ""),
            consent=kept.get("consent", False),
            seen_total_vnd=_whole(kept.get("seen_total", "")),
            seen_regulation=kept.get("seen_regulation", "") or "-",
        )


class PreorderForm(CheckoutForm):
    """The sheet before a harvest: how much of it, and who gets it. How it is paid is the seller's to say."""

    quantity = QuantityField(label=_("Quantity"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, shown: Decision, **kwargs: Any) -> None:
        super().__init__(data, shown=shown, **kwargs)
        self.fields["payment"].required = False

    def wish(self) -> Wish:
        return super().wish().paid_by(PaymentMethod.COD)


class JoinForm(CheckoutForm):
    """The sheet on which somebody joins a group purchase: how much, who gets it, how it will be paid."""

    quantity = QuantityField(label=_("Quantity"))

    @staticmethod
    def methods() -> Iterable[PaymentMethod]:
        """Nobody goes to a gateway before enough buyers have joined; what is awaited then can be paid there too."""
        return (PaymentMethod.COD, PaymentMethod.VIETQR)


class VoucherForm(PlainForm):
    """A voucher's code. It stands inside other forms too, so an empty one is no fault there."""

    voucher = forms.CharField(label=_("Voucher code, if you have one"), max_length=CODE_MOST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {"autocomplete": "off", "autocapitalize": "characters", **NO_DRAFT}
        self.fields["voucher"].widget.attrs.update(given)


class FindOrderForm(PlainForm):
    """A guest's way back to an order: the code of the message, and the phone that was given."""

    code = forms.CharField(label=_("Order code"), max_length=CODE_MOST)
    phone = PhoneField(label=_("The phone number you ordered with"), mobile_only=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "characters"})


class ReasonForm(PlainForm):
    """Why an order is called off or turned down, for the other side to read."""

    reason = forms.CharField(label=_("Reason"), max_length=REASON_MOST)


class HandOverForm(PlainForm):
    """Who carries the parcel, and the number to follow it by."""

    carrier = forms.CharField(label=_("Carrier"), max_length=CARRIER_MOST, required=False)
    tracking_code = forms.CharField(label=_("Tracking code"), max_length=CARRIER_MOST, required=False)


class TransferForm(PlainForm):
    """The number of a bank transfer, if there is one."""

    reference = forms.CharField(label=_("Number or words of the transfer"), max_length=80, required=False)


def _whole(text: str) -> int:
    """The total the buyer saw; none that could be, when there was none to see."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


class GuestAccountForm(AccountForm):
    """Where a guest's money goes, and the code from the order's phone."""

    code = PinField(label=_("The 6 digits from the message"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"].widget.attrs["autofocus"]
        self.order_fields(["code", "bank_bin", "account", "owner_name"])
