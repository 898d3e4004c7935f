"""The one page of a simulated gateway. It says what it is before anything else."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from chophien.gateways.simulator.base import Page
from chophien.lib.money import format_vnd

CHOICE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name} (mô phỏng)</title>
<body style="font:18px/1.5 sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem">
<p style="background:#fff3cd;border:2px solid #b8860b;padding:.8rem;border-radius:.5rem"><strong>Đây là mô phỏng {name},
không phải {name} thật. Không có tiền nào chuyển đi.</strong></p>
<h1 style="font-size:1.4rem">{amount}</h1><p>{about}</p>
<p><a href="{pay}">Trả tiền (thử)</a></p><p><a href="{leave}">Không trả nữa</a></p></body></html>"""


def choice(name: str, amount_vnd: int, about: str, said: Mapping[str, Any]) -> Page:
    """Pay, or leave it."""
    links = {verb: "?" + escape(urlencode({**said, "do": verb})) for verb in ("pay", "leave")}
    text = CHOICE.format(name=name, amount=format_vnd(amount_vnd), about=escape(about), **links)
    return Page(200, text.encode(), "text/html; charset=utf-8")


def see(address: str) -> Page:
    """Send the browser there."""
    return Page(303, b"", "text/plain", location=address)
