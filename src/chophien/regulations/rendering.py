"""The few marks that the documents use, as HTML: headings, paragraphs, lists, bold words, links within the market."""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*|https://[^)\s]+)\)")
ORDERED, UNORDERED = Markup("<ol>{}</ol>"), Markup("<ul>{}</ul>")
_NUMBERED = re.compile(r"[0-9]+\. ")


def as_html(text: str) -> Markup:
    """``## `` begins a heading, ``- `` and ``1. `` an item, an empty line a paragraph.

    Inside a line: ``**bold**`` and ``[words](/path)``. Anything else is text: HTML in it is shown, not obeyed.
    """
    parts = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(block for part in parts for block in _blocks(part.splitlines()))


def _blocks(lines: list[str]) -> Iterator[Markup]:
    for kind, group in groupby(lines, key=_kind):
        found = list(group)
        if kind == "h2":
            for line in found:
                yield Markup("<h2>{}</h2>").format(_inline(line.lstrip("#").strip()))
        elif kind in {"ul", "ol"}:
            items = Markup("").join(Markup("<li>{}</li>").format(_inline(_without_mark(line))) for line in found)
            yield ORDERED.format(items) if kind == "ol" else UNORDERED.format(items)
        else:
            yield Markup("<p>{}</p>").format(_inline(" ".join(found)))


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "h2"
    if line.startswith("- "):
        return "ul"
    return "ol" if _NUMBERED.match(line) else "p"


def _without_mark(line: str) -> str:
    return line[2:] if line.startswith("- ") else _NUMBERED.sub("", line, count=1)


def _inline(text: str) -> Markup:
    bold = _BOLD.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(_LINK.sub(r'<a href="\2">\1</a>', bold))  # noqa: S704 -- escaped above; only our two marks are added
