"""Whether htmx asked for a part of a page instead of the page."""

from django.http import HttpRequest


def is_fragment_wanted(request: HttpRequest) -> bool:
    """True for an htmx request that swaps a part; a boosted or restored page is a whole page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and "HX-Boosted" not in headers
        and headers.get("HX-History-Restore-Request") != "true"
    )
