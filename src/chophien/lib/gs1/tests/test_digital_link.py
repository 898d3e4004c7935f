import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.gs1.digital_link import (
    ID_GS1_ORG,
    BadLink,
    build_link,
    canonical,
    element_string,
    escape,
    parse_link,
    unescape,
)
from chophien.lib.gs1.elements import BadElements, read_bracketed
from chophien.lib.gs1.keys import CSET_82
from chophien.lib.gs1.tests.vectors import vectors

VECTORS = vectors("digital_links.json")
UNKNOWN_AS_ATTRIBUTES = "ValidationEnabled:gs1_encoder_vUNKNOWN_AI_NOT_DL_ATTR"
"""The engine the vectors are of has two switches where we have one: unknown identifiers, and those as attributes."""


def test_every_known_link_gives_its_element_string_or_is_refused():
    wrong = [row for row in VECTORS["parse"] if _read(row) != (row["valid"], row["expect"])]

    assert len(VECTORS["parse"]) == 118
    assert wrong == []


def test_every_known_row_of_elements_gives_its_link_or_is_refused():
    wrong = [row for row in VECTORS["generate"] if _written(row) != (row["args"][0] == "true", row["args"][3])]

    assert len(VECTORS["generate"]) == 22
    assert wrong == []


def test_percent_signs_are_read_and_written_as_known():
    assert len(VECTORS["unescape"]) + len(VECTORS["escape"]) == 31
    for text, path, query in VECTORS["unescape"]:
        assert (unescape(text), unescape(text, query=True)) == (path, query)
    for text, path, query in VECTORS["escape"]:
        assert (escape(text), escape(text, query=True)) == (path, query)
    with pytest.raises(ValueError, match="one byte"):
        escape("ờ")


@given(
    lot=st.text(CSET_82, min_size=1, max_size=20),
    serial=st.text(CSET_82, min_size=1, max_size=20),
    internal=st.text(CSET_82, min_size=1, max_size=30),
)
def test_whatever_a_lot_and_a_serial_are_called_the_link_reads_back(lot, serial, internal):
    elements = (("01", "09520123456788"), ("10", lot), ("21", serial), ("91", internal))

    link = build_link(elements, stem="https://chophien.example/x")

    assert parse_link(str(link)) == link
    assert parse_link(str(link)).elements == elements


def test_a_link_tells_its_parts_and_keeps_what_the_resolver_needs():
    link = parse_link(
        "https://Chophien.example:8443/s/01/09520123456788/10/A%2F1?linkType=all&17=261231&context=vn#top"
    )

    assert (link.stem, link.key) == ("https://Chophien.example:8443/s", ("01", "09520123456788"))
    assert (link.qualifiers, link.attributes) == ((("10", "A/1"),), (("17", "261231"),))
    assert link.other == (("linkType", "all"), ("context", "vn"))
    assert link.values["10"] == "A/1"
    assert str(link) == "https://Chophien.example:8443/s/01/09520123456788/10/A%2F1?17=261231&linkType=all&context=vn"


@pytest.mark.parametrize(
    "uri",
    [
        "https://chophien.example/gian-hang/gtin/9520123456788/lot/A%2f1?3103=000195&17=261231&linkType=all",
        "HTTPS://id.gs1.org/01/09520123456788/10/A%2F1?17=261231&3103=000195",
    ],
)
def test_links_that_mean_the_same_have_one_canonical_form(uri):
    link = parse_link(uri, words=True, short_gtins=True)

    assert canonical(link) == "https://id.gs1.org/01/09520123456788/10/A%2F1?17=261231&3103=000195"


@pytest.mark.parametrize(
    ("uri", "fault"),
    [
        ("https://a/01/09520123456789", "csum of 01"),
        ("https://a/01/09520123456788/21/A/10/B", "order"),
        ("https://a/01/09520123456788/10/A/235/B", "order"),
        ("https://a/01/09520123456788?17=269999", "yymmd0 of 17"),
        ("https://a/01/09520123456788?12345=1", "place of 12345"),
        ("https://a/lot/1", "no primary key"),
        ("https://a:99999999/01/09520123456788", "address"),
        ("javascript:alert(1)//01/09520123456788", "address"),
        ("https://a/01/09520123456788\n", "address"),
        ("https://user@a/01/09520123456788", "address"),
        ("https://a/" + "x/" * 2000 + "01/09520123456788", "address"),
    ],
)
def test_a_link_that_is_none_is_refused_with_the_reason(uri, fault):
    with pytest.raises(BadLink) as refusal:
        parse_link(uri)

    assert refusal.value.fault == fault


def _read(row):
    flags = row["flags"]
    unknown = "PermitUnknownAIs" in flags and row["valid"]  # the second switch is not in the row; see above
    try:
        link = parse_link(
            row["uri"],
            words="permitConvenienceAlphas" in flags,
            short_gtins="PermitZeroSuppressedGTINinDLuris" in flags,
            unknown=unknown,
        )
    except BadLink:
        return False, ""
    return True, element_string(link)


def _written(row):
    flags, (_sound, stem, text, _expected) = row["flags"], row["args"]
    unknown = flags.get("PermitUnknownAIs") == "true" and flags.get(UNKNOWN_AS_ATTRIBUTES) == "false"
    try:
        elements = read_bracketed(text, unknown=unknown)
        return True, str(build_link(elements, stem=ID_GS1_ORG if stem == "NULL" else stem, unknown=unknown))
    except (BadElements, BadLink):
        return False, ""
