"""What somebody may have scanned, and the one form of it."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.gs1.digital_link import parse_link
from chophien.lib.gs1.tests.vectors import vectors
from chophien.scans.addresses import BadAddress, Fault, canonical_address, read_address

SITE = "https://cho.example"
TEA = "02900000000841"


@pytest.mark.parametrize(
    ("path", "query", "canonical"),
    [
        (f"/01/{TEA}/10/A-1/21/7K3", "", f"/01/{TEA}/10/A-1/21/7K3"),
        (f"/01/{TEA}/10/A-1", "3103=000100&linkType=all", f"/01/{TEA}/10/A-1?3103=000100&linkType=all"),
        (f"/01/{TEA}/21/7K3/10/A-1", "", f"/01/{TEA}/10/A-1/21/7K3"),
        (f"/10/A-1/01/{TEA}", "", f"/01/{TEA}/10/A-1"),
        (f"/01/{TEA}", "21=7K3&10=A-1", f"/01/{TEA}/10/A-1/21/7K3"),
        (f"/gtin/{TEA}/lot/A-1/ser/7", "", f"/01/{TEA}/10/A-1/21/7"),
        ("/01/2900000000841/10/A-1", "", f"/01/{TEA}/10/A-1"),
        (f"/01/{TEA}/10/A-1/", "", f"/01/{TEA}/10/A-1"),
        ("/414/9506000134352", "", "/414/9506000134352"),
        ("/8006/095060001343520102", "", "/8006/095060001343520102"),
    ],
)
def test_every_writing_of_a_link_has_one_canonical_form(path, query, canonical):
    asked = read_address(path, query, stem=SITE)

    assert canonical_address(asked) == SITE + canonical
    assert asked.is_canonical == (canonical.partition("?")[0] == path and canonical.partition("?")[2] == query)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/01/02900000000842", Fault.DIGIT),
        ("/414/9506000134353", Fault.DIGIT),
        ("/99/1", Fault.UNKNOWN),
        ("/7777/1", Fault.UNKNOWN),
        ("/10/A-1", Fault.UNKNOWN),
        ("/01", Fault.UNKNOWN),
        (f"/01/{TEA}/10", Fault.SHAPE),
        (f"/01/{TEA}/10/ế", Fault.SHAPE),
        (f"/01/{TEA}/10/A/10/B", Fault.SHAPE),
        (f"/01/{TEA}/10/" + "A" * 21, Fault.SHAPE),
        ("/01/" + "1" * 3_000, Fault.SHAPE),
    ],
)
def test_what_is_no_link_is_refused_with_its_fault(path, fault):
    with pytest.raises(BadAddress) as refusal:
        read_address(path, "", stem=SITE)

    assert refusal.value.fault == fault


def test_every_sound_vector_of_gs1_that_stands_at_the_root_is_read_as_it_says():
    read = 0
    for row in vectors("digital_links.json")["parse"]:
        parts = urlsplit(row["uri"])
        if not row["valid"] or row["flags"] or "%2F" in parts.path.upper() or parts.query.find("+") >= 0:
            continue
        known = parse_link(row["uri"])
        if known.stem != f"{parts.scheme}://{parts.netloc}":
            continue
        asked = read_address(unquote(parts.path, "latin-1"), parts.query, stem=SITE)
        assert dict(asked.link.elements) == known.values, row["uri"]
        read += 1

    assert read == 47


@given(path=st.text(max_size=60), query=st.text(max_size=40))
def test_anything_at_all_is_read_or_refused(path, query):
    try:
        asked = read_address("/" + path, query, stem=SITE)
    except BadAddress:
        return
    again = urlsplit(canonical_address(asked))
    assert read_address(unquote(again.path, "latin-1"), again.query, stem=SITE).link == asked.link
