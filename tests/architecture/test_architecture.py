"""What the import contracts cannot see: foreign keys, doors, templates, job names, views without queries."""

import ast
import re
import tomllib
from pathlib import Path

import grimp
from django.apps import apps

from chophien.jobs.queue import REGISTRY

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "chophien"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(c for c in CONTRACTS if c["name"].startswith("Apps"))["layers"]
RANK = {app.strip(" ()"): -i for i, layer in enumerate(LAYERS) for app in layer.split("|")}
DOORS = {
    "actions",
    "chart",
    "selectors",
    "policies",
    "models",
    "states",
    "events",
    "errors",
    "requests",
    "forms",
    "sealing",
    "search",
    "quality",
}
OPEN = {"lib", "web", "jobs"}
BORROWED = re.compile(r"{%-?\s*(?:include|extends|from|import)\s+[\"']([a-z_]+)/")
HTTP_FILES = ("views", "views.py", "api.py")


def app_models():
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


def test_foreign_keys_point_down_the_layers():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in app_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model
        and field.related_model._meta.app_label in RANK
        and model._meta.app_label != field.related_model._meta.app_label
        and RANK[field.related_model._meta.app_label] >= RANK[model._meta.app_label]
    ]

    assert upward == []


def test_apps_use_each_other_only_through_their_doors():
    graph = grimp.build_graph("chophien", cache_dir=None)
    sneaky = []
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            ours, theirs = importer.split("."), imported.split(".")
            if len(ours) < 2 or len(theirs) < 2 or ours[1] == theirs[1]:
                continue
            if ours[1] not in RANK or theirs[1] not in RANK or theirs[1] in OPEN:
                continue
            is_mount = ours[1] == "api" and theirs[2:] == ["api"]
            if "tests" not in ours and not is_mount and not (len(theirs) > 2 and theirs[2] in DOORS):
                sneaky.append(f"{importer} -> {imported}")

    assert sneaky == []


def test_templates_borrow_only_from_lower_apps():
    upward = [
        f"{path.relative_to(SRC)} -> {other}"
        for path in SRC.rglob("jinja2/**/*.html")
        for other in BORROWED.findall(path.read_text())
        if other != path.relative_to(SRC).parts[0] and RANK[other] >= RANK[path.relative_to(SRC).parts[0]]
    ]

    assert upward == []


def test_every_enqueued_job_exists():
    calls = [
        node
        for path in SRC.rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "enqueue" and node.args
    ]
    names = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}

    assert names - set(REGISTRY) == set()
    assert names


def test_views_never_query():
    words = re.compile(r"\.(objects|filter|exclude|annotate|save)\b")
    views = [
        path
        for path in SRC.rglob("*.py")
        if "tests" not in path.parts and any(part in HTTP_FILES for part in path.relative_to(SRC).parts)
    ]

    assert [str(path.relative_to(SRC)) for path in views if words.search(path.read_text())] == []
    assert views


def test_no_float_stands_in_money_code():
    money = [path for app in ("orders", "payments", "delivery", "supply") for path in (SRC / app).rglob("*.py")]
    floats = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in money
        if "tests" not in path.parts and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float")
    ]

    assert floats == []


def test_migrations_have_telling_names_and_import_none_of_our_code():
    faults = []
    for path in SRC.glob("*/migrations/0*.py"):
        if re.search(r"_auto_|_and_more|_merge", path.name):
            faults.append(f"{path.name}: name")
        if re.search(r"^(from|import) chophien", path.read_text(), re.MULTILINE):
            faults.append(f"{path.parent.parent.name}/{path.name}: imports our code")

    assert faults == []
