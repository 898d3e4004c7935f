"""The library: facts with source and author, written and approved by those who know the province."""

import csv

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of, operator
from chophien.knowledge.actions import (
    DATA,
    FactText,
    approve_fact,
    change_fact,
    load_facts,
    propose_fact,
    refuse_fact,
    retire_fact,
)
from chophien.knowledge.errors import FactIncomplete, ReasonMissing
from chophien.knowledge.models import Fact
from chophien.knowledge.selectors import approved_fact, facts_by_code, facts_managed_by, search_facts
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.places.tests.factories import a_province
from chophien.uploads.tests.factories import NOON

pytestmark = pytest.mark.django_db
SAID = {
    "subject": "na Chi Lăng",
    "text": "Na ở Chi Lăng thu hoạch chính vụ từ tháng 6 đến tháng 9.",
    "source": "Sở Nông nghiệp tỉnh Lạng Sơn",
    "author": "Cán bộ Hà",
}


def a_fact(**said: object) -> Fact:
    """An approved fact."""
    fact = propose_fact(text=FactText(**{**SAID, **said}), actor=SYSTEM, at=NOON)
    return approve_fact(fact=fact, actor=SYSTEM, at=NOON)


@pytest.mark.parametrize("words", ["na Chi Lăng", "NA CHI LANG", "chi lăng", "chinh vu", "lang na", ""])
def test_s03_facts_are_found_by_words_with_or_without_marks(words):
    fact = a_fact()
    a_fact(subject="hồi Lạng Sơn", text="Hồi ở Lạng Sơn có hai vụ trong năm, một năm hai lần.", region="Văn Quan")

    assert fact in search_facts(words)


@pytest.mark.parametrize("words", ["cà phê", "na chi lăng cà phê", "%", "_", "\\", "' OR 1=1", "🍵"])
def test_other_words_find_nothing(words):
    a_fact()

    assert search_facts(words) == []


def test_facts_of_the_shops_province_come_first():
    near, far = a_province("20"), a_province("08")
    here = a_fact(province=near)
    there = a_fact(province=far)

    assert [search_facts("na", province_code=code)[0] for code in ("20", "08")] == [here, there]


def test_only_approved_facts_are_found_or_shown():
    waiting = propose_fact(text=FactText(**SAID), actor=SYSTEM, at=NOON)
    retired = retire_fact(fact=a_fact(), reason="Đã có số liệu mới.", actor=SYSTEM, at=NOON)
    shown = a_fact()

    assert search_facts("na") == [shown]
    assert facts_by_code([retired.code, shown.code, waiting.code, shown.code, "KT-NONE"]) == [shown]
    assert approved_fact(waiting.code) is None


@pytest.mark.parametrize("lacking", ["subject", "text", "source", "author"])
def test_a_fact_without_source_or_author_is_refused(lacking):
    with pytest.raises(FactIncomplete):
        propose_fact(text=FactText(**{**SAID, lacking: " \u200b "}), actor=SYSTEM, at=NOON)

    assert not Fact.objects.exists()


def test_a_changed_fact_waits_again():
    fact = change_fact(fact=a_fact(), text=FactText(**{**SAID, "text": "Mới."}), actor=SYSTEM, at=NOON)

    assert (fact.status, search_facts("na")) == ("proposed", [])


def test_officers_write_and_approve_for_their_own_province():
    lang_son, son_la = a_province("20"), a_province("08")
    ha = holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "20")
    fact = propose_fact(text=FactText(**SAID, province=lang_son), actor=ha, at=NOON)

    approve_fact(fact=fact, actor=ha, at=NOON)
    for province in (son_la, None):
        with pytest.raises(NotPermitted):
            propose_fact(text=FactText(**SAID, province=province), actor=ha, at=NOON)

    assert list(facts_managed_by(ha, at=NOON)) == [fact]
    assert list(facts_managed_by(operator(), at=NOON)) == [fact]


@pytest.mark.parametrize("step", [approve_fact, refuse_fact, retire_fact])
def test_nobody_else_decides(step):
    fact = a_fact()
    more = {} if step is approve_fact else {"reason": "Không đúng đâu."}

    with pytest.raises(NotPermitted):
        step(fact=fact, actor=GuestActor("ND-AI"), at=NOON, **more)


def test_refusing_needs_a_reason_and_a_fact_that_waits():
    fact = propose_fact(text=FactText(**SAID), actor=SYSTEM, at=NOON)

    with pytest.raises(ReasonMissing):
        refuse_fact(fact=fact, reason="", actor=SYSTEM, at=NOON)
    refuse_fact(fact=fact, reason="Nguồn không rõ.", actor=SYSTEM, at=NOON)
    with pytest.raises(StepNotAllowed):
        approve_fact(fact=fact, actor=SYSTEM, at=NOON)


def test_the_first_facts_come_with_their_sources_and_are_loaded_once():
    with (DATA / "facts.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))

    told = [load_facts(at=NOON), load_facts(at=NOON)]

    assert told == [len(rows), len(rows)]
    assert Fact.objects.filter(status="approved").exclude(source="").exclude(author="").count() == len(rows)
    assert [fact.subject for fact in search_facts("na chi lang")] == ["na Chi Lăng"]


@pytest.mark.parametrize("facts", [1, 3])
def test_searching_takes_one_statement_for_any_number_of_facts(facts, django_assert_num_queries):
    for _number in range(facts):
        a_fact()

    with django_assert_num_queries(1):
        assert len(search_facts("na")) == facts
