"""Whatever comes in is read or refused in words; nothing breaks."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from chophien.lib.gs1.digital_link import BadLink, parse_link
from chophien.lib.gs1.elements import BadElements, read_bracketed, read_scanned
from chophien.lib.gs1.epc import BadEpc, link_of, normal_form
from chophien.lib.gs1.epcis_document import BadDocument, document_of, read_document
from chophien.lib.gs1.epcis_validation import event_faults, faults_of, query_faults
from chophien.lib.gs1.epcis_xml import BadXml, read_xml
from chophien.lib.gs1.event_hash import REFERENCE, STANDARD_WAY, event_id
from chophien.lib.gs1.tests.vectors import files

NAMES = st.sampled_from(
    sorted(
        {"@context", "a:b", "@id", "https://a/b", "eventList", "epcisBody", "ignoreFields", "a:ignoreFields", "isA"}
        | {
            name
            for path in files("epcis/gs1")
            for name in json.dumps(json.loads(path.read_text("utf-8"))).split('"')[1::2]
        }
    )
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text() | NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)
DOCUMENTS = [json.loads(path.read_text("utf-8")) for path in files("epcis/gs1")]


@given(st.text() | st.text("0123456789()^/?&=%.:*-aA") | NAMES)
def test_any_text_is_a_code_or_is_refused(text):
    for read, refusal in (
        (read_scanned, BadElements),
        (read_bracketed, BadElements),
        (link_of, BadEpc),
        (lambda one: link_of("urn:epc:id:sgtin:4012345." + one), BadEpc),
        (lambda one: parse_link("https://a/01/09520123456788" + one, words=True, unknown=True), BadLink),
        (lambda one: parse_link("https://a/" + one), BadLink),
    ):
        with suppress(refusal):
            read(text)
    normal_form(text)
    normal_form("https://id.gs1.org/01/09520123456788/10/" + text)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(DOCUMENTS), NAMES, ANYTHING, st.randoms())
def test_a_document_with_anything_at_any_place_is_judged_and_hashed(document, name, value, dice):
    changed = json.loads(json.dumps(document))
    holder = changed
    while dice.random() < 0.85:
        inner = [
            one for one in (holder.values() if isinstance(holder, dict) else holder) if isinstance(one, dict | list)
        ]
        if not inner:
            break
        holder = dice.choice(inner)
    if isinstance(holder, dict):
        holder[dice.choice([name, *holder])] = value
    else:
        holder.append(value)

    read = None
    with suppress(BadDocument):
        read = document_of(changed)

    if read is None:
        return
    faults_of(read)
    for event in read.events:
        list(event_faults(event))
        for way in (STANDARD_WAY, REFERENCE):
            assert event_id(event.body, event.context, ignore=read.ignored, way=way).startswith("ni:///sha-256;")


@settings(deadline=None, max_examples=60)
@given(ANYTHING, st.binary(max_size=60))
def test_any_bytes_are_a_document_or_are_refused(value, noise):
    query_faults(value)
    for raw in (json.dumps(value).encode(), noise, json.dumps(value).encode()[1:] + noise):
        with suppress(BadDocument):
            faults_of(read_document(raw))
        with suppress(BadXml):
            read_xml(raw)
