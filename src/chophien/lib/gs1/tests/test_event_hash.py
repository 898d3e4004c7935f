"""The published pre-hash strings and hashes, and what must not change a hash.

The reference implementation that published them differs from the standard's text; both are kept here. A row that
cannot pass either way is named with its reason.
"""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.gs1.epcis_context import Context
from chophien.lib.gs1.epcis_document import read_document
from chophien.lib.gs1.epcis_xml import BadXml, read_xml
from chophien.lib.gs1.event_hash import REFERENCE, STANDARD_WAY, event_id, is_id_of, prehash
from chophien.lib.gs1.event_values import canonical_text, utc_milliseconds
from chophien.lib.gs1.tests.vectors import DATA, files

NO_PREFIXES = Context(prefixes={})
PUBLISHED = files("event_hash", "*.hashes") + files("event_hash", "*.prehashes")
BROKEN_FILES = {
    ("epcisDocWithCustomSchemaInContext.prehashes", 1): "of another event than its document; its hash is right",
    ("epcisDocWithDefaultSchemaInContext.prehashes", 1): "cut off in the middle; its hash is right",
}
BY_THE_STANDARD = {
    ("SensorDataExamples", 6): "a text of 24 digits, rounded to 111100001111000003641344",
    ("SensorDataExamples", 7): "bizRules of a sensor report, which the table lacks, once more at the end",
    ("SensorDataExamples", 10): "bizTransactionList after sensorElementList; the table has it before",
    ("epcisDocWithVariousEventTypes", 0): "destinationList before sourceList; the table has it behind",
    ("epcisDocWithVariousEventTypes", 1): "destinationList before sourceList; the table has it behind",
}
"""What the published strings have otherwise than the standard's text."""


def _prehashes(path, way):
    raw = path.read_bytes()
    if path.suffix == ".xml":
        events, ignored = read_xml(raw)
        return [prehash(event, NO_PREFIXES, ignore=ignored, way=way) for event in events]
    document = read_document(raw)
    return [prehash(event.body, event.context, ignore=document.ignored, way=way) for event in document.events]


def _differing(way):
    """The rows that do not come out as published: document, its form, what was published, place."""
    found, rows = set(), 0
    for published in PUBLISHED:
        wanted = published.read_text("utf-8").split("\n")
        for path in (published.with_suffix(".xml"), published.with_suffix(".jsonld")):
            if not path.exists():
                continue
            for place, (text, row) in enumerate(zip(_prehashes(path, way), filter(None, wanted), strict=True)):
                known = row if published.suffix == ".prehashes" else row.partition(";")[2].partition("?")[0]
                ours = text if published.suffix == ".prehashes" else sha256(text.encode()).hexdigest()
                rows += 1
                if ours != known:
                    found.add((published.name, place))
    return found, rows


def test_every_published_hash_comes_out_the_way_of_those_who_published_it():
    differing, rows = _differing(REFERENCE)

    assert differing == set(BROKEN_FILES)
    assert rows == 84


def test_by_the_standard_only_what_the_reference_has_otherwise_comes_out_otherwise():
    differing, _rows = _differing(STANDARD_WAY)

    assert {(name.partition(".")[0], place) for name, place in differing - BROKEN_FILES.keys()} == set(BY_THE_STANDARD)


@pytest.mark.parametrize("path", files("event_hash/equal", "*"), ids=lambda path: path.stem)
def test_different_writings_of_one_event_have_one_hash(path):
    for way in (STANDARD_WAY, REFERENCE):
        texts = _prehashes(path, way)
        assert (len(texts) > 1, len(set(texts))) == (True, 1)


def test_gs1s_own_writings_of_one_event_have_one_hash():
    texts = [text for path in files("event_hash/equal_gs1", "*.xml") for text in _prehashes(path, STANDARD_WAY)]

    assert (len(texts), len(set(texts))) == (4, 1)


@pytest.mark.parametrize(
    "name", ["CertificationInfoAndSensorReportWithCRS", "epcisDocWithVariousEventTypes", "epcisQueryDocument"]
)
def test_xml_and_json_of_the_same_events_have_the_same_hashes(name):
    xml, json_ld = (DATA / "event_hash" / f"{name}.xml", DATA / "event_hash" / f"{name}.jsonld")

    assert _prehashes(xml, STANDARD_WAY) == _prehashes(json_ld, STANDARD_WAY)


def test_an_event_that_is_declared_wrong_keeps_its_hash():
    event = _event()
    declared = {**event, "eventID": "urn:uuid:1", "recordTime": "2026-11-22T00:00:00Z", "errorDeclaration": {"a": 1}}

    assert event_id(declared) == event_id(event)


def test_an_identifier_is_known_again_however_it_was_made():
    event = {**_event(), "gs1:long": "111100001111000011110000"}
    ours, theirs = event_id(event), event_id(event, way=REFERENCE)

    assert ours != theirs
    assert [is_id_of(identifier, event) for identifier in (ours, theirs)] == [True, True]
    assert is_id_of(event_id(event, algorithm="sha3-256"), event)
    changed = {**event, "action": "OBSERVE"}
    assert not is_id_of(ours, changed)
    assert not is_id_of("urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", event)
    assert not is_id_of(ours.replace("sha-256", "md5"), event)


@given(st.permutations(["a:x", "a:y", "epcList", "bizStep", "quantityList", "sourceList", "ilmd"]), st.randoms())
def test_the_order_of_names_and_of_lists_does_not_matter(order, dice):
    event = _event()
    shuffled = {name: event[name] for name in sorted(event, key=lambda name: order.index(name) if name in order else 9)}
    for name in ("epcList", "quantityList", "sourceList"):
        shuffled[name] = dice.sample(event[name], len(event[name]))

    assert event_id(shuffled, CONTEXT) == event_id(event, CONTEXT)


@pytest.mark.parametrize("name", ["eventTime", "epcList", "action", "bizStep", "ilmd", "a:x", "quantityList"])
def test_a_field_that_is_missing_or_other_changes_the_hash(name):
    event = _event()
    without = {field: value for field, value in event.items() if field != name}
    others = [{**event, name: value} for value in ("2026-11-22T01:00:00.001Z", ["https://id.gs1.org/01/1"], {"a:x": 1})]

    assert len({event_id(one, CONTEXT) for one in (event, without, *others)}) >= 3


def test_the_prefix_of_a_name_does_not_matter_its_meaning_does():
    renamed = json.loads(json.dumps(_event()).replace('"a:', '"b:'))

    same = Context().extended([{"b": "https://a.example/"}])
    other = Context().extended([{"b": "https://other.example/"}])

    assert event_id(renamed, same) == event_id(_event(), CONTEXT)
    assert event_id(renamed, other) != event_id(_event(), CONTEXT)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (" 12.10000 ", "12.1"),
        ("+007", "7"),
        ("-0.0", "0"),
        ("1e3", "1000"),
        ("0.00001", "0.00001"),
        ("1e99", "1e99"),
        ("12345678901234567890", "12345678901234567890"),
        ("٣", "٣"),
        ("1_000", "1_000"),
        ("nan", "nan"),
        ("urn:epcglobal:cbv:disp:in_transit", "https://ref.gs1.org/cbv/Disp-in_transit"),
        ("gs1:Temperature", "https://gs1.org/voc/Temperature"),
        ("urn:epcglobal:cbv:bt:4012345000009:ASN1099", "urn:epcglobal:cbv:bt:4012345000009:ASN1099"),
    ],
)
def test_a_value_has_one_form(text, canonical):
    assert canonical_text(text) == canonical


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22T07:00:00+07:00", "2026-11-22T00:00:00.000Z"),
        ("2026-12-31T23:59:59.9995Z", "2027-01-01T00:00:00.000Z"),
        ("2026-11-22T00:00:00.1425Z", "2026-11-22T00:00:00.143Z"),
        ("2026-11-22T00:00:00.142499Z", "2026-11-22T00:00:00.142Z"),
        ("2026-02-30T00:00:00Z", "2026-02-30T00:00:00Z"),
        ("9999-12-31T23:59:59.9999-14:00", "9999-12-31T23:59:59.9999-14:00"),
        ("0999-01-01T00:00:00Z", "0999-01-01T00:00:00.000Z"),
        ("yesterday", "yesterday"),
    ],
)
def test_a_time_is_written_in_utc_with_milliseconds(text, utc):
    assert utc_milliseconds(text) == utc


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<a/>",
        b"<epcis><EventList/></epcis>",
        b'<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><ObjectEvent>&c;</ObjectEvent>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ObjectEvent>&a;</ObjectEvent>',
        b"<a>" * 2_000,
        b"<e><ObjectEvent>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</ObjectEvent></e>",
        b"x" * 101,
    ],
    ids=["nothing", "no events", "none in the list", "entities", "a file", "unclosed", "deep", "too large"],
)
def test_xml_made_to_do_harm_is_refused(document):
    with pytest.raises(BadXml):
        read_xml(document, max_bytes=100 if document.startswith(b"x") else 1_000_000)


CONTEXT = Context().extended(["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"a": "https://a.example/"}])


def _event():
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-11-22T00:00:00Z",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "epcList": ["https://id.gs1.org/01/09520123456788/21/1", "https://id.gs1.org/01/09520123456788/21/2"],
        "quantityList": [
            {"epcClass": "https://id.gs1.org/01/09520123456788/10/A", "quantity": 420, "uom": "KGM"},
            {"epcClass": "https://id.gs1.org/01/09520123456788/10/B", "quantity": 12.5, "uom": "KGM"},
        ],
        "sourceList": [
            {"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00225"},
            {"type": "location", "source": "urn:epc:id:sgln:4012345.00225.0"},
        ],
        "ilmd": {"a:x": ["2", "1"], "a:grade": "A"},
        "a:x": "1",
        "a:y": {"a:z": [1, 2, {"a:w": None}]},
    }
