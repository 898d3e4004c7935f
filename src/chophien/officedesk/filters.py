"""What each list of the office may be asked, read by a form of its own; and such wishes kept under a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chophien.accounts.models import Person
from chophien.catalog.selectors import category_by_slug
from chophien.catalog.states import ListingStatus
from chophien.complaints.states import ComplaintStatus, Fault
from chophien.lib.errors import Sentence
from chophien.officedesk.forms import TrailForm
from chophien.officedesk.models import SavedFilter
from chophien.officedesk.review import CHANGED, NEW
from chophien.officedesk.selectors import Office
from chophien.officedesk.wording import WORDS
from chophien.orders.states import OrderStatus
from chophien.places.selectors import communes_today, provinces_today
from chophien.programmes.states import TaskKind, TaskStatus
from chophien.sellers.states import SellerStatus
from chophien.smsdesk.states import Reply
from chophien.web.forms import PlainForm

EVERYTHING = "tat-ca"
"""The key of an address that asks for the whole list, past what it would open with."""
CHIPS_MOST = 40
TEXT_MOST = 100


SORTS_OF_LINES: Mapping[str, Sentence] = {
    "can-xem": _("To look at"),
    "can-tra": _("To send back"),
    "moi-mot-phan": _("A part came"),
    "xong": _("Explained"),
    "tien-ra": _("Went out"),
}
"""The sorts of `reconciliation.selectors.SHELVES`, as the office calls them."""


class Words(forms.CharField):
    """What somebody searches for; what is too long is cut, not refused."""

    def __init__(self) -> None:
        super().__init__(label=_("Words"), required=False)

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "")[:TEXT_MOST]


def _code(label: Any, pattern: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=60, validators=[RegexValidator(pattern)])


def _one_of(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices)


def _province() -> forms.CharField:
    return _code(_("Province"), r"\A[0-9]{2}\Z")


class WaitingGoods(PlainForm):
    """Of the goods to review."""

    q = Words()
    loai = _one_of(
        _("New or changed"), [(NEW, pgettext_lazy("listing", "New")), (CHANGED, pgettext_lazy("listing", "Changed"))]
    )
    tinh = _province()
    nhom = _code(_("Kind of goods"), r"\A[-a-z0-9]+\Z")


class AllGoods(PlainForm):
    """Of all goods of the area."""

    q = Words()
    loai = _one_of(_("Where they stand"), ListingStatus.choices)
    tinh = _province()


class Shops(PlainForm):
    """Of the shops of the area, those to review among them."""

    q = Words()
    loai = _one_of(_("Where they stand"), SellerStatus.choices)
    tinh = _province()


class Orders(PlainForm):
    """Of the orders of the area."""

    q = Words()
    loai = _one_of(_("Where it stands"), OrderStatus.choices)
    tinh = _province()


class Complaints(PlainForm):
    """Of the complaints of the area."""

    q = Words()
    loai = _one_of(_("Where they stand"), ComplaintStatus.choices)
    loi = _one_of(_("What is wrong?"), Fault.choices)
    tinh = _province()


class Unsold(PlainForm):
    """Of the shops that never sold."""

    tinh = _province()
    xa = _code(_("Commune"), r"\A[0-9]{5}\Z")


class Tasks(PlainForm):
    """Of the tasks for helpers."""

    loai = _one_of(_("What kind of task?"), TaskKind.choices)
    viec = _one_of(_("Where it stands"), [("pending", _("Not closed")), *TaskStatus.choices])
    tinh = _province()
    xa = _code(_("Commune"), r"\A[0-9]{5}\Z")
    nguoi = _code(_("Helper"), r"\A[-A-Z0-9]+\Z")


class People(PlainForm):
    """Of the people of the area."""

    q = Words()


class Unread(PlainForm):
    """Of the SMS that match nothing."""

    q = Words()
    loai = _one_of(_("What came of it"), [(one.value, one.label) for one in Reply if one != Reply.DONE])


class BuyersWords(PlainForm):
    """Of the reviews and questions that wait for a look; or of those that were hidden."""

    an = _one_of(_("Where they stand"), [("1", pgettext_lazy("words", "Hidden"))])


class BankLines(PlainForm):
    """Of the movements on the market's account: one sort of them."""

    ngan = _one_of(_("Where it stands"), list(SORTS_OF_LINES.items()))


def _trail(said: Mapping[str, str]) -> forms.Form:
    return TrailForm(said, kinds=[(key, str(words)) for key, words in WORDS.items()])


@dataclass(frozen=True)
class OfficeList:
    """One list: its key, its name, the address where it stands, the form that reads what it is asked, whose it is."""

    key: str
    title: Sentence
    page: str
    form: Callable[[Mapping[str, str]], forms.Form]
    allows: Callable[[Office], bool] = lambda office: office.operates

    def asked(self, said: Mapping[str, str]) -> dict[str, str]:
        """What an address asks of this list: keys it does not know and words its form refuses are dropped."""
        form = self.form(said)
        form.is_valid()
        read = {name: form.cleaned_data.get(name) for name in form.fields}
        return {
            name: value if isinstance(value, str) else str(said.get(name, "")).strip()
            for name, value in read.items()
            if value not in (None, "")
        }

    def query(self, said: Mapping[str, str]) -> str:
        """The same as a query, always in the same order."""
        return urlencode(self.asked(said))

    def address(self, query: str = "") -> str:
        """Where the list stands; with a query, as that asks."""
        path = reverse(f"officedesk:{self.page}")
        return f"{path}?{query}" if query else path


def _anybody(_office: Office) -> bool:
    return True


def _manages(office: Office) -> bool:
    return office.manages_people


def _nationwide(office: Office) -> bool:
    return office.nationwide


LISTS: Mapping[str, OfficeList] = {
    one.key: one
    for one in (
        OfficeList("queue", _("Goods to review"), "queue", WaitingGoods),
        OfficeList("goods", pgettext_lazy("desk", "All goods"), "goods", AllGoods, _anybody),
        OfficeList("shops", pgettext_lazy("desk", "Shops"), "shops", Shops, _anybody),
        OfficeList("orders", pgettext_lazy("desk", "Orders"), "orders", Orders),
        OfficeList("complaints", pgettext_lazy("desk", "Complaints"), "complaints", Complaints),
        OfficeList("never-sold", pgettext_lazy("desk", "Never sold"), "never-sold", Unsold, _anybody),
        OfficeList("tasks", pgettext_lazy("desk", "Tasks for helpers"), "tasks", Tasks, _anybody),
        OfficeList("people", pgettext_lazy("desk", "People and roles"), "people", People, _manages),
        OfficeList("sms", pgettext_lazy("desk", "SMS not understood"), "sms", Unread),
        OfficeList("words", _("Words of buyers"), "words", BuyersWords),
        OfficeList("bank-lines", _("Money on the market's account"), "bank-lines", BankLines, _nationwide),
        OfficeList("trail", pgettext_lazy("desk", "What was done"), "trail", _trail, _nationwide),
        OfficeList("looks", pgettext_lazy("desk", "Who looked"), "looks", _trail, _nationwide),
    )
}
"""Every list of the office that can be narrowed."""


@dataclass(frozen=True)
class Chip:
    """One kept filter above its list. `is_mine` where the reader keeps it themselves."""

    kept: SavedFilter
    href: str
    is_current: bool
    is_mine: bool


@dataclass(frozen=True)
class Shelf:
    """A list with what its reader keeps of it. `away` is where it opens instead, empty where it opens as it is."""

    about: OfficeList
    chips: Sequence[Chip]
    asked: Mapping[str, str]
    away: str

    @property
    def query(self) -> str:
        """What is asked now, as a query."""
        return urlencode(self.asked)

    def said(self, *keys: str) -> list[str]:
        """What is asked under these keys; empty where nothing is."""
        return [self.asked.get(key, "") for key in keys]

    @property
    def asks_unkept(self) -> bool:
        """Whether the list is narrowed in a way that nobody has kept yet."""
        return bool(self.query) and not any(chip.is_current for chip in self.chips)

    @property
    def whole(self) -> str:
        """The address of the whole list, past what it opens with."""
        return self.about.address(urlencode({EVERYTHING: "1"}))

    @property
    def keep(self) -> str:
        """The address where what is asked now is kept under a name."""
        path = reverse("officedesk:filters", args=[self.about.key])
        return f"{path}?{self.query}" if self.query else path


def shelf_of(about: OfficeList, person: Person, said: Mapping[str, str]) -> Shelf:
    """What somebody keeps of a list, and what others share of it. An address that asks nothing opens with the filter
    that its reader has chosen for that. One statement.
    """
    rows = SavedFilter.objects.filter(Q(owner_code=person.code) | Q(is_shared=True), shelf=about.key)
    asked = about.asked(said)
    query = urlencode(asked)
    chips = []
    for kept in rows.order_by("name", "pk")[:CHIPS_MOST]:
        if asks := about.query(dict(parse_qsl(kept.query))):
            is_mine = kept.owner_code == person.code
            chips.append(Chip(kept, about.address(asks), is_current=asks == query, is_mine=is_mine))
    opening = next((chip.href for chip in chips if chip.is_mine and chip.kept.is_default), "")
    return Shelf(about, chips, asked, away="" if said else opening)


def in_words(about: OfficeList, query: str) -> list[tuple[Sentence, str]]:
    """What a query asks for, as label and words. Two statements at most."""
    asked = about.asked(dict(parse_qsl(query)))
    form = about.form(asked)
    return [(str(form.fields[name].label), _worded(form.fields[name], name, value)) for name, value in asked.items()]


def _worded(field: forms.Field, name: str, value: str) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field)).get(value, value))
    if name == "tinh":
        return next(iter(provinces_today().filter(code=value).values_list("full_name", flat=True)), value)
    if name == "xa":
        return next(iter(communes_today([value]).values_list("full_name", flat=True)), value)
    if name == "nhom" and (branch := category_by_slug(value)):
        return branch.name_vi
    return value


def _flat(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    return [
        (value, label)
        for value, label in list(getattr(field.widget, "choices", []))
        if not isinstance(label, list | tuple)
    ]


def own_filters(about: OfficeList, person: Person) -> QuerySet[SavedFilter]:
    """What somebody keeps of a list themselves: only they open the list with it, share it and delete it."""
    return SavedFilter.objects.filter(shelf=about.key, owner_code=person.code).order_by("name", "pk")


def shared_by_others(about: OfficeList, person: Person) -> QuerySet[SavedFilter]:
    """What others share of a list."""
    rows = SavedFilter.objects.filter(shelf=about.key, is_shared=True).exclude(owner_code=person.code)
    return rows.order_by("name", "pk")
