"""Whether a household wants its name to be read beside what it grew, and what shows that it said so.

A yes is never the shop's own press of a button. It is a signed paper whose photo is sealed; or somebody of the
commune's office or digital team heard it and says so on a page of their own (`actions.witnessing`); or the household
reads out the code on its phone, or presses on its own page (`scans.actions.naming`). A no needs nothing and counts at
once. What was said stays, row by row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import SaidItself
from chophien.growing.models import AreaHousehold, GrowingArea, HouseholdWord, WitnessAsk
from chophien.growing.selectors.naming import has_said_no_itself, private_paper_of
from chophien.growing.states import HEARD_FLOW, OWN_WAYS, HeardStatus, Naming, NamingWay
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotFound, Sentence
from chophien.lib.text import fold
from chophien.sellers.selectors.helping import principal_of
from chophien.uploads.actions.papers import open_private_file, take_private_file
from chophien.uploads.actions.sent import OpenedFile, SentFile
from chophien.uploads.errors import FileRefused

PAPER = "naming"
"""The kind of the sealed paper. It belongs to the household it is about."""


@dataclass(frozen=True)
class Shown:
    """By what a household's word is shown, and on which day it was said."""

    way: NamingWay = NamingWay.NONE
    said_on: date | None = None
    file_code: str = ""
    witness: Person | None = None


@transaction.atomic
def agree_by_paper(
    *, household: AreaHousehold, file: SentFile | None, said_on: date | None, actor: Actor, at: datetime
) -> AreaHousehold:
    """The household signed that it wants to be named; a photo of the paper is sealed with it.

    :raises NotPermitted: if `actor` does not map for the shop
    :raises Invalid: without the day on which it signed, or without a paper that can be read
    :raises SaidItself: if the household itself said no, on its own page or by its phone
    """
    household = lock(household.pk)
    policies.can_map(actor, household.area.seller, at=at).require()
    faults: dict[str, list[Sentence]] = {}
    if file is None:
        faults["paper"] = [_("Add a photo of the paper that the household signed.")]
    check_day(said_on, faults, at=at)
    if file is None or faults:
        raise Invalid(faults)
    refuse_its_own_no(household)
    try:
        kept = take_private_file(
            file=file,
            kind=PAPER,
            owner_code=household.code,
            actor=actor,
            on_behalf_of=principal_of(actor, household.area.seller, at=at),
            at=at,
        )
    except FileRefused as refusal:
        raise Invalid({"paper": [str(refusal)]}) from refusal
    shown = Shown(NamingWay.PAPER, said_on, file_code=kept.code)
    return keep_word(household, Naming.AGREED, shown, actor=actor, at=at)


@transaction.atomic
def take_name_back(*, household: AreaHousehold, actor: Actor, at: datetime) -> AreaHousehold:
    """The household does not want to be named, or no longer: it counts at once, and nothing has to show it.

    :raises NotPermitted: if `actor` neither maps for the shop nor is an officer of the area nor was the yes's witness
    """
    household = lock(household.pk)
    policies.can_take_name_back(actor, household, at=at).require()
    if household.naming == Naming.UNNAMED:
        return household
    return keep_word(household, Naming.UNNAMED, Shown(), actor=actor, at=at)


def say_itself(
    *, grower_code: str, area_seller_code: str, naming: Naming, name: str, way: NamingWay, actor: Actor, at: datetime
) -> list[AreaHousehold]:
    """What a household of the shop's lots said itself, kept for all the land on which it stands by its code there.

    A yes is to `name`: where it stands by another one it was not asked yet, and a no that it said before is over.

    Call it in a transaction, once it is sure that it was the household: `scans.actions.naming` does.

    :raises ValueError: for a way that is not the household's own, a bug of the caller
    """
    if way not in OWN_WAYS:
        raise ValueError(f"{way!r} is not what a household does itself")
    rows = AreaHousehold.objects.filter(
        area__seller__code=area_seller_code, grower_code=grower_code, until__isnull=True
    ).exclude(grower_code="")
    kept = []
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        household, word = lock(pk), naming
        if naming == Naming.AGREED and fold(household.owner_name) != fold(name):
            if household.naming != Naming.UNNAMED:
                continue
            word = Naming.NOT_ASKED
        kept.append(keep_word(household, word, Shown(way), actor=actor, at=at))
    return kept


@transaction.atomic
def look_at_paper(*, household: AreaHousehold, purpose: str, actor: Actor, at: datetime) -> OpenedFile:
    """See the paper by which a household said yes. The look is written down with its purpose.

    :raises NotPermitted: if `actor` is no officer of the area
    :raises NotFound: if its yes is not shown by a paper
    :raises PurposeMissing: without a purpose
    """
    household = lock(household.pk)
    policies.can_see_paper(actor, household.area, at=at).require()
    paper = private_paper_of(household)
    if paper is None:
        raise NotFound
    return open_private_file(paper=paper, purpose=purpose, actor=actor, at=at)


def lock(pk: int) -> AreaHousehold:
    """Fetch a household of an area and hold its row until the transaction ends."""
    rows = AreaHousehold.objects.select_for_update(of=("self",))
    return rows.select_related("area__seller__commune__province", "area__commune__province", "word").get(pk=pk)


def check_day(said_on: date | None, faults: dict[str, list[Sentence]], *, at: datetime) -> None:
    """Note in `faults` when the day on which something was said is missing or has not come."""
    if said_on is None or said_on > local_date(at):
        faults["said_on"] = [_("Write the day on which it agreed.")]


def refuse_its_own_no(household: AreaHousehold) -> None:
    """:raises SaidItself: if the last thing that the household said itself is no"""
    if has_said_no_itself(household):
        raise SaidItself


def keep_word(household: AreaHousehold, naming: Naming, shown: Shown, *, actor: Actor, at: datetime) -> AreaHousehold:
    """Keep what a household said, and let it count from now on. A witness who was asked before need not answer.

    Call it with the household's row held, once it is sure that the word is shown.
    """
    area = household.area
    _drop_asks(household.witness_asks.filter(status=HeardStatus.ASKED), at=at)
    said_on = shown.said_on or local_date(at)
    word = HouseholdWord.objects.create(
        household=household,
        naming=naming,
        way=shown.way,
        said_on=said_on,
        file_code=shown.file_code,
        witness=shown.witness,
        witness_name=shown.witness.name if shown.witness else "",
        taken_by=actor.code,
        on_behalf_of=principal_of(actor, area.seller, at=at),
        at=at,
    )
    household.word, household.naming, household.naming_way = word, naming, shown.way
    household.witness_name, household.said_on = word.witness_name, said_on
    household.save(update_fields=["word", "naming", "naming_way", "witness_name", "said_on"])
    note(household, str(naming), area, actor, at)
    return household


def _drop_asks(asks: Iterable[WitnessAsk], *, at: datetime) -> None:
    for ask in asks:
        ask.status, ask.answered_at = HeardStatus(HEARD_FLOW.next("drop", ask.status)), at
        ask.save(update_fields=["status", "answered_at"])


def note(household: AreaHousehold, step: str, area: GrowingArea, actor: Actor, at: datetime) -> None:
    """Write into the trail what a household said or was asked."""
    record("growing.household", facts={"household": household.code, "step": step}, **whose(area, actor, at))
