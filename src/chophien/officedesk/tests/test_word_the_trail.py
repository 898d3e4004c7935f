"""The trail is read by people: no names of fields, no marks of a program."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.utils import translation

import chophien
from chophien.officedesk.doers import doer_in_words
from chophien.officedesk.facts import FACTS, facts_in_words
from chophien.officedesk.wording import words_of


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"dry_run": False, "side": "buyer"}, [("chỉ thử", "không"), ("bên", "Người mua")]),
        ({"orders": ["CP-1", "CP-2"], "total_vnd": 248000}, [("đơn", "CP-1, CP-2"), ("tổng tiền", "248.000\xa0đ")]),
        ({"role": "seller_packer", "minutes": 5}, [("vai trò", "Người đóng gói"), ("phút", "5")]),
        ({"deeds": ["list", "answer"]}, [("cho làm", "Đăng hàng và ghi số còn lại, Trả lời người mua")]),
        ({"begins_on": "2026-11-24", "step": "move"}, [("ngày đầu", "24/11/2026"), ("bước", "đã dời ngày")]),
        ({"on": True}, [("đang bật", "có")]),
        ({"on": "2026-11-24", "status": "answered"}, [("ngày", "24/11/2026"), ("tình trạng", "Gian hàng đã trả lời")]),
        ({"before_vnd": 9000, "price_vnd": 10_000}, [("giá trước", "9.000\xa0đ"), ("giá", "10.000\xa0đ")]),
        ({"buyer": "", "reason": "Hỏng"}, [("người mua (mã)", "–"), ("lý do", "Hỏng")]),
        ({"kind": "harvest", "step": "judge"}, [("loại", "Thu hoạch"), ("bước", "đã chấm điểm")]),
        ({"kind": "foreign_goods"}, [("loại", "Bảng hàng lấy từ nơi bán khác")]),
        ({"kind": "gs1_number"}, [("loại", "Giấy về mã số của GS1")]),
        ({"something_new": None}, [("something_new", "–")]),
    ],
)
def test_facts_are_told_in_words(facts, words):
    with translation.override("vi"):
        assert facts_in_words(facts) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("system:clock", "chợ tự làm theo giờ"),
        ("system:recall", "do thu hồi hàng"),
        ("system:never-heard-of", "chợ tự làm"),
        ("system", "chợ tự làm"),
        ("guest:DH-7K3M", "khách DH-7K3M"),
        ("key:ab12", "chương trình có khóa ab12"),
        ("NG-LAN", "NG-LAN"),
    ],
)
def test_who_is_no_person_is_told_in_words(code, words):
    with translation.override("vi"):
        assert doer_in_words(code) == words


def test_every_kind_of_file_that_is_kept_has_a_name():
    named = re.compile(r'(?:FILE|PAPER|PHOTO)_KIND(?:, [A-Z_]+)* = (?:"BC", )?"([a-z_0-9]+)"')
    paths = Path(chophien.__file__).parent.glob("*/actions/*.py")
    kinds = {kind for path in paths for kind in named.findall(path.read_text())}

    assert len(kinds) >= 8
    assert {kind for kind in kinds if words_of(f"uploads.{kind}") == f"uploads.{kind}"} == set()


def test_every_step_that_is_recorded_under_its_own_name_has_words():
    steps = {
        "catalog.finding": ("act_on", "clear"),
        "catalog.paper": ("accept", "refuse"),
        "channels.webhook": ("close", "pause", "resume"),
        "knowledge.fact": ("approve", "refuse", "retire"),
        "lots.grower": ("accepted", "added", "changed", "declined", "ended"),
    }
    kinds = {f"{what}_{step}" for what, some in steps.items() for step in some}

    assert {kind for kind in kinds if words_of(kind) == kind} == set()


def keys_of(node, names):
    """The fields that an expression of facts names, as far as it is written down where it is recorded."""
    if isinstance(node, ast.Dict):
        return {key.value for key in node.keys if isinstance(key, ast.Constant)}
    if isinstance(node, ast.Name):
        return set().union(*(keys_of(one, {}) for one in names[node.id])) if node.id in names else set()
    return set().union(*(keys_of(one, names) for one in ast.iter_child_nodes(node)), set())


def recorded_in(function):
    """The fields of every entry that a function writes."""
    names = defaultdict(list)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names[node.targets[0].id].append(node.value)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            names[node.target.id].append(node.value)
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "record"]
    facts = [word.value for call in calls for word in call.keywords if word.arg == "facts"]
    return set().union(*(keys_of(one, names) for one in facts), set())


def test_every_field_of_every_entry_has_a_name():
    paths = [path for path in Path(chophien.__file__).parent.rglob("*.py") if "tests" not in path.parts]
    functions = [
        node for path in paths for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
    ]

    written = set().union(*(recorded_in(one) for one in functions))

    assert len(written) > 90
    assert written - set(FACTS) == set()
