"""VNPay, simulated: its page, what its server tells, what it answers. Signed as the real one signs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chophien.gateways.adapters import vnpay
from chophien.gateways.simulator.base import GivenBack, Page, Sale, Simulator, Trouble, as_json
from chophien.gateways.simulator.pages import choice, see

HUNDREDTHS = vnpay.HUNDREDTHS
NOT_FOUND, DUPLICATE, NOT_PAID = "91", "94", "95"
CANCELLED = "24"


class VnpaySimulator(Simulator):
    """One terminal."""

    name = "vnpay"

    def __init__(self, *, terminal: str, key: str, notify_at: str = "") -> None:
        super().__init__()
        self.terminal, self.key, self.notify_at = terminal, key, notify_at
        self.requests: set[str] = set()

    def get(self, path: str, said: Mapping[str, Any]) -> Page:
        """The page on which people pay: only for an address that was signed."""
        del path
        sale = self.sale(said)
        if sale is None:
            return Page(400, "Sai chữ ký".encode(), "text/plain; charset=utf-8")
        if sale.state != "open":  # the real page opens once more only while nothing was decided
            return Page(400, "Giao dịch đã kết thúc".encode(), "text/plain; charset=utf-8")
        if said.get("do"):
            self.decide(sale.reference, code="00" if said["do"] == "pay" else CANCELLED)
            return see(self.way_back(sale.reference))
        return choice("VNPay", sale.amount_vnd, str(sale.said.get("vnp_OrderInfo", "")), said)

    def post(self, path: str, said: Mapping[str, Any]) -> Page:
        """`querydr` and `refund`."""
        del path
        if said.get("vnp_Command") == "querydr":
            return self.meet("query", said, lambda: as_json(self._query(said)))
        return self.meet("refund", said, lambda: as_json(self._refund(said)))

    def sale(self, said: Mapping[str, Any]) -> Sale | None:
        """The payment that a signed address asks for; none where the signature is wrong."""
        fields = {name: str(value) for name, value in said.items() if name.startswith("vnp_")}
        told = fields.pop(vnpay.SIGNATURE, "")
        if vnpay.sign(vnpay.signed_text(fields), key=self.key) != told:
            return None
        reference = fields["vnp_TxnRef"]
        if reference not in self.sales:
            amount = int(fields["vnp_Amount"]) // HUNDREDTHS
            self.sales[reference] = Sale(
                reference, amount, self.notify_at, fields["vnp_ReturnUrl"], fields, self.next_number()
            )
        return self.sales[reference]

    def decide(self, reference: str, *, code: str = "00") -> None:
        """The buyer pays (``00``), or it ends with another code."""
        self.sales[reference].state = code

    def told(self, reference: str, *, key: str = "", **changes: str) -> dict[str, str]:
        """What VNPay tells of a payment: to the market's server and, the same, by the buyer's browser."""
        sale = self.sales[reference]
        paid = sale.state == "00"
        fields = {
            "vnp_Amount": str(sale.amount_vnd * HUNDREDTHS),
            "vnp_BankCode": "NCB",
            "vnp_BankTranNo": f"VNP{sale.number}" if paid else "",
            "vnp_CardType": "ATM",
            "vnp_OrderInfo": str(sale.said.get("vnp_OrderInfo", "")),
            "vnp_PayDate": "20261121120500",
            "vnp_ResponseCode": sale.state,
            "vnp_TmnCode": self.terminal,
            "vnp_TransactionNo": sale.number if paid else "0",
            "vnp_TransactionStatus": "00" if paid else "02",
            "vnp_TxnRef": reference,
            **changes,
        }
        fields = {name: value for name, value in fields.items() if value != ""}
        signature = vnpay.sign(vnpay.signed_text(fields), key=key or self.key)
        return {**fields, vnpay.SIGNATURE: signature}

    def way_back(self, reference: str) -> str:
        """The address to which the buyer's browser is sent back."""
        return f"{self.sales[reference].return_to}?{urlencode(self.told(reference))}"

    def _query(self, said: Mapping[str, Any]) -> dict[str, Any]:
        sale = self.sales.get(str(said.get("vnp_TxnRef")))
        if not self._is_signed(said, vnpay.ASKED):
            return {"vnp_ResponseCode": "97", "vnp_Message": "Invalid signature"}
        if sale is None:
            return self._signed({"vnp_ResponseCode": NOT_FOUND, "vnp_Message": "Not found"}, vnpay.PROMOTED)
        last = list(sale.back.values())[-1] if sale.back else None
        state = {"open": "01", "00": "00"}.get(sale.state, "02")
        kind, amount, number = "01", sale.amount_vnd, sale.number
        if last is not None:
            kind = vnpay.WHOLE if last.amount_vnd == sale.amount_vnd else vnpay.PART
            amount, number = last.amount_vnd, last.number
            state = {"done": "06", "pending": "05"}.get(last.state, "09")
        if self.troubles.get("query") == Trouble.OTHER_AMOUNT:
            amount -= 1_000
        return self._answer("querydr", sale, kind=kind, amount_vnd=amount, number=number, state=state)

    def _refund(self, said: Mapping[str, Any]) -> dict[str, Any]:
        sale, amount = self.sales.get(str(said.get("vnp_TxnRef"))), int(said["vnp_Amount"]) // HUNDREDTHS
        if not self._is_signed(said, vnpay.GIVEN):
            return {"vnp_ResponseCode": "97", "vnp_Message": "Invalid signature"}
        request = str(said["vnp_RequestId"])
        refusal = ""
        if sale is None:
            refusal = NOT_FOUND
        elif request in self.requests:
            refusal = DUPLICATE
        elif (
            sale.state != "00"
            or sale.back_vnd + amount > sale.amount_vnd
            or self.troubles.get("refund") == Trouble.REFUSED
        ):
            refusal = NOT_PAID
        if refusal or sale is None:
            return self._signed({"vnp_ResponseCode": refusal, "vnp_Message": "Refused"}, vnpay.ANSWERED)
        self.requests.add(request)
        state = "pending" if self.troubles.get("refund") == Trouble.PENDING else "done"
        back = sale.back[request] = GivenBack(request, amount, self.next_number(), state)
        return self._answer(
            "refund",
            sale,
            kind=str(said["vnp_TransactionType"]),
            amount_vnd=amount,
            number=back.number,
            state="05" if state == "pending" else "06",
        )

    def _answer(
        self, command: str, sale: Sale, *, kind: str, amount_vnd: int, number: str, state: str
    ) -> dict[str, Any]:
        said = {
            "vnp_ResponseId": self.next_number(),
            "vnp_Command": command,
            "vnp_ResponseCode": "00",
            "vnp_Message": "Thanh cong",
            "vnp_TmnCode": self.terminal,
            "vnp_TxnRef": sale.reference,
            "vnp_Amount": str(amount_vnd * HUNDREDTHS),
            "vnp_BankCode": "NCB",
            "vnp_PayDate": "20261121120500",
            "vnp_TransactionNo": number,
            "vnp_TransactionType": kind,
            "vnp_TransactionStatus": state,
            "vnp_OrderInfo": str(sale.said.get("vnp_OrderInfo", "")),
        }
        return self._signed(said, vnpay.PROMOTED if command == "querydr" else vnpay.ANSWERED)

    def _signed(self, said: dict[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
        key = "somebody else's" if Trouble.UNSIGNED in self.troubles.values() else self.key
        return {**said, vnpay.SIGNATURE: vnpay.sign(vnpay.joined(said, order), key=key)}

    def _is_signed(self, said: Mapping[str, Any], order: tuple[str, ...]) -> bool:
        return vnpay.sign(vnpay.joined(said, order), key=self.key) == said.get(vnpay.SIGNATURE)
