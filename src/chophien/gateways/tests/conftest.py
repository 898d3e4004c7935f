"""Two gateways that are none, on ports of their own, and a market that has their keys."""

from collections.abc import Iterator

import pytest

from chophien.gateways.simulator.momo import MomoSimulator
from chophien.gateways.simulator.vnpay import VnpaySimulator
from chophien.gateways.tests.factories import MOMO_KEYS, VNPAY_KEYS


@pytest.fixture(scope="session")
def _vnpay() -> Iterator[tuple[VnpaySimulator, str]]:
    simulator = VnpaySimulator(**VNPAY_KEYS)
    yield simulator, simulator.serve()
    simulator.close()


@pytest.fixture(scope="session")
def _momo() -> Iterator[tuple[MomoSimulator, str]]:
    simulator = MomoSimulator(**MOMO_KEYS)
    simulator.address = simulator.serve()
    yield simulator, simulator.address
    simulator.close()


@pytest.fixture
def vnpay(_vnpay, settings) -> VnpaySimulator:
    """VNPay, without troubles. Nothing is left of other tests."""
    simulator, address = _vnpay
    settings.GATEWAYS = {
        **settings.GATEWAYS,
        "vnpay": {**VNPAY_KEYS, "page": f"{address}/pay", "api": f"{address}/api"},
    }
    return fresh(simulator)


@pytest.fixture
def momo(_momo, settings) -> MomoSimulator:
    """MoMo, without troubles."""
    simulator, address = _momo
    settings.GATEWAYS = {**settings.GATEWAYS, "momo": {**MOMO_KEYS, "api": address}}
    simulator.backs.clear()
    return fresh(simulator)


def fresh(simulator):
    simulator.sales.clear()
    simulator.troubles.clear()
    simulator.asked.clear()
    return simulator
