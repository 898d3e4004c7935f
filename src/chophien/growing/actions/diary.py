"""The farm diary: what was done on an area, line by line. Lines are added, never changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing import policies
from chophien.growing.actions._whose import whose
from chophien.growing.errors import CorrectedAlready, HarvestIsMuch, LandGivenUp, WrittenOtherwise
from chophien.growing.models import DiaryEntry, GrowingArea, ListedInput
from chophien.growing.selectors.inputs import no_pesticide, permitted
from chophien.growing.selectors.plausible import more_than_it_brings
from chophien.growing.states import DETAILS, AreaStatus, Detail, EntryKind
from chophien.lib.actor import Actor
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.text import clean_line
from chophien.sellers.selectors.helping import principal_of

PREFIX, SYMBOLS = "NK", 8
INPUT_MOST, AMOUNT_MOST, NOTE_MOST, ID_MOST = 120, 60, 300, 60
GRAMS_MOST, WAIT_MOST = 10**12, 365
CLOCK_AHEAD = timedelta(minutes=10)
"""How far a phone may be ahead."""
OLDEST = timedelta(days=1_100)


@dataclass(frozen=True)
class Line:
    """What was done, on which day; `recorded_at` by the clock of who wrote it. `client_id` makes it count once."""

    client_id: str
    kind: EntryKind
    on: date
    recorded_at: datetime
    detail: Detail = Detail.NONE
    input_name: str = ""
    amount: str = ""
    wait_days: int | None = None
    harvest_g: int | None = None
    note: str = ""
    photo_code: str = ""
    is_sure: bool = False
    """That a harvest is right although such land does not bring so much: the answer to `HarvestIsMuch`."""


@transaction.atomic
def write_entry(
    *, area: GrowingArea, line: Line, actor: Actor, at: datetime, instead_of: DiaryEntry | None = None
) -> DiaryEntry:
    """Write a line into the diary; with `instead_of` it stands for a wrong one, which stays readable.

    A pesticide must be on the list that counts on that day; the days to the harvest are the list's, or more where the
    label says more. Whatever else was brought onto the field, as fertiliser or care, must be none that is forbidden
    and none that the list knows as a pesticide. A harvest within those days is kept all the same:
    `selectors.diary.too_early` tells of it. One of more than such land brings in a year
    (`growing.harvest_kg_per_hectare`) is asked about, and kept and marked once it was said to be right.

    :raises NotPermitted: if `actor` does not write for the shop
    :raises Invalid: naming each answer that cannot be used
    :raises InputForbidden, InputNotListed, NoInputList: for a pesticide that may not be used, or is not known
    :raises IsPesticide: if a pesticide of the list is written as something else
    :raises LandGivenUp: for a day from which on nothing is grown there
    :raises HarvestIsMuch: unless `line.is_sure`
    :raises WrittenOtherwise: if the same client id came with other facts
    :raises CorrectedAlready: if another line stands for the wrong one
    """
    policies.can_write_diary(actor, area, at=at).require()
    _check(line, at=at)
    name = clean_line(line.input_name)[:INPUT_MOST]
    if (known := DiaryEntry.objects.filter(client_id=line.client_id).first()) is not None:
        return _the_same(known, area, line, name)
    _refuse_given_up(area, line)
    listed = _looked_up(line, name, area)
    much = more_than_it_brings(area, line.harvest_g, on=line.on, instead_of=instead_of)
    if much is not None and not line.is_sure:
        raise HarvestIsMuch(sum_g=much.sum_g, most_g=much.most_g, hectares=much.hectares)
    line = replace(line, is_sure=much is not None)
    return _write(area, line, name, listed, actor=actor, at=at, instead_of=instead_of)


@transaction.atomic
def strike_entry(*, entry: DiaryEntry, client_id: str, note: str, actor: Actor, at: datetime) -> DiaryEntry:
    """Take back a line that was a mistake: a new line says so, and why; neither counts.

    :raises NotPermitted: if `actor` does not write for the shop
    :raises Invalid: without a word why
    :raises CorrectedAlready: if another line stands for it
    """
    area = entry.area
    policies.can_write_diary(actor, area, at=at).require()
    if not any(letter.isalnum() for letter in note):
        raise Invalid({"note": [_("Say in a few words what was wrong.")]})
    if (known := DiaryEntry.objects.filter(client_id=client_id, instead_of=entry).first()) is not None:
        return known
    line = Line(client_id, EntryKind(entry.kind), entry.on, at, detail=Detail(entry.detail), note=note)
    return _write(area, line, "", None, actor=actor, at=at, instead_of=entry, is_struck=True)


def _refuse_given_up(area: GrowingArea, line: Line) -> None:
    """What was done before the land was given up may still be written down."""
    if area.status == AreaStatus.GIVEN_UP and (area.given_up_on is None or line.on >= area.given_up_on):
        raise LandGivenUp(area.given_up_on)


def _looked_up(line: Line, name: str, area: GrowingArea) -> ListedInput | None:
    """The line of the list by which it may be used; None for what is no pesticide."""
    if line.detail == Detail.PESTICIDE:
        return permitted(name, crop=area.crop, day=line.on)
    if name:
        no_pesticide(name, day=line.on)
    return None


def _check(line: Line, *, at: datetime) -> None:
    faults: dict[str, list[Sentence]] = {}
    if line.kind not in EntryKind.values:
        faults["kind"] = [_("Choose what was done.")]
    elif line.detail not in DETAILS[line.kind]:
        faults["detail"] = [_("Choose what was done.")]
    if line.on > local_date(at + CLOCK_AHEAD):
        faults["on"] = [_("This day has not come yet.")]
    elif line.on < local_date(at - OLDEST):
        faults["on"] = [_("This is too long ago.")]
    if line.recorded_at > at + CLOCK_AHEAD:
        faults["recorded_at"] = [_("The clock of the phone is ahead. Set it, and send it again.")]
    _check_amounts(line, faults)
    if faults:
        raise Invalid(faults)


def _check_amounts(line: Line, faults: dict[str, list[Sentence]]) -> None:
    if line.kind == EntryKind.INPUT and not clean_line(line.input_name):
        faults["input_name"] = [_("Write what was used.")]
    if line.wait_days is not None and not 0 <= line.wait_days <= WAIT_MOST:
        faults["wait_days"] = [_("Write the days that stand on the label.")]
    if line.kind == EntryKind.HARVEST and line.harvest_g is None:
        faults["kg"] = [_("Write how many kilograms were harvested.")]
    if line.harvest_g is not None and (line.kind != EntryKind.HARVEST or not 0 < line.harvest_g <= GRAMS_MOST):
        faults["kg"] = [_("Write a weight in kg.")]


def _the_same(known: DiaryEntry, area: GrowingArea, line: Line, name: str) -> DiaryEntry:
    said = (area.pk, str(line.kind), str(line.detail), line.on, name, line.harvest_g)
    if said != (known.area_id, known.kind, known.detail, known.on, known.input_name, known.harvest_g):
        raise WrittenOtherwise
    return known


def _write(
    area: GrowingArea,
    line: Line,
    name: str,
    listed: ListedInput | None,
    *,
    actor: Actor,
    at: datetime,
    instead_of: DiaryEntry | None,
    is_struck: bool = False,
) -> DiaryEntry:
    if instead_of is not None and (instead_of.area_id != area.pk or hasattr(instead_of, "corrected_by")):
        raise CorrectedAlready
    wait = None
    if line.kind == EntryKind.INPUT and not is_struck:
        wait = max(
            (days for days in (line.wait_days, listed.wait_days if listed else None) if days is not None), default=None
        )
        if line.detail == Detail.PESTICIDE and wait is None:
            raise Invalid({"wait_days": [_("Write how many days must pass until the harvest: the label says it.")]})
    try:
        with transaction.atomic():
            entry = DiaryEntry.objects.create(
                code=new_code(PREFIX, SYMBOLS),
                client_id=line.client_id[:ID_MOST],
                area=area,
                kind=line.kind,
                detail=line.detail,
                on=line.on,
                input_name=name if line.kind == EntryKind.INPUT else "",
                listed=listed,
                amount=clean_line(line.amount)[:AMOUNT_MOST],
                wait_days=wait,
                harvest_g=line.harvest_g,
                is_sure=line.is_sure,
                note=clean_line(line.note)[:NOTE_MOST],
                photo_code=line.photo_code,
                instead_of=instead_of,
                is_struck=is_struck,
                recorded_at=min(line.recorded_at, at),
                received_at=at,
                entered_by=actor.code,
                on_behalf_of=principal_of(actor, area.seller, at=at),
            )
    except IntegrityError as clash:
        if (known := DiaryEntry.objects.filter(client_id=line.client_id).first()) is not None:
            return _the_same(known, area, line, name)
        raise CorrectedAlready from clash
    facts = {"entry": entry.code, "kind": str(line.kind), "corrects": instead_of.code if instead_of else ""}
    record("growing.diary", facts=facts, **whose(area, actor, at))
    return entry
