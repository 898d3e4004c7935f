"""What is typed about land. Forms read; the actions decide."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.growing.actions.diary import AMOUNT_MOST, INPUT_MOST, NOTE_MOST, WAIT_MOST, Line
from chophien.growing.actions.households import HouseholdText
from chophien.growing.actions.mapping import HOUSEHOLDS_MOST, NAME_MOST, VARIETY_MOST, AreaFacts
from chophien.growing.actions.seasons import SeasonFacts
from chophien.growing.models import AreaSeason, GrowingArea
from chophien.growing.states import (
    CODE_FLOW,
    CODE_STEP_WORDS,
    CodeScheme,
    Detail,
    EntryKind,
    Naming,
    NamingWay,
    Standard,
)
from chophien.places.models import Commune
from chophien.uploads.forms import PaperField, PhotoField
from chophien.web.forms import DayField, PlainForm, QuantityField

GRAMS = 1_000
PLACES_MOST = 1_000_000
LAND_FILES = ".geojson,.json,.kml,.kmz,.csv,.xlsx,.zip"
Choices = Sequence[tuple[str, object]]
DEEDS: Sequence[tuple[str, EntryKind, Detail]] = (
    ("harvest", EntryKind.HARVEST, Detail.NONE),
    ("fertiliser", EntryKind.INPUT, Detail.FERTILISER),
    ("pesticide", EntryKind.INPUT, Detail.PESTICIDE),
    ("weed", EntryKind.CARE, Detail.WEED),
    ("water", EntryKind.CARE, Detail.WATER),
    ("prune", EntryKind.CARE, Detail.PRUNE),
    ("guard", EntryKind.CARE, Detail.GUARD),
    ("seed", EntryKind.SOW, Detail.SEED),
    ("seedling", EntryKind.SOW, Detail.SEEDLING),
    ("other", EntryKind.CARE, Detail.OTHER),
)
"""What can be written down with one tap, in the order of how often it is."""
SAID = [(one.value, one.label) for one in (Naming.AGREED, Naming.UNNAMED)]
SHOWN = [("", _("Choose one")), *((one.value, one.label) for one in (NamingWay.PAPER, NamingWay.WITNESS))]
DECIDED = [(one, CODE_STEP_WORDS[one]) for one in CODE_FLOW.steps]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Let a list of the form be chosen from these."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
        field.error_messages["invalid_choice"] = _("Choose from the list.")


class AreaForm(PlainForm):
    """What is grown on an area and where it lies. `communes` and `crops` are what can be chosen."""

    name = forms.CharField(label=_("What is the place called"), max_length=NAME_MOST)
    crop = forms.ChoiceField(label=_("What is grown there"))
    variety = forms.CharField(label=_("Variety"), max_length=VARIETY_MOST, required=False)
    standard = forms.ChoiceField(label=_("By which rules"), choices=Standard.choices, required=False)
    commune = forms.ChoiceField(label=_("In which commune"))

    def __init__(self, *args: Any, crops: Choices, communes: Sequence[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._communes = {one.code: one for one in communes}
        offer(self, "crop", crops)
        offer(self, "commune", [(one.code, one.full_name) for one in communes])

    @property
    def area_facts(self) -> AreaFacts:
        """The answers as the actions take them."""
        said = self.cleaned_data
        return AreaFacts(said["name"], said["crop"], self._communes[said["commune"]], said["variety"], said["standard"])


class PlaceField(forms.CharField):
    """Places, one a line; a script beside it lets them be tapped on a drawing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Where it lies: one place, or its corners one after the other"),
            max_length=PLACES_MOST,
            widget=forms.Textarea(attrs={"rows": "4", "spellcheck": "false", "placeholder": "23.2801, 105.3602"}),
            **kwargs,
        )


class DrawForm(AreaForm):
    """A new area, drawn or typed."""

    corners = PlaceField()
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)


class RedrawForm(PlainForm):
    """Another border for an area."""

    corners = PlaceField()
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)


class LandFileForm(AreaForm):
    """Areas out of a file; the name is for those that have none in it."""

    file = forms.FileField(label=_("The file"), widget=forms.FileInput(attrs={"accept": LAND_FILES}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False


class DescribeForm(AreaForm):
    """What is grown on an area that is on the map."""

    households_said = forms.IntegerField(
        label=_("How many households grow there"), min_value=1, max_value=HOUSEHOLDS_MOST, required=False
    )

    @classmethod
    def first(cls, area: GrowingArea) -> dict[str, object]:
        """What stands there now."""
        said = {name: getattr(area, name) for name in ("name", "crop", "variety", "standard", "households_said")}
        return {**said, "commune": area.commune.code}


class SeasonForm(PlainForm):
    """One season of a crop."""

    crop = forms.ChoiceField(label=_("What is grown there"))
    starts_on = DayField(label=_("First day of the season"))
    ends_on = DayField(label=_("Last day of the harvest"))
    expected = QuantityField(label=_("How much is hoped for"), min_value=0, required=False)

    def __init__(self, *args: Any, crops: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "crop", crops)

    @classmethod
    def first(cls, season: AreaSeason) -> dict[str, object]:
        """What stands there now."""
        expected = Decimal(season.expected_g) / GRAMS if season.expected_g else None
        return {"crop": season.crop, "starts_on": season.starts_on, "ends_on": season.ends_on, "expected": expected}

    @property
    def season_facts(self) -> SeasonFacts:
        """The answers as the actions take them."""
        said = self.cleaned_data
        expected = said["expected"]
        return SeasonFacts(
            said["crop"], said["starts_on"], said["ends_on"], int(expected * GRAMS) if expected else None
        )


class HouseholdForm(PlainForm):
    """A household that grows on an area: one of the shop's lots, or a name."""

    grower = forms.ChoiceField(label=_("A household that brings to your lots"), required=False)
    owner_name = forms.CharField(label=_("Or its name"), max_length=100, required=False)
    hamlet = forms.CharField(label=_("Hamlet"), max_length=120, required=False)

    def __init__(self, *args: Any, growers: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._growers = {code: (name, hamlet) for code, name, hamlet in growers}
        offer(self, "grower", [("", _("None of them")), *((code, name) for code, name, _hamlet in growers)])

    @property
    def text(self) -> HouseholdText:
        """The answers as the action takes them; who was chosen goes before what was typed."""
        said = self.cleaned_data
        if said["grower"]:
            name, hamlet = self._growers[said["grower"]]
            return HouseholdText(name, hamlet, said["grower"])
        return HouseholdText(said["owner_name"], said["hamlet"])


class NamingForm(PlainForm):
    """Whether a household wants to be named, and what shows that it said so. `witnesses` are who can have heard it."""

    naming = forms.ChoiceField(label=_("Does it want to be named"), choices=SAID, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How it said so"), choices=SHOWN, required=False)
    said_on = DayField(label=_("On what day"), required=False)
    paper = PaperField(label=_("Photo of the signed paper"), required=False)
    witness = forms.ChoiceField(label=_("Who heard it: somebody of the commune"), required=False)

    def __init__(self, *args: Any, witnesses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "witness", [("", _("Nobody")), *witnesses])


class NamingCodeForm(PlainForm):
    """The code that the household reads out."""

    code = forms.CharField(
        label=_("The code on the household's phone"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class EntryForm(PlainForm):
    """A line of the farm diary: one tap says what was done; what was used and how much was picked has its fields."""

    deed = forms.ChoiceField(label=_("What was done"), widget=forms.RadioSelect)
    kg = QuantityField(label=_("Harvested: how many kilograms"), min_value=0, required=False)
    input_name = forms.CharField(label=_("Used: its name as on the bag"), max_length=INPUT_MOST, required=False)
    amount = forms.CharField(label=_("How much was used"), max_length=AMOUNT_MOST, required=False)
    wait_days = forms.IntegerField(
        label=_("Days until the harvest, as the label says"), min_value=0, max_value=WAIT_MOST, required=False
    )
    on = DayField(label=_("On what day"))
    note = forms.CharField(label=_("A word about it"), max_length=NOTE_MOST, required=False)
    photo = PhotoField(label=_("Photo"), required=False)
    photo_held = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label=_("Yes, so many kilograms were harvested"), required=False)
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    recorded_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(key, detail.label if detail else kind.label) for key, kind, detail in DEEDS]
        offer(self, "deed", words)

    def line(self, *, client_id: str, at: datetime) -> Line:
        """The answers as the action takes them."""
        said = self.cleaned_data
        _key, kind, detail = next(one for one in DEEDS if one[0] == said["deed"])
        is_input, kg = kind == EntryKind.INPUT, said["kg"]
        return Line(
            client_id=client_id,
            kind=kind,
            detail=detail,
            on=said["on"],
            recorded_at=min(said["recorded_at"] or at, at),
            input_name=said["input_name"] if is_input else "",
            amount=said["amount"] if is_input else "",
            wait_days=said["wait_days"] if is_input else None,
            harvest_g=int(kg * GRAMS) if kg and kind == EntryKind.HARVEST else None,
            note=said["note"],
            is_sure=said["is_sure"],
        )


class StrikeForm(PlainForm):
    """Why a line of the diary does not count."""

    note = forms.CharField(label=_("What was wrong with it"), max_length=NOTE_MOST)
    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput)


class CodeForm(PlainForm):
    """A code that an authority gave."""

    scheme = forms.ChoiceField(label=_("Which kind of code"), choices=CodeScheme.choices, widget=forms.RadioSelect)
    value = forms.CharField(label=_("The code as it is printed"), max_length=60)
    market = forms.CharField(label=_("For which country"), max_length=60, required=False)
    on = DayField(label=_("From which day it counts"))
    paper = forms.CharField(label=_("Number of the decision"), max_length=200, required=False)


class CodeStepForm(PlainForm):
    """What an authority decided about a code."""

    code = forms.ChoiceField(label=_("Which code"))
    step = forms.ChoiceField(label=_("What was decided"), choices=DECIDED)
    into = forms.ChoiceField(label=_("Put together with which one"), required=False)
    on = DayField(label=_("From which day it counts"))
    paper = forms.CharField(label=_("Number of the decision, or the reason"), max_length=200)

    def __init__(self, *args: Any, codes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", codes)
        offer(self, "into", [("", _("None")), *codes])


class InputListForm(PlainForm):
    """A list of what may or may not be used on fields."""

    title = forms.CharField(label=_("Circular or decision, with its number"), max_length=120)
    issued_on = DayField(label=_("Day on which it was issued"))
    counts_from = DayField(label=_("It counts from"))
    source = forms.CharField(label=_("Where it can be read"), max_length=300)
    is_ban = forms.BooleanField(label=_("It names what may not be used"), required=False)
    table = forms.FileField(label=_("The table"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))


class AskForm(PlainForm):
    """Why somebody asks to see where exactly an area lies."""

    purpose = forms.CharField(
        label=_("What do you need it for?"), max_length=300, widget=forms.Textarea(attrs={"rows": "3"})
    )
