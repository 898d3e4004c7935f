"""MoMo's payment gateway v2 (`captureWallet`): asked for a page to pay on; its server posts JSON; HMAC-SHA256.

Written after https://developers.momo.vn/v3/docs/payment/api/wallet/onetime, …/result-handling/notification,
…/payment-api/query, …/payment-api/refund and …/result-handling/resultcode. Answers have no signature of their own:
they are believed because they come over MoMo's own connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from chophien.gateways.adapters.asking import ask
from chophien.gateways.adapters.base import (
    Ask,
    Back,
    GiveBack,
    NoAnswer,
    Outcome,
    Returned,
    Started,
    Told,
    Wanted,
    is_same,
    signature_of,
    whole,
    word,
)

CREATE, QUERY, REFUND = "/v2/gateway/api/create", "/v2/gateway/api/query", "/v2/gateway/api/refund"
TYPE, STORE = "captureWallet", "Cho Phien"
DONE, NO_SUCH_ORDER = 0, 42
PENDING = frozenset({1000, 7000, 7002, 8000, 9000})
"""Not over: waits for the buyer, is being processed, or authorised and not captured yet."""
OF_THE_QUESTION = frozenset({10, 11, 12, 13, 20, 21, 22, 40, 41, 42, 43, 45, 47, 98, 99})
"""Says something about the question, or about MoMo, and nothing about the payment."""
CREATED = (
    *("accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode", "redirectUrl"),
    *("requestId", "requestType"),
)
NOTICED = (
    *("accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType"),
    *("requestId", "responseTime", "resultCode", "transId"),
)
QUERIED = ("accessKey", "orderId", "partnerCode", "requestId")
GIVEN = ("accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId")
KEPT = ("payType", "orderType", "responseTime", "resultCode")
BACK = {
    0: Back.DONE, 7000: Back.PENDING, 7002: Back.PENDING, 40: Back.PENDING, 41: Back.PENDING, 43: Back.PENDING,
    1080: Back.AGAIN, 1081: Back.REFUSED, 1088: Back.REFUSED,
    11: Back.REFUSED, 12: Back.REFUSED, 13: Back.REFUSED, 20: Back.REFUSED, 21: Back.REFUSED, 22: Back.REFUSED,
    42: Back.REFUSED,
}  # fmt: skip
"""What `resultCode` says of money going back; 40 and 41: it was asked for before. Any other code says nothing."""
MINUTE = 60


@dataclass(frozen=True)
class Momo:
    """The market's account at MoMo."""

    partner: str
    access_key: str
    key: str
    api: str
    ask: Ask = ask
    name: str = "momo"

    def start(self, wanted: Wanted) -> Started:
        """Have MoMo open a page for the payment. The same reference is the same page."""
        said = {
            "partnerCode": self.partner,
            "storeName": STORE,
            "requestId": wanted.reference,
            "amount": wanted.amount_vnd,
            "orderId": wanted.reference,
            "orderInfo": wanted.about,
            "redirectUrl": wanted.return_to,
            "ipnUrl": wanted.notify_at,
            "requestType": TYPE,
            "extraData": "",
            "orderExpireTime": max(1, int((wanted.ends_at - wanted.begins_at).total_seconds()) // MINUTE),
            "lang": "en" if wanted.language == "en" else "vi",
        }
        answer = self._asked(CREATE, said, CREATED)
        code, address = word(answer.get("resultCode")), answer.get("payUrl")
        if answer.get("resultCode") != DONE or not isinstance(address, str):
            return Started("", code=code)
        if urlsplit(address).scheme not in {"https", urlsplit(self.api).scheme} or _host(address) != _host(self.api):
            raise NoAnswer("another host")
        return Started(address, code=code)

    def read_return(self, said: Mapping[str, Any]) -> Told:
        """What the browser brings back, as the fields of an address: signed as what the server tells."""
        return self.read_notice(said)

    def read_notice(self, said: Mapping[str, Any]) -> Told:
        """What MoMo's server tells."""
        told = said.get("signature")
        if not isinstance(told, str) or not is_same(self._sign(said, NOTICED), told):
            return Told(genuine=False, reference=word(said.get("orderId")))
        return self._told(said)

    def ask_state(self, *, reference: str, began_at: datetime, question: str, at: datetime) -> Told:
        """What became of a payment."""
        del began_at, at
        return self._told(self._query(reference, question=question))

    def give_back(self, money: GiveBack) -> Returned:
        """Give a part or all of a payment back. The same reference is answered with what became of it."""
        said = {
            "partnerCode": self.partner,
            "orderId": money.reference,
            "requestId": money.reference,
            "amount": money.amount_vnd,
            "transId": whole(money.payment_number) or 0,
            "lang": "vi",
            "description": money.about,
        }
        answer = self._asked(REFUND, said, GIVEN)
        if answer.get("partnerCode", self.partner) != self.partner:
            raise NoAnswer("another partner")
        return self._returned(answer)

    def ask_back(self, money: GiveBack, *, question: str) -> Returned:
        """What became of money going back, which is a transaction of its own."""
        answer = self._query(money.reference, question=question)
        if answer.get("resultCode") == NO_SUCH_ORDER:
            return Returned(Back.AGAIN, code=str(NO_SUCH_ORDER))
        if answer.get("resultCode") in OF_THE_QUESTION:
            return Returned(Back.UNKNOWN, code=word(answer.get("resultCode")))
        if answer.get("resultCode") == DONE and whole(answer.get("amount")) != money.amount_vnd:
            return Returned(Back.UNKNOWN, code=word(answer.get("resultCode")))
        return self._returned(answer)

    def _query(self, reference: str, *, question: str) -> dict[str, Any]:
        said = {"partnerCode": self.partner, "requestId": question, "orderId": reference, "lang": "vi"}
        answer = self._asked(QUERY, said, QUERIED)
        if answer.get("orderId", reference) != reference:
            raise NoAnswer("another order")
        return answer

    def _asked(self, path: str, said: Mapping[str, Any], order: Sequence[str]) -> dict[str, Any]:
        return self.ask(self.api + path, {**said, "signature": self._sign(said, order)})

    def _sign(self, said: Mapping[str, Any], order: Sequence[str]) -> str:
        return sign(raw_text({**said, "accessKey": self.access_key}, order), key=self.key)

    def _told(self, said: Mapping[str, Any]) -> Told:
        code = whole(said.get("resultCode"))
        return Told(
            genuine=True,
            ours=said.get("partnerCode") == self.partner,
            reference=word(said.get("orderId")),
            outcome=_outcome(code),
            code="" if code is None else str(code),
            amount_vnd=whole(said.get("amount")),
            number=word(said.get("transId")),
            facts={name: word(said.get(name)) for name in KEPT if word(said.get(name))},
        )

    @staticmethod
    def _returned(said: Mapping[str, Any]) -> Returned:
        code = whole(said.get("resultCode"))
        return Returned(
            Back.UNKNOWN if code is None else BACK.get(code, Back.UNKNOWN),
            code=word(said.get("resultCode")),
            number=word(said.get("transId")),
            facts={name: word(said.get(name)) for name in KEPT if word(said.get(name))},
        )


def raw_text(fields: Mapping[str, Any], order: Sequence[str]) -> str:
    """What is signed: ``name=value`` in MoMo's order, joined by ``&``, nothing encoded."""
    return "&".join(f"{name}={_written(fields.get(name, ''))}" for name in order)


def sign(text: str, *, key: str) -> str:
    """HMAC-SHA256 in hexadecimal digits."""
    return signature_of(text, key=key, digest="sha256")


def _outcome(code: int | None) -> Outcome:
    if code is None or code in OF_THE_QUESTION:
        return Outcome.UNKNOWN
    if code == DONE:
        return Outcome.PAID
    return Outcome.PENDING if code in PENDING else Outcome.FAILED


def _written(value: object) -> str:
    return "" if value is None else str(value)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()
