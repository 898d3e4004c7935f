"""Tạ, tấn, yến, kg: what was written stays, what it comes to stands beside it, and nothing converts silently."""

import ast
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from chophien.catalog.tests.factories import a_category, an_offer
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid
from chophien.supply.tests.factories import a_variant
from chophien.wholesale.tests.factories import a_draft_contract, a_quote_for, a_request_for, rice
from chophien.wholesale.units import in_unit, in_words

HERE = Path(__file__).resolve().parents[1]
KILOGRAMS = {"kg": 1, "yen": 10, "quintal": 100, "tonne": 1000}
amounts = some.decimals("0.001", "99999", places=3)


def shown(text):
    return text.replace("\u00a0", " ")


@given(quantity=amounts, before=some.sampled_from(sorted(KILOGRAMS)), after=some.sampled_from(sorted(KILOGRAMS)))
def test_a_quantity_in_another_weight_is_exact_or_has_to_be_written(quantity, before, after):
    found = in_unit(quantity, before, after)

    if found is not None:
        assert found * KILOGRAMS[after] == quantity * KILOGRAMS[before]
    else:
        assert (quantity * KILOGRAMS[before] * 1000) % KILOGRAMS[after]


@pytest.mark.parametrize(
    ("before", "after"), [("box", "kg"), ("kg", "litre"), ("bag", "box"), ("thúng", "kg"), ("kg", "")]
)
def test_units_that_are_not_weights_of_one_another_are_never_converted(before, after):
    assert in_unit(Decimal(5), before, after) is None


@pytest.mark.parametrize(
    ("quantity", "unit", "words"),
    [
        ("3", "quintal", "3 tạ = 300 kg"),
        ("1.5", "tonne", "1,5 tấn = 1.500 kg"),
        ("0.5", "yen", "0,5 yến = 5 kg"),
        ("20", "kg", "20 kg"),
        ("20", "box", "20 hộp"),
    ],
)
def test_what_was_written_stands_first_with_its_kilograms_beside_it(quantity, unit, words):
    assert shown(in_words(Decimal(quantity), unit)) == words


@pytest.mark.django_db
def test_s04_a_request_in_quintals_and_a_quote_in_kilograms_both_stand_as_they_were_written(client):
    at = timezone.now()
    days = {"first_on": local_date(at) + timedelta(days=3), "last_on": local_date(at) + timedelta(days=3)}
    request = a_request_for(quantity=Decimal(3), unit="quintal", rhythm="once", at=at, **days)
    made = a_quote_for(request, rice(), quantity=Decimal(250), at=at)
    client.force_login(request.buyer)

    page = shown(client.get(f"/mua-si/hoi-mua/{request.code}/").content.decode())
    contract = a_draft_contract(quote=made, at=at)
    agreed = shown(client.get(f"/mua-si/hop-dong/{contract.code}/").content.decode())

    request.refresh_from_db()
    assert (request.quantity, request.unit, made.quantity) == (3, "quintal", 250)
    assert "3 tạ = 300 kg" in page
    assert "250 kg" in page
    assert "250 kg" in agreed


@pytest.mark.django_db
def test_goods_sold_in_quintals_are_shown_with_their_kilograms_in_quote_and_contract():
    offer = an_offer(price_vnd=6_000_000, unit="quintal", pack="", weight_g=100_000)
    variant = a_variant(offers=[offer], available=100, title="Ngô hạt", category=a_category())
    made = a_quote_for(a_request_for(quantity=Decimal(200), unit="kg"), variant)

    contract = a_draft_contract(quote=made)

    assert (made.quantity, contract.unit) == (2, "quintal")
    assert {shown(one.in_words(one.quantity)) for one in (made,)} == {"2 tạ = 200 kg"}
    assert shown(contract.in_words(contract.deliveries.all()[0].quantity)) == "2 tạ = 200 kg"


@pytest.mark.django_db
def test_what_cannot_be_said_exactly_in_the_goods_unit_is_asked_for():
    offer = an_offer(price_vnd=60_000_000, unit="tonne", pack="", weight_g=1_000_000)
    variant = a_variant(offers=[offer], available=100, title="Ngô hạt", category=a_category())

    with pytest.raises(Invalid) as refused:
        a_quote_for(a_request_for(quantity=Decimal("0.5"), unit="kg"), variant)

    assert list(refused.value.field_errors) == ["quantity"]


def test_one_file_alone_converts_units():
    named = {}
    for path in HERE.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        calls = [one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Name)]
        if any(one.id == "convert" for one in calls):
            named[path.name] = True

    assert list(named) == ["units.py"]
