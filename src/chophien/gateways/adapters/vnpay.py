"""VNPay 2.1.0: the buyer is sent to its page; its server calls by GET; it is asked and told to give back by JSON.

Written after https://sandbox.vnpayment.vn/apis/docs/thanh-toan-pay/pay.html and
https://sandbox.vnpayment.vn/apis/docs/truy-van-hoan-tien/querydr&refund.html. Amounts are in hundredths of a đồng.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

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
from chophien.lib.dates import VIETNAM

VERSION, HUNDREDTHS = "2.1.0", 100
SIGNATURE, SIGNATURE_TYPE = "vnp_SecureHash", "vnp_SecureHashType"
KEPT = ("vnp_BankCode", "vnp_PayDate", "vnp_TransactionStatus", "vnp_ResponseCode", "vnp_TransactionType")
"""What is kept of a message: nothing of a card, no number of a bank, no words."""
WHOLE, PART = "02", "03"
SERVER = "127.0.0.1"
ASKED = ("RequestId", "Version", "Command", "TmnCode", "TxnRef", "TransactionDate", "CreateDate", "IpAddr", "OrderInfo")
GIVEN = (
    *("RequestId", "Version", "Command", "TmnCode", "TransactionType", "TxnRef", "Amount", "TransactionNo"),
    *("TransactionDate", "CreateBy", "CreateDate", "IpAddr", "OrderInfo"),
)
ANSWERED = (
    *("ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate"),
    *("TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo"),
)
PROMOTED = (*ANSWERED, "PromotionCode", "PromotionAmount")
STATES = {"00": Outcome.PAID, "01": Outcome.PENDING, "05": Outcome.PENDING, "07": Outcome.PENDING}
"""What `vnp_TransactionStatus` says of a payment; 07 is money that VNPay has and thinks suspicious. Others failed."""
GOING_BACK = {"00": Back.DONE, "06": Back.DONE, "05": Back.PENDING, "01": Back.PENDING, "09": Back.REFUSED}
"""What it says of money going back; 06 has been sent to the bank."""
REFUSALS = {"02": Back.REFUSED, "03": Back.REFUSED, "91": Back.REFUSED, "95": Back.REFUSED, "97": Back.REFUSED}
"""What `vnp_ResponseCode` says when nothing is given back; 94 is asked before and under way, 99 says nothing."""


@dataclass(frozen=True)
class Vnpay:
    """The market's terminal at VNPay."""

    terminal: str
    key: str
    page: str
    api: str
    ask: Ask = ask
    name: str = "vnpay"

    def start(self, wanted: Wanted) -> Started:
        """The signed address of VNPay's page. Nothing is asked."""
        said = {
            "vnp_Version": VERSION,
            "vnp_Command": "pay",
            "vnp_TmnCode": self.terminal,
            "vnp_Amount": str(wanted.amount_vnd * HUNDREDTHS),
            "vnp_CurrCode": "VND",
            "vnp_TxnRef": wanted.reference,
            "vnp_OrderInfo": wanted.about,
            "vnp_OrderType": "other",
            "vnp_Locale": "en" if wanted.language == "en" else "vn",
            "vnp_ReturnUrl": wanted.return_to,
            "vnp_IpAddr": wanted.device,
            "vnp_CreateDate": moment(wanted.begins_at),
            "vnp_ExpireDate": moment(wanted.ends_at),
        }
        return Started(f"{self.page}?{signed_text(said)}&{SIGNATURE}={sign(signed_text(said), key=self.key)}")

    def read_return(self, said: Mapping[str, Any]) -> Told:
        """What the browser brings back: the same as what the server tells."""
        return self.read_notice(said)

    def read_notice(self, said: Mapping[str, Any]) -> Told:
        """What VNPay's server tells, as the fields of an address."""
        fields = {name: value for name, value in said.items() if name.startswith("vnp_") and isinstance(value, str)}
        told = fields.pop(SIGNATURE, "")
        fields.pop(SIGNATURE_TYPE, None)
        if not told or not is_same(sign(signed_text(fields), key=self.key), told):
            return Told(genuine=False, reference=word(fields.get("vnp_TxnRef")))
        both = (fields.get("vnp_ResponseCode"), fields.get("vnp_TransactionStatus"))
        outcome = Outcome.PAID if both == ("00", "00") else STATES.get(both[1] or "", Outcome.FAILED)
        if outcome == Outcome.PAID and both[0] != "00":
            outcome = Outcome.PENDING
        return self._told(fields, outcome, code=both[0] or "")

    def ask_state(self, *, reference: str, began_at: datetime, question: str, at: datetime) -> Told:
        """What became of a payment (`querydr`)."""
        said, genuine = self._query(reference, began_at=began_at, question=question, at=at)
        if said.get("vnp_ResponseCode") != "00":
            return Told(genuine=genuine, ours=genuine, reference=reference, code=word(said.get("vnp_ResponseCode")))
        gone_back = said.get("vnp_TransactionType") in {WHOLE, PART}  # only what was paid goes back
        state = word(said.get("vnp_TransactionStatus"))
        outcome = Outcome.PAID if gone_back else STATES.get(state, Outcome.FAILED)
        told = self._told(said, outcome, code=state, genuine=genuine)
        return told if not gone_back else Told(genuine=genuine, ours=told.ours, reference=reference, code=state)

    def give_back(self, money: GiveBack) -> Returned:
        """Give a part or all of a payment back (`refund`). The same number of a request is refused within a day."""
        said = {
            "vnp_RequestId": money.reference,
            "vnp_Version": VERSION,
            "vnp_Command": "refund",
            "vnp_TmnCode": self.terminal,
            "vnp_TransactionType": WHOLE if money.amount_vnd == money.payment_vnd else PART,
            "vnp_TxnRef": money.payment,
            "vnp_Amount": str(money.amount_vnd * HUNDREDTHS),
            "vnp_TransactionNo": money.payment_number or "0",
            "vnp_TransactionDate": moment(money.began_at),
            "vnp_CreateBy": "chophien",
            "vnp_CreateDate": moment(money.at),
            "vnp_IpAddr": SERVER,
            "vnp_OrderInfo": money.about,
        }
        return self._returned(*self._asked(said, GIVEN, ANSWERED), code_first=True)

    def ask_back(self, money: GiveBack, *, question: str) -> Returned:
        """What became of money going back. VNPay tells of one going back of a payment, the last: of another amount it
        says nothing about this one.
        """
        said, genuine = self._query(money.payment, began_at=money.began_at, question=question, at=money.at)
        if said.get("vnp_ResponseCode") != "00" or not genuine:
            return Returned(Back.UNKNOWN, code=word(said.get("vnp_ResponseCode")))
        if said.get("vnp_TransactionType") not in {WHOLE, PART}:
            return Returned(Back.AGAIN, code=word(said.get("vnp_TransactionStatus")))
        if whole(said.get("vnp_Amount")) != money.amount_vnd * HUNDREDTHS:
            return Returned(Back.UNKNOWN, code=word(said.get("vnp_TransactionStatus")))
        return self._returned(said, genuine, code_first=False)

    def _query(self, reference: str, *, began_at: datetime, question: str, at: datetime) -> tuple[dict[str, Any], bool]:
        said = {
            "vnp_RequestId": question,
            "vnp_Version": VERSION,
            "vnp_Command": "querydr",
            "vnp_TmnCode": self.terminal,
            "vnp_TxnRef": reference,
            "vnp_OrderInfo": f"Hoi giao dich {reference}",
            "vnp_TransactionDate": moment(began_at),
            "vnp_CreateDate": moment(at),
            "vnp_IpAddr": SERVER,
        }
        return self._asked(said, ASKED, PROMOTED)

    def _asked(
        self, said: Mapping[str, str], order: Sequence[str], answered: Sequence[str]
    ) -> tuple[dict[str, Any], bool]:
        """What VNPay answers, with whether it signed the answer. What it refuses it need not sign.

        :raises NoAnswer: if what it says is done is not signed by it
        """
        answer = self.ask(self.api, {**said, SIGNATURE: sign(joined(said, order), key=self.key)})
        told = answer.get(SIGNATURE)
        genuine = isinstance(told, str) and is_same(sign(joined(answer, answered), key=self.key), told)
        if answer.get("vnp_ResponseCode") == "00" and not genuine:
            raise NoAnswer("not signed")
        return answer, genuine

    def _told(self, said: Mapping[str, Any], outcome: Outcome, *, code: str, genuine: bool = True) -> Told:
        amount = whole(said.get("vnp_Amount"))
        is_whole = amount is not None and amount % HUNDREDTHS == 0
        return Told(
            genuine=genuine,
            ours=said.get("vnp_TmnCode") == self.terminal and said.get("vnp_CurrCode", "VND") == "VND",
            reference=word(said.get("vnp_TxnRef")),
            outcome=outcome,
            code=code,
            amount_vnd=amount // HUNDREDTHS if amount is not None and is_whole else None,
            number=word(said.get("vnp_TransactionNo")),
            facts=kept(said),
        )

    @staticmethod
    def _returned(said: Mapping[str, Any], genuine: bool, *, code_first: bool) -> Returned:  # noqa: FBT001 -- as `_asked` gives it
        code, state = word(said.get("vnp_ResponseCode")), word(said.get("vnp_TransactionStatus"))
        if code == "00" and genuine:
            outcome = GOING_BACK.get(state, Back.PENDING)
        else:
            outcome = Back.PENDING if code == "94" else REFUSALS.get(code, Back.UNKNOWN)
        told = code if code_first and code != "00" else state or code
        return Returned(outcome, code=told, number=word(said.get("vnp_TransactionNo")), facts=kept(said))


def signed_text(fields: Mapping[str, str]) -> str:
    """What is signed of an address: the fields that say something, sorted, as an address writes them."""
    return urlencode([(name, fields[name]) for name in sorted(fields) if fields[name] != ""])


def joined(fields: Mapping[str, Any], order: Sequence[str]) -> str:
    """What is signed of a request or an answer in JSON: the values in a fixed order, with bars between."""
    return "|".join(str(fields.get(f"vnp_{name}", "")) for name in order)


def sign(text: str, *, key: str) -> str:
    """HMAC-SHA512 in hexadecimal digits."""
    return signature_of(text, key=key, digest="sha512")


def moment(at: datetime) -> str:
    """``20261122093000``, in Vietnam's time."""
    return at.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S")


def kept(said: Mapping[str, Any]) -> dict[str, str]:
    """What of a message is kept."""
    return {name.removeprefix("vnp_"): word(said.get(name)) for name in KEPT if word(said.get(name))}
