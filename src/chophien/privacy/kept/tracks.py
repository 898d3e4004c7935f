"""What stands written about the person: consents, requests, the trail, looks, help given."""

from chophien.accounts.models import Person
from chophien.audit.models import Entry, SensitiveLook
from chophien.privacy.kept.base import Rows
from chophien.privacy.models import ConsentStep, DataRequest
from chophien.programmes.models import HouseholdVisit, Member, Task, TaskStep
from chophien.regulations.models import Acceptance
from chophien.sellers.models import Mandate

MOST = 5_000


def consents(person: Person) -> Rows:
    """Purposes that were agreed to or taken back, and rules that were accepted for a shop."""
    rows = ConsentStep.objects.filter(person=person).order_by("pk")
    rules = Acceptance.objects.filter(person_code=person.code).order_by("pk")
    return [
        *rows.values("purpose__key", "purpose__version", "given", "channel", "witness", "at"),
        *rules.values("version__key", "version__version", "seller_code", "how", "at"),
    ]


def requests(person: Person) -> Rows:
    rows = DataRequest.objects.filter(person=person).order_by("pk")
    return list(rows.values("code", "kind", "words", "status", "opened_at", "answer", "closed_at"))


def trail(person: Person) -> Rows:
    """What the person did here; the newest first, some thousands at most."""
    rows = Entry.objects.filter(actor_code=person.code).order_by("-at", "-pk")
    return list(rows.values("what", "subject_code", "on_behalf_of", "at")[:MOST])


def looks(person: Person) -> Rows:
    """Who looked at something sensitive about the person, and what for."""
    rows = SensitiveLook.objects.filter(subject_code=person.code).order_by("-at", "-pk")
    return list(rows.values("what", "actor_code", "purpose", "at")[:MOST])


def help_given(person: Person) -> Rows:
    """What the person did as a helper."""
    return [
        *Task.objects.filter(assigned_to=person).values("code", "kind", "seller__code", "status", "made_at"),
        *TaskStep.objects.filter(helper_code=person.code).values("task__code", "step", "at"),
        *Member.objects.filter(person=person).values("team__name", "villages", "joined_at", "left_at"),
        *Mandate.objects.filter(helper=person).values("code", "seller__code", "deeds", "valid_from", "valid_until"),
        *HouseholdVisit.objects.filter(helper=person).values("seller__code", "visited_on", "place", "done"),
    ]
