"""MoMo, simulated: it opens pages, tells, answers, gives back. Signed as the real one signs."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chophien.gateways.adapters import momo
from chophien.gateways.simulator.base import GivenBack, Page, Sale, Simulator, Trouble, as_json
from chophien.gateways.simulator.pages import choice, see

PAGE = "/v2/gateway/pay"
BAD_SIGNATURE, NO_SUCH, INITIATED, BROKEN_OFF, BACK_BEFORE, BEING_DONE = 13, 42, 1000, 1006, 1081, 7000
WORDS = {0: "Successful.", INITIATED: "Waiting for the user.", BROKEN_OFF: "User denied."}


class MomoSimulator(Simulator):
    """One partner."""

    name = "momo"

    def __init__(self, *, partner: str, access_key: str, key: str) -> None:
        super().__init__()
        self.partner, self.access_key, self.key = partner, access_key, key
        self.address = ""
        self.backs: dict[str, tuple[Sale, GivenBack]] = {}

    def get(self, path: str, said: Mapping[str, Any]) -> Page:
        """The page on which people pay."""
        sale = self.sales.get(str(said.get("t")))
        if path != PAGE or sale is None:
            return Page(404, b"", "text/plain")
        if said.get("do"):
            self.decide(sale.reference, code=0 if said["do"] == "pay" else BROKEN_OFF)
            return see(self.way_back(sale.reference))
        return choice("MoMo", sale.amount_vnd, str(sale.said.get("orderInfo", "")), said)

    def post(self, path: str, said: Mapping[str, Any]) -> Page:
        """`create`, `query` and `refund`."""
        acts = {
            momo.CREATE: ("create", self._create),
            momo.QUERY: ("query", self._query),
            momo.REFUND: ("refund", self._refund),
        }
        if path not in acts:
            return Page(404, b"", "text/plain")
        name, act = acts[path]
        return self.meet(name, said, lambda: as_json(act(said)))

    def decide(self, reference: str, *, code: int = 0) -> None:
        """The buyer pays (0), or it ends with another code."""
        self.sales[reference].state = str(code)

    def told(self, reference: str, *, key: str = "", **changes: Any) -> dict[str, Any]:
        """What MoMo tells of a payment: to the market's server and, the same, by the buyer's browser."""
        sale = self.sales[reference]
        code = int(sale.state) if sale.state != "open" else INITIATED
        fields: dict[str, Any] = {
            "partnerCode": self.partner,
            "orderId": reference,
            "requestId": reference,
            "amount": sale.amount_vnd,
            "orderInfo": sale.said.get("orderInfo", ""),
            "orderType": "momo_wallet",
            "transId": int(sale.number),
            "resultCode": code,
            "message": WORDS.get(code, "Failed."),
            "payType": "qr",
            "responseTime": 1_795_000_000_000,
            "extraData": "",
            **changes,
        }
        text = momo.raw_text({**fields, "accessKey": self.access_key}, momo.NOTICED)
        return {**fields, "signature": momo.sign(text, key=key or self.key)}

    def said(self, reference: str, **changes: Any) -> bytes:
        """The same as the body of a message."""
        return json.dumps(self.told(reference, **changes)).encode()

    def way_back(self, reference: str) -> str:
        """The address to which the buyer's browser is sent back."""
        return f"{self.sales[reference].return_to}?{urlencode(self.told(reference))}"

    def _create(self, said: Mapping[str, Any]) -> dict[str, Any]:
        if not self._is_signed(said, momo.CREATED):
            return self._answer(said, BAD_SIGNATURE)
        if self.troubles.get("create") == Trouble.REFUSED:
            return self._answer(said, 22)
        reference = str(said["orderId"])
        if reference not in self.sales:
            self.sales[reference] = Sale(
                reference, int(said["amount"]), str(said["ipnUrl"]), str(said["redirectUrl"]), said, self.next_number()
            )
        host = "https://elsewhere.example" if self.troubles.get("create") == Trouble.OTHER_AMOUNT else self.address
        return {**self._answer(said, 0), "payUrl": f"{host}{PAGE}?t={reference}"}

    def _query(self, said: Mapping[str, Any]) -> dict[str, Any]:
        if not self._is_signed(said, momo.QUERIED):
            return self._answer(said, BAD_SIGNATURE)
        reference = str(said["orderId"])
        if reference in self.backs:
            _sale, back = self.backs[reference]
            code = {"done": 0, "pending": BEING_DONE}.get(back.state, BACK_BEFORE)
            return {**self._answer(said, code), "amount": back.amount_vnd, "transId": int(back.number)}
        sale = self.sales.get(reference)
        if sale is None:
            return self._answer(said, NO_SUCH)
        code = int(sale.state) if sale.state != "open" else INITIATED
        amount = sale.amount_vnd - (1_000 if self.troubles.get("query") == Trouble.OTHER_AMOUNT else 0)
        return {**self._answer(said, code), "amount": amount, "transId": int(sale.number)}

    def _refund(self, said: Mapping[str, Any]) -> dict[str, Any]:
        if not self._is_signed(said, momo.GIVEN):
            return self._answer(said, BAD_SIGNATURE)
        reference, amount = str(said["orderId"]), int(said["amount"])
        if reference not in self.backs:
            sale = next((one for one in self.sales.values() if one.number == str(said["transId"])), None)
            if self.troubles.get("refund") == Trouble.REFUSED or sale is None or sale.state != "0":
                return self._answer(said, BACK_BEFORE)
            if sale.back_vnd + amount > sale.amount_vnd:
                return self._answer(said, BACK_BEFORE)
            state = "pending" if self.troubles.get("refund") == Trouble.PENDING else "done"
            sale.back[reference] = GivenBack(reference, amount, self.next_number(), state)
            self.backs[reference] = (sale, sale.back[reference])
        _sale, back = self.backs[reference]
        code = {"done": 0, "pending": BEING_DONE}[back.state]
        return {**self._answer(said, code), "amount": back.amount_vnd, "transId": int(back.number)}

    def _answer(self, said: Mapping[str, Any], code: int) -> dict[str, Any]:
        return {
            "partnerCode": self.partner,
            "requestId": said.get("requestId", ""),
            "orderId": said.get("orderId", ""),
            "resultCode": code,
            "message": WORDS.get(code, "Failed."),
            "responseTime": 1_795_000_000_000,
        }

    def _is_signed(self, said: Mapping[str, Any], order: tuple[str, ...]) -> bool:
        text = momo.raw_text({**said, "accessKey": self.access_key}, order)
        return momo.sign(text, key=self.key) == said.get("signature")
