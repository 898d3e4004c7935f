from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.quantity import (
    MAX_QUANTITY,
    UNIT_CHOICES,
    UNITS,
    AmbiguousQuantity,
    BasePrice,
    CannotConvert,
    NotAQuantity,
    QuantityTooLarge,
    UnitKind,
    UnknownUnit,
    WrongStep,
    base_price,
    check_quantity,
    convert,
    find_unit,
    format_quantity,
    is_multiple_of,
    parse_measure,
    parse_quantity,
    quantity_input,
    what_it_buys,
)

QUANTITIES = st.decimals(0, MAX_QUANTITY, places=3)
KG, G, LITRE, ML, BOX, TEN = (UNITS[code] for code in ("kg", "g", "litre", "ml", "box", "ten"))


@pytest.mark.parametrize(
    ("typed", "quantity"),
    [
        ("2", "2"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("2,50", "2.5"),
        ("12.75", "12.75"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("0,500", "0.5"),
        ("1,125", "1.125"),
        ("1000", "1000"),
        ("1000,5", "1000.5"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000", "1250000"),
        ("1 250", "1250"),
        ("1 250,5", "1250.5"),
        ("0", "0"),
        ("００２,５", "2.5"),
        ("  3 ", "3"),
        ("007", "7"),
        ("99999999999,999", "99999999999.999"),
    ],
)
def test_a_quantity_is_read_with_a_decimal_comma(typed, quantity):
    assert parse_quantity(typed) == Decimal(quantity)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.000", "“1.000” can be read in two ways. Write it as 1000 or as 1."),
        ("1,000", "“1,000” can be read in two ways. Write it as 1000 or as 1."),
        ("1.250", "“1.250” can be read in two ways. Write it as 1250 or as 1,25."),
        ("1,250", "“1,250” can be read in two ways. Write it as 1250 or as 1,25."),
        ("12.345", "“12.345” can be read in two ways. Write it as 12345 or as 12,345."),
    ],
)
def test_one_or_a_thousand_is_never_guessed(typed, sentence):
    with pytest.raises(AmbiguousQuantity) as refusal, override("en"):
        parse_quantity(typed)

    with override("en"):
        assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "abc", "-1", "+1", "2,", ",5", ".5", "1,2345", "1.2345", "1e3", "NaN", "inf", "1,,5", "1.25.000", "2 5", "2kg", "½",
        "1/2", "٢", "\x00", "1\x002", "🍵", "1.2.3", "0x10", "1_000",
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused(typed):
    with pytest.raises(NotAQuantity):
        parse_quantity(typed)


@pytest.mark.parametrize("typed", ["99999999999,9991", "100000000000", "9" * 90])
def test_an_absurd_quantity_is_refused(typed):
    with pytest.raises((QuantityTooLarge, NotAQuantity)):
        parse_quantity(typed)


@given(QUANTITIES)
def test_what_stands_in_an_input_field_is_read_back(quantity):
    assert parse_quantity(quantity_input(quantity)) == quantity


@pytest.mark.parametrize(
    ("quantity", "unit", "written"),
    [
        ("2.500", KG, "2,5\u00a0kg"),
        ("1250.5", KG, "1.250,5\u00a0kg"),
        ("3", BOX, "3\u00a0hộp"),
        ("1", TEN, "1\u00a0chục (10)"),
        ("1250", None, "1.250"),
        ("0.001", None, "0,001"),
        ("0", None, "0"),
        ("1E+3", None, "1.000"),
    ],
)
def test_a_quantity_is_written_as_people_read_it(quantity, unit, written):
    assert format_quantity(Decimal(quantity), unit) == written


@pytest.mark.parametrize(
    ("quantity", "step", "fits"),
    [("2.5", "0.5", True), ("2.4", "0.5", False), ("0.3", "0.1", True), ("7", "1", True), ("7.5", "1", False)],
)
def test_a_quantity_is_a_whole_number_of_steps_or_not(quantity, step, fits):
    assert is_multiple_of(Decimal(quantity), Decimal(step)) is fits


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_step_is_above_zero(step):
    with pytest.raises(ValueError, match="above zero"):
        is_multiple_of(Decimal(1), Decimal(step))


@given(st.integers(0, 10**6), st.decimals("0.001", 1000, places=3))
def test_every_number_of_steps_is_a_multiple(count, step):
    assert is_multiple_of(count * step, step)


def test_a_quantity_that_can_be_bought_passes():
    check_quantity(Decimal("2.5"), step=Decimal("0.5"), maximum=Decimal("2.5"), unit=KG)


@pytest.mark.parametrize(
    ("quantity", "refusal", "sentence"),
    [
        ("0", NotAQuantity, "Write a quantity above zero."),
        ("-1", NotAQuantity, "Write a quantity above zero."),
        ("NaN", NotAQuantity, "Write a quantity above zero."),
        ("20.5", QuantityTooLarge, "This quantity is too large. The most possible is 20\u00a0kg."),
        (
            "2.7",
            WrongStep,
            "This is sold in steps of 0,5\u00a0kg. The nearest possible are 2,5\u00a0kg and 3\u00a0kg.",
        ),
    ],
)
def test_a_quantity_that_cannot_be_bought_says_why(quantity, refusal, sentence):
    with pytest.raises(refusal) as refused:
        check_quantity(Decimal(quantity), step=Decimal("0.5"), maximum=Decimal(20), unit=KG)

    with override("en"):
        assert str(refused.value) == sentence


def test_below_the_first_step_only_the_first_step_is_offered():
    with pytest.raises(WrongStep) as refused:
        check_quantity(Decimal("0.2"), step=Decimal("0.5"), unit=KG)

    with override("en"):
        assert str(refused.value) == "This is sold in steps of 0,5\u00a0kg. The nearest possible is 0,5\u00a0kg."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kg", "kg"), ("KG", "kg"), ("Hộp", "box"), ("hop", "box"), ("gam", "g"), ("lit", "litre"), ("Lít", "litre"), ("l", "litre"),
        ("trái", "fruit"), ("quả", "fruit"), ("bó", "bunch"), ("bộ", "set"), ("tá", "dozen"), ("tạ", "quintal"), ("can", "jerrycan"),
        ("cân", "kg"), ("chục", "ten"), ("chục (10)", "ten"), ("box", "box"), (" túi ", "bag"), ("hu\u0303", "jar"),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_its_word(typed, code):
    assert find_unit(typed).code == code


@pytest.mark.parametrize("typed", ["", "bo", "ta", "kilometre", "🍵", "\x00", "x" * 1000])
def test_a_word_that_is_no_unit_or_two_is_refused(typed):
    with pytest.raises(UnknownUnit):
        find_unit(typed)


def test_every_unit_is_found_by_its_code_and_its_label():
    assert [find_unit(code) for code in UNITS] == list(UNITS.values())
    assert [find_unit(label) for _code, label in UNIT_CHOICES] == list(UNITS.values())


@pytest.mark.parametrize(
    ("typed", "amount", "code"),
    [
        ("100 g", "100", "g"),
        ("2,5kg", "2.5", "kg"),
        ("500ml", "500", "ml"),
        ("1.250,5 g", "1250.5", "g"),
        ("1 chục", "1", "ten"),
    ],
)
def test_a_measure_is_an_amount_and_a_unit(typed, amount, code):
    assert parse_measure(typed) == (Decimal(amount), UNITS[code])


@pytest.mark.parametrize("typed", ["", "g", "100", "hộp 100 g", "-5 g", "1,,2 g"])
def test_a_measure_without_amount_or_unit_is_refused(typed):
    with pytest.raises(NotAQuantity):
        parse_measure(typed)


@pytest.mark.parametrize(
    ("amount", "before", "after", "result"),
    [
        ("2.5", "kg", "g", "2500"),
        ("2.5", "tonne", "kg", "2500"),
        ("1", "quintal", "yen", "10"),
        ("1", "g", "tonne", "0"),
        ("750", "ml", "litre", "0.75"),
        ("3", "box", "box", "3"),
        ("1", "hectogram", "kg", "0.1"),
    ],
)
def test_amounts_convert_within_a_kind(amount, before, after, result):
    assert convert(Decimal(amount), UNITS[before], UNITS[after]) == Decimal(result)


@pytest.mark.parametrize(("before", "after"), [("kg", "litre"), ("box", "bag"), ("g", "piece"), ("ten", "fruit")])
def test_nothing_converts_between_kinds_or_pieces(before, after):
    with pytest.raises(CannotConvert):
        convert(Decimal(1), UNITS[before], UNITS[after])


@pytest.mark.parametrize(
    ("price", "amount", "unit", "per_base"),
    [
        (60_000, "100", G, BasePrice(600_000, KG)),
        (350_000, "1", KG, BasePrice(350_000, KG)),
        (95_000, "0.35", KG, BasePrice(271_429, KG)),
        (45_000, "500", ML, BasePrice(90_000, LITRE)),
        (1_000, "3", UNITS["metre"], BasePrice(333, UNITS["metre"])),
        (50_000, "10", BOX, None),
    ],
)
def test_a_pack_tells_its_price_per_kilogram_or_litre(price, amount, unit, per_base):
    assert base_price(price, Decimal(amount), unit) == per_base


@pytest.mark.parametrize(("price", "amount"), [(-1, "1"), (1, "0"), (1, "-1"), (1, "NaN")])
def test_a_pack_holds_something(price, amount):
    with pytest.raises(ValueError, match="a pack holds something"):
        base_price(price, Decimal(amount), G)


def test_the_units_hold_what_the_glossary_says():
    weights = {unit.label: unit.base for unit in UNITS.values() if unit.kind == UnitKind.WEIGHT}

    assert weights == {"kg": 1_000, "g": 1, "lạng": 100, "yến": 10_000, "tạ": 100_000, "tấn": 1_000_000}
    assert {"quả", "bó", "chục (10)", "lít", "chai", "hộp", "túi", "gói", "chiếc", "bộ", "con", "cây"} <= {
        label for _code, label in UNIT_CHOICES
    }


@pytest.mark.parametrize(
    ("unit", "pack", "said"),
    [
        ("box", "100 g", "hộp 100 g"),
        ("kg", "1 kg", "kg"),
        ("bottle", "", "chai"),
        ("piece", "800 g", "chiếc 800 g"),
        ("box", "10 túi × 12 g", "hộp 10 túi × 12 g"),
        ("wagon", "", "wagon"),
    ],
)
def test_what_one_pays_for_is_said_once(unit, pack, said):
    assert what_it_buys(unit, pack) == said
