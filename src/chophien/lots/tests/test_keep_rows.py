"""The database itself keeps what went into lots, came out of them, was lost, and what orders were packed of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from chophien.lib.actor import SYSTEM
from chophien.lots.actions.drawing import Need, draw, give_back, take_in
from chophien.lots.actions.making import Made, transform
from chophien.lots.actions.weighing import note_loss
from chophien.lots.models import Draw, Loss, LotLink, LotStep, Transformation
from chophien.lots.tests.factories import NOON, a_brought_lot, goods_of, packed

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn():
    """Leaves, some of them lost, made into tea of which an order was packed."""
    leaves, _growers = a_brought_lot(None, "20")
    note_loss(lot=leaves, grams=500, reason="đổ", actor=SYSTEM, at=NOON)
    act = transform(seller=leaves.seller, used={leaves.pk: 10_000}, made=[Made("Chè", 2_500)], actor=SYSTEM, at=NOON)
    boxes = goods_of(leaves.seller)
    packed(act.links.get(is_output=True).lot, boxes, 10)
    need = Need("1", boxes.pk, Decimal(4), "Chè", "piece")
    return draw(order_code="CP-1", needs=[need], at=NOON)[0]


def refused(change):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        change()


def test_links_losses_acts_and_steps_of_lots_are_added_and_never_changed(drawn):
    for model, changed in ((LotLink, "grams"), (Loss, "grams"), (Transformation, "made_g"), (LotStep, "note")):
        refused(lambda model=model, changed=changed: model.objects.update(**{changed: 1}))
        refused(lambda model=model: model.objects.all()._raw_delete("default"))

    assert (LotLink.objects.count(), Loss.objects.get().grams, Draw.objects.get()) == (2, 500, drawn)


def test_of_a_draw_only_what_came_back_and_what_is_sold_moves(drawn):
    take_in(order_code="CP-1", quantities={"1": Decimal(1)}, at=NOON)
    for settled in (300, 0):
        Draw.objects.update(settled_g=settled)

    for change in (
        {"units": 9},
        {"order_code": "CP-2"},
        {"line_key": "2"},
        {"at": NOON + timedelta(1)},
        {"given_back": 0},
    ):
        refused(lambda change=change: Draw.objects.update(**change))
    refused(drawn.delete)

    assert give_back(order_codes=["CP-1"]) == 1
    assert Draw.objects.get().given_back == 4


@pytest.mark.parametrize("table", ["lotlink", "loss", "transformation", "lotstep", "draw"])
def test_none_of_these_tables_can_be_emptied(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [f"lots_{table}"])
        assert "audit_keep_table" in {name for (name,) in cursor.fetchall()}
