"""What a buyer pays for an order, part by part, and of which part money goes back: pure arithmetic.

One rule for every refund, wherever it is counted (`docs/settlement.md`): what was said counts as it was said; of the
rest the goods go back first, each in the proportion of what is left of it, then the market's fee for the buyer, and the
shipping last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chophien.lib.money import share_by_largest_remainder


@dataclass(frozen=True)
class Parts:
    """Money of one order by what it is for, in đồng: each of its goods by the key of its line, shipping, and the
    market's fee for the buyer.
    """

    goods: Mapping[str, int] = field(default_factory=dict)
    shipping_vnd: int = 0
    fee_vnd: int = 0

    @property
    def goods_vnd(self) -> int:
        return sum(self.goods.values())

    @property
    def total_vnd(self) -> int:
        return self.goods_vnd + self.shipping_vnd + self.fee_vnd

    def less(self, other: "Parts") -> "Parts":
        """What is left of it without the other, no part of it below zero."""
        return Parts(
            {key: max(amount - other.goods.get(key, 0), 0) for key, amount in self.goods.items()},
            max(self.shipping_vnd - other.shipping_vnd, 0),
            max(self.fee_vnd - other.fee_vnd, 0),
        )

    def more(self, other: "Parts") -> "Parts":
        """Both together."""
        keys = dict.fromkeys([*self.goods, *other.goods])
        return Parts(
            {key: self.goods.get(key, 0) + other.goods.get(key, 0) for key in keys},
            self.shipping_vnd + other.shipping_vnd,
            self.fee_vnd + other.fee_vnd,
        )

    def holds(self, other: "Parts") -> bool:
        """Whether every part of the other is there, as large or larger."""
        goods = all(0 <= amount <= self.goods.get(key, 0) for key, amount in other.goods.items())
        return goods and 0 <= other.shipping_vnd <= self.shipping_vnd and 0 <= other.fee_vnd <= self.fee_vnd


NOTHING = Parts()


def told_apart(amount_vnd: int, *, left: Parts, said: Parts = NOTHING) -> Parts:
    """Of what an amount is that goes back of what is `left`, by the rule above.

    :raises ValueError: if more is said, or to be told apart, than is left
    """
    rest = amount_vnd - said.total_vnd
    if rest < 0 or not left.holds(said) or amount_vnd > left.total_vnd:
        msg = "more is given back than is left"
        raise ValueError(msg)
    open_ = left.less(said)
    of_goods = min(rest, open_.goods_vnd)
    of_fee = min(rest - of_goods, open_.fee_vnd)
    shares = share_by_largest_remainder(of_goods, list(open_.goods.values())) if of_goods else [0] * len(open_.goods)
    by_rule = Parts(dict(zip(open_.goods, shares, strict=True)), rest - of_goods - of_fee, of_fee)
    return said.more(by_rule)
