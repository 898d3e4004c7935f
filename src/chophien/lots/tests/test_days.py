"""What days do to lots, and to cooperatives that owe their households."""

from datetime import date, timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import Invalid
from chophien.lots.actions.agreeing import pledge
from chophien.lots.actions.earning import SoldLine, share_sale
from chophien.lots.actions.pressing import close_gathered, press_to_pay
from chophien.lots.models import Lot
from chophien.lots.states import LotStatus
from chophien.lots.tests.factories import NAMES, NOON, a_brought_lot, a_grower, a_lot, drawn, goods_of, packed
from chophien.messages.models import Notice

pytestmark = pytest.mark.django_db
MONDAY = NOON + timedelta(days=9)


def test_s04_a_lot_closes_on_its_day_with_what_came_together():
    brought, _growers = a_brought_lot(None, "10", gather_until=date(2026, 11, 20))
    empty = a_lot(brought.seller, gather_until=date(2026, 11, 20))
    today, always = a_lot(brought.seller, gather_until=date(2026, 11, 21)), a_lot(brought.seller)

    closed = close_gathered(actor=SYSTEM, at=NOON)

    assert closed == [brought.code, empty.code]
    assert [Lot.objects.get(pk=lot.pk).status for lot in (brought, empty, today, always)] == [
        LotStatus.FROZEN,
        LotStatus.CALLED_OFF,
        LotStatus.OPEN,
        LotStatus.OPEN,
    ]
    assert close_gathered(actor=SYSTEM, at=NOON) == []


def test_s04_no_more_is_pledged_than_the_lot_wants():
    lot = a_lot(target_g=100_000)
    may, in_ = a_grower(lot.seller, NAMES[0]), a_grower(lot.seller, NAMES[1])
    pledge(lot=lot, grower=may, grams=80_000, actor=SYSTEM, at=NOON)

    with pytest.raises(Invalid) as refusal:
        pledge(lot=lot, grower=in_, grams=20_001, actor=SYSTEM, at=NOON)

    assert "20\xa0kg" in refusal.value.field_errors["kg"][0]
    pledge(lot=lot, grower=in_, grams=20_000, actor=SYSTEM, at=NOON)
    pledge(lot=lot, grower=may, grams=70_000, actor=SYSTEM, at=NOON)
    assert sum(lot.pledges.values_list("grams", flat=True)) == 90_000


def test_managers_of_a_cooperative_that_owes_for_too_long_are_told_on_mondays():
    lot, _growers = a_brought_lot(None, "1", "2")
    manager = holder_of(Role.SELLER_MANAGER, Scope.SELLER, lot.seller.code)
    boxes = goods_of(lot.seller)
    packed(lot, boxes, 30)
    drawn("CP-1", boxes, 30)

    share_sale(order_code="CP-1", lines=[SoldLine("1", 300_000, 30)], at=NOON)

    assert [press_to_pay(at=day) for day in (NOON + timedelta(days=2), MONDAY + timedelta(days=1), MONDAY)] == [0, 0, 1]
    [notice] = Notice.objects.filter(person_code=manager.code, link="/ban-hang/ho-gop/")
    assert "300.000" in notice.text
