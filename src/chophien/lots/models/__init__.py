"""Lots of many households: the goods, and the money that they bring."""

from chophien.lots.models.goods import (
    Contribution,
    Draw,
    Grade,
    Grower,
    Loss,
    Lot,
    LotGoods,
    LotLink,
    LotStep,
    Pack,
    Pledge,
    Transformation,
)
from chophien.lots.models.money import Earning, GrowerPayment, LotShare, ReceiptCode

__all__ = [
    "Contribution",
    "Draw",
    "Earning",
    "Grade",
    "Grower",
    "GrowerPayment",
    "Loss",
    "Lot",
    "LotGoods",
    "LotLink",
    "LotShare",
    "LotStep",
    "Pack",
    "Pledge",
    "ReceiptCode",
    "Transformation",
]
