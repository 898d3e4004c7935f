"""Logs carry the request's id and nobody's phone number."""

import json
import logging

import pytest

from chophien.web.logging import logging_settings, mask_phones, name_requests


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("code for 0912345678", "code for 0*******78"),
        ("+84912345678 asked", "+84*******78 asked"),
        ("84 912 345 678", "84*******78"),
        ("0912.345.678", "0*******78"),
        ("order CP-7K3M-92 of 185000", "order CP-7K3M-92 of 185000"),
        ("a1b2c30912345678ff", "a1b2c30912345678ff"),
    ],
)
def test_phone_numbers_are_masked(text, kept):
    assert mask_phones(None, "info", {"event": text}) == {"event": kept}


def test_a_line_of_the_log_is_one_json_object():
    formatter_settings = logging_settings("json")["formatters"]["lines"]
    formatter = formatter_settings.pop("()")(**formatter_settings)
    record = logging.LogRecord("chophien.x", logging.WARNING, "x.py", 1, "gọi %s", ("0912345678",), None)

    line = json.loads(formatter.format(record))

    assert (line["event"], line["level"], line["logger"]) == ("gọi 0*******78", "warning", "chophien.x")


def test_a_request_is_named_by_its_view_not_by_its_address(rf):
    request = rf.get("/don/TOKEN/?k=TOKEN&q=0912345678")
    event = {"request": request, "event": "Internal Server Error: /don/TOKEN/"}

    assert name_requests(None, "error", event) == {"request": "GET -", "event": "Internal Server Error: -"}
