# ruff: noqa: E501 -- a drawing is one long line
"""Line drawings of 24 by 24 that stand beside a word, never in its place."""

from markupsafe import Markup

PATHS = {
    "home": '<path d="M3 10 12 3l9 7v10a1 1 0 0 1-1 1h-5v-7H9v7H4a1 1 0 0 1-1-1z"/>',
    "search": '<circle cx="11" cy="11" r="7"/><path d="m21 21-4.3-4.3"/>',
    "cart": '<path d="m5 11 4-7M19 11l-4-7M2 11h20l-2 9a2 2 0 0 1-2 1H6a2 2 0 0 1-2-1z"/>',
    "list": '<path d="M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-4 4-6 8-6s8 2 8 6"/>',
    "people": '<circle cx="9" cy="8" r="4"/><path d="M2 21c0-4 3-6 7-6s7 2 7 6M16 4a4 4 0 0 1 0 8M18 15c2.5 1 4 3 4 6"/>',
    "truck": '<path d="M1 6h13v11H1zM14 10h4l4 4v3h-8z"/><circle cx="6" cy="18.5" r="2"/><circle cx="18" cy="18.5" r="2"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>',
    "box": '<path d="m3 7 9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "check": '<path d="m4 12 5 5L20 6"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
    "camera": '<path d="M3 8h4l2-3h6l2 3h4v11H3z"/><circle cx="12" cy="13" r="3.5"/>',
    "phone": '<path d="M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 3 5a2 2 0 0 1 2-2z"/>',
    "pin": '<path d="M12 22c5-6 7-9 7-12a7 7 0 0 0-14 0c0 3 2 6 7 12z"/><circle cx="12" cy="10" r="2.5"/>',
    "leaf": '<path d="M4 20C4 10 10 4 20 4c0 10-6 16-16 16zM4 20l8-8"/>',
    "star": '<path d="m12 3 2.8 5.7 6.2.9-4.5 4.4 1.1 6.2L12 17.2l-5.6 3 1.1-6.2L3 9.6l6.2-.9z"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 22h4"/>',
    "coin": '<circle cx="12" cy="12" r="9"/><path d="M15 9h-4a1.5 1.5 0 0 0 0 3h2a1.5 1.5 0 0 1 0 3H9M12 7v2M12 15v2"/>',
    "shop": '<path d="M4 10v11h16V10M3 5h18l1 5H2zM9 21v-6h6v6M9 5v5M15 5v5"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "edit": '<path d="M4 20h4L20 8l-4-4L4 16zM13 7l4 4"/>',
    "trash": '<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6"/>',
    "back": '<path d="M20 12H4M10 6l-6 6 6 6"/>',
    "next": '<path d="M4 12h16M14 6l6 6-6 6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "filter": '<path d="M3 6h18M6 12h12M10 18h4"/>',
    "print": '<path d="M7 9V3h10v6M7 18H3V9h18v9h-4M7 14h10v7H7z"/>',
    "download": '<path d="M12 3v12M7 10l5 5 5-5M4 20h16"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 20h16"/>',
    "eye": '<path d="M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z"/><circle cx="12" cy="12" r="3"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.5h.01"/>',
    "warn": '<path d="M12 3 2 20h20zM12 10v4M12 17h.01"/>',
    "qr": '<path d="M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3zM14 14h3v3h-3zM20 14v.01M14 20v.01M20 20v.01"/>',
    "bank": '<path d="m3 9 9-6 9 6zM5 9v9M10 9v9M14 9v9M19 9v9M3 21h18"/>',
    "cash": '<path d="M2 6h20v12H2z"/><circle cx="12" cy="12" r="3"/><path d="M6 9v.01M18 15v.01"/>',
    "hand": '<path d="M2 16l4-4h5a2 2 0 0 1 0 4H9M11 16l6-4a2 2 0 0 1 2 3l-6 5H6l-4 0"/>',
    "calendar": '<path d="M4 6h16v15H4zM4 11h16M8 3v5M16 3v5"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.5 12 8.5-8.5M16 7l3 3"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "speaker": '<path d="M11 5 6 9H2v6h4l5 4zM15.5 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13"/>',
    "refresh": '<path d="M20 11a8 8 0 0 0-14-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4l2-2M20 20v-5h-5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2"/>',
    "tag": '<path d="M3 12V3h9l9 9-9 9zM7.5 7.5h.01"/>',
    "note": '<path d="M5 3h14v18H5zM9 8h6M9 12h6M9 16h3"/>',
    "flag": '<path d="M5 22V4h13l-3 4 3 4H5"/>',
    "chat": '<path d="M3 5h18v12H9l-5 4v-4H3z"/>',
}


ICONS = {
    name: Markup(  # noqa: S704 -- drawings of this file
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">' + path + "</svg>"
    )
    for name, path in PATHS.items()
}


def icon(name: str) -> Markup:
    """The drawing as inline SVG, hidden from screen readers because a word stands beside it.

    :raises KeyError: for a name that is not drawn
    """
    return ICONS[name]
