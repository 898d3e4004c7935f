"""The page behind a key of GS1 that is no goods of this market: the lots that it leads to. No reader is counted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chophien.lib.dates import format_date, local_date
from chophien.scans.selectors.keys import Seen


def show(request: HttpRequest, seen: Seen) -> HttpResponse:
    """The page, for everybody the same."""
    steps = [
        {"title": one.words, "state": "done", "when": format_date(local_date(one.at)), "text": one.place}
        for one in seen.steps
    ]
    return render(request, "scans/public/key.html", {"seen": seen, "steps": steps})
