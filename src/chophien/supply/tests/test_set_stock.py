from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.supply.actions import set_stock, set_stocks, take
from chophien.supply.errors import AbsurdStock, NotWholePieces, StockMoved
from chophien.supply.models import Stock, StockMovement
from chophien.supply.selectors import available
from chophien.supply.states import MovementReason
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def left(variant):
    return available([variant.pk])[variant.pk]


def test_counting_sets_what_is_left_and_notes_the_difference():
    tea = by_weight(a_variant(available=10))

    set_stock(variant_id=tea.pk, quantity=Decimal("12.5"), actor=SYSTEM, at=NOON)

    assert left(tea) == Decimal("12.5")
    assert list(StockMovement.objects.values_list("delta", "reason", "actor_code")) == [
        (Decimal("2.5"), "counted", "system")
    ]


def by_weight(variant):
    variant.unit = "kg"
    variant.save(update_fields=["unit"])
    return variant


def test_what_was_sold_meanwhile_does_not_come_back_with_an_old_page():
    tea = a_variant(available=30)
    take(demand={tea.pk: Decimal(5)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    set_stock(variant_id=tea.pk, quantity=Decimal(30), seen=Decimal(30), actor=SYSTEM, at=NOON)
    with pytest.raises(StockMoved) as refusal:
        set_stock(variant_id=tea.pk, quantity=Decimal(40), seen=Decimal(30), actor=SYSTEM, at=NOON)

    assert left(tea) == 25
    assert refusal.value.left == {tea.pk: Decimal(25)}
    assert "25" in str(refusal.value)

    set_stock(variant_id=tea.pk, quantity=Decimal(40), seen=Decimal(25), actor=SYSTEM, at=NOON)
    assert left(tea) == 40


def test_when_one_count_was_overtaken_none_of_them_counts():
    tea, honey = a_variant(available=10), a_variant(available=3)
    take(demand={tea.pk: Decimal(1)}, subject_code="CP-1", actor=SYSTEM, at=NOON)

    with pytest.raises(StockMoved):
        set_stocks(
            quantities={tea.pk: Decimal(20), honey.pk: Decimal(9)},
            seen={tea.pk: Decimal(10), honey.pk: Decimal(3)},
            actor=SYSTEM,
            at=NOON,
        )

    assert (left(tea), left(honey)) == (9, 3)


def test_boxes_are_counted_in_whole_numbers():
    boxes = a_variant(available=10)

    with pytest.raises(NotWholePieces):
        set_stock(variant_id=boxes.pk, quantity=Decimal("12.5"), actor=SYSTEM, at=NOON)

    assert left(boxes) == 10


def test_what_was_never_counted_counts_as_nothing():
    tea = a_variant(available=0)
    Stock.objects.all().delete()

    set_stock(variant_id=tea.pk, quantity=Decimal(4), actor=SYSTEM, at=NOON)

    assert left(tea) == 4
    assert StockMovement.objects.get().delta == 4


def test_counting_the_same_again_changes_nothing():
    tea, honey = a_variant(available=10), a_variant(available=3)

    changed = set_stocks(
        quantities={tea.pk: Decimal(10), honey.pk: Decimal(4)},
        actor=SYSTEM,
        at=NOON,
        reason=MovementReason.IMPORTED,
        subject_code="IM-1",
    )

    assert changed == 1
    assert list(StockMovement.objects.values_list("variant_id", "delta", "reason", "subject_code")) == [
        (honey.pk, 1, "imported", "IM-1")
    ]


@pytest.mark.parametrize("quantity", ["-1", "NaN", "Infinity", "0.0001", "100000000000"])
def test_an_absurd_count_is_refused(quantity):
    tea = a_variant(available=10)

    with pytest.raises(AbsurdStock):
        set_stock(variant_id=tea.pk, quantity=Decimal(quantity), actor=SYSTEM, at=NOON)

    assert left(tea) == 10


def test_who_may_count():
    tea = a_variant(available=10)
    seller = tea.listing.seller
    everybody = {
        "manager": holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code),
        "packer": holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code),
        "accountant": holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code),
        "other seller": holder_of(Role.SELLER_MANAGER, Scope.SELLER, "somebody-else"),
        "operator": operator(),
        "operator there": holder_of(Role.OPERATOR, Scope.PROVINCE, seller.commune.province.code),
        "operator elsewhere": holder_of(Role.OPERATOR, Scope.PROVINCE, "79"),
        "commune officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code),
        "buyer": PersonFactory(),
    }
    allowed = set()

    for number, (name, person) in enumerate(everybody.items()):
        try:
            set_stock(variant_id=tea.pk, quantity=Decimal(20 + number), actor=person, at=NOON)
        except NotPermitted:
            continue
        allowed.add(name)

    assert allowed == {"manager", "packer", "operator", "operator there"}


@pytest.mark.parametrize("variants", [1, 3])
def test_counting_takes_the_same_statements_for_any_number_of_goods(variants, django_assert_num_queries):
    goods = [a_variant(available=10) for _ in range(variants)]

    with django_assert_num_queries(5):  # SAVEPOINT, rows, count, who wants to hear of it, RELEASE
        set_stocks(quantities={one.pk: Decimal(7) for one in goods}, actor=SYSTEM, at=NOON)
