"""Every kind of message that people may choose a way for is written to them by somebody."""

import ast
from pathlib import Path

import pytest

from chophien.messages.kinds import kinds

SRC = Path(__file__).resolve().parents[2] / "src" / "chophien"
TELLS = ("tell", "tell_staff", "tell_managers")


def senders() -> list[ast.Module]:
    """Every module that tells people something, tests left out."""
    paths = [path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    return [tree for tree in trees if any(brings_tell(node) for node in ast.walk(tree))]


def brings_tell(node: ast.AST) -> bool:
    """Whether it imports or defines something that tells people, under whatever name."""
    if isinstance(node, ast.FunctionDef):
        return node.name in TELLS
    return isinstance(node, ast.ImportFrom) and any(name.name in TELLS for name in node.names)


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every text that stands in such a module."""
    nodes = (node for tree in senders() for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_kind_of_message_has_a_sender(said):
    assert sorted(set(kinds()) - said) == []
