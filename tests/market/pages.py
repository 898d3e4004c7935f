"""Every page of the market, once in each guise that looks different: who opens it, and where it is.

One list for everything that goes over all pages: axe, narrow screens, weights, screenshots. A page that is missing here
fails `tests/journeys/test_every_page.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from playwright.sync_api import BrowserContext

from tests.market.running import Market

Facts = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Page:
    """A page as one kind of person sees it. `carries` are cookies of a guest: "basket", "order" or "number".

    One that `sends` something answers to a form instead of being opened.
    """

    name: str
    view: str
    words: Callable[[Facts], dict[str, Any]] | None = None
    query: dict[str, str] | None = None
    person: str = ""
    carries: str = ""
    sends: Callable[[Facts], dict[str, str]] | None = None

    def address(self, facts: Facts) -> str:
        if self.view.startswith("/"):
            return self.view
        path = reverse(self.view, kwargs=self.words(facts) if self.words else None)
        return f"{path}?{urlencode(self.query)}" if self.query else path

    def prepare(self, context: BrowserContext, market: Market) -> None:
        """Give the browser what this page's reader carries: a session, a basket, a remembered order."""
        cookies = dict(market.facts["cookies"][self.carries]) if self.carries else {}
        if self.person:
            cookies["phien"] = market.facts["people"][self.person]["session"]
        context.add_cookies([{"name": name, "value": value, "url": market.url} for name, value in cookies.items()])


def good(number: int) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: dict(facts["photographed"][number])


def announced(facts: Facts) -> dict[str, Any]:
    return {"code": facts["announcement"]}


def order(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["orders"][name]["codes"][0]}


def group(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["orders"][name]["group"]}


def goods(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["goods"][name]}


def shop(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["shops"][name]}


def connected(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["connected"][name]}


def season(hole: str, name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {hole: facts["seasons"][name]}


def words(**fixed: Any) -> Callable[[Facts], dict[str, Any]]:
    return lambda _facts: fixed


def in_bulk(name: str) -> Callable[[Facts], dict[str, Any]]:
    """Words for the address of something that is bought in bulk, such as a request."""
    return lambda facts: dict(facts["in_bulk"][name])


def said(name: str, **more: str) -> Callable[[Facts], dict[str, Any]]:
    """Words for the address of something that buyers and shops have said, such as a complaint."""
    return lambda facts: {**facts["said"][name], **more}


GUEST = (
    Page("score-rules", "storefront:score-rules"),
    Page("forbidden-goods", "storefront:forbidden-goods"),
    Page("home", "storefront:home"),
    Page("home-month", "storefront:month", words(month=9)),
    Page("search", "storefront:search", query={"q": "che shan tuyet"}),
    Page("search-filtered", "storefront:search", query={"q": "mat ong", "ocop_min": "3"}),
    Page("search-nothing", "storefront:search", query={"q": "máy tính xách tay"}),
    Page("category", "storefront:category", words(slug="che")),
    Page("province", "storefront:province", words(slug="tuyen-quang")),
    Page("product", "storefront:product", good(0)),
    Page("product-drawn", "storefront:product", lambda facts: dict(facts["drawn"])),
    Page("product-resting", "storefront:product", lambda facts: dict(facts["resting"])),
    Page("shop", "storefront:shop", lambda facts: {"slug": facts["shops"]["slug"]}),
    Page("place-to-send", "storefront:place"),
    Page("promotions", "storefront:promotions"),
    Page("group-purchase", "orders:group-purchase", lambda facts: {"code": facts["promotions"]["purchase"]}),
    Page("group-purchase-joined", "orders:pledge", lambda facts: {"token": facts["promotions"]["pledge"]}),
    Page("cart-empty", "orders:cart"),
    Page("cart", "orders:cart", carries="basket"),
    Page("checkout", "orders:checkout", carries="basket"),
    Page("find-order", "orders:mine"),
    Page("guest-order", "orders:order", order("guest"), carries="order"),
    Page("guest-thanks", "orders:thanks", group("guest"), carries="order"),
    Page("places", "places:index"),
    Page("places-renamed", "places:renamed"),
    Page("places-search", "places:index", query={"q": "ha giang"}),
    Page("places-province", "places:province", words(slug="tuyen-quang", code="08")),
    Page("places-commune", "places:commune", words(slug="xa-dong-van", code="00721")),
    Page("regulations", "regulations:index"),
    Page("regulations-figures", "regulations:figures"),
    Page("regulations-fees", "regulations:fees"),
    Page("regulations-privacy", "regulations:privacy"),
    Page("regulations-ranking", "regulations:ranking"),
    Page("regulations-document", "regulations:document", words(key="regulations")),
    Page("regulations-edition", "regulations:version", words(key="regulations", edition="2026-07")),
    Page("about", "regulations:about"),
    Page("recalls", "complaints:recalls"),
    Page("recall", "complaints:recall", said("recall")),
    Page("reviews", "reviews:listing", said("goods")),
    Page("questions", "reviews:questions", said("goods")),
    Page("sign-in", "accounts:sign-in"),
    Page("card", "accounts:card-kiosk"),
    Page("card-over", "accounts:card-over"),
    Page("card-scanned", "accounts:card", lambda facts: dict(facts["entering"]["card"])),
    Page("sign-in-password", "accounts:password-sign-in"),
    Page("sign-in-code", "accounts:code", carries="number"),
    Page("open-a-shop", "sellers:start"),
    Page("embed", "channels:embed", query={"tinh": "08", "so": "6"}),
    Page("widget", "channels:widget", words(kind="tinh", code="08")),
    Page("outbox", "messages:outbox"),
    Page("not-found", "/khong-co-trang-nay/"),
)
BUYER = (
    Page("orders", "orders:mine", person="buyer-1"),
    Page("orders-none", "orders:mine", person="buyer-2"),
    *(
        Page(f"order-{name}", "orders:order", order(name), person="buyer-1")
        for name in ("completed", "refused", "cancelled", "sent", "packed", "confirmed", "paid", "unpaid")
    ),
    Page("order-of-two-shops", "orders:order", group("two_sellers"), person="buyer-1"),
    Page("thanks-transfer", "orders:thanks", group("unpaid"), person="buyer-1"),
    Page("complain", "complaints:complain", order("sent"), person="buyer-1"),
    Page("complaint", "complaints:complaint", said("complaint"), person="buyer-1"),
    Page("review-order", "reviews:order", order("completed"), person="buyer-1"),
    Page("review-write", "reviews:write", said("to_review"), person="buyer-1"),
    Page("review-report", "reviews:report", said("review"), person="buyer-1"),
    Page("talks", "conversations:talks", person="buyer-1"),
    Page("talk", "conversations:talk", said("talk"), person="buyer-1"),
    Page("talk-about-order", "conversations:order", order("sent"), person="buyer-1"),
    Page("follows", "follows:mine", person="buyer-1"),
    Page("follows-none", "follows:mine", person="buyer-2"),
    Page("notices", "messages:notices", person="buyer-1"),
    Page("welcome", "accounts:welcome", person="buyer-1"),
    Page("me", "accounts:me", person="buyer-1"),
    Page("me-password", "accounts:password", person="buyer-1"),
    Page("me-lock", "accounts:passkey-add", person="buyer-1"),
    Page("my-shops-none", "sellers:mine", person="buyer-1"),
    Page("new-shop", "sellers:new", words(kind_slug="ca-nhan"), person="buyer-1"),
)
SELLER = (
    Page("today", "sellerdesk:today", person="manager-2"),
    Page("seller-orders", "orders:seller-list", person="manager-2"),
    Page("seller-orders-to-pack", "orders:seller-list", query={"loai": "to_pack"}, person="manager-2"),
    Page("seller-order-new", "orders:seller-order", order("guest"), person="manager-2"),
    Page("seller-order-confirmed", "orders:seller-order", order("confirmed"), person="manager-2"),
    Page("seller-order-packed", "orders:seller-order", order("packed"), person="manager-2"),
    Page("seller-order-completed", "orders:seller-order", order("completed"), person="manager-2"),
    Page("seller-complaints", "complaints:seller-list", person="manager-2"),
    Page("seller-complaint", "complaints:seller-complaint", said("seller_complaint"), person="manager-2"),
    Page("seller-reviews", "reviews:seller-reviews", person="manager-2"),
    Page("seller-questions", "reviews:seller-questions", person="manager-2"),
    Page("seller-talks", "conversations:seller-talks", person="manager-2"),
    Page("seller-talk", "conversations:seller-talk", said("talk"), person="manager-2"),
    Page("recall-publish", "complaints:publish-recall", said("goods"), person="manager-2"),
    Page("goods", "sellerdesk:goods", person="manager-2"),
    Page("goods-new", "sellerdesk:start", person="manager-2"),
    Page("goods-photos", "sellerdesk:photos", goods("draft"), person="manager-2"),
    Page("goods-facts", "sellerdesk:facts", goods("draft"), query={"q": "na"}, person="manager-2"),
    Page("goods-voice", "sellerdesk:voice", goods("draft"), person="manager-2"),
    Page("goods-story", "sellerdesk:story", goods("draft"), person="manager-2"),
    Page("goods-sizes", "sellerdesk:sizes", goods("draft"), person="manager-2"),
    Page("goods-draft", "sellerdesk:item", goods("draft"), person="manager-2"),
    Page("goods-paused", "sellerdesk:item", goods("paused"), person="manager-2"),
    Page("goods-changes-asked", "sellerdesk:item", goods("changes_asked"), person="manager-2"),
    Page("goods-history", "sellerdesk:history", goods("changes_asked"), person="manager-2"),
    Page("goods-preview", "sellerdesk:preview", goods("draft"), person="manager-2"),
    Page("certificates", "sellerdesk:certificates", person="manager-1"),
    Page("money", "sellerdesk:money", person="manager-2"),
    Page("fees", "sellerdesk:fees", person="manager-2"),
    Page("tax", "sellerdesk:tax", person="manager-2"),
    Page("statement", "sellerdesk:statement", person="manager-2"),
    Page("shop-reports", "sellerdesk:reports", person="manager-2"),
    Page("seller-promotions", "sellerdesk:promotions", person="manager-2"),
    Page("seller-promotions-voucher", "sellerdesk:new-voucher", person="manager-2"),
    Page("seller-promotions-set", "sellerdesk:new-combo", person="manager-2"),
    Page("seller-promotions-together", "sellerdesk:new-purchase", person="manager-2"),
    Page("imports", "sellerdesk:imports", person="manager-2"),
    Page("import-tried", "sellerdesk:import", lambda facts: dict(facts["entering"]["import"]), person="manager-2"),
    Page("connections", "sellerdesk:connections", person="manager-2"),
    Page("keys", "sellerdesk:keys", person="manager-2"),
    Page("webhooks", "sellerdesk:webhooks", person="manager-2"),
    Page("webhook", "sellerdesk:webhook", connected("webhook"), person="manager-2"),
    Page("channels", "sellerdesk:channels", person="manager-2"),
    Page("channel", "sellerdesk:channel", connected("channel"), person="manager-2"),
    Page(
        "channel-goods",
        "sellerdesk:channel-link",
        lambda facts: {"code": facts["connected"]["channel"], "listing": facts["connected"]["listing"]},
        person="manager-2",
    ),
    Page("foreign", "sellerdesk:foreign", person="manager-2"),
    Page("foreign-table", "sellerdesk:foreign-table", connected("table"), person="manager-2"),
    Page("sales", "sellerdesk:sales", person="manager-2"),
    Page("shop-written", "sellers:shop", shop("draft"), person="owner-draft"),
    Page("shop-waiting", "sellers:shop", shop("in_review"), person="owner-in-review"),
    Page("shop-details", "sellers:details", shop("draft"), person="owner-draft"),
    Page("shop-papers", "sellers:papers", shop("draft"), person="owner-draft"),
    Page("shop-account", "sellers:account", shop("draft"), person="owner-draft"),
    Page("shop-people", "sellers:people", shop("draft"), person="owner-draft"),
    Page("my-shops", "sellers:mine", person="owner-draft"),
)


def programme(name: str) -> Callable[[Facts], dict[str, Any]]:
    return lambda facts: {"code": facts["programme"][name]}


HELPER = (
    Page("helper", "helperdesk:home", person="helper-1"),
    Page("helper-household", "helperdesk:household", programme("household"), person="helper-1"),
    Page("helper-note-visit", "helperdesk:note-visit", programme("household"), person="helper-1"),
    Page("helper-task", "helperdesk:task", programme("task"), person="helper-1"),
    Page("helper-visits", "helperdesk:visits", person="helper-1"),
    Page("helper-results", "helperdesk:results", person="helper-1"),
    Page("helper-open", "helperdesk:open", person="helper-1"),
    Page("helper-first-goods", "helperdesk:first-goods", programme("household"), person="helper-1"),
    Page("learning-together", "helperdesk:pairs", person="manager-2"),
    Page("office-tasks", "officedesk:tasks", person="officer-commune"),
    Page("office-task", "officedesk:task", programme("task"), person="officer-commune"),
    Page("office-new-task", "officedesk:new-task", programme("household"), person="officer-commune"),
    Page("office-never-sold", "officedesk:never-sold", person="operator-1"),
    Page("office-teams", "officedesk:teams", person="officer-province"),
    Page("office-team", "officedesk:team", programme("team"), person="officer-province"),
    Page("office-results", "officedesk:results", person="officer-province"),
    Page("office-visits", "officedesk:visits", person="officer-province"),
    Page("office-leads", "officedesk:leads", person="officer-province"),
)
OPERATOR = (
    Page("office", "officedesk:home", person="operator-1"),
    Page("office-of-a-province", "officedesk:home", person="officer-province"),
    Page("review-goods", "officedesk:queue", person="operator-1"),
    Page("decide-about-many", "officedesk:new-bulk", words(kind="listings"), person="operator-1"),
    Page("many-at-once", "officedesk:bulks", person="operator-1"),
    Page("give-many-out", "officedesk:new-bulk", words(kind="never_sold"), person="officer-province"),
    Page("many-at-once-run", "officedesk:bulk", lambda facts: {"code": facts["bulk"]}, person="operator-1"),
    Page("office-announcements", "officedesk:announcements", person="operator-1"),
    Page("office-announcement", "officedesk:announcement", announced, person="operator-1"),
    Page("announcement", "messages:announcement", announced, person="manager-2"),
    Page("office-contents", "officedesk:contents", person="operator-1"),
    Page("office-fees", "officedesk:fees", person="operator-1"),
    Page("office-fee-new", "officedesk:new-fee", person="operator-1"),
    Page("office-switches", "officedesk:switches", person="operator-1"),
    Page("office-switch", "officedesk:switch", words(feature="preorders"), person="operator-1"),
    Page("office-switch-everywhere", "officedesk:switch", words(feature="widget"), person="operator-1"),
    Page("review-one", "officedesk:listing", goods("in_review"), person="operator-1"),
    Page("office-goods", "officedesk:goods", person="operator-1"),
    Page("office-goods-filtered", "officedesk:goods", query={"q": "mat ong"}, person="operator-1"),
    Page("office-filters", "officedesk:filters", words(key="goods"), query={"q": "com"}, person="operator-1"),
    Page("office-listing", "officedesk:listing", goods("paused"), person="operator-1"),
    Page("office-shops", "officedesk:shops", person="operator-1"),
    Page("office-shop", "officedesk:shop", shop("in_review"), person="operator-1"),
    Page("helped-households", "sellers:mandates", person="helper-1"),
    Page("choose-household", "sellers:choose-household", person="helper-1"),
    Page("ask-household", "sellers:ask-mandate", lambda facts: {"code": facts["shops"]["slug"]}, person="helper-1"),
    Page("consent", "sellers:mandate", lambda facts: {"code": facts["asked"]}, person="helper-1"),
    Page("helped-today", "sellerdesk:today", query={"gian": "gian-hang-mau-dong-van"}, person="helper-1"),
    Page("who-helps", "sellers:helpers", lambda facts: {"code": facts["shops"]["slug"]}, person="manager-2"),
    Page("household-card", "sellers:card", lambda facts: {"code": facts["shops"]["slug"]}, person="manager-2"),
    Page("mandate-link", "sellers:mandate-link", lambda facts: dict(facts["mandate_link"])),
    Page("office-helpers", "officedesk:helpers", person="officer-province"),
    Page("office-callbacks", "officedesk:callbacks", person="officer-province"),
    Page("office-unusual", "officedesk:unusual", person="officer-province"),
    Page("review-shop", "sellers:review", shop("in_review"), person="operator-1"),
    Page("office-certificates", "officedesk:certificates", person="operator-1"),
    Page("office-orders", "officedesk:orders", person="operator-1"),
    Page("office-order", "officedesk:order", order("unpaid"), person="operator-1"),
    Page("office-money", "officedesk:money", person="operator-1"),
    Page("office-tax", "officedesk:tax", person="operator-1"),
    Page("office-payouts", "officedesk:payouts", person="operator-1"),
    Page(
        "office-payout-batch",
        "officedesk:payout-batch",
        lambda facts: {"code": facts["office"]["payouts"]},
        person="operator-1",
    ),
    Page("office-tax-declarations", "officedesk:tax-declarations", person="operator-1"),
    Page("office-deposits", "officedesk:deposits", person="operator-1"),
    Page("office-mismatches", "officedesk:mismatches", person="operator-1"),
    Page("office-sms", "officedesk:sms", person="operator-1"),
    Page("office-one-sms", "officedesk:one-sms", lambda facts: {"code": facts["office"]["sms"]}, person="operator-1"),
    Page("office-statements", "officedesk:statements", person="operator-1"),
    Page(
        "office-statement",
        "officedesk:statement",
        lambda facts: {"code": facts["office"]["statement"]},
        person="operator-1",
    ),
    Page("office-bank-lines", "officedesk:bank-lines", person="operator-1"),
    Page(
        "office-bank-line", "officedesk:bank-line", lambda facts: {"code": facts["office"]["line"]}, person="operator-1"
    ),
    Page("office-complaints", "officedesk:complaints", person="operator-1"),
    Page("office-complaint", "officedesk:complaint", said("seller_complaint"), person="operator-1"),
    Page("office-recalls", "officedesk:recalls", person="operator-1"),
    Page("office-recall", "officedesk:recall", said("recall"), person="operator-1"),
    Page("office-words", "officedesk:words", person="operator-1"),
    Page("office-talks", "officedesk:talks", person="operator-1"),
    Page("office-people", "officedesk:people", person="operator-1"),
    Page(
        "office-person",
        "officedesk:person",
        lambda facts: {"code": facts["people"]["manager-2"]["code"]},
        person="operator-1",
    ),
    Page("office-give-role", "officedesk:give-role", query={"phone": "0900000001"}, person="operator-1"),
    Page("office-imports", "officedesk:imports", person="operator-1"),
    Page("office-import", "officedesk:import", lambda facts: {"code": facts["import"]}, person="operator-1"),
    Page("office-trail", "officedesk:trail", person="operator-1"),
    Page("office-trail-searched", "officedesk:trail", query={"words": "gian-hang"}, person="operator-1"),
    Page("office-vouchers", "officedesk:vouchers", person="operator-1"),
    Page("office-voucher", "officedesk:voucher", words(code="CHOMAU10"), person="operator-1"),
    Page("office-voucher-new", "officedesk:new-voucher", person="operator-1"),
    Page("office-vouchers-of-a-province", "officedesk:vouchers", person="officer-province"),
    Page("office-voucher-of-a-province", "officedesk:voucher", words(code="CHOMAUTINH"), person="officer-province"),
    Page("office-voucher-new-of-a-province", "officedesk:new-voucher", person="officer-province"),
    Page("office-support", "officedesk:support", person="officer-commune"),
    Page(
        "office-support-shop", "officedesk:support-shop", words(code="gian-hang-mau-dong-van"), person="officer-commune"
    ),
    Page("office-findings", "officedesk:findings", person="operator-1"),
    Page("office-stories", "officedesk:stories", person="operator-1"),
    Page("office-demands", "officedesk:demands", person="operator-1"),
    Page("office-demand-new", "officedesk:new-demand", goods("paused"), person="operator-1"),
    Page("office-scores", "officedesk:scores", person="operator-1"),
    Page("office-library", "officedesk:library", person="operator-1"),
    Page("office-fact", "officedesk:fact", words(code="KT-VU-001"), person="operator-1"),
    Page("office-fact-new", "officedesk:new-fact", person="operator-1"),
    Page("office-looks", "officedesk:looks", person="operator-1"),
)
MESSAGES = (
    Page("how-news-reaches-me", "messages:wishes", person="buyer-1"),
    Page("sell-by-sms", "smsdesk:pin", person="manager-2"),
    Page("sms-not-understood", "smsdesk:puzzling", person="operator-1"),
    Page("sms-tried-out", "smsdesk:try"),
)
SEASONS = (
    Page("order-ahead", "orders:preorder", season("code", "harvest")),
    Page("remind-me", "storefront:remind", lambda facts: {"code": facts["resting"]["code"]}),
    Page("remind-me-no-more", "storefront:end-reminder", season("token", "reminder")),
    Page("order-harvest-moved", "orders:order", season("code", "asked"), person="buyer-1"),
    Page("seasons", "sellerdesk:seasons", person="manager-2"),
    Page("harvest", "sellerdesk:harvest", season("code", "harvest"), person="manager-2"),
    Page("harvest-new", "sellerdesk:new-harvest", person="manager-2"),
    Page("office-seasons", "officedesk:seasons", person="operator-1"),
    Page("office-season-calendar", "officedesk:season-calendar", words(code="08"), person="officer-province"),
)
IN_BULK = (
    Page("wholesale", "wholesale:home", person="buyer-1"),
    Page("wholesale-ask", "wholesale:new-request", person="buyer-1"),
    Page("wholesale-request", "wholesale:request", in_bulk("request"), person="buyer-1"),
    Page("wholesale-request-edit", "wholesale:edit-request", in_bulk("request"), person="buyer-1"),
    Page("wholesale-contract", "wholesale:contract", in_bulk("contract"), person="buyer-1"),
    Page("wholesale-contract-terms", "wholesale:contract-terms", in_bulk("contract"), person="buyer-1"),
    Page("wholesale-contract-of-the-shop", "wholesale:contract", in_bulk("contract"), person="manager-2"),
    Page("standing-order-new", "wholesale:new-standing", person="buyer-1"),
    Page("standing-order", "wholesale:standing", in_bulk("standing"), person="buyer-1"),
    Page("wholesale-shop", "wholesale:shop", in_bulk("shop"), person="manager-2"),
    Page("wholesale-prices", "wholesale:prices", in_bulk("shop"), person="manager-2"),
    Page("wholesale-own-prices", "wholesale:my-prices", person="buyer-1"),
    Page("wholesale-documents", "wholesale:packs", in_bulk("shop"), person="manager-2"),
    Page("wholesale-answer", "wholesale:answer", in_bulk("answer"), person="manager-2"),
)
DATA = (
    Page("my-data", "privacy:mine", person="buyer-1"),
    Page(
        "household-data",
        "privacy:household",
        lambda facts: {"seller_code": facts["shops"]["slug"]},
        person="operator-1",
    ),
    *(
        Page(
            f"household-consent-{name}",
            "privacy:household-consent",
            lambda facts: {"seller_code": facts["shops"]["slug"]},
            query=query,
            person="officer-commune",
        )
        for name, query in (("choice", None), ("ways", {"chon": "1", "dong-y": "own_voice"}))
    ),
    Page("shop-rules", "sellerdesk:rules", person="manager-2"),
    Page("done-in-your-name", "sellerdesk:helped", person="manager-2"),
    Page("data-requests", "officedesk:data-requests", person="operator-1"),
    Page(
        "data-request", "officedesk:data-request", lambda facts: {"code": facts["data"]["request"]}, person="operator-1"
    ),
    Page("data-retention", "officedesk:retention", person="operator-1"),
    Page("data-breaches", "officedesk:breaches", person="operator-1"),
    Page("reports", "officedesk:reports", person="operator-1"),
    Page("report", "officedesk:report", lambda facts: {"code": facts["data"]["report"]}, person="operator-1"),
)
ANSWERS = (
    Page("choose-province", "places:choose", sends=lambda facts: {"place_return": facts["entering"]["back"]}),
    Page(
        "choose-commune",
        "places:choose",
        sends=lambda facts: {"place_return": facts["entering"]["back"], "chosen_province": "08", "contact_name": "Hoa"},
    ),
    Page(
        "office-talk",
        "officedesk:look-at-talk",
        said("talk"),
        person="operator-1",
        sends=lambda _facts: {"purpose": "Xem lại lời báo"},
    ),
)
"""Pages that only a form leads to."""
PAGES = (*DATA, *IN_BULK, *SEASONS, *MESSAGES, *GUEST, *BUYER, *SELLER, *HELPER, *OPERATOR)

NO_PAGES = {
    # for machines and monitors
    ":openapi", "web:alive", "web:ready", "web:metrics", "web:favicon", "web:manifest",
    "messages:report", "messages:push-worker", "messages:push-add", "smsdesk:receive", "reconciliation:payos",
    "storefront:share-card", "storefront:robots", "storefront:sitemap", "storefront:sitemap-part", "uploads:picture", "uploads:sound",
    "orders:contract", "orders:seller-contract", "orders:seller-invoice", "orders:qr", "sellers:document", "channels:feed", "channels:to-market",
    "sellerdesk:import-faults", "sellerdesk:import-template", "sellerdesk:export",
    "officedesk:import-faults", "officedesk:import-template", "officedesk:export", "officedesk:paper",
    "officedesk:draw-up", "officedesk:payout-file", "officedesk:payout-answers", "officedesk:payout-step",
    "sellerdesk:statement-file", "sellerdesk:rhythm",
    "officedesk:make-return", "officedesk:classify", "officedesk:end-tax-declaration", "officedesk:return-filed",
    "officedesk:return-file", "sellerdesk:declare-produce", "sellerdesk:end-declaration", "sellerdesk:tax-certificate",
    "sellerdesk:report-file", "privacy:agree", "privacy:ask", "privacy:withdraw", "privacy:file", "privacy:household-evidence",
    "officedesk:lift-hold", "officedesk:breach-step",
    "officedesk:report-file", "officedesk:voucher-step", "orders:leave-purchase", "orders:vouchers",
    "sellerdesk:purchase-off", "sellerdesk:combo-step", "sellerdesk:voucher-step",
    "wholesale:pack", "wholesale:pack-copies", "wholesale:contract-pdf", "wholesale:desk",
    # steps: a form is sent there, and a page of the list answers
    "wholesale:accept", "wholesale:withdraw-request", "wholesale:withdraw-quote", "wholesale:contract-code",
    "wholesale:contract-sign", "wholesale:contract-off", "wholesale:contract-index", "wholesale:contract-deliver",
    "wholesale:contract-close", "wholesale:pack-back", "wholesale:hear-requests", "wholesale:standing-skip",
    "wholesale:standing-step", "wholesale:standing-agree", "wholesale:contract-deposit", "wholesale:end-prices",
    "messages:push-remove", "messages:read-announcement", "smsdesk:cared",
    "web:language", "web:interrupted", "messages:read-all", "messages:open-notice",
    "accounts:send-again", "accounts:sign-out", "accounts:remove-password", "accounts:end-sessions",
    "accounts:passkey-sign-in", "accounts:passkey-sign-in-begin", "accounts:passkey-add-begin",
    "accounts:passkey-remove",
    "orders:add", "orders:change", "orders:find", "orders:forget", "orders:cancel", "orders:receive", "orders:again",
    "orders:seller-confirm", "orders:seller-refuse", "orders:seller-pack", "orders:seller-hand-over",
    "orders:seller-cancel", "orders:seller-paid", "orders:preorder-answer",
    "sellerdesk:harvest-move", "sellerdesk:harvest-off", "sellerdesk:harvest-step", "sellerdesk:season-note",
    "sellerdesk:sleep-step",
    "accounts:card-stay", "sellers:consent-send-code", "sellers:consent-by-code",
    "sellers:consent-by-voice", "sellers:consent-by-signature", "sellers:lay-down-mandate", "sellers:helper-agree",
    "sellers:helper-end", "sellers:print-card", "sellers:revoke-card", "officedesk:end-help",
    "officedesk:helper-evidence", "officedesk:settle-callback", "officedesk:look-at-support",
    "officedesk:support-paper", "officedesk:end-support",
    "sellers:submit", "sellers:remove-paper", "sellers:remove-person", "sellers:close", "sellers:identity",
    "sellers:decide",
    "sellerdesk:orders", "sellerdesk:photo", "sellerdesk:questions", "sellerdesk:price", "sellerdesk:stock",
    "sellerdesk:insert-fact", "sellerdesk:transcript", "sellerdesk:voice-back", "sellerdesk:hear",
    "sellerdesk:goods-paper", "officedesk:settle", "officedesk:decide-story", "officedesk:hear",
    "officedesk:goods-paper", "officedesk:demand", "officedesk:carry-out", "officedesk:score-now",
    "officedesk:filter-step", "officedesk:bulk-step", "officedesk:sms-step",
    "officedesk:decide-fact", "officedesk:withdraw-fee", "officedesk:end-announcement",
    "sellerdesk:submit", "sellerdesk:pause", "sellerdesk:resume", "sellerdesk:withdraw-certificate",
    "sellerdesk:revoke-key", "sellerdesk:webhook-step", "sellerdesk:webhook-replay", "sellerdesk:channel-sync",
    "sellerdesk:channel-file", "sellerdesk:import-for-real", "sellerdesk:refunded",
    "officedesk:approve-many", "officedesk:take-down", "officedesk:decide", "officedesk:verify", "officedesk:refuse",
    "officedesk:deposit-came", "officedesk:deposit-back", "officedesk:bank-step",
    "officedesk:paid", "officedesk:refunded", "officedesk:cancel", "officedesk:receive", "officedesk:end-role",
    "officedesk:import-for-real",
    "complaints:photo", "complaints:step", "complaints:answer", "complaints:seller-photo", "complaints:seller-step",
    "reviews:ask", "reviews:answer",
    "conversations:report", "conversations:file", "conversations:goods", "conversations:order-report",
    "conversations:order-file", "conversations:seller-report", "conversations:seller-file",
    "conversations:seller-order", "follows:shop", "follows:goods", "follows:alert",
    "officedesk:decide-complaint", "officedesk:complaint-photo", "officedesk:complaint-step",
    "officedesk:end-recall", "officedesk:words-step", "officedesk:look-at-talk", "officedesk:settle-talk",
    "helperdesk:task-step", "helperdesk:consent", "helperdesk:pair-step", "officedesk:close-team",
    "officedesk:remove-member", "officedesk:results-file", "officedesk:end-pair",
    # parts of pages
    "places:suggestions",
    # reached only by a form: ANSWERS
    "places:choose",
}  # fmt: skip
"""Addresses with a name that are no pages of their own to look at."""
