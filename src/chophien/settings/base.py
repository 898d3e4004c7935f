"""Settings that do not depend on where the market runs."""

from pathlib import Path

from chophien.settings import environment
from chophien.web.static_files import shown_on_other_sites

PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = environment.data_dir()

DEBUG = False
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "chophien.web",
    "chophien.audit",
    "chophien.jobs",
    "chophien.rules",
    "chophien.switches",
    "chophien.places",
    "chophien.uploads",
    "chophien.messages",
    "chophien.accounts",
    "chophien.ledger",
    "chophien.regulations",
    "chophien.sellers",
    "chophien.growing",
    "chophien.catalog",
    "chophien.knowledge",
    "chophien.supply",
    "chophien.seasons",
    "chophien.lots",
    "chophien.delivery",
    "chophien.payments",
    "chophien.promotions",
    "chophien.tax",
    "chophien.collecting",
    "chophien.settlement",
    "chophien.treasury",
    "chophien.orders",
    "chophien.wholesale",
    "chophien.reconciliation",
    "chophien.gateways",
    "chophien.cashpoints",
    "chophien.complaints",
    "chophien.reviews",
    "chophien.conversations",
    "chophien.follows",
    "chophien.traceability",
    "chophien.scans",
    "chophien.channels",
    "chophien.labels",
    "chophien.ocop",
    "chophien.readiness",
    "chophien.packaging",
    "chophien.programmes",
    "chophien.privacy",
    "chophien.reports",
    "chophien.storefront",
    "chophien.sellerdesk",
    "chophien.helperdesk",
    "chophien.officedesk",
    "chophien.atlas",
    "chophien.smsdesk",
    "chophien.api",
    "chophien.samplemarket",
]
MIDDLEWARE = [
    "chophien.web.middleware.request_id",
    "chophien.web.middleware.measure",
    "chophien.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chophien.web.middleware.compress",
    "chophien.web.middleware.language",
    "chophien.api.middleware.api_manners",
    "chophien.web.middleware.sane_input",
    "chophien.web.middleware.same_origin_posts",
    "chophien.web.middleware.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chophien.accounts.views.card_sessions.CardSessions",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "chophien.web.jinja.environment"},
    },
]
ROOT_URLCONF = "chophien.urls"
WSGI_APPLICATION = "chophien.wsgi.application"
APPEND_SLASH = True

AUTH_USER_MODEL = "accounts.Person"
CARD_DOORS = frozenset(
    [
        *("accounts:card-stay", "accounts:sign-out", "sellers:helpers", "sellers:helper-end"),
        "messages:read-announcement",
        *("sellers:papers", "sellers:remove-paper"),
        *(
            f"sellerdesk:{name}"
            for name in ("today", "orders", "goods", "item", "history", "preview", "stock", "price", "helped")
        ),
        *(f"sellerdesk:{name}" for name in ("pause", "resume", "start", "photos", "photo", "story", "questions")),
        *(f"sellerdesk:{name}" for name in ("sizes", "submit", "money", "answer-cash")),
        *(f"orders:seller-{name}" for name in ("list", "order", "confirm", "refuse", "pack", "hand-over", "cancel")),
    ]
)
"""What somebody opens who came in with a shop's card: its goods and orders, never the account, people or money's way.

Papers they hand in until the shop is approved, for a household without a phone has no other way; none is shown again.
Everything else asks for their own phone.
"""

CARD_DOORS_OF = {
    "HO": frozenset(
        [
            *("accounts:card-stay", "accounts:sign-out", "messages:read-announcement"),
            *("sellerdesk:my-shares", "sellerdesk:my-share-answer"),
        ]
    )
}
"""The same for cards of what is no shop, by the letters of what they open. A household that brings goods to a
cooperative reads its parts of the lots, and says that it was paid; nothing of any shop.
"""

CARD_PAGES = {"HO": "/ban-hang/phan-cua-toi/"}
"""Where a card leads whose household has no shop, by the letters of what it opens; all others lead to the desk."""

AUTHENTICATION_BACKENDS = ["chophien.accounts.requests.SessionPeople", "django.contrib.auth.backends.ModelBackend"]
"""The first knows whose a session is, the second compares passwords, and knows sessions from before the first."""
LOGIN_URL = "/dang-nhap/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_NAME = "phien"
SESSION_COOKIE_HTTPONLY = True
SITE = environment.site()
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "lang"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/tinh/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ADD_HEADERS_FUNCTION = shown_on_other_sites
DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MAX_BODY_BYTES = 80_000_000

DEV = environment.flag("CHOPHIEN_DEV")
SAMPLE_MARKET = environment.flag("CHOPHIEN_SAMPLE")
RATE_LIMITS = environment.flag("CHOPHIEN_RATE_LIMITS")
WEBHOOKS_LOCAL = environment.flag("CHOPHIEN_WEBHOOKS_LOCAL")
PROXIES = environment.whole("CHOPHIEN_PROXIES")
SMS_GATEWAY = environment.text("CHOPHIEN_SMS_GATEWAY")
SMS_PROTOCOL = environment.text("CHOPHIEN_SMS_PROTOCOL")
SMS_SENDER = environment.text("CHOPHIEN_SMS_SENDER")
SMS_REPORTS_TO = environment.text("CHOPHIEN_SMS_REPORTS_TO")
SMS_INBOUND_KEY = environment.text("CHOPHIEN_SMS_INBOUND_KEY")
SMS_INBOUND_FROM = environment.many("CHOPHIEN_SMS_INBOUND_FROM")
VOICE_GATEWAY = environment.text("CHOPHIEN_VOICE_GATEWAY")
ZALO_TOKEN = environment.text("CHOPHIEN_ZALO_TOKEN")
ZALO_TEMPLATES = environment.many("CHOPHIEN_ZALO_TEMPLATES")
ZALO_ADDRESS = environment.text("CHOPHIEN_ZALO_ADDRESS")
PUSH_KEY = environment.text("CHOPHIEN_PUSH_KEY")
PUSH_CONTACT = environment.text("CHOPHIEN_PUSH_CONTACT")
PAYOS_KEY = environment.text("CHOPHIEN_PAYOS_KEY")
GATEWAYS = environment.gateways()
MAP_TILES = environment.text("CHOPHIEN_MAP_TILES")
MAP_CREDIT = environment.text("CHOPHIEN_MAP_CREDIT")
METRICS_TOKEN = environment.text("CHOPHIEN_METRICS_TOKEN")
MICROCACHE_SECONDS = float(environment.text("CHOPHIEN_MICROCACHE_SECONDS"))
HELD_AT = environment.text("CHOPHIEN_HELD_AT")
CASHPOINT_CONTRACT = environment.text("CHOPHIEN_CASHPOINT_CONTRACT")
TAX_CODE = environment.text("CHOPHIEN_TAX_CODE")
VIETQR_ACCOUNT = {
    "bin": environment.text("CHOPHIEN_VIETQR_BIN"),
    "account": environment.text("CHOPHIEN_VIETQR_ACCOUNT"),
    "name": environment.text("CHOPHIEN_VIETQR_NAME"),
}
