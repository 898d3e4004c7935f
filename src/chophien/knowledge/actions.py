"""Writing the library: facts with their source, proposed, approved, changed, retired."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from chophien.audit.actions import record
from chophien.knowledge import policies
from chophien.knowledge.errors import FactIncomplete, ReasonMissing
from chophien.knowledge.models import Fact
from chophien.knowledge.states import FACT_FLOW, FactStatus, Place
from chophien.lib.actor import Actor, SystemActor
from chophien.lib.codes import new_code
from chophien.lib.text import clean_line, clean_text, fold
from chophien.places.models import TODAY, Province

DATA = Path(__file__).resolve().parent / "data"
LOADER = SystemActor("system:library")
PREFIX, LENGTH = "KT", 10
REASON_LEAST = 5


@dataclass(frozen=True)
class FactText:
    """What somebody writes into the library."""

    subject: str
    text: str
    source: str
    author: str
    region: str = ""
    province: Province | None = None
    put_into: str = Place.DESCRIPTION.value


@transaction.atomic
def propose_fact(*, text: FactText, actor: Actor, at: datetime, code: str = "") -> Fact:
    """Write a fact down; sellers may use it once it is approved.

    :raises NotPermitted: if `actor` writes no facts about this province
    :raises FactIncomplete: if subject, sentence, source or author is missing
    """
    policies.can_write_facts(actor, text.province, at=at).require()
    fact = Fact(code=code or new_code(PREFIX, LENGTH))
    _fill(fact, text, actor=actor, at=at)
    fact.save()
    record("knowledge.fact_proposed", actor=actor, subject_code=fact.code, at=at)
    return fact


@transaction.atomic
def change_fact(*, fact: Fact, text: FactText, actor: Actor, at: datetime) -> Fact:
    """Write a fact anew. It waits for approval again; what sellers have made of it stays theirs.

    :raises NotPermitted: if `actor` writes no facts about its province, the old or the new one
    :raises FactIncomplete: as `propose_fact`
    """
    fact = _locked(fact)
    policies.can_write_facts(actor, fact.province, at=at).require()
    policies.can_write_facts(actor, text.province, at=at).require()
    _fill(fact, text, actor=actor, at=at)
    fact.status = FactStatus(FACT_FLOW.next("change", fact.status))
    fact.decided_by, fact.decided_at, fact.decision_reason = "", None, ""
    fact.save()
    record("knowledge.fact_changed", actor=actor, subject_code=fact.code, at=at)
    return fact


@transaction.atomic
def approve_fact(*, fact: Fact, actor: Actor, at: datetime) -> Fact:
    """Let sellers use a fact."""
    return _decide(fact, "approve", reason="", actor=actor, at=at)


@transaction.atomic
def refuse_fact(*, fact: Fact, reason: str, actor: Actor, at: datetime) -> Fact:
    """Refuse a fact with a reason.

    :raises ReasonMissing: if no reason is given
    """
    return _decide(fact, "refuse", reason=_said(reason), actor=actor, at=at)


@transaction.atomic
def retire_fact(*, fact: Fact, reason: str, actor: Actor, at: datetime) -> Fact:
    """Take a fact out of the library: pages of goods name it no longer.

    :raises ReasonMissing: if no reason is given
    """
    return _decide(fact, "retire", reason=_said(reason), actor=actor, at=at)


@transaction.atomic
def load_facts(path: Path = DATA / "facts.csv", *, at: datetime) -> int:
    """Bring the library's first facts in, approved, each with its source; return how many rows there are.

    What stands in the library already stays as people have made it.
    """
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    known = set(Fact.objects.values_list("code", flat=True))
    provinces = {one.code: one for one in Province.objects.filter(vintage=TODAY)}
    for row in rows:
        if row["code"] in known:
            continue
        text = FactText(
            subject=row["subject"],
            text=row["text"],
            source=row["source"],
            author=row["author"],
            region=row["region"],
            province=provinces.get(row["province_code"]),
            put_into=row["put_into"],
        )
        fact = propose_fact(text=text, actor=LOADER, at=at, code=row["code"])
        approve_fact(fact=fact, actor=LOADER, at=at)
    return len(rows)


def _fill(fact: Fact, text: FactText, *, actor: Actor, at: datetime) -> None:
    fact.subject, fact.region = clean_line(text.subject)[:120], clean_line(text.region)[:120]
    fact.text = clean_text(text.text)[:600]
    fact.source, fact.author = clean_line(text.source)[:200], clean_line(text.author)[:120]
    fact.province = text.province
    if not (fact.subject and fact.text and fact.source and fact.author) or text.put_into not in Place.values:
        raise FactIncomplete
    fact.put_into = text.put_into
    place = text.province.name if text.province else ""
    fact.folded = fold(f"{fact.subject} {fact.region} {place} {fact.text}")
    fact.written_by, fact.written_at = actor.code, at


def _decide(fact: Fact, step: str, *, reason: str, actor: Actor, at: datetime) -> Fact:
    fact = _locked(fact)
    policies.can_write_facts(actor, fact.province, at=at).require()
    fact.status = FactStatus(FACT_FLOW.next(step, fact.status))
    fact.decided_by, fact.decided_at, fact.decision_reason = actor.code, at, reason
    fact.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    record(f"knowledge.fact_{step}", actor=actor, subject_code=fact.code, at=at)
    return fact


def _locked(fact: Fact) -> Fact:
    return Fact.objects.select_for_update(of=("self",)).select_related("province").get(pk=fact.pk)


def _said(reason: str) -> str:
    said = clean_line(reason)[:500]
    if len(said) < REASON_LEAST:
        raise ReasonMissing
    return said
