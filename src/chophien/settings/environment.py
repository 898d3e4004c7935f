"""The settings that come from outside, each read once, by name, from the environment.

`TABLE` is the one list: `docs/operations.md` is checked against it by a test.
"""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    meaning: str


TABLE = (
    Setting("DATABASE_URL", "", "An outside PostgreSQL: postgresql://user:password@host:port/name. Empty: embedded."),
    Setting("PGBIN", "", "Folder of the PostgreSQL programs that serve embedded. Empty: those installed with it."),
    Setting("CHOPHIEN_DATA_DIR", "var", "Folder for the embedded database, uploads and the secret key."),
    Setting("CHOPHIEN_SECRET_KEY", "", "Signing key. Empty: the data folder's own, written at the first run."),
    Setting("CHOPHIEN_FIELD_KEYS", "", "Comma-separated Fernet keys for sealed fields, newest first. Empty: as above."),
    Setting("CHOPHIEN_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that this market answers to."),
    Setting(
        "CHOPHIEN_SITE", "", "Address of the site in messages: https://chophien.vn. Empty: as `HOST` and `PORT` say."
    ),
    Setting("CHOPHIEN_TLS", "0", "1 behind a TLS proxy: HSTS, secure cookies, X-Forwarded-Proto trusted."),
    Setting("CHOPHIEN_PROXIES", "0", "How many trusted proxies stand in front, for the caller's address."),
    Setting("CHOPHIEN_DEV", "0", "1 shows /dev/outbox with sign-in codes. `make run` sets it on a loopback host only."),
    Setting("CHOPHIEN_SAMPLE", "1", "1 says on every page that this is a demonstration market."),
    Setting("CHOPHIEN_RATE_LIMITS", "on", "off for load tests."),
    Setting("CHOPHIEN_WEBHOOKS_LOCAL", "0", "1 lets webhooks reach this machine and plain HTTP, for trying them out."),
    Setting("CHOPHIEN_MICROCACHE_SECONDS", "5", "How long a guest's page may be served again; 0 turns it off."),
    Setting(
        "CHOPHIEN_MAP_TILES", "", "Base of the interactive map: https://tiles.example/{z}/{x}/{y}.png. Empty: borders."
    ),
    Setting("CHOPHIEN_MAP_CREDIT", "", "Whose work these tiles are; stands on the map."),
    Setting("CHOPHIEN_METRICS_TOKEN", "", "Bearer token that opens /metrics. Empty: loopback only."),
    Setting("CHOPHIEN_SMS_GATEWAY", "", "Address of the SMS gateway. Empty: messages stay in the outbox."),
    Setting("CHOPHIEN_SMS_PROTOCOL", "json", "What that gateway speaks: json, or kannel (its sendsms)."),
    Setting("CHOPHIEN_SMS_SENDER", "", "Short number that SMS come from, where the gateway wants to be told."),
    Setting("CHOPHIEN_SMS_REPORTS_TO", "", "This market's address as Kannel reaches it, for reports. Empty: none."),
    Setting("CHOPHIEN_SMS_INBOUND_KEY", "", "Secret of whoever brings SMS to /sms/nhan/. Empty: that is closed."),
    Setting("CHOPHIEN_SMS_INBOUND_FROM", "", "Addresses that may bring SMS, with commas. Empty: any with the secret."),
    Setting("CHOPHIEN_VOICE_GATEWAY", "", "Address of the gateway that calls and reads aloud. Empty: no calls."),
    Setting("CHOPHIEN_ZALO_TOKEN", "", "Access token of the Zalo official account. Empty: nothing by Zalo."),
    Setting("CHOPHIEN_ZALO_TEMPLATES", "", "Template of each kind: order.new=123456,order.late=123457."),
    Setting(
        "CHOPHIEN_ZALO_ADDRESS",
        "https://business.openapi.zalo.me/message/template",
        "Where Zalo takes templates.",
    ),
    Setting("CHOPHIEN_PUSH_KEY", "", "Key of `print_push_key` for notifications in browsers. Empty: none."),
    Setting("CHOPHIEN_PUSH_CONTACT", "mailto:webmaster@localhost", "Whom push services may write to."),
    Setting("CHOPHIEN_VIETQR_BIN", "970436", "Bank (NAPAS BIN) of the account that receives transfers."),
    Setting("CHOPHIEN_VIETQR_ACCOUNT", "0000000000", "Account number that receives transfers."),
    Setting("CHOPHIEN_VIETQR_NAME", "CHO PHIEN DEMO", "Name of that account's owner."),
    Setting("CHOPHIEN_HELD_AT", "Đối tác giữ tiền (mô phỏng)", "Licensed bank or company that holds buyers' money."),
    Setting(
        "CHOPHIEN_PAYOS_KEY", "", "Checksum key of payOS's messages to /webhooks/bank/payos. Empty: that is closed."
    ),
    Setting(
        "CHOPHIEN_CASHPOINT_CONTRACT",
        "",
        "Number of the cash points' contract, as the rule cashpoints.partner has it. Empty: trials without real money.",
    ),
    Setting("CHOPHIEN_VNPAY_TERMINAL", "", "Terminal code (vnp_TmnCode) of VNPay. Empty: no VNPay at the checkout."),
    Setting("CHOPHIEN_VNPAY_KEY", "", "Secret (vnp_HashSecret) that signs what goes to VNPay and comes from it."),
    Setting(
        "CHOPHIEN_VNPAY_PAGE", "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html", "VNPay's page on which people pay."
    ),
    Setting(
        "CHOPHIEN_VNPAY_API",
        "https://sandbox.vnpayment.vn/merchant_webapi/api/transaction",
        "Where VNPay is asked about a payment and told to give money back.",
    ),
    Setting("CHOPHIEN_MOMO_PARTNER", "", "Partner code of MoMo. Empty: no MoMo at the checkout."),
    Setting("CHOPHIEN_MOMO_ACCESS_KEY", "", "Access key of MoMo."),
    Setting("CHOPHIEN_MOMO_KEY", "", "Secret key that signs what goes to MoMo and comes from it."),
    Setting("CHOPHIEN_MOMO_API", "https://test-payment.momo.vn", "MoMo's payment gateway; its page has the same host."),
    Setting(
        "CHOPHIEN_TAX_CODE", "", "Tax code of ten digits for paying withheld tax. Empty: papers say that it is missing."
    ),
    Setting("CHOPHIEN_LOG", "json", "json, or plain for a person at a terminal."),
    Setting("CHOPHIEN_DB_EXPLAIN", "0", "1 logs queries slower than 100 ms."),
    Setting("HOST", "127.0.0.1", "Address that `make run` listens on."),
    Setting("PORT", "8000", "Port that `make run` listens on."),
)
DEFAULTS = {setting.name: setting.default for setting in TABLE}


def text(name: str) -> str:
    """The setting's value; a name that is not in the table is a bug."""
    return os.environ.get(name, DEFAULTS[name]).strip()


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def whole(name: str) -> int:
    return int(text(name))


def many(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


HERE = {"localhost": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- a look-up
"""Under which address this machine itself opens what listens there."""


def site() -> str:
    """The address in links: the one that was set, else the one at which `make run` says that the market is open.

    Another name of the same machine would be another site to a browser: without its cookies, nobody is signed in there
    and no order is one's own.
    """
    host = HERE.get(text("HOST"), text("HOST"))
    return text("CHOPHIEN_SITE").rstrip("/") or f"http://{f'[{host}]' if ':' in host else host}:{text('PORT')}"


GATEWAYS = {
    "vnpay": ("TERMINAL", "KEY", "PAGE", "API"),
    "momo": ("PARTNER", "ACCESS_KEY", "KEY", "API"),
}


def gateways() -> dict[str, dict[str, str]]:
    """What each payment gateway is reached and signed with, by the last words of its settings in small letters. A
    gateway of which something is missing has nothing, and is not offered.
    """
    read = {
        name: {setting.lower(): text(f"CHOPHIEN_{name.upper()}_{setting}") for setting in settings}
        for name, settings in GATEWAYS.items()
    }
    return {name: told if all(told.values()) else {} for name, told in read.items()}


def data_dir() -> Path:
    chosen = Path(text("CHOPHIEN_DATA_DIR")).expanduser()
    return chosen if chosen.is_absolute() else PROJECT / chosen
