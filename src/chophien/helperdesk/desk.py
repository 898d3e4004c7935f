"""A helper's households, each with what is to be done next: facts of this moment, and what officers gave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from chophien.accounts.models import Person
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.programmes.models import Task
from chophien.programmes.selectors.households import causes_of, households_of
from chophien.programmes.selectors.tasks import tasks_at_hand
from chophien.programmes.selectors.wording import why
from chophien.programmes.states import URGENCY, TaskKind, TaskStatus
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.selectors.helping import mandates_asked_by
from chophien.sellers.states import BEING_WRITTEN, Deed, MandateStatus

SEE = pgettext_lazy("task", "See")
ANSWER = pgettext_lazy("helper's task", "Answer the order")
SEND = pgettext_lazy("helper's task", "Send the goods")
TELL = pgettext_lazy("helper's task", "Tell the household")
ASK_AGAIN = pgettext_lazy("helper's task", "Ask to go on")
GO_ON = pgettext_lazy("task", "Go on")
WRITE_MORE = pgettext_lazy("helper's task", "Write more")
SEE_GOODS = pgettext_lazy("helper's task", "See the goods")
CALL_IN = pgettext_lazy("helper's task", "Pay a visit")
ICONS: Mapping[str, tuple[str, str]] = {
    TaskKind.ORDER_WAITING: ("clock", ""),
    TaskKind.ORDER_UNSENT: ("truck", ""),
    TaskKind.NEWS_TO_BRING: ("speaker", ""),
    TaskKind.MANDATE_EXPIRING: ("hand", "info"),
    TaskKind.SHOP_UNFINISHED: ("shop", "info"),
    TaskKind.CERTIFICATE_EXPIRING: ("star", "info"),
    TaskKind.THIN_LISTING: ("edit", "info"),
    TaskKind.NEVER_SOLD: ("shop", "leaf"),
    TaskKind.IDLE_SHOP: ("shop", "leaf"),
}
OF_AN_OFFICER = ("note", "leaf")


@dataclass(frozen=True)
class ToDo:
    """One thing to do for a household: what, why, until when, and the page and the verb that do it.

    `task_code` is there once it is a task that can be taken up, done and dropped.
    """

    kind: TaskKind
    icon: str
    tone: str
    title: Sentence
    why: str
    due_on: date
    href: str
    verb: Sentence
    task_code: str = ""
    is_taken: bool = False

    @property
    def order(self) -> tuple[int, date]:
        """The most urgent kind first, then by day."""
        return (URGENCY[self.kind], self.due_on)


@dataclass(frozen=True)
class About:
    """What something to do is about, and what the household lets this helper do."""

    kind: TaskKind
    seller: Seller
    subject: str
    facts: Mapping[str, object]
    deeds: frozenset[str]
    task: Task | None


@dataclass(frozen=True)
class Household:
    """One household on the desk, and how the helper stands to it."""

    seller: Seller
    todos: Sequence[ToDo]
    deeds: frozenset[str]
    helps_until: date | None
    asked: Mandate | None
    given: Mandate | None = None

    @property
    def may(self) -> list[Sentence]:
        """What the household lets this helper do, in words."""
        return [deed.label for deed in Deed if deed in self.deeds]

    @property
    def lists(self) -> bool:
        """Whether the helper may write its goods."""
        return Deed.LIST in self.deeds

    @property
    def next(self) -> ToDo | None:
        """What is to be done first; nothing when nothing waits."""
        return next(iter(self.todos), None)

    @property
    def is_begun(self) -> bool:
        """Whether its shop still has to be written."""
        return self.seller.status in BEING_WRITTEN


@dataclass(frozen=True)
class HelperDay:
    """All households of a helper: those that wait for something, the most urgent first, and the others by name."""

    waiting: Sequence[Household]
    quiet: Sequence[Household]

    @property
    def things(self) -> int:
        """How much there is to do altogether."""
        return sum(len(one.todos) for one in self.waiting)


def day_of(helper: Person, *, at: datetime) -> HelperDay:
    """The helper's day. A fixed number of statements for any number of households."""
    sellers = list(households_of(helper, at=at).select_related("commune__province").order_by("folded_name", "pk"))
    all_of_them = households(helper, sellers, at=at)
    waiting = sorted((one for one in all_of_them if one.next), key=lambda one: one.next.order if one.next else ())
    return HelperDay(waiting=waiting, quiet=[one for one in all_of_them if not one.next])


def households(helper: Person, sellers: Sequence[Seller], *, at: datetime) -> list[Household]:
    """These households as the desk shows them. Ten statements."""
    mandates = _mandates(helper, sellers, at=at)
    todos: dict[int, list[ToDo]] = {one.pk: [] for one in sellers}
    by_pk = {one.pk: one for one in sellers}
    at_hand = tasks_at_hand(helper, list(by_pk))
    known = {(task.kind, task.seller_id, task.subject_code): task for task in at_hand.pending if task.by_facts}
    for fact in causes_of(sellers, helper=helper, at=at):
        if fact.cause not in at_hand.left_alone:
            seller, task = by_pk[fact.seller_id], known.get(fact.cause)
            about = About(fact.kind, seller, fact.subject_code, fact.facts, _deeds(mandates, seller), task)
            todos[seller.pk].append(_todo(about, why(fact.kind, fact.facts, at=at), fact.due_on))
    for task in at_hand.pending:
        if not task.by_facts:
            seller = by_pk[task.seller_id]
            about = About(TaskKind(task.kind), seller, task.subject_code, task.facts, _deeds(mandates, seller), task)
            todos[seller.pk].append(_todo(about, task.note, task.due_on))
    return [
        Household(
            seller=one,
            todos=sorted(todos[one.pk], key=lambda todo: todo.order),
            deeds=_deeds(mandates, one),
            helps_until=given.valid_until if (given := mandates.get((one.pk, MandateStatus.GIVEN))) else None,
            asked=mandates.get((one.pk, MandateStatus.ASKED)),
            given=given,
        )
        for one in sellers
    ]


Mandates = Mapping[tuple[int, str], Mandate]


def _mandates(helper: Person, sellers: Sequence[Seller], *, at: datetime) -> Mandates:
    """The mandates of this helper that are asked for, or count today, by household."""
    day = local_date(at)
    going = mandates_asked_by(helper).filter(
        seller__in=sellers, status__in=[MandateStatus.ASKED, MandateStatus.GIVEN], valid_until__gte=day
    )
    return {(one.seller_id, one.status): one for one in going}


def _deeds(mandates: Mandates, seller: Seller) -> frozenset[str]:
    given = mandates.get((seller.pk, MandateStatus.GIVEN))
    return frozenset(given.deeds) if given else frozenset()


def _todo(about: About, words: str, due_on: date) -> ToDo:
    icon, tone = ICONS.get(about.kind, OF_AN_OFFICER)
    href, verb = _way(about)
    return ToDo(
        kind=about.kind,
        icon=icon,
        tone=tone,
        title=about.kind.label,
        why=words,
        due_on=due_on,
        href=href,
        verb=verb,
        task_code=about.task.code if about.task else "",
        is_taken=bool(about.task and about.task.status == TaskStatus.TAKEN),
    )


def _way(about: About) -> tuple[str, Sentence]:
    """Where it is done and by which verb: in the household's desk as far as the helper may, else at its door."""
    acting = ACTING.get(about.kind)
    if acting is not None and acting.deed in about.deeds:
        return acting.where(about), acting.verb
    if about.kind in AT_THE_DOOR:
        name, verb = AT_THE_DOOR[about.kind]
        return reverse(name, args=[about.seller.code]), verb
    if about.task is not None:
        return reverse("helperdesk:task", args=[about.task.code]), SEE
    return reverse("helperdesk:household", args=[about.seller.code]), SEE


@dataclass(frozen=True)
class Acting:
    """How something is done in the household's name: by which deed, where, and what the button says."""

    deed: Deed
    where: Callable[[About], str]
    verb: Sentence


def _order(about: About) -> str:
    return reverse("orders:seller-order", args=[about.subject])


def _goods(about: About) -> str:
    return reverse("sellerdesk:goods") + "?" + urlencode({"gian": about.seller.code})


def _listing(about: About) -> str:
    return reverse("sellerdesk:item", args=[str(about.facts["listing"])])


ACTING: Mapping[TaskKind, Acting] = {
    TaskKind.ORDER_WAITING: Acting(Deed.ACCEPT, _order, ANSWER),
    TaskKind.ORDER_UNSENT: Acting(Deed.HAND_OVER, _order, SEND),
    TaskKind.THIN_LISTING: Acting(Deed.LIST, _listing, WRITE_MORE),
    TaskKind.NEVER_SOLD: Acting(Deed.LIST, _goods, SEE_GOODS),
}
AT_THE_DOOR: Mapping[TaskKind, tuple[str, Sentence]] = {
    TaskKind.ORDER_WAITING: ("helperdesk:household", TELL),
    TaskKind.ORDER_UNSENT: ("helperdesk:household", TELL),
    TaskKind.NEWS_TO_BRING: ("helperdesk:household", TELL),
    TaskKind.CERTIFICATE_EXPIRING: ("helperdesk:household", TELL),
    TaskKind.MANDATE_EXPIRING: ("sellers:ask-mandate", ASK_AGAIN),
    TaskKind.SHOP_UNFINISHED: ("helperdesk:household", GO_ON),
    TaskKind.THIN_LISTING: ("helperdesk:note-visit", CALL_IN),
    TaskKind.NEVER_SOLD: ("helperdesk:note-visit", CALL_IN),
    TaskKind.IDLE_SHOP: ("helperdesk:note-visit", CALL_IN),
}
