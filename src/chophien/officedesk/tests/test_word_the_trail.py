"""The trail is read by people: no names of fields, no marks of a program."""

import pytest
from django.utils import translation

from chophien.officedesk.wording import facts_in_words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"dry_run": False, "side": "buyer"}, [("chỉ thử", "không"), ("bên", "Người mua")]),
        ({"orders": ["CP-1", "CP-2"], "total_vnd": 248000}, [("đơn", "CP-1, CP-2"), ("tổng tiền", "248.000\xa0đ")]),
        ({"role": "seller_packer", "minutes": 5}, [("vai trò", "Người đóng gói"), ("phút", "5")]),
        ({"something_new": None}, [("something_new", "None")]),
    ],
)
def test_facts_are_told_in_words(facts, words):
    with translation.override("vi"):
        assert facts_in_words(facts) == words
