import pytest

from chophien.lib.gs1.dictionary import FILE, Dictionary, dictionary
from chophien.lib.gs1.elements import BadElements, bracketed, checked, read_bracketed, read_scanned, scanned
from chophien.lib.gs1.linters import CHECKS, NOT_CHECKED, passes
from chophien.lib.gs1.tests.vectors import vectors


@pytest.mark.parametrize(("name", "rows"), vectors("linters.json").items(), ids=lambda value: str(value)[:20])
def test_every_known_value_passes_or_fails_the_check_of_its_name(name, rows):
    wrong = [value for value, sound in rows if passes(name, value) is not sound]

    assert wrong == []


def test_every_check_that_the_dictionary_names_is_made_or_left_out_on_purpose():
    named = {check for ai in _everything() for part in dictionary()[ai].parts for check in part.checks}

    assert named - CHECKS.keys() == NOT_CHECKED
    assert len(vectors("linters.json")) == 35


def test_the_dictionary_is_read_whole():
    listed = dictionary()

    assert len(listed) == 541
    assert len(listed.keys_of_links()) == 16
    assert (listed["01"].title, listed["01"].chains) == ("GTIN", (("22", "10", "21"), ("235",)))
    assert (listed["3103"].delimited, listed["10"].delimited, listed["21"].attribute) == (False, True, False)
    assert listed["8030"].needs[0][1] == ("01", "21")


@pytest.mark.parametrize("line", ["01", "01 * X", "abc N14", "1-2"])
def test_a_line_of_another_form_is_refused(line):
    with pytest.raises(ValueError, match=r"identifier|line"):
        Dictionary(line)


def test_a_lot_needs_an_item_and_a_count_may_not_stand_with_one():
    assert dictionary().missing_with(frozenset({"10"})) == ("10",)
    assert dictionary().missing_with(frozenset({"01", "10"})) == ()
    assert dictionary().missing_with(frozenset({"8030", "01"})) == ("8030",)
    assert dictionary().excluded_with(frozenset({"01", "37"})) == (("01", "37"),)
    assert dictionary().excluded_with(frozenset({"3102", "3103"})) == (("3102", "3103"), ("3103", "3102"))


def test_what_a_scanner_reads_is_what_is_printed_below():
    text = "^010952012345678810ABC(1^2112345^17180426"

    elements = read_scanned(text)

    assert bracketed(elements) == r"(01)09520123456788(10)ABC\(1(21)12345(17)180426"
    assert (read_bracketed(bracketed(elements)), scanned(elements)) == (elements, text)
    assert read_scanned(text.replace("^", "\x1d")) == elements


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("^0109520123456789", "csum"),
        ("^01095201234567", "length"),
        ("^05095201234567", "unknown"),
        ("^10" + "A" * 21, "length"),
        ("^1099é", "cset82"),
        ("^17181332", "yymmd0"),
        ("^10A^10B", "twice"),
        ("^10A" + "^10A" * 70, "length"),
    ],
)
def test_a_damaged_code_is_refused_with_the_reason(text, fault):
    with pytest.raises(BadElements) as refusal:
        read_scanned(text)

    assert refusal.value.fault == fault


@pytest.mark.parametrize("text", ["01)0952", "(01", "(0a)1", "(01)09520123456788x(10)A\\"])
def test_brackets_that_do_not_close_are_refused(text):
    with pytest.raises(BadElements):
        read_bracketed(text)


def test_an_identifier_that_nobody_knows_passes_only_when_asked_for():
    assert checked([("89", "ABC")], unknown=True) == (("89", "ABC"),)
    with pytest.raises(BadElements):
        checked([("89", "ABC")])
    assert str(BadElements("10", "length"))


def _everything() -> list[str]:
    return [
        ai for length in (2, 3, 4) for number in range(10**length) if (ai := f"{number:0{length}d}") in dictionary()
    ]


def test_the_file_is_gs1s_own():
    assert FILE.read_text("utf-8").startswith("# GS1 Barcode Syntax Dictionary")
