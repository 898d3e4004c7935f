"""The documentation says what the code does: every setting, command, event, job, flow, name and link in it exists."""

import ast
import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import get_commands

from chophien.api.flows import PRINTED
from chophien.catalog.search.refresh import refresh_search
from chophien.catalog.tests.factories import a_listing
from chophien.jobs.queue import JOBS, PERIODIC
from chophien.lib.actor import SYSTEM
from chophien.lib.phone import format_phone
from chophien.sellers.tests.factories import a_seller
from chophien.settings.environment import TABLE
from chophien.supply.actions import set_stock
from chophien.switches.states import ABOUT

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "chophien"
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")


def code_files() -> list[Path]:
    return [path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]


def section(page: Path, heading: str) -> str:
    """What stands between this heading and the next one of its kind."""
    return page.read_text("utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def table(text: str) -> list[list[str]]:
    """The rows of a section's tables, without their headings."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]
    return [row for row in cells if row[0].startswith("`")]


def names(text: str) -> set[str]:
    """What stands in the first column of a section's tables."""
    return {row[0].strip("` |") for row in table(text)}


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_table_of_settings_is_the_one_in_the_code():
    rows = re.findall(r"^\| `(\w+)` \| ?(.*?) ?\| (.*) \|$", section(DOCS / "operations.md", "Settings"), re.MULTILINE)

    written = [(name, default.strip("`"), meaning) for name, default, meaning in rows]

    assert written == [(setting.name, setting.default, setting.meaning) for setting in TABLE]


def test_every_other_variable_of_the_environment_is_named_too():
    told = (DOCS / "operations.md").read_text("utf-8")
    files = [*SRC.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py"), ROOT / "Makefile"]

    used = {name for path in files for name in re.findall(r"\bCHOPHIEN_[A-Z_]+\b", path.read_text("utf-8"))}

    assert sorted(name for name in used if f"`{name}" not in told and "…" not in name) == []


def test_every_management_command_is_in_the_table_and_no_other():
    ours = {name for name, app in get_commands().items() if str(app).startswith("chophien.")}

    assert names(section(DOCS / "operations.md", "Commands")) == ours


def test_every_target_of_the_makefile_is_in_the_readme_and_no_other():
    targets = re.findall(r"^([a-z-]+):.*?## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert names(section(ROOT / "README.md", "Commands")) == {f"make {name}" for name in targets if name != "help"}


def test_every_event_is_in_the_table_and_no_other():
    declared = {
        f"{path.parent.name}.{name}"
        for path in SRC.glob("*/events.py")
        for name in re.findall(r"^(\w+) = Signal\(\)", path.read_text("utf-8"), re.MULTILINE)
    }

    assert names(section(DOCS / "events.md", "Events")) == declared


def test_every_job_is_in_the_table_and_the_clock_of_those_that_have_one():
    rows = {row[0].strip("`"): row[1] for row in table(section(DOCS / "events.md", "Jobs"))}

    assert set(rows) == {name for name, job in JOBS.items() if job.function.__module__.startswith("chophien.")}
    assert {name: rows[name] for name in PERIODIC} == {name: said(one.cron) for name, one in PERIODIC.items()}


def test_every_part_that_can_be_turned_off_is_in_the_table_and_no_other():
    rows = table(section(DOCS / "operations.md", "Turning parts of the market off"))

    assert {row[0].strip("`"): row[1] for row in rows} == {
        feature.value: "yes" if about.by_province else "no" for feature, about in ABOUT.items()
    }


MORNING = 6


def said(cron: str) -> str:
    """A time of the clock in the words of the page."""
    minute, hour, day, *_months = cron.split()
    if minute == "*":
        return "every minute"
    if minute.startswith("*/"):
        return f"every {minute[2:]} minutes"
    if hour == "*":
        return f"{minute} minutes past every hour"
    when = "on the first of a month" if day == "1" else "every night" if int(hour) < MORNING else "every morning"
    return f"{hour}:{int(minute):02} {when}"


def test_every_entry_of_the_audit_trail_is_in_the_table_and_no_other():
    entries, looks = section(DOCS / "events.md", "The audit trail").split("| look |")

    assert names(entries) == written_by("record", "what")
    assert names(looks) == written_by("record_look", None)


def written_by(function: str, keyword: str | None) -> set[str]:
    """The names that the code gives to what it records; what is filled in stands in braces, by its last word."""
    found = set()
    for path in code_files():
        if path.is_relative_to(SRC / "audit"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = node.args[:1] if called == function else []
            given += [pair.value for pair in node.keywords if pair.arg == keyword and keyword]
            found |= {name for value in given if (name := told_name(value))}
    return found


def told_name(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(
            str(part.value)
            if isinstance(part, ast.Constant)
            else "{" + ast.unparse(part.value).rpartition(".")[2] + "}"  # type: ignore[attr-defined]
            for part in value.values
        )
    return ""


def test_every_flow_of_the_code_is_printed():
    flows = {
        f"{path.parent.name}.states.{name}"
        for path in SRC.glob("*/states.py")
        for name in re.findall(r"^(\w+_FLOW) = Flow\(", path.read_text("utf-8"), re.MULTILINE)
    }

    assert {name for one in PRINTED for name in CODE.findall(one.about)} == flows


def test_every_measurement_is_explained_and_no_other():
    groups = re.search(
        r"^GROUPS.*?= ({.*?^})", (ROOT / "bench" / "__main__.py").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    measured = {metric for metrics in ast.literal_eval(groups[1]).values() for metric in metrics}

    assert {row[0].strip("`") for row in table((DOCS / "performance.md").read_text("utf-8"))} == measured


def test_f25_what_a_search_of_more_than_a_hundred_thousand_goods_took_is_within_300_ms():
    rows = table((DOCS / "performance.md").read_text("utf-8"))
    [told] = [row[-1] for row in rows if row[0].strip("`") == "search_*"]
    took = re.search(r"`search_152k_p95_ms` ([\d.]+)", told)

    assert took
    assert float(took[1]) <= 300


def test_every_file_that_the_tour_visits_exists_and_every_function_is_in_one_of_them():
    tour = (DOCS / "tour.md").read_text("utf-8")
    spoken = CODE.findall(tour)
    files = {name for name in spoken if re.fullmatch(r"[\w/]+\.(?:py|html)", name)}
    functions = {name.removesuffix("()") for name in spoken if name.endswith("()")}
    classes = {name for name in spoken if re.fullmatch(r"(?:[A-Z][a-z]+)+|[A-Z]{3,}", name)} - {"POST"}

    sources = [ast.parse((SRC / name).read_text("utf-8")) for name in files if name.endswith(".py")]
    defined = {node.name for tree in sources for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    named = {node.id for tree in sources for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named |= {node.name for tree in sources for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    assert sorted(name for name in files if not (SRC / name).is_file()) == []
    assert sorted(functions - defined) == []
    assert sorted(classes - named) == []
    assert len(functions) > 20


def test_every_identifier_of_the_glossary_is_in_the_code():
    words = {word for path in code_files() for word in re.findall(r"\w+", path.read_text("utf-8"))}
    rows = [line.split("|") for line in (DOCS / "glossary.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    identifiers = {name for row in rows for name in CODE.findall(row[2])}

    assert sorted(identifiers - words) == []
    assert len(identifiers) > 60


def feature_rows() -> list[tuple[int, str, str]]:
    """Number, tests and what is missing, of every row of docs/features.md."""
    text = (DOCS / "features.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| .+? \| (.+?) \| (.+) \|$", text, re.MULTILINE)
    return [(int(number), tests, missing) for number, tests, missing in rows]


def test_ninety_features_are_told_and_each_has_its_test_or_the_system_it_waits_for():
    rows = feature_rows()

    assert [number for number, _tests, _missing in rows] == list(range(1, 91))
    assert [number for number, tests, missing in rows if tests == missing == "—"] == []


def test_every_test_that_shows_a_feature_exists():
    named = {name for _number, tests, _missing in feature_rows() for name in CODE.findall(tests)}

    gone = [
        one for one in named if f"def {one.rpartition('::')[2]}(" not in (ROOT / one.split("::")[0]).read_text("utf-8")
    ]

    assert sorted(gone) == []


def test_the_features_are_counted_right():
    rows = feature_rows()

    whole = sum(missing == "—" for _number, _tests, missing in rows)
    untested = sum(tests == "—" for _number, tests, _missing in rows)
    told = f"{whole} are shown whole, {90 - whole - untested} in part, {untested} stand without a test of their own."
    assert told in (DOCS / "features.md").read_text("utf-8")


def test_every_decision_is_in_the_list():
    linked = set(re.findall(r"^- \[.+\]\((.+\.md)\)$", (DOCS / "adr" / "README.md").read_text("utf-8"), re.MULTILINE))

    assert linked == {path.name for path in (DOCS / "adr").glob("*.md")} - {"README.md"}


def test_every_decision_tells_its_price():
    silent = [path.name for path in (DOCS / "adr").glob("*.md") if "**The price.**" not in path.read_text("utf-8")]

    assert silent == ["README.md"]


def test_every_library_that_the_market_runs_on_has_its_row():
    asked = [line for line in (ROOT / "requirements.in").read_text("utf-8").splitlines() if line and line[0] != "#"]
    libraries = section(DOCS / "adr" / "README.md", "Libraries")
    rows = re.findall(r"^\| ([a-z0-9-]+) \| ", libraries, re.MULTILINE)

    assert sorted(set(rows) - {"library"}) == sorted(re.match(r"[\w-]+", line)[0] for line in asked)


def test_every_person_of_the_sample_market_is_in_the_readme():
    rows = re.findall(r"^\| (0900 \d{3} \d{3}) \| (.+?) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    with (SRC / "samplemarket" / "data" / "people.csv").open(encoding="utf-8", newline="") as source:
        people = [(format_phone(row["phone"]), row["name"]) for row in csv.DictReader(source)]

    assert rows == people


def test_the_readme_counts_the_goods_of_the_sample_market():
    with (SRC / "samplemarket" / "data" / "goods.csv").open(encoding="utf-8", newline="") as source:
        goods = sum(1 for _row in csv.DictReader(source))

    assert f" {goods} real\ngoods" in (ROOT / "README.md").read_text("utf-8")


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for found in LINK.finditer(prose):
            target = found[1] or found[2]
            if "://" not in target and not target.startswith("/"):
                yield page, target


@pytest.mark.parametrize(("page", "target"), [pytest.param(*one, id=f"{one[0].name}->{one[1]}") for one in links()])
def test_every_link_leads_somewhere(page, target):
    name, _hash, anchor = target.partition("#")
    there = (page.parent / name).resolve() if name else page

    assert there.exists()
    assert not anchor or anchor in anchors(there)


def test_every_path_of_the_project_that_is_named_exists():
    tops = ("src/", "docs/", "tests/", "tools/", "bench/")
    named = {
        (page.name, name)
        for page in PAGES
        for name in CODE.findall(page.read_text("utf-8"))
        if name.startswith(tops) and re.fullmatch(r"[\w./-]+", name)
    }

    assert sorted(one for one in named if not (ROOT / one[1]).exists()) == []


@pytest.mark.django_db(transaction=True)
def test_the_first_sale_of_the_readme_works_as_it_is_written(live_server, tmp_path):
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("the example of the README is written for curl and bash, which are not installed here")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    listing = a_listing(seller=a_seller(commune_code="00721"), title="Chè Shan tuyết Lũng Phìn", at=at)
    set_stock(variant_id=listing.variants.get().pk, quantity=Decimal(5), actor=SYSTEM, at=at)
    refresh_search([listing.pk], at=at)
    [script] = re.findall(r"```sh\n(market=.+?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    here = script.replace("http://127.0.0.1:8000", live_server.url)

    done = subprocess.run(
        ["bash", "-eu", "-c", here],
        cwd=tmp_path,
        env={**os.environ, "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    order = json.loads(done.stdout.splitlines()[-1])
    assert (order["status"]["order"], [line["quantity"] for line in order["lines"]]) == ("placed", [2.0])
