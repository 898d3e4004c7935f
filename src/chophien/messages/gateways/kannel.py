"""SMS through Kannel, the free SMS gateway, over the sendsms interface of its smsbox."""

from urllib.parse import urlencode

from chophien.lib.sms import SmsEncoding, sms_size
from chophien.messages.gateways.base import GatewayRefused, Handed, Letter
from chophien.messages.gateways.http import TIMEOUT_SECONDS, Address, ask, require_taken

REPORTS_WANTED = 1 | 2 | 16
"""Kannel's dlr-mask: arrived at the phone, did not arrive, refused by the network."""
CODINGS = {SmsEncoding.GSM_7: 0, SmsEncoding.UCS_2: 2}


class KannelGateway:
    """Kannel's ``sendsms``, as described in its User's Guide, "Using the HTTP interface to sending SMS".

    ``user:password@`` in the address are the sendsms-user. Kannel cuts long texts into parts itself. It knows no
    key of ours: a message whose answer got lost may go out twice.
    """

    delivers = True

    def __init__(
        self, address: str, *, sender: str = "", reports_to: str = "", timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        """Read the address once. `reports_to` is this market's address as Kannel reaches it; empty: no reports.

        :raises ValueError: if it is no http(s) address
        """
        self.address = Address.of(address, setting="CHOPHIEN_SMS_GATEWAY")
        self.sender = sender
        self.reports_to = reports_to.rstrip("/")
        self.timeout_seconds = timeout_seconds

    def send(self, letter: Letter) -> Handed:
        """Ask Kannel to take the message. Its answer names no id; reports come to an address with our key."""
        fields = {
            "username": self.address.user,
            "password": self.address.password,
            "to": letter.to,
            "text": letter.text,
            "charset": "utf-8",
            "coding": CODINGS[sms_size(letter.text).encoding],
        }
        if self.sender:
            fields["from"] = self.sender
        if self.reports_to:
            fields["dlr-mask"] = REPORTS_WANTED
            fields["dlr-url"] = f"{self.reports_to}/sms/ket-qua/{letter.key}/?loai=%d"
        address = f"{self.address.url}?{urlencode(fields)}"
        answer = ask(address, body=None, headers={}, timeout_seconds=self.timeout_seconds)
        require_taken(answer)
        if not answer.body.lstrip().startswith((b"0:", b"3:")):
            raise GatewayRefused("answered without taking it")
        return Handed(gateway_id="")
