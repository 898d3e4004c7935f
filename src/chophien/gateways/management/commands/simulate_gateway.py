"""``manage.py simulate_gateway``: VNPay and MoMo as simulations on this computer, for trying payments out by hand."""

import time
from argparse import ArgumentParser
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chophien.gateways.configured import is_simulated
from chophien.gateways.simulator.base import Simulator
from chophien.gateways.simulator.momo import MomoSimulator
from chophien.gateways.simulator.vnpay import VnpaySimulator
from chophien.gateways.states import GatewayName

VNPAY_PORT, MOMO_PORT, SECONDS = 8198, 8199, 10.0


class Command(BaseCommand):
    help = "Plays VNPay and MoMo on this computer with the market's own keys; no money moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vnpay-port", type=int, default=VNPAY_PORT)
        parser.add_argument("--momo-port", type=int, default=MOMO_PORT)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve until it is interrupted.

        :raises CommandError: if the settings lead to a real gateway, or to none
        """
        ports = {GatewayName.VNPAY: options["vnpay_port"], GatewayName.MOMO: options["momo_port"]}
        simulated = [name for name in GatewayName if is_simulated(name.value)]
        if not simulated:
            self.stdout.write(EXAMPLE.format(vnpay=ports[GatewayName.VNPAY], momo=ports[GatewayName.MOMO]))
            raise CommandError("No gateway in the settings is on this computer. Start the market with those above.")
        for name in simulated:
            simulator = simulator_of(name)
            address = simulator.serve(port=ports[name])
            if isinstance(simulator, MomoSimulator):
                simulator.address = address
            self.stdout.write(f"{name.label} (mô phỏng): {address}")
        while True:
            time.sleep(SECONDS)


EXAMPLE = """CHOPHIEN_VNPAY_TERMINAL=THU00001 CHOPHIEN_VNPAY_KEY=thu-vnpay \\
CHOPHIEN_VNPAY_PAGE=http://127.0.0.1:{vnpay}/ CHOPHIEN_VNPAY_API=http://127.0.0.1:{vnpay}/ \\
CHOPHIEN_MOMO_PARTNER=THU CHOPHIEN_MOMO_ACCESS_KEY=thu CHOPHIEN_MOMO_KEY=thu-momo \\
CHOPHIEN_MOMO_API=http://127.0.0.1:{momo}"""


class TellingVnpay(VnpaySimulator):
    """Tells the market's server as soon as the buyer has decided."""

    def decide(self, reference: str, *, code: str = "00") -> None:
        super().decide(reference, code=code)
        told = f"{self.notify_at}?{urlencode(self.told(reference))}"
        _knock(Request(told))  # noqa: S310 -- the market's own address


class TellingMomo(MomoSimulator):
    """Tells the market's server as soon as the buyer has decided."""

    def decide(self, reference: str, *, code: int = 0) -> None:
        super().decide(reference, code=code)
        body = self.said(reference)
        headers = {"Content-Type": "application/json"}
        _knock(Request(self.sales[reference].notify_at, data=body, headers=headers))  # noqa: S310 -- as above


def simulator_of(name: GatewayName) -> Simulator:
    """The simulator of a gateway, with the market's keys."""
    keys = settings.GATEWAYS[name.value]
    if name == GatewayName.VNPAY:
        return TellingVnpay(terminal=keys["terminal"], key=keys["key"], notify_at=f"{settings.SITE}/webhooks/vnpay")
    return TellingMomo(partner=keys["partner"], access_key=keys["access_key"], key=keys["key"])


def _knock(request: Request) -> None:
    """Tell, and let it be when the market does not listen: it asks by itself."""
    try:
        urlopen(request, timeout=SECONDS).close()  # noqa: S310 -- as above
    except (URLError, OSError):
        return
