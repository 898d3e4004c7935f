import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from chophien.rules.actions import PARAMETERS, load_once, load_rules
from chophien.rules.errors import BadRuleFile
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import whole

pytestmark = pytest.mark.django_db
HEAD = "key,value,unit,effective_from,effective_to,source,confidence,note\n"
NOON = dt.datetime(2026, 11, 21, 5, 0, tzinfo=dt.UTC)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "parameters.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_loading_twice_changes_nothing():
    load_rules()
    before = list(LegalParameter.objects.order_by("pk").values_list())

    load_rules()

    assert list(LegalParameter.objects.order_by("pk").values_list()) == before
    assert len(before) == len(PARAMETERS.read_text(encoding="utf-8").splitlines()) - 1


def test_a_changed_file_is_what_counts_from_then_on(tmp_path):
    load_rules()

    load_rules(written(tmp_path, "orders.accept_hours,36,hour,2025-01-01,,Own policy,OWN,"))

    assert whole("orders.accept_hours", at=NOON) == 36
    assert list(LegalParameter.objects.values_list("key", flat=True)) == ["orders.accept_hours"]


def test_a_file_with_overlapping_periods_changes_nothing(tmp_path):
    load_rules()
    before = LegalParameter.objects.count()
    path = written(
        tmp_path,
        "a.b,1,,2025-01-01,2026-06-30,Own policy,OWN,",
        "a.b,2,,2026-06-30,,Own policy,OWN,",
    )

    with pytest.raises(BadRuleFile) as refusal:
        load_rules(path)

    assert refusal.value.faults == ["a.b: the period from 2026-06-30 overlaps the one from 2025-01-01"]
    assert LegalParameter.objects.count() == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("A.b,1,,2025-01-01,,Own,OWN,", "line 2: key 'A.b' is not of the form app.words_like_this"),
        ("a.b,1,,2025-01-01,,Own,sure,", "line 2: confidence 'sure' is none of ['H', 'L', 'M', 'OWN']"),
        ("a.b,1,,2025-01-01,, ,OWN,", "line 2: a rule names its source"),
        (
            "a.b,1,,2025-02-01,2025-01-31,Own,OWN,",
            "line 2: the period ends on 2025-01-31 before it begins on 2025-02-01",
        ),
        ("a.b,1,,yesterday,,Own,OWN,", "line 2: Invalid isoformat string: 'yesterday'"),
        ("a.b,one,,2025-01-01,,Own,OWN,", "line 2: Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_malformed_row_is_named_with_its_line(tmp_path, line, fault):
    with pytest.raises(BadRuleFile) as refusal:
        load_rules(written(tmp_path, line))

    assert refusal.value.faults == [fault]


def test_the_database_refuses_two_values_on_one_day():
    facts = {"key": "a.b", "value": 1, "source": "Own", "confidence": "OWN"}
    LegalParameter.objects.create(**facts, effective_from=dt.date(2025, 1, 1), effective_to=dt.date(2025, 6, 30))

    with pytest.raises(IntegrityError, match="rules_periods_do_not_overlap"), transaction.atomic():
        LegalParameter.objects.create(**facts, effective_from=dt.date(2025, 6, 30), effective_to=None)

    LegalParameter.objects.create(**facts, effective_from=dt.date(2025, 7, 1), effective_to=None)
    assert LegalParameter.objects.filter(key="a.b").count() == 2


def test_the_same_files_are_loaded_once(tmp_path):
    path = written(tmp_path, "a.b,1,,2025-01-01,,Own,OWN,")
    calls: list[str] = []

    first = load_once("sample", [path], lambda: calls.append("loaded"), at=NOON)
    again = load_once("sample", [path], lambda: calls.append("loaded"), at=NOON)
    path.write_text(HEAD, encoding="utf-8")
    changed = load_once("sample", [path], lambda: calls.append("loaded"), at=NOON)

    assert (first, again, changed) == (True, False, True)
    assert calls == ["loaded", "loaded"]
