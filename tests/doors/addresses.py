"""Every address of the site as the resolver knows it, with what may stand in its places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

HOLE = re.compile(r"<(?:[a-z_]+:)?([a-z_]+)>|\(\?P<([a-z_]+)>[^()]*\)")
SIGNS = re.compile(r"\(\?:|[\^$?]|\)\?|(?<=-)\)|\\")


@dataclass(frozen=True)
class Address:
    """One pattern: its name with the app, and its path with ``{places}``."""

    name: str
    template: str
    holes: tuple[str, ...]

    def filled(self, values: Mapping[str, object]) -> str:
        """The path with these values in its places, encoded as a browser would; slashes stay."""
        return "/" + self.template.format(**{hole: quote(str(values[hole])) for hole in self.holes})


def addresses() -> list[Address]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str, app: str) -> Iterator[Address]:
    for pattern in patterns:
        template = before + _template(pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, template, pattern.namespace or app)
        else:
            holes = tuple(re.findall(r"{([a-z_]+)}", template))
            yield Address(f"{app}:{pattern.name or ''}", template, holes)


def _template(pattern: URLPattern | URLResolver) -> str:
    written = HOLE.sub(lambda found: "{" + (found[1] or found[2]) + "}", str(pattern.pattern))
    if not isinstance(pattern.pattern, RegexPattern):
        return written
    return "" if ".*" in written else SIGNS.sub("", written)
