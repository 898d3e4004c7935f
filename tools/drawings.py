# ruff: noqa: E501 -- a drawing is one long line
"""Draws the quiet pictures that stand in where a thing has no photo.

python tools/drawings.py     writes static/web/drawings/<kind>.svg and, all in one file, static/web/drawings.svg

One file for all of them means one request for a page full of goods without photos.
"""

from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src" / "chophien" / "web" / "static" / "web"
SIZE = 200

# kind: sky above, sky below, hills and emblem, emblem on a grid of 24
KINDS = {
    "tea": ("bcd7c0", "7fae8a", "2f6b46", "M12 21V9M12 12c-5 0-8-3-8-8 5 0 8 3 8 8zM12 9c0-4 3-6 7-6 0 4-3 6-7 6z"),
    "honey": (
        "fbe3a6",
        "e8b23a",
        "8b5a08",
        "M12 2l4.3 2.5v5L12 12 7.7 9.5v-5zM7.7 9.5 12 12v5l-4.3 2.5L3.4 17v-5zM16.3 9.5l4.3 2.5v5l-4.3 2.5L12 17v-5z",
    ),
    "coffee": ("e4d3c3", "b08c6c", "5a3a22", "M6 18C2 14 4 7 9 4s10 0 10 6-5 12-13 8zM7 17c2-5 8-5 10-11"),
    "noodles": (
        "efe3c8",
        "d9c08a",
        "7a5c24",
        "M3 11h18a9 9 0 0 1-18 0zM9 21h6M7 11c0-3 2-3 2-6M12 11c0-3 2-3 2-6M17 8l4-5",
    ),
    "rice": (
        "f3ecd0",
        "dcc980",
        "75651f",
        "M12 22V8M12 8c-2-2-2-4 0-6 2 2 2 4 0 6zM12 13c-3 0-5-1-5-4 3 0 5 1 5 4zM12 13c3 0 5-1 5-4-3 0-5 1-5 4zM12 18c-3 0-5-1-5-4 3 0 5 1 5 4zM12 18c3 0 5-1 5-4-3 0-5 1-5 4z",
    ),
    "fruit": (
        "f9d9c0",
        "e59a63",
        "94451a",
        "M12 7c-2-2-8-1-8 5s4 9 6 9c1 0 1-.5 2-.5s1 .5 2 .5c2 0 6-3 6-9s-6-7-8-5zM12 7c0-2 1-4 3-5",
    ),
    "vegetable": (
        "dbe9c3",
        "a9c77a",
        "4a752b",
        "M12 22C5 22 3 16 5 11c1-5 4-8 7-8s6 3 7 8c2 5 0 11-7 11zM12 22V9M12 14l-4-4M12 17l5-5",
    ),
    "meat": ("e9c9bd", "b5644a", "6a2b1c", "M3 4h18M7 4v10c0 3 3 3 3 0V4M14 4v14c0 3 3 3 3 0V4"),
    "fish-sauce": (
        "ecd6b4",
        "c48a48",
        "6d3f12",
        "M9 2h6M10 2v5l-3 4v11h10V11l-3-4V2M9.5 16c2-2.5 4-2.5 5.5 0-1.5 2.5-3.5 2.5-5.5 0z",
    ),
    "liquor": (
        "dcd9ea",
        "9c93bf",
        "463a70",
        "M9 2h6M10 2v4c-4 2-5 5-5 8 0 5 3 8 7 8s7-3 7-8c0-3-1-6-5-8V2M5.3 12h13.4",
    ),
    "herb": (
        "cfe5d6",
        "86b79b",
        "245c45",
        "M12 22V6M12 10C8 10 6 8 6 4c4 0 6 2 6 6zM12 15c4 0 6-2 6-6-4 0-6 2-6 6zM12 20c-4 0-6-2-6-6 4 0 6 2 6 6z",
    ),
    "oil": (
        "f5e8b8",
        "dcbf55",
        "6f5a10",
        "M12 2c4 6 7 9 7 13a7 7 0 0 1-14 0c0-4 3-7 7-13zM8.5 15a3.5 3.5 0 0 0 3.5 3.5",
    ),
    "brocade": ("cfd5ee", "5767b5", "232e63", "M12 2l10 10-10 10L2 12zM12 7l5 5-5 5-5-5zM12 11l1 1-1 1-1-1z"),
    "basket": ("ecdcc2", "c4a06a", "6b4a1e", "M6 10l3-7M18 10l-3-7M2 10h20l-2 11H4zM3 14h18M4 18h16M9 10v11M15 10v11"),
    "plant": (
        "d3e8dc",
        "8fc0a4",
        "2c6a4b",
        "M6 14h12l-2 8H8zM12 14V7M12 9c-4 0-6-2-6-6 4 0 6 2 6 6zM12 11c0-3 2-5 6-5 0 3-2 5-6 5z",
    ),
    "tourism": ("cfe3ee", "7fb0c9", "1f5570", "M2 11l10-8 10 8M5 9v8h14V9M5 17v5M19 17v5M12 17v5M10 17v-5h4v5"),
    "spice": (
        "f1d3cb",
        "cf7f6a",
        "7c2e20",
        "M12 2c2 4 2 6 0 10-2-4-2-6 0-10zM12 22c-2-4-2-6 0-10 2 4 2 6 0 10zM2 12c4-2 6-2 10 0-4 2-6 2-10 0zM22 12c-4 2-6 2-10 0 4-2 6-2 10 0z",
    ),
    "mushroom": (
        "e6dfd6",
        "b9a997",
        "574636",
        "M3 12c0-5 4-9 9-9s9 4 9 9zM9 12c0 4 0 6-1 9h8c-1-3-1-5-1-9M8 8h.01M13 7h.01",
    ),
    "nut": ("ead9c4", "bf966a", "63401d", "M5 10c0 7 3 12 7 12s7-5 7-12zM4 10c0-4 3-6 8-6s8 2 8 6zM12 4V2"),
    "sweets": ("f6dbe2", "d890a5", "7d2f49", "M7 8h10v8H7zM7 9 3 6v12l4-3M17 9l4-3v12l-4-3"),
    "other": ("e3e0d8", "b3ab9c", "4d473c", "M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10"),
}
HILLS = (
    ("M0 150 45 110 80 135 125 85 200 145V200H0z", "M0 175 60 140 110 165 160 130 200 160V200H0z"),
    ("M0 138 52 96 96 140 140 112 200 150V200H0z", "M0 168 40 148 92 172 150 134 200 166V200H0z"),
    ("M0 146 38 122 92 88 138 132 172 112 200 132V200H0z", "M0 164 52 150 104 174 148 144 200 170V200H0z"),
)


def picture(place: int, kind: str) -> str:
    above, below, dark, emblem = KINDS[kind]
    far, near = HILLS[place % len(HILLS)]
    return (
        f'<linearGradient id="sky-{kind}" x2="0" y2="1"><stop stop-color="#{above}"/>'
        f'<stop offset="1" stop-color="#{below}"/></linearGradient>'
        f'<path fill="url(#sky-{kind})" d="M0 0h200v200H0z"/>'
        f'<path d="{far}" fill="#{dark}" opacity=".5"/><path d="{near}" fill="#{dark}"/>'
        f'<circle cx="100" cy="74" r="40" fill="#fbf8f2" opacity=".92"/>'
        f'<path transform="translate(76 50) scale(2)" d="{emblem}" fill="none" stroke="#{dark}" '
        f'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def main() -> None:
    views, groups = [], []
    (STATIC / "drawings").mkdir(parents=True, exist_ok=True)
    for place, kind in enumerate(KINDS):
        top = place * SIZE
        inside = picture(place, kind)
        one = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">{inside}</svg>\n'
        (STATIC / "drawings" / f"{kind}.svg").write_text(one, encoding="utf-8")
        views.append(f'<view id="{kind}" viewBox="0 {top} {SIZE} {SIZE}"/>')
        groups.append(f'<g transform="translate(0 {top})">{inside}</g>')
    every = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE * len(KINDS)}">'
    (STATIC / "drawings.svg").write_text("\n".join([every, *views, *groups, "</svg>"]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
