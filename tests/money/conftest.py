"""Fixtures that several files about money use."""

from chophien.gateways.tests.conftest import _momo, _vnpay, momo, vnpay  # noqa: F401 -- fixtures, found here by name
