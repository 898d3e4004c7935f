"""The gateways whose keys are in the settings."""

from urllib.parse import urlsplit

from django.conf import settings

from chophien.gateways.adapters.base import Gateway
from chophien.gateways.adapters.momo import Momo
from chophien.gateways.adapters.vnpay import Vnpay
from chophien.gateways.errors import GatewayClosed
from chophien.gateways.states import GatewayName


def gateway(name: str) -> Gateway:
    """The gateway of this name.

    :raises GatewayClosed: if its keys are not in the settings
    """
    keys = settings.GATEWAYS.get(name)
    if not keys:
        raise GatewayClosed
    if name == GatewayName.VNPAY:
        return Vnpay(terminal=keys["terminal"], key=keys["key"], page=keys["page"], api=keys["api"])
    return Momo(partner=keys["partner"], access_key=keys["access_key"], key=keys["key"], api=keys["api"])


def is_open(name: str) -> bool:
    """Whether the keys of this gateway are in the settings."""
    return bool(settings.GATEWAYS.get(name))


def is_simulated(name: str) -> bool:
    """Whether this gateway is a simulator on this very machine."""
    keys = settings.GATEWAYS.get(name) or {}
    return urlsplit(keys.get("api", "")).hostname in {"127.0.0.1", "localhost"}
