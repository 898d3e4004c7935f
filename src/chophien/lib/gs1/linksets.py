"""Linksets: where a Digital Link leads, as a document for machines, and which one link somebody is sent to.

The document is RFC 9264 section 4.2 in the profile of the GS1 Conformant Resolver Standard 1.1 (sections 5 and 6):
every link has a title, the anchor a description of the item.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

MEDIA_TYPE = "application/linkset+json"
VOCABULARY = "https://gs1.org/voc/"
ALL = "all"
"""The link type that asks for the whole linkset (Resolver Standard 6.1); `linkset` is its older name."""
DEFAULT_LINK = VOCABULARY + "defaultLink"
DEFAULT_LINK_MULTI = VOCABULARY + "defaultLinkMulti"

LinkObject: TypeAlias = "dict[str, str | list[str]]"
Linkset: TypeAlias = "dict[str, list[dict[str, str | list[LinkObject]]]]"


@dataclass(frozen=True)
class Link:
    """One place that a Digital Link leads to. `link_type` is a word of GS1's vocabulary (``gs1:pip``) or of IANA's."""

    link_type: str
    href: str
    title: str
    media_type: str = ""
    languages: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    def as_object(self) -> LinkObject:
        """The link as RFC 9264 section 4.2.3 writes it; what is not known is left out."""
        written: LinkObject = {"href": self.href, "title": self.title}
        if self.media_type:
            written["type"] = self.media_type
        if self.languages:
            written["hreflang"] = list(self.languages)
        if self.context:
            written["context"] = list(self.context)
        return written


def relation(link_type: str) -> str:
    """The full name of a link type: ``gs1:pip`` is ``https://gs1.org/voc/pip``; others stay as they are."""
    return VOCABULARY + link_type.removeprefix("gs1:") if link_type.startswith("gs1:") else link_type


def linkset(anchor: str, description: str, links: Iterable[Link], *, default: str) -> Linkset:
    """The linkset of one item: its links by type, the default ones named as such.

    `anchor` is the Digital Link without a query, `default` the type to be led to when none is asked for; its first link
    becomes the one default, all of them the ones to choose from by language.

    :raises ValueError: if there is no link of the default type
    """
    by_type: dict[str, list[LinkObject]] = {}
    for link in links:
        by_type.setdefault(relation(link.link_type), []).append(link.as_object())
    if relation(default) not in by_type:
        raise ValueError(f"no link of the default type {default}")
    defaults = by_type[relation(default)]
    item: dict[str, str | list[LinkObject]] = {"anchor": anchor, "itemDescription": description}
    item[DEFAULT_LINK] = [{"href": defaults[0]["href"], "title": defaults[0]["title"]}]
    if len(defaults) > 1:
        item[DEFAULT_LINK_MULTI] = defaults
    item.update(by_type)
    return {"linkset": [item]}


def link_header(anchor: str, links: Iterable[Link]) -> str:
    """The same links as the value of an HTTP `Link` header (RFC 8288 section 3), for those who read no document."""
    return ", ".join(
        "; ".join(
            [
                f"<{_in_header(link.href)}>",
                f'rel="{relation(link.link_type)}"',
                *([f'type="{link.media_type}"'] if link.media_type else []),
                *(f'hreflang="{language}"' for language in link.languages),
                f'anchor="{_in_header(anchor)}"',
            ]
        )
        for link in links
    )


def choose_link(
    links: Sequence[Link], *, link_type: str, languages: Sequence[str] = (), media_types: Sequence[str] = ()
) -> Link | None:
    """The link somebody is sent to: of the type asked for, in the first of their languages, of a form they take.

    A language fits whole (``vi-VN``) before it fits by its first part (``vi``); without a fit, the first link of the
    type is taken (Resolver Standard 5.3). Nothing comes back when there is no link of that type at all.
    """
    of_type = [link for link in links if relation(link.link_type) == relation(link_type)]
    taken = [link for link in of_type if not media_types or not link.media_type or link.media_type in media_types]
    candidates = taken or of_type
    for wanted in languages:
        for fits in (_same, _akin):
            for link in candidates:
                if any(fits(wanted, language) for language in link.languages):
                    return link
    return candidates[0] if candidates else None


def _in_header(address: str) -> str:
    """An address as it may stand in a header: whatever would end it there is percent-encoded."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=-._~")


def _same(wanted: str, language: str) -> bool:
    return wanted.lower() == language.lower()


def _akin(wanted: str, language: str) -> bool:
    return wanted.lower().partition("-")[0] == language.lower().partition("-")[0]
