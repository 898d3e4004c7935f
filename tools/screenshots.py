"""Pictures of every page of the market, at 360 × 800 and 1280 × 900, as each kind of person sees it.

`make screenshots` fills `var/screenshots/` (open `index.html` there); `ARGS="home cart"` takes those pages only,
`ARGS=--readme` renews the two pictures of the README in `docs/images/`, and `ARGS=--money` those of the sample market's
money in `docs/pictures/`.
"""

import argparse
import html
import os
import sys
from io import BytesIO
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "src"), str(PROJECT / "tools")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chophien.settings.test")

import django

django.setup()

from django.conf import settings
from money_pictures import take_money
from PIL import Image
from playwright.sync_api import Browser
from tests.market.browser import DESKTOP, PHONE, launched
from tests.market.page import Page
from tests.market.pages import PAGES
from tests.market.running import Market, open_market

SCREENS = {"phone": PHONE, "desktop": DESKTOP}
README = {"home": "home", "today": "seller-day"}
"""Pages whose first screen on a phone stands in the README, and the names of their pictures."""
README_MOST_BYTES = 150_000
STYLE = (
    "body{font:17px sans-serif;margin:16px}section{display:flex;gap:16px;align-items:start;margin-bottom:40px}"
    "img{border:1px solid #999;max-width:100%}a.phone img{width:240px}a.desktop img{width:640px}"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", help="names of pages; none: all of them")
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    parser.add_argument("--money", action="store_true", help="renew the pictures of the sample market's money")
    options = parser.parse_args()
    unknown = set(options.pages) - {page.name for page in PAGES}
    if unknown:
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    wanted = set(README) if options.readme else set(options.pages)
    chosen = [page for page in PAGES if not wanted or page.name in wanted]
    folder = settings.DATA_DIR / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with open_market("screenshots") as market, launched() as browser:
        if options.money:
            take_money(browser, market, PROJECT / "docs" / "pictures")
            return 0
        if options.readme:
            for page in chosen:
                picture = photographed(browser, market, page, "phone", density=2, full_page=False)
                write_small(picture, PROJECT / "docs" / "images" / f"{README[page.name]}.webp")
            return 0
        for page in chosen:
            for screen in SCREENS:
                (folder / f"{page.name}-{screen}.png").write_bytes(photographed(browser, market, page, screen))
    (folder / "index.html").write_text(contact_sheet(folder), encoding="utf-8")
    print(folder / "index.html")
    return 0


def photographed(
    browser: Browser, market: Market, page: Page, screen: str, *, density: float = 1, full_page: bool = True
) -> bytes:
    """The page as a PNG: all of it, or what the screen shows at first."""
    size = SCREENS[screen]
    context = browser.new_context(viewport=size, device_scale_factor=density, base_url=market.url, locale="vi-VN")
    page.prepare(context, market)
    tab = context.new_page()
    tab.goto(page.address(market.facts), wait_until="networkidle")
    picture = tab.screenshot(full_page=full_page)
    context.close()
    return picture


def write_small(picture: bytes, path: Path) -> None:
    """The picture as WebP, as good as README_MOST_BYTES allow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(BytesIO(picture)).convert("RGB")
    for quality in (90, 80, 70, 60, 50):
        image.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= README_MOST_BYTES:
            return
    raise ValueError(f"{path} cannot be made small enough")


def contact_sheet(folder: Path) -> str:
    """One page with every picture that is in the folder, in the order of the list of pages."""
    sections = []
    for page in PAGES:
        taken = [(screen, f"{page.name}-{screen}.png") for screen in SCREENS]
        links = "".join(
            f'<a class="{screen}" href="{name}"><img src="{name}" alt="{html.escape(page.name)}, {screen}"></a>'
            for screen, name in taken
            if (folder / name).exists()
        )
        if links:
            who = html.escape(page.person or "guest")
            sections.append(f"<h2>{html.escape(page.name)} <small>{who}</small></h2><section>{links}</section>")
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title><style>{STYLE}</style>'
    return head + "".join(sections)


if __name__ == "__main__":
    sys.exit(main())
