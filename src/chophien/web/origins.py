"""Whether a request that changes something comes from our own pages, without any token in them.

Browsers say where a request comes from: `Sec-Fetch-Site` (all since 2023), `Origin` (all since
2020, with every POST), `Referer` before that. A program that is no browser sends none of them and
carries nobody's cookies by accident, so it may pass. The same reasoning as in Go 1.25's
`http.CrossOriginProtection`.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})


def is_cross_origin(request: HttpRequest) -> bool:
    """True when another site's page made the browser send this; safe methods are never refused."""
    if request.method in SAFE_METHODS:
        return False
    headers = request.headers
    site = headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in OWN_SITES
    origin = headers.get("Origin", "")
    if origin:
        return _host_of(origin) != request.get_host().lower()
    referer = headers.get("Referer", "")
    return bool(referer) and _host_of(referer) != request.get_host().lower()


def _host_of(address: str) -> str:
    """Host and port of an address in small letters; empty for ``null`` and for nonsense."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme in {"http", "https"} else ""
