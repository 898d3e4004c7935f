"""Who is calling, as far as the network says."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's IP address, behind as many trusted proxies as the settings say.

    Each trusted proxy appends the address it saw to X-Forwarded-For, so that the caller's is
    the n-th from the right; whatever stands further left was written by the caller.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES <= 0:
        return str(direct)
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    candidate = told[-settings.PROXIES] if len(told) >= settings.PROXIES else direct
    return candidate if is_address(candidate) else str(direct)


def is_address(text: str) -> bool:
    """Tell whether the text is an IPv4 or IPv6 address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(request: HttpRequest) -> bool:
    """True when the caller sits on this very machine and no proxy speaks for somebody else."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    direct = str(request.META.get("REMOTE_ADDR", ""))
    return is_address(direct) and ip_address(direct).is_loopback
