"""What sellers write about their goods. Drafts may be empty: what is missing is said when goods are sent in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import Attribute
from chophien.catalog.selectors import CategoryNode, categories
from chophien.lib.dates import parse_month_day
from chophien.lib.errors import DomainError
from chophien.lib.lunar import LunarSeason, parse_lunar_day
from chophien.lib.quantity import UNIT_CHOICES
from chophien.sellerdesk.actions import PHOTOS_MOST
from chophien.sellerdesk.fields import MonthDayField, WeightField
from chophien.sellerdesk.writing import ATTRIBUTE, SeasonText, SizeText
from chophien.settlement.states import Period
from chophien.uploads.forms import PaperField, PhotosField, RecordingField
from chophien.web.forms import PlainForm, QuantityField, VndField, ask_later

TITLE_MOST, STORY_MOST = 140, 6_000
MORE, MORE_MOST = ("special", "use", "storage", "origin"), 600
SIZES_MOST = 12
ONE = Decimal(1)


class DraftForm(PlainForm):
    """A form of which anything may be empty while it is a draft. `asked` names what is asked for in the end."""

    asked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(*self.asked)

    def ask(self, *names: str) -> None:
        """Have these fields not say that they are optional."""
        for name in names:
            ask_later(self.fields[name])


class PhotosForm(DraftForm):
    """The camera comes first."""

    asked = ("photos",)
    photos = PhotosField(label=_("Photos of your goods"), most=PHOTOS_MOST, required=False)


def _told(label: Any, help_text: Any) -> forms.CharField:
    """A short text of one or two sentences."""
    rows = forms.Textarea(attrs={"rows": "2"})
    return forms.CharField(label=label, help_text=help_text, widget=rows, max_length=MORE_MOST, required=False)


class StoryForm(DraftForm):
    """What the goods are, with the questions that their category asks."""

    asked = ("title", "category", "description", *MORE)

    title = forms.CharField(
        label=_("Name of the goods"),
        max_length=TITLE_MOST,
        required=False,
        help_text=_("As you would say it at the market: what it is, and from where."),
    )
    category = forms.ChoiceField(label=_("What kind of goods is it?"), required=False)
    description = forms.CharField(
        label=_("Tell the buyer about it"),
        widget=forms.Textarea(attrs={"rows": "5"}),
        max_length=STORY_MOST,
        required=False,
        help_text=_("How is it made, who makes it, how does it taste, how is it kept? Two or three sentences will do."),
    )

    special = _told(
        _("What is special about it?"), _("One sentence: what makes yours different from what others sell.")
    )
    use = _told(_("How is it used?"), _("How one cooks, brews, eats or washes it."))
    storage = _told(_("How is it kept?"), _("Where to put it, and how long it stays good."))
    origin = _told(_("Where does it come from?"), _("Which hamlet, and who grew or made it."))

    def __init__(self, *args: Any, questions: Sequence[Attribute] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        field = self.fields["category"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose the kind of goods")), *category_choices()]
        for question in self.questions:
            self.fields[ATTRIBUTE + question.key] = question_field(question)
        self.ask(*(ATTRIBUTE + question.key for question in self.questions if question.is_required))

    @property
    def more(self) -> dict[str, str]:
        """What is special, use, storage and origin, as far as the page asked for it."""
        return {name: self.cleaned_data.get(name, "") for name in MORE if name in self.data}

    @property
    def answers(self) -> dict[str, object]:
        """The answers to the category's questions, by their keys."""
        said = {question.key: self.cleaned_data.get(ATTRIBUTE + question.key, "") for question in self.questions}
        kinds = {question.key: question.kind for question in self.questions}
        return {
            key: value == "1" if kinds[key] == "bool" and value else value for key, value in said.items() if value != ""
        }


def story_initial(text: ListingText) -> dict[str, object]:
    """What the form of the second step begins with."""
    attributes: Mapping[str, object] = text.attributes
    told = {ATTRIBUTE + key: {True: "1", False: "0"}.get(value, value) if isinstance(value, bool) else value
            for key, value in attributes.items()}  # fmt: skip
    own = {name: getattr(text, name) for name in ("title", "description", *MORE)}
    return {**own, "category": text.category.slug if text.category else "", **told}


def question_field(question: Attribute) -> forms.Field:
    """One question of a category as a field; nothing has to be answered in a draft."""
    label = question.label_en if get_language() == "en" and question.label_en else question.label_vi
    hint = _("The market needs this for this kind of goods.") if question.is_required else ""
    if question.kind == "bool":
        yes_no = [("", _("Not said")), ("1", _("Yes")), ("0", _("No"))]
        return forms.ChoiceField(label=label, help_text=hint, choices=yes_no, required=False)
    if question.kind == "choice":
        choices = [("", _("Not said")), *((choice, choice) for choice in question.choices)]
        return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=False)
    attrs = {"inputmode": "decimal"} if question.kind == "number" else {}
    return forms.CharField(
        label=label, help_text=hint, max_length=120, required=False, widget=forms.TextInput(attrs=attrs)
    )


def category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds of goods, grouped by the branch above them, in the order of the tree."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []

    def walk(node: CategoryNode, above: str) -> None:
        name = node.name_en if get_language() == "en" and node.name_en else node.name_vi
        if not node.children:
            if not groups or groups[-1][0] != above:
                groups.append((above, []))
            groups[-1][1].append((node.slug, name))
        for child in node.children:
            walk(child, name)

    for root in categories():
        walk(root, root.name_vi)
    return groups


class SizeForm(DraftForm):
    """One size or pack: what it costs, what it weighs, how much is left."""

    asked = ("price_vnd", "unit", "weight_g", "left")

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    price_vnd = VndField(label=_("Price"), required=False)
    unit = forms.ChoiceField(label=_("Sold by"), choices=[("", _("Choose the unit")), *UNIT_CHOICES], required=False)
    pack = forms.CharField(
        label=_("What one holds"), max_length=40, required=False, help_text=_("Such as 100 g or 500 ml.")
    )
    weight_g = WeightField(
        label=_("Weight of one when packed"), required=False, help_text=_("For shipping: 350 g or 1,5 kg.")
    )
    left = QuantityField(label=_("How much is left"), min_value=0, required=False)
    seen = QuantityField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Name of this size"), max_length=80, required=False, help_text=_("Only if there are several sizes.")
    )
    step = QuantityField(
        label=_("Sold in steps of"),
        min_value=Decimal("0.001"),
        required=False,
        help_text=_("1 for boxes; 0,5 for half kilos."),
    )
    min_quantity = QuantityField(label=_("The least one can buy"), min_value=Decimal("0.001"), required=False)

    @property
    def size(self) -> SizeText:
        """The answers of a valid form; a price or weight that is not known yet is zero."""
        said = self.cleaned_data
        step = said.get("step") or ONE
        offer = OfferText(
            price_vnd=said.get("price_vnd") or 0,
            unit=said.get("unit", ""),
            pack=said.get("pack", ""),
            weight_g=said.get("weight_g") or 0,
            title=said.get("title", ""),
            step=step.normalize() + 0,
            min_quantity=(said.get("min_quantity") or step).normalize() + 0,
            code=said.get("code", ""),
        )
        return SizeText(offer, said.get("left"), said.get("seen"))

    @property
    def says_nothing(self) -> bool:
        """Whether this is a new size in which nothing was written."""
        said = self.cleaned_data
        return not said.get("code") and not any(said.get(name) for name in ("price_vnd", "pack", "weight_g", "title"))


def size_initial(offer: OfferText, left: Decimal | None) -> dict[str, object]:
    """What the form of one size begins with."""
    return {
        "code": offer.code,
        "price_vnd": offer.price_vnd or None,
        "unit": offer.unit,
        "pack": offer.pack,
        "weight_g": offer.weight_g or None,
        "left": left,
        "title": offer.title,
        "step": offer.step,
        "min_quantity": offer.min_quantity,
    }


SOLAR, LUNAR = "solar", "lunar"


class SeasonForm(DraftForm):
    """When the goods are there, by the sun or by the moon; both empty: all year."""

    asked = ("season_calendar", "season_from", "season_to")

    season_calendar = forms.ChoiceField(
        label=_("Days of which calendar"),
        choices=[(SOLAR, _("Solar calendar")), (LUNAR, _("Lunar calendar"))],
        widget=forms.RadioSelect,
        initial=SOLAR,
        required=False,
    )
    season_from = MonthDayField(label=_("Season begins on"), max_length=40, required=False)
    season_to = MonthDayField(label=_("Season ends on"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name, other in (("season_from", "season_to"), ("season_to", "season_from")):
            if said.get(other) and name in said and not said[name]:
                self.add_error(name, _("A season needs a first and a last day."))
            elif said.get(name):
                self._read(name)
        return said

    def season(self, *, on: date) -> SeasonText:
        """The answers, with the days by the sun of the season that lasts or comes next."""
        first, last = self.cleaned_data["season_from"], self.cleaned_data["season_to"]
        if not first or not self._by_the_moon:
            return SeasonText(first, last)
        lunar = LunarSeason(first, last)
        season = lunar.window(on).season
        return SeasonText(season.start_md, season.end_md, str(lunar))

    @property
    def _by_the_moon(self) -> bool:
        return self.cleaned_data.get("season_calendar") == LUNAR

    def _read(self, name: str) -> None:
        typed = self.cleaned_data[name]
        try:
            if self._by_the_moon:
                self.cleaned_data[name] = parse_lunar_day(typed, last=name == "season_to")
            else:
                self.cleaned_data[name] = parse_month_day(typed)
        except DomainError as refusal:
            self.add_error(name, str(refusal))


def season_initial(text: ListingText) -> dict[str, object]:
    """What the form of the season begins with: the days as the seller said them."""
    if not text.season_lunar:
        return {"season_calendar": SOLAR, "season_from": text.season_from, "season_to": text.season_to}
    lunar = LunarSeason.read(text.season_lunar)
    return {"season_calendar": LUNAR, "season_from": lunar.first_md, "season_to": lunar.last_md}


class StockForm(PlainForm):
    """How much is left of one size, and how much the page said was left."""

    seen = QuantityField(widget=forms.HiddenInput, required=False)
    left = QuantityField(label=_("How much is left"), min_value=0)


class PriceForm(PlainForm):
    """A new price of one size."""

    price_vnd = VndField(label=_("Price"), min_value=1)


class RefundForm(PlainForm):
    """How money was given back; late money together with its interest, or `bare`."""

    reference = forms.CharField(label=_("Number of the transfer, or how it was given back"), max_length=80)
    bare = forms.BooleanField(required=False)


class RhythmForm(PlainForm):
    """How often the shop wants to be paid out."""

    period = forms.TypedChoiceField(
        label=_("How often do you want your money?"),
        choices=Period.choices,
        coerce=Period,
        widget=forms.RadioSelect,
    )


class VoiceForm(PlainForm):
    """A story told aloud."""

    recording = RecordingField(label=_("The recording"))
    agreed = forms.BooleanField(
        label=_("I agree that buyers hear my voice on the pages of my goods. I can take that back at any time."),
        error_messages={"required": _("Tick this first: nobody hears you without your yes.")},
    )

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["agreed"]


class TranscriptForm(PlainForm):
    """What a voice says."""

    transcript = forms.CharField(
        label=_("What is said in it"),
        widget=forms.Textarea(attrs={"rows": "6"}),
        max_length=3_000,
        required=False,
        help_text=_("So that those who cannot hear it can read it. A helper may type it up."),
    )


class GoodsPaperForm(PlainForm):
    """A paper that goods need before they may be sold."""

    file = PaperField(label=_("Photo or PDF of the paper"))
