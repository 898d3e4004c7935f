"""What people fill in about their shop. The actions read and judge it; these forms only ask."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role
from chophien.lib.banks import banks
from chophien.lib.errors import Sentence
from chophien.lib.text import sort_key
from chophien.places.requests import AddressForm
from chophien.places.selectors import commune
from chophien.sellers.actions.evidence import DRAWING_MOST, DRAWN_LEAST, Witness
from chophien.sellers.actions.shops import ABOUT_MOST, NAME_MOST, ShopDetails
from chophien.sellers.models import Seller
from chophien.sellers.requirements import REQUIREMENTS, Question, Shape
from chophien.sellers.selectors.papers import IdentityOutline
from chophien.uploads.forms import PaperField, RecordingField
from chophien.web.forms import PhoneField, PlainForm, VndField

REASON_MOST = 500


class FaultyForm(PlainForm):
    """A form whose answers an action may find fault with after it was found well formed."""

    def take_faults(self, faults: Mapping[str, Sequence[str]]) -> None:
        """Put each sentence beside its field; one about no field of this form above all of them."""
        for name, sentences in faults.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)


class ShopForm(AddressForm, FaultyForm):
    """Name and place of a shop, and what it says of itself."""

    name = forms.CharField(
        label=_("Name of the shop"),
        max_length=NAME_MOST,
        help_text=_("The name buyers will see: yours, your household's or your cooperative's."),
    )
    phone = PhoneField(
        label=_("Phone of the shop"),
        mobile_only=False,
        required=False,
        help_text=_("Only people who ordered see it. Left empty, it is your own number."),
    )
    about = forms.CharField(
        label=_("About you and your goods"), widget=forms.Textarea, max_length=ABOUT_MOST, required=False
    )
    free_shipping_from_vnd = VndField(
        label=_("Shipping is free from"),
        required=False,
        help_text=_("For an order of this much you pay the shipping. Left empty, the buyer always pays."),
    )
    field_order = ("name", "place", "commune_code", "hamlet", "landmark", "pin", "phone")

    def details(self, kind: str) -> ShopDetails:
        """The answers of a valid form, for a shop of this kind."""
        said, address = self.cleaned_data, self.cleaned_data["address"]
        return ShopDetails(
            name=said["name"],
            kind=kind,
            commune=commune(address.commune_code),
            hamlet=address.hamlet,
            landmark=address.landmark,
            phone=said["phone"],
            about=said["about"],
            free_shipping_from_vnd=said["free_shipping_from_vnd"],
        )


def shop_answers(seller: Seller) -> dict[str, Any]:
    """What a shop says of itself, to fill its form with."""
    return {
        "name": seller.name,
        "place": seller.commune.full_name,
        "commune_code": seller.commune.code,
        "hamlet": seller.hamlet,
        "landmark": seller.landmark,
        "phone": seller.phone,
        "about": seller.about,
        "free_shipping_from_vnd": seller.free_shipping_from_vnd,
    }


class PapersForm(FaultyForm):
    """Who sells and the papers that show it. `papers_form` makes one that asks what the law asks of a kind."""

    papers: tuple[str, ...] = ()
    needed: frozenset[str] = frozenset()

    def mark_needed(self) -> None:
        """Before it is drawn: only what the law does not ask is called optional, though all may be filled in later."""
        for name in self.needed:
            self.fields[name].required = True

    @property
    def answers(self) -> dict[str, str]:
        """What was answered; a file is none of it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.papers}

    @property
    def has_unread_answers(self) -> bool:
        """Whether an answer, not a file, is so malformed that nobody can judge it."""
        return any(name not in self.papers for name in self.errors)

    @property
    def sent_files(self) -> dict[str, Any]:
        """The files that came with it and are fit to be looked at, by the kind of their paper."""
        return {name: file for name in self.papers if (file := self.cleaned_data.get(name))}


def papers_form(kind: str, outline: IdentityOutline) -> type[PapersForm]:
    """A form that asks exactly what the law asks of the kind; all of it may be filled in later."""
    needs = REQUIREMENTS[kind]
    asked: dict[str, Any] = {question.key: _question_field(question, outline) for question in needs.questions}
    for paper in needs.papers:
        asked[paper.kind.value] = PaperField(label=paper.kind.label, help_text=str(paper.hint), required=False)
    asked["needed"] = frozenset(
        [question.key for question in needs.questions] + [paper.kind.value for paper in needs.required_papers]
    )
    asked["papers"] = tuple(paper.kind.value for paper in needs.papers)
    return cast("type[PapersForm]", type("AskedPapersForm", (PapersForm,), asked))


def _question_field(question: Question, outline: IdentityOutline) -> forms.CharField:
    hint: Sentence = question.hint
    if question.secret and question.key in outline.given:
        hint = _("Kept, and not shown here for your safety. Leave it empty if it stays as it is.")
        if question.shape == Shape.PERSONAL_ID:
            hint = _("Kept: it ends in %(tail)s. Leave it empty if it stays as it is.") % {"tail": outline.id_tail}
    attrs = {"autocomplete": "off"}
    if question.shape == Shape.PERSONAL_ID:
        attrs["inputmode"] = "numeric"
    if question.secret:
        attrs["data-no-draft"] = "1"
    return forms.CharField(
        label=str(question.label),
        help_text=str(hint),
        required=False,
        max_length=40 if question.secret else 200,
        widget=forms.TextInput(attrs=attrs),
    )


class AccountForm(FaultyForm):
    """The account a seller is paid to."""

    bank_bin = forms.ChoiceField(label=_("Bank"))
    account = forms.CharField(
        label=_("Account number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-no-draft": "1"}),
    )
    owner_name = forms.CharField(
        label=_("Owner of the account"),
        max_length=120,
        help_text=_("As the bank writes it, like LY MAY CHAN."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(banks().values(), key=lambda bank: sort_key(bank.short_name))
        choices = [(bank.bin, f"{bank.short_name} · {bank.name}") for bank in named]
        self.fields["bank_bin"] = forms.ChoiceField(
            label=_("Bank"),
            choices=[("", _("Choose the bank")), *choices],
            error_messages={"required": _("Choose the bank")},
        )


class StaffForm(FaultyForm):
    """Somebody who comes to work for the shop."""

    phone = PhoneField(label=_("Mobile phone"))
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    role = forms.ChoiceField(
        label=_("What this person does"),
        choices=[
            (Role.SELLER_PACKER.value, _("Packs: sees orders, accepts, packs and hands over")),
            (Role.SELLER_ACCOUNTANT.value, _("Keeps accounts: sees orders and money")),
            (Role.SELLER_MANAGER.value, _("Manages: may change everything in the shop")),
        ],
        initial=Role.SELLER_PACKER.value,
        widget=forms.RadioSelect,
    )


class ReasonForm(FaultyForm):
    """Why a shop is closed, sent back, refused, suspended or opened again."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=REASON_MOST, required=False)
    authority_order = forms.CharField(label=_("Number of an authority's order"), max_length=120, required=False)
    at_once = forms.BooleanField(label=_("The order counts at once"), required=False)
    identified_by = forms.CharField(label=_("Number of the electronic identification"), max_length=120, required=False)


class PurposeForm(FaultyForm):
    """What somebody needs to see a sealed thing for."""

    purpose = forms.CharField(label=_("What do you need it for?"), max_length=300, required=False)


class ConsentCodeForm(PlainForm):
    """The code that the household reads from its phone."""

    code = forms.RegexField(
        r"\A\s*[0-9]{3}\s?[0-9]{3}\s*\Z",
        label=_("Code that the household reads to you"),
        error_messages={"invalid": _("The code has 6 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "9"}),
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())


class VoiceForm(FaultyForm):
    """The household's yes, spoken."""

    voice = RecordingField(
        label=_("Recording of the household saying yes"),
        help_text=_("It says its name, your name, what you may do and until when. At most 60 seconds."),
    )


class SignedForm(FaultyForm):
    """A signature or thumb, drawn on the screen or photographed from paper, and who saw it."""

    drawing = forms.CharField(
        required=False,
        widget=forms.HiddenInput(attrs={"data-least": DRAWN_LEAST}),
        max_length=DRAWING_MOST,
        strip=False,
    )
    paper = PaperField(
        label=_("Photo of the signed paper"),
        required=False,
        help_text=_("Only where nothing was drawn on the screen."),
    )
    witness_name = forms.CharField(
        label=_("Who saw it?"), max_length=100, help_text=_("A third person: neither you nor the household.")
    )
    witness_phone = PhoneField(label=_("Phone of the witness"), mobile_only=False, required=False)

    @property
    def witness(self) -> Witness:
        """The witness of a valid form."""
        return Witness(self.cleaned_data["witness_name"], self.cleaned_data["witness_phone"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("drawing") and not said.get("paper"):
            self.add_error("paper", _("Sign in the field with a finger, or send a photo of the signed paper."))
        return said
