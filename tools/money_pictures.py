"""Pictures of the sample market's money: statement, tax, payouts, with the files as the office sees them.

Taken by `make screenshots ARGS=--money`. Small PNGs with a palette of their own, in `docs/pictures/`.
"""

import csv
import html
import io
import tempfile
from io import BytesIO
from pathlib import Path

import typst
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ViewportSize
from playwright.sync_api import Page as Tab
from tests.market.browser import DESKTOP, PHONE
from tests.market.pages import PAGES
from tests.market.running import Market

MOST_BYTES = 60_000
WAYS = tuple((scale, colours) for scale in (100, 80, 65) for colours in (64, 32, 16))
"""Per cent of the size and number of colours, the best first."""
SHARPNESS = 80
"""Points an inch at which a paper is drawn."""
SHEET = (
    "body{font:15px sans-serif;margin:16px;width:max-content}table{border-collapse:collapse}"
    "td{border:1px solid #bbb;padding:4px 8px}tr:first-child td{font-weight:bold}pre{font:14px monospace;margin:0}"
)
TAKEN: dict[str, tuple[str, ViewportSize, str]] = {
    "statement": ("statement-sold", PHONE, "body"),
    "tax": ("tax-sold", PHONE, "body"),
    "payout-batch": ("office-payout-answered", DESKTOP, ""),
    "tax-return": ("office-tax", DESKTOP, "#to-khai"),
}
"""For each picture the page, the screen, and which part of it; none: what the screen shows at first."""
UNPIN = "for (const one of document.querySelectorAll('nav, header')) one.style.position = 'static'"
"""What stays in its place while one scrolls would lie across a long picture."""
SIGN, FILE = "Ký đợt này", "Tệp cho ngân hàng (CSV)"


def take_money(browser: Browser, market: Market, folder: Path) -> None:
    """Write every picture anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (page, screen, part) in TAKEN.items():
        write(folder / f"{name}.png", page_of(browser, market, page, screen, part=part))
    office, seller = visitor(browser, market, "operator-1"), visitor(browser, market, "manager-3")
    other = visitor(browser, market, "operator-2")
    write(folder / "bank-file.png", drawn(office, as_table(bank_file(market, office, other))))
    code = market.facts["office"]["return"]
    for name, kind, draw in (
        ("tax-return-csv", "return-csv", as_table),
        ("tax-list-csv", "list-csv", as_table),
        ("tax-list-xml", "list-xml", as_text),
    ):
        data = fetched(office, reverse("officedesk:return-file", args=[code, kind]))
        write(folder / f"{name}.png", drawn(office, draw(data.decode("utf-8-sig"))))
    year = market.facts["office"]["month"][:4]
    write(folder / "certificate.png", paper(fetched(seller, reverse("sellerdesk:tax-certificate", args=[int(year)]))))


def visitor(browser: Browser, market: Market, person: str) -> BrowserContext:
    """A browser in which somebody of the sample market is signed in."""
    context = browser.new_context(viewport=DESKTOP, base_url=market.url, locale="vi-VN")
    session = market.facts["people"][person]["session"]
    context.add_cookies([{"name": "phien", "value": session, "url": market.url}])
    return context


def page_of(browser: Browser, market: Market, name: str, screen: ViewportSize, *, part: str) -> bytes:
    """A part of a page of the list as its reader sees it."""
    page = next(one for one in PAGES if one.name == name)
    context = browser.new_context(viewport=screen, base_url=market.url, locale="vi-VN")
    page.prepare(context, market)
    tab = context.new_page()
    tab.goto(page.address(market.facts), wait_until="networkidle")
    tab.evaluate(UNPIN)
    picture = tab.locator(part).screenshot() if part else tab.screenshot()
    context.close()
    return picture


def bank_file(market: Market, first: BrowserContext, second: BrowserContext) -> str:
    """Two operators sign the batch that waits, and the first takes its file."""
    address = reverse("officedesk:payout-batch", args=[market.facts["office"]["waiting"]])
    for context in (first, second):
        tab = context.new_page()
        tab.goto(address)
        tab.get_by_role("button", name=SIGN).click()
        tab.wait_for_load_state("networkidle")
        tab.close()
    tab = first.new_page()
    tab.goto(address)
    with tab.expect_download() as taken:
        tab.get_by_role("button", name=FILE).click()
    text = Path(taken.value.path()).read_text("utf-8")
    tab.close()
    return text


def fetched(context: BrowserContext, address: str) -> bytes:
    """A file as the market gives it out."""
    response = context.request.get(address)
    if not response.ok:
        raise RuntimeError(f"{address} answered {response.status}")
    return response.body()


def as_table(text: str) -> str:
    """A CSV as a spreadsheet shows it."""
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    width = max(len(row) for row in rows)
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in [*row, *[""] * (width - len(row))]) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def as_text(text: str) -> str:
    """A text file as an editor shows it."""
    return f"<pre>{html.escape(text)}</pre>"


def drawn(context: BrowserContext, body: str) -> bytes:
    """A piece of HTML, no larger than it is."""
    tab: Tab = context.new_page()
    tab.set_content(f'<!doctype html><meta charset="utf-8"><style>{SHEET}</style><body>{body}')
    picture = tab.locator("body").screenshot()
    tab.close()
    return picture


def paper(pdf: bytes) -> bytes:
    """The first page of a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.typ"
        (Path(folder) / "paper.pdf").write_bytes(pdf)
        sheet.write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("paper.pdf", page: 1)\n')
        return bytes(typst.compile(str(sheet), format="png", ppi=SHARPNESS))


def write(path: Path, picture: bytes) -> None:
    """The picture as large and with as many colours as MOST_BYTES allow.

    :raises ValueError: if it is too large in every way
    """
    whole = Image.open(BytesIO(picture)).convert("RGB")
    for scale, colours in WAYS:
        size = (whole.width * scale // 100, whole.height * scale // 100)
        image = whole if scale == 100 else whole.resize(size, Image.Resampling.LANCZOS)
        image.quantize(colours, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return
    raise ValueError(f"{path} cannot be made small enough")
