"""What gateways' numbers mean, in a sentence for the buyer or the operator. Rows of their own lists of codes.

VNPay: https://sandbox.vnpayment.vn/apis/docs/bang-ma-loi/ · MoMo:
https://developers.momo.vn/v3/docs/payment/api/result-handling/resultcode
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence

CANCELLED = _("The payment was broken off.")
TOO_LATE = _("The time to pay was over.")
NO_MONEY = _("There was not enough money on the account.")
OVER_LIMIT = _("It was more than the account may spend in a day.")
NOT_ALLOWED = _("The bank or the wallet refused it. Choose another way to pay.")
WRONG_CODE = _("A password or code was wrong.")
MAINTENANCE = _("The bank or the gateway is closed for maintenance. Try again later.")
SETTINGS = _("The market's connection with the gateway has to be looked at.")
NOT_FOUND = _("The gateway knows no such payment.")
UNDER_WAY = _("The gateway is working on it.")
SUSPICIOUS = _("The gateway has the money and holds the payment back as suspicious: somebody has to answer it there.")
BACK_BEFORE = _("The gateway says that it was given back before, or that less is left of the payment.")
BACK_NOT_POSSIBLE = _("The gateway does not give this payment back.")
BACK_LATER = _("The gateway could not give it back just now.")
UNKNOWN = _("The gateway gave no reason.")

PAYMENT: Mapping[str, Mapping[str, Sentence]] = {
    "vnpay": {
        "01": UNDER_WAY, "02": UNKNOWN, "04": _("The bank took the money and gives it back by itself."),
        "05": WRONG_CODE, "07": SUSPICIOUS, "09": _("The account is not registered for payments by internet."),
        "10": WRONG_CODE, "11": TOO_LATE, "12": NOT_ALLOWED, "13": WRONG_CODE, "24": CANCELLED, "51": NO_MONEY,
        "65": OVER_LIMIT, "75": MAINTENANCE, "79": WRONG_CODE, "91": NOT_FOUND, "94": UNDER_WAY, "97": SETTINGS,
        "99": UNKNOWN,
    },
    "momo": {
        "10": MAINTENANCE, "11": SETTINGS, "12": SETTINGS, "13": SETTINGS, "20": SETTINGS, "21": SETTINGS,
        "22": _("MoMo does not take this amount."), "41": UNDER_WAY, "42": NOT_FOUND, "43": UNDER_WAY, "98": UNKNOWN,
        "99": UNKNOWN, "1000": UNDER_WAY, "1001": NO_MONEY, "1002": NOT_ALLOWED, "1003": CANCELLED,
        "1004": OVER_LIMIT, "1005": TOO_LATE, "1006": CANCELLED, "1007": NOT_ALLOWED, "1017": CANCELLED,
        "1026": NOT_ALLOWED, "4001": NOT_ALLOWED, "4002": _("The wallet's owner has to be verified in MoMo first."),
        "4100": WRONG_CODE, "7000": UNDER_WAY, "7002": UNDER_WAY, "8000": UNDER_WAY, "9000": UNDER_WAY,
    },
}  # fmt: skip
BACK: Mapping[str, Mapping[str, Sentence]] = {
    "vnpay": {
        "02": SETTINGS, "03": SETTINGS, "05": UNDER_WAY, "09": BACK_NOT_POSSIBLE, "91": NOT_FOUND, "94": UNDER_WAY,
        "95": BACK_NOT_POSSIBLE, "97": SETTINGS,
    },
    "momo": {
        "11": SETTINGS, "12": SETTINGS, "13": SETTINGS, "20": SETTINGS, "21": SETTINGS, "22": BACK_NOT_POSSIBLE,
        "40": UNDER_WAY, "41": UNDER_WAY, "42": NOT_FOUND, "43": UNDER_WAY, "1080": BACK_LATER, "1081": BACK_BEFORE,
        "1088": BACK_NOT_POSSIBLE, "7000": UNDER_WAY, "7002": UNDER_WAY,
    },
}  # fmt: skip


def why(gateway: str, code: str) -> Sentence:
    """Why a payment was not made, as the gateway's number says it."""
    return PAYMENT[gateway].get(code, UNKNOWN)


def why_not_back(gateway: str, code: str) -> Sentence:
    """Why money has not gone back, as the gateway's number says it."""
    return BACK[gateway].get(code, UNKNOWN)
