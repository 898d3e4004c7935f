import json
import socket

import pytest

from chophien.lib.gs1.epcis_context import Context
from chophien.lib.gs1.epcis_document import BadDocument, Limits, document_of, read_document
from chophien.lib.gs1.epcis_validation import faults_of, query_faults
from chophien.lib.gs1.epcis_words import KINDS, bare_word, full_word, is_word, standard_words
from chophien.lib.gs1.tests.vectors import files, vectors

OLDER_WORDS = {
    "Capture_Documents_SensorData_with_combined_events.json": 5,
    "Query_SensorData_with_combined_events.json": 5,
    "Query_TransactionEvent_with_userExtensions.json": 1,
}
"""Documents of OpenEPCIS that measure with words of a draft of CBV 2.0 (Molar_concentration, EffectiveDoseRate), or say
an exception without a type; GS1's schema refuses them, and so do we."""
BODY = "/epcisBody/eventList"
REFUSED = {
    "Combination_of_events_with_missing_mandatory_fields": {
        ("/0/action", "missing"),
        ("/1/action", "missing"),
        ("/1/eventTimeZoneOffset", "missing"),
    },
    "Combination_of_multiple_invalid_fields": {
        ("/0/bizStep", "not_allowed"),
        ("/1/disposition", "not_allowed"),
        ("/2/sourceList/0/type", "not_allowed"),
        ("/3/ilmd/materialType", "unknown_name"),
        ("/4", "form"),
        ("/4/action", "not_allowed"),
        ("/4/eventTime", "format"),
    },
    "Combination_of_non_standard_bizStep_and_disposition": {
        ("/0/bizStep", "not_allowed"),
        ("/1/disposition", "not_allowed"),
    },
    "EPCISDocument_without_context": {("/@context", "missing")},
    "ObjectEvent_with_ilmd_field_without_namespace": {("/0/ilmd/materialType", "unknown_name")},
    "ObjectEvent_with_invalid_certificationInfo": {("/0/certificationInfo", "form")},
    "ObjectEvent_with_non_standard_bizStep": {("/0/bizStep", "not_allowed")},
    "ObjectEvent_with_non_standard_bizStep_in_second_event": {("/1/bizStep", "not_allowed")},
    "ObjectEvent_with_non_standard_disposition": {("/0/disposition", "not_allowed")},
    "ObjectEvent_with_quantity_as_text": {("/0/quantityList/0/quantity", "type")},
    "ObjectEvent_with_unknown_field_in_quantityList": {("/0/quantityList/0/weight", "unknown_name")},
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Whatever a document names, nobody is asked about it."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("a document was looked up on the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_every_example_of_gs1_is_accepted_and_comes_back_equal():
    found = {path.name: faults_of(read_document(path.read_bytes())) for path in files("epcis/gs1")}

    assert len(found) == 31
    assert {name: faults for name, faults in found.items() if faults} == {}
    for path in files("epcis/gs1"):
        assert json.loads(json.dumps(read_document(path.read_bytes()).body)) == json.loads(path.read_bytes())


def test_every_sound_document_of_openepcis_is_accepted_but_those_with_older_words():
    found = {path.name: faults_of(read_document(path.read_bytes())) for path in files("epcis/openepcis")}

    assert len(found) == 32
    assert {name: len(faults) for name, faults in found.items() if faults} == OLDER_WORDS


def test_the_documents_of_the_hashes_are_accepted():
    found = [faults_of(read_document(path.read_bytes())) for path in files("event_hash")]

    assert (len(found), any(found)) == (13, False)


@pytest.mark.parametrize("path", files("epcis/invalid"), ids=lambda path: path.stem)
def test_every_wrong_document_of_openepcis_is_refused_at_the_place_that_is_wrong(path):
    faults = faults_of(read_document(path.read_bytes()))

    found = {(fault.pointer.removeprefix(BODY), fault.code) for fault in faults}
    assert found == REFUSED[path.stem]
    assert all(fault.message for fault in faults)


def test_a_query_is_accepted_and_one_with_wrong_values_refused():
    assert query_faults(vectors("queries/SimpleEventQuery.json")) == ()
    wrong = query_faults(vectors("queries/Query_with_invalid_values.json"))
    assert {fault.pointer for fault in wrong} == {"/GE_eventTime", "/EQ_action/0", "/orderDirection"}


def test_events_are_found_in_documents_answers_and_alone():
    event = _event()
    alone = {**event, "@context": _document()["@context"]}
    answer = {
        **_document(),
        "type": "EPCISQueryDocument",
        "epcisBody": {"queryResults": {"queryName": "q", "resultsBody": {"eventList": [event, event]}}},
    }

    assert [placed.pointer for placed in document_of(_document(event)).events] == ["/epcisBody/eventList/0"]
    assert [placed.pointer for placed in document_of(alone).events] == [""]
    assert [placed.pointer for placed in document_of(answer).events] == [
        f"/epcisBody/queryResults/resultsBody/eventList/{place}" for place in (0, 1)
    ]
    assert [faults_of(document_of(body)) for body in (alone, answer)] == [(), ()]


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"epcList": ["https://id.gs1.org/01/09520123456789/21/1"]}, "/epcList/0", "bad_identifier"),
        ({"epcList": ["urn:epc:id:sgtin:4012345.12345.1"]}, "/epcList/0", "bad_identifier"),
        ({"epcList": ["urn:epc:idpat:sgtin:4012345.012345.*"]}, "/epcList/0", "not_an_instance"),
        (
            {"quantityList": [{"epcClass": "urn:epc:id:sgtin:4012345.012345.1", "quantity": 1}]},
            "/quantityList/0/epcClass",
            "not_a_class",
        ),
        ({"quantityList": [{"epcClass": "urn:x:1", "quantity": 0}]}, "/quantityList/0/quantity", "not_positive"),
        ({"quantityList": [{"epcClass": "urn:x:1", "uom": "KGM"}]}, "/quantityList/0/uom", "contradiction"),
        ({"readPoint": {"id": "https://id.gs1.org/414/9520123456789"}}, "/readPoint/id", "bad_identifier"),
        ({"bizLocation": {"id": "urn:x:1", "q:w": 1}}, "/bizLocation/q:w", "unknown_prefix"),
        ({"nobody:knows": 1}, "/nobody:knows", "unknown_prefix"),
        ({"q:a/b~c": 1}, "/q:a~1b~0c", "unknown_prefix"),
        ({"ilmd": {"a:grade": "A"}, "action": "OBSERVE"}, "", "form"),
        (
            {"persistentDisposition": {"set": ["damaged"], "unset": ["damaged"]}},
            "/persistentDisposition",
            "contradiction",
        ),
        (
            {"type": "AggregationEvent", "childEPCs": ["urn:x:1"], "epcList": None},
            "/parentID",
            "missing",
        ),
        (
            {
                "eventID": "urn:uuid:1",
                "errorDeclaration": {"declarationTime": "2026-11-22T00:00:00Z", "correctiveEventIDs": ["urn:uuid:1"]},
            },
            "/errorDeclaration/correctiveEventIDs/0",
            "contradiction",
        ),
        (
            {
                "sensorElementList": [
                    {
                        "sensorMetadata": {"startTime": "2026-11-22T08:00:00+07:00", "endTime": "2026-11-22T00:59:00Z"},
                        "sensorReport": [{"type": "Temperature", "value": 4, "uom": "CEL"}],
                    }
                ]
            },
            "/sensorElementList/0/sensorMetadata/endTime",
            "contradiction",
        ),
        ({"bizStep": "https://ref.gs1.org/cbv/BizStep-transforming"}, "/bizStep", "not_allowed"),
        ({"disposition": "cbv:Disp-in_transport"}, "/disposition", "not_allowed"),
        ({"persistentDisposition": {"set": ["cbv:Disp-x"]}}, "/persistentDisposition/set/0", "not_allowed"),
        ({"sourceList": [{"type": "cbv:SDT-place", "source": "urn:x:1"}]}, "/sourceList/0/type", "not_allowed"),
        ({"eventTime": "2026-02-30T00:00:00Z"}, "/eventTime", "format"),
        ({"eventTime": "2026-11-22T00:00:00"}, "/eventTime", "format"),
        ({"eventTimeZoneOffset": "+7"}, "/eventTimeZoneOffset", "pattern"),
    ],
)
def test_what_an_event_cannot_mean_is_refused_at_its_place(change, place, code):
    event = {name: value for name, value in {**_event(), **change}.items() if value is not None}

    faults = faults_of(document_of(_document(_event(), event)))

    assert [(fault.pointer, fault.code) for fault in faults] == [(f"{BODY}/1{place}", code)]


def test_every_type_of_event_may_say_what_stays_true_of_its_goods():
    event = {**_event(), "type": "AggregationEvent", "parentID": "urn:x:1", "childEPCs": ["urn:x:2"]}
    del event["epcList"]

    assert faults_of(document_of(_document({**event, "persistentDisposition": {"set": ["conformant"]}}))) == ()


@pytest.mark.parametrize(
    "form",
    [
        "shipping",
        "cbv:BizStep-shipping",
        "https://ref.gs1.org/cbv/BizStep-shipping",
        "urn:epcglobal:cbv:bizstep:shipping",
    ],
)
def test_a_word_of_the_standard_is_one_word_in_every_form(form):
    assert full_word("bizStep", form) == "https://ref.gs1.org/cbv/BizStep-shipping"
    assert bare_word("bizStep", form) == "shipping"
    assert is_word("bizStep", form)


def test_a_word_of_ones_own_stays_as_it_is():
    own = Context().extended([{"a": "https://a.example/"}])

    assert bare_word("bizStep", "a:smoking", own) == "https://a.example/smoking"
    assert is_word("bizStep", "a:smoking", own)
    assert not is_word("bizStep", "urn:epcglobal:cbv:disp:in_transit")
    assert {kind: len(standard_words(kind)) for kind in KINDS} == {
        "bizStep": 41,
        "disposition": 33,
        "bizTransaction-type": 13,
        "source-dest-type": 3,
        "error-reason": 2,
        "component": 14,
        "measurementType": 72,
        "sensorAlertType": 2,
    }


@pytest.mark.parametrize("context", ["https://a.example/other.jsonld", {"a": "https://a.example/"}])
def test_a_document_names_the_context_of_epcis(context):
    faults = faults_of(document_of({**_document(), "@context": context}))

    assert [fault.pointer for fault in faults] == ["/@context"]


def test_a_context_is_read_where_it_is_written_and_cannot_rename_the_standard():
    context = Context().extended(
        [{"a": "https://a.example/", "gs1": "https://evil.example/", "own": {"@id": "https://a.example/own"}}, None, 7]
    )

    assert context.clark("a:b") == "{https://a.example/}b"
    assert context.clark("gs1:b") == "{https://gs1.org/voc/}b"
    assert context.clark("own") == "{https://a.example/}own"
    assert context.clark("https://b.example/x#y") == "{https://b.example/x#}y"
    assert context.clark("urn:epcglobal:cbv:mda:lotNumber") == "{urn:epcglobal:cbv:mda:}lotNumber"
    assert (context.knows("a:b"), context.knows("c:d")) == (True, False)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_json"),
        (b"[]", "not_an_object"),
        (b"\xff{}", "not_json"),
        (b'{"type":"a"}' + b" " * 2000, "too_large"),
        (b"[" * 1_400, "too_deep"),
        (b'{"a":' * 10 + b"1" + b"}" * 10, "too_deep"),
        (b'{"a":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]}', "too_many_values"),
        (b'{"a":"' + b"x" * 300 + b'"}', "text_too_long"),
        (b'{"a":1,"a":2}', "name_twice"),
        (b'{"a":NaN}', "not_json"),
        (b'{"a":1e999}', "not_json"),
        (b'{"a":' + b"9" * 999 + b"}", "not_json"),
        (b'{"a":"\\ud800"}', "bad_letters"),
        (b'{"a":"\\u0000"}', "bad_letters"),
        (b'{"type":"EPCISDocument","epcisBody":{"eventList":[1,2,3,4]}}', "too_many_events"),
        (b'{"@context":{%s}}' % b",".join(b'"p%d":"https://a"' % n for n in range(9)), "too_many_names"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_too_much_or_no_json_is_refused(raw, code, monkeypatch):
    monkeypatch.setattr("chophien.lib.gs1.epcis_context.MOST_NAMES", 16)
    few = Limits(size=1_500, depth=6, values=20, events=3, text=200)
    if raw.endswith(b"9}"):
        few, raw = Limits(), raw.replace(b"9" * 999, b"9" * 5_000)

    with pytest.raises(BadDocument) as refusal:
        read_document(raw, limits=few)

    assert refusal.value.fault.code == code


def test_letters_of_two_halves_and_a_mark_of_order_are_read():
    document = read_document(b'\xef\xbb\xbf{"type":"a","gs1:x":"\\ud83d\\ude00"}')

    assert document.body["gs1:x"] == "😀"


def test_something_else_among_the_events_is_refused_where_it_stands():
    faults = faults_of(document_of(_document(_event(), 7)))

    assert [(fault.pointer, fault.code) for fault in faults] == [(f"{BODY}/1", "type")]


def test_a_thousand_faults_are_told_fifty_at_a_time_and_of_a_giant_the_first():
    many = document_of(_document(*({**_event(), "bizStep": "no"} for _ in range(1_000))))
    giant = document_of(_document({**_event(), "epcList": [f"no {number}" for number in range(5_000)]}))

    assert len(faults_of(many)) == 50
    assert [fault.pointer for fault in faults_of(giant)] == [f"{BODY}/0/epcList/0"]


def _document(*events):
    return {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"a": "https://a.example/"},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-22T00:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }


def _event():
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-11-22T07:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD",
        "epcList": ["https://id.gs1.org/01/09520123456788/21/1"],
        "a:note": "chè Shan tuyết",
    }
