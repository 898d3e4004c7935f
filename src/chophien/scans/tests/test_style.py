"""Behind a code a slow phone waits for one answer: the page carries its style, and no other may stand in it."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from chophien.scans.tests.factories import a_stamp

pytestmark = pytest.mark.django_db


def test_the_page_carries_exactly_the_style_that_its_policy_allows_and_asks_for_no_file(client):
    stamp = a_stamp()
    path = f"/01/{stamp.batch.gtin}/21/{stamp.serial}"

    for answer in (client.get(path), client.get(path), client.get(f"{path}?cam-on=noi")):
        page = answer.content.decode()
        style = re.fullmatch(r".*<style>(.*)</style>.*", page, re.DOTALL)[1]
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert f"; style-src 'self' 'sha256-{digest}'; img-src" in answer["Content-Security-Policy"]
        assert (page.count("<style"), 'rel="stylesheet"' in page, "unsafe" in answer["Content-Security-Policy"]) == (
            1,
            False,
            False,
        )
        assert style.startswith("/*") or ":root" in style[:500]
