"""Every step of a lot leaves an event in the transaction of the step, in the chain of the lot."""

import json
from decimal import Decimal

import pytest

from chophien.lib.actor import SYSTEM
from chophien.lib.gs1.epcis_document import read_document
from chophien.lib.gs1.epcis_validation import faults_of
from chophien.lots.actions.making import Made, transform
from chophien.lots.actions.weighing import note_loss, take_back
from chophien.lots.tests.factories import NOON, a_brought_lot, a_grower, a_lot, brings, goods_of, packed
from chophien.traceability.models import ChainLink, Event
from chophien.traceability.selectors import codes
from chophien.traceability.selectors.chain import history_of

pytestmark = pytest.mark.django_db


def events_of(lot):
    return [link.event for link in ChainLink.objects.filter(lot=lot).select_related("event").order_by("number")]


def steps_of(lot):
    return [event.biz_step for event in events_of(lot)]


def a_tea(kilos=("30", "12")):
    """Leaves of two households, made into tea, of which boxes are packed."""
    leaves, growers = a_brought_lot(None, *kilos)
    grams = sum(int(Decimal(one) * 1000) for one in kilos)
    act = transform(
        seller=leaves.seller,
        used={leaves.pk: grams},
        made=[Made("Chè khô", grams // 5)],
        actor=SYSTEM,
        at=NOON,
    )
    tea = act.links.get(is_output=True).lot
    variant = goods_of(leaves.seller)
    packed(tea, variant, 40, 100)
    return leaves, tea, variant, growers


def test_leaves_become_tea_become_boxes_and_each_step_is_a_sound_event_of_gs1s_schema():
    leaves, tea, variant, growers = a_tea()

    assert steps_of(leaves) == [
        "commissioning",
        "creating_class_instance",
        "creating_class_instance",
        "creating_class_instance",
    ]
    assert [one.kind for one in events_of(leaves)[2:]] == ["ObjectEvent", "TransformationEvent"]
    assert steps_of(tea) == ["creating_class_instance", "packing"]
    for event in events_of(leaves) + events_of(tea):
        body = {
            "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
            **json.loads(event.body),
        }
        assert faults_of(read_document(json.dumps(body).encode())) == ()
        assert event.event_id == f"ni:///sha-256;{event.digest}?ver=CBV2.0"
        assert not any(grower.name in event.body for grower in growers)
    boxes = json.loads(events_of(tea)[1].body)["outputQuantityList"]
    assert boxes == [{"epcClass": codes.digital_link_of(tea, variant), "quantity": 40}]


def test_the_number_of_goods_is_restricted_reads_back_and_is_nobody_elses():
    leaves, tea, variant, _growers = a_tea()
    gtin = codes.gtin_of(variant)

    assert gtin.startswith("029")
    assert codes.variant_of_gtin(gtin) == variant
    assert codes.lot_of(gtin, tea.code) == tea
    assert codes.lot_of(gtin, leaves.code) is None
    assert codes.lot_of(codes.gtin_of_bulk(leaves.seller_id), leaves.code) == leaves
    assert codes.digital_link_of(tea).endswith(f"/01/{gtin}/10/{tea.code}")
    assert codes.lot_of("1234", tea.code) is None


def test_a_history_goes_back_to_the_households_and_names_nobody_who_did_not_agree(django_assert_max_num_queries):
    leaves, tea, _variant, _growers = a_tea()

    with django_assert_max_num_queries(6):
        history = history_of(tea)

    assert [(one.biz_step, one.lot_code) for one in history.steps] == [
        ("commissioning", leaves.code),
        ("creating_class_instance", leaves.code),
        ("transforming", tea.code),
        ("packing", tea.code),
    ]
    weighed = history.steps[1]
    assert (weighed.households, weighed.count) == (2, 2)
    assert [(one.amount, one.unit) for one in weighed.quantities] == [(Decimal(42), "kg")]
    assert weighed.place == tea.seller.commune.full_name
    assert [(one.lot.code, one.level) for one in history.sources] == [(leaves.code, 1)]
    assert [one.lot.code for one in history_of(leaves).descendants] == [tea.code]
    assert (history.households, history.hamlets) == (2, ("Bản Bẹ",))


def test_an_entry_that_was_a_mistake_is_declared_wrong_and_out_of_the_history():
    lot = a_lot()
    grower = a_grower(lot.seller)
    wrong = brings(lot, grower, "20")
    brings(lot, grower, "5")

    take_back(contribution=wrong, actor=SYSTEM, at=NOON)

    first, declared = events_of(lot)[1], events_of(lot)[-1]
    assert (declared.event_id, declared.digest, declared.is_error) == (first.event_id, first.digest, True)
    assert json.loads(declared.body)["errorDeclaration"]["reason"] == "did_not_occur"
    assert [one.amount for step in history_of(lot).steps for one in step.quantities] == [None, Decimal(5)]


def test_two_sacks_of_one_household_in_one_moment_are_two_events():
    lot = a_lot()
    grower = a_grower(lot.seller)

    brings(lot, grower, "20")
    brings(lot, grower, "20")
    note_loss(lot=lot, grams=500, reason="đổ", actor=SYSTEM, at=NOON)
    note_loss(lot=lot, grams=500, reason="đổ", actor=SYSTEM, at=NOON)

    assert Event.objects.count() == 5
