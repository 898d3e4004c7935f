"""Programs send events in and find them again at `/epcis/v2`, as GS1's OpenAPI describes it."""

import json
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from chophien.accounts.actions.keys import make_api_key
from chophien.accounts.states import KeyOwner
from chophien.lib.actor import SYSTEM
from chophien.lib.gs1.epcis_document import read_document
from chophien.lib.gs1.epcis_validation import faults_of
from chophien.lib.gs1.event_hash import event_id
from chophien.lib.gs1.tests.vectors import files
from chophien.lots.tests.factories import NOON, a_grower, a_lot
from chophien.traceability.models import ChainLink, Event
from chophien.traceability.selectors import codes
from chophien.traceability.selectors.chain import history_of
from chophien.traceability.tests.test_lot_steps import a_tea
from chophien.traceability.wording import owners

pytestmark = pytest.mark.django_db
CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]
REFUSED_BY_THEIR_OWN_WORDS = {  # words of a draft of the vocabulary; see docs/gs1.md
    "Capture_Documents_SensorData_and_extension.json",
    "Capture_Documents_SensorData_with_combined_events.json",
    "Capture_Documents_epcisDocWithSensorComponent.json",
}


def a_client(name="Trạm cân", scopes=("epcis:capture", "epcis:query"), seller=None):
    kind, code = (KeyOwner.SELLER, seller.code) if seller else (KeyOwner.ORGANISATION, name)
    made = make_api_key(name=name, scopes=scopes, owner_kind=kind, owner_code=code, actor=SYSTEM, at=NOON)
    return Client(headers={"Authorization": f"Bearer {made.text}"})


def send(client, document, **headers):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post("/epcis/v2/capture", body, content_type="application/ld+json", headers=headers)


def a_document(*events, context=CONTEXT):
    return {
        "@context": context,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-21T05:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }


def an_event(serial=1, **changes):
    return {
        "type": "ObjectEvent",
        "eventTime": f"2026-11-20T08:00:{serial % 60:02d}.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "epcList": [f"urn:epc:id:sgtin:0614141.107346.{serial}"],
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": "urn:epc:id:sgln:0614141.07346.1234"},
        **changes,
    }


def found(client, **query):
    answer = client.get("/epcis/v2/events", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def without_record(event):
    return {name: value for name, value in event.items() if name != "recordTime"}


@pytest.mark.parametrize("path", files("epcis/gs1"), ids=lambda path: path.stem)
def test_gs1s_own_documents_are_taken_in_and_come_back_equal(path):
    client = a_client()
    document = read_document(path.read_bytes())

    answer = send(client, path.read_bytes())

    assert answer.status_code == 202, answer.content
    job = client.get(answer["Location"]).json()
    assert (job["success"], job["running"], job["errors"]) == (True, False, [])
    response = client.get("/epcis/v2/events", {"perPage": 1000})
    back = read_document(response.content)
    assert faults_of(back) == ()
    sent = {event_id(one.body, one.context): one.body for one in document.events}
    came = {event_id(one.body, one.context): one.body for one in back.events}
    assert came.keys() == sent.keys()
    for digest, body in sent.items():
        assert without_record(came[digest]) == {"eventID": digest, **without_record(body)}
    for one in came.values():
        assert client.get(f"/epcis/v2/events/{quote(one['eventID'], safe='')}").status_code == 200


def test_openepcis_documents_are_taken_in_and_its_wrong_ones_are_refused_at_the_right_place():
    client = a_client()

    good = {path.name: send(client, path.read_bytes()) for path in files("epcis/openepcis", "Capture_Documents_*")}
    bad = {path.name: send(client, path.read_bytes()) for path in files("epcis/invalid")}

    assert {name for name, answer in good.items() if answer.status_code != 202} <= REFUSED_BY_THEIR_OWN_WORDS
    assert {answer.status_code for answer in bad.values()} == {400}
    for answer in bad.values():
        problem = answer.json()
        assert problem["type"] == "epcisException:ValidationException"
        assert all(one["pointer"].startswith("/") and one["title"] for one in problem["errors"])
    pointers = [one["pointer"] for one in bad["ObjectEvent_with_non_standard_bizStep.json"].json()["errors"]]
    assert pointers == ["/epcisBody/eventList/0/bizStep"]


def test_one_wrong_event_stops_all_or_only_itself_as_the_sender_wants():
    client = a_client()
    document = a_document(an_event(1), an_event(2, bizStep="flying"), an_event(3))

    rolled = send(client, document)
    went_on = send(client, document, **{"GS1-Capture-Error-Behaviour": "proceed"})

    assert rolled.status_code == 400
    assert went_on.status_code == 202
    job = client.get(went_on["Location"]).json()
    assert (job["success"], job["captureErrorBehaviour"]) == (False, "proceed")
    assert [one["pointer"] for one in job["errors"]] == ["/epcisBody/eventList/1/bizStep"]
    assert [one["epcList"][0][-2:] for one in found(client)] == [".1", ".3"]
    assert [one["captureID"] for one in client.get("/epcis/v2/capture").json()] == [job["captureID"]]


def test_what_was_here_before_counts_once_and_another_event_by_its_id_is_refused():
    client = a_client()
    event = an_event(1, eventID="urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8")

    answers = [send(client, a_document(event, event)), send(client, a_document(event))]
    other = send(client, a_document({**event, "bizStep": "receiving"}))
    posted = client.post("/epcis/v2/events", {"@context": CONTEXT, **event}, content_type="application/json")
    declared = {**event, "errorDeclaration": {"declarationTime": "2026-11-21T05:00:00Z", "reason": "did_not_occur"}}
    corrected = send(client, a_document(declared))

    assert [answer.status_code for answer in answers] == [202, 202]
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (400, "/epcisBody/eventList/0/eventID")
    assert posted.status_code == 409
    assert corrected.status_code == 202
    assert Event.objects.count() == 2
    both = client.get(f"/epcis/v2/events/{event['eventID']}").json()["epcisBody"]["queryResults"]["resultsBody"]
    assert ["errorDeclaration" in one for one in both["eventList"]] == [False, True]


def test_queries_find_events_by_step_time_place_and_goods_and_turn_pages():
    client = a_client()
    lot = {"epcClass": "urn:epc:class:lgtin:4012345.012345.998877", "quantity": 200, "uom": "KGM"}
    aggregated = {
        **{name: value for name, value in an_event(9).items() if name != "epcList"},
        "type": "AggregationEvent",
        "parentID": "urn:epc:id:sscc:0614141.1234567890",
        "childEPCs": ["urn:epc:id:sgtin:0614141.107346.2"],
        "childQuantityList": [lot],
        "action": "ADD",
        "bizStep": "https://ref.gs1.org/cbv/BizStep-packing",
    }
    send(client, a_document(an_event(1), an_event(2), an_event(3, bizStep="receiving"), aggregated))

    assert len(found(client, eventType="ObjectEvent|AggregationEvent")) == 4
    assert len(found(client, EQ_bizStep="packing|receiving")) == 2
    assert len(found(client, EQ_bizStep="urn:epcglobal:cbv:bizstep:packing")) == 1
    assert len(found(client, EQ_disposition="in_transit", EQ_action="ADD")) == 1
    assert len(found(client, GE_eventTime="2026-11-20T01:00:02Z", LT_eventTime="2026-11-20T01:00:09Z")) == 2
    assert len(found(client, GE_eventTime="2026-11-20T08:00:03+07:00")) == 2
    assert len(found(client, GE_recordTime="2100-01-01T00:00:00Z")) == 0
    assert len(found(client, EQ_readPoint="https://id.gs1.org/414/0614141073467/254/1234")) == 4
    assert len(found(client, MATCH_epc="https://id.gs1.org/01/10614141073464/21/2")) == 2
    assert len(found(client, MATCH_epc="urn:epc:idpat:sgtin:0614141.107346.*")) == 4
    assert len(found(client, MATCH_anyEPC="urn:epc:id:sscc:0614141.1234567890")) == 1
    assert len(found(client, MATCH_epc="urn:epc:id:sscc:0614141.1234567890")) == 0
    assert len(found(client, MATCH_epcClass=lot["epcClass"])) == 1
    assert len(found(client, MATCH_anyEPCClass="urn:epc:idpat:lgtin:4012345.012345.*", EQ_bizLocation="urn:x:y")) == 0
    newest = found(client, orderBy="eventTime", eventCountLimit=2)
    assert [one["eventTime"][17:19] for one in newest] == ["09", "03"]

    pages, address = [], "/epcis/v2/events?perPage=3&orderBy=eventTime&orderDirection=ASC"
    while address:
        answer = client.get(address)
        assert len(pages) < 3
        pages.append(
            [one["eventTime"][17:19] for one in answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]]
        )
        link = answer.headers.get("Link", "")
        assert not link or link.startswith(f"<{settings.SITE}/epcis/v2/events?perPage=3&")
        address = link.partition("<")[2].partition(">")[0].removeprefix(settings.SITE)
    assert pages == [["01", "02", "03"], ["09"]]
    assert len(client.get(f"/epcis/v2/epcs/{quote('urn:epc:id:sgtin:0614141.107346.2', safe='')}/events").json()) > 0
    for wrong in ("EQ_colour=red", "GE_eventTime=yesterday", "perPage=0", "nextPageToken=x", "orderBy=colour"):
        answer = client.get(f"/epcis/v2/events?{wrong}")
        assert (answer.status_code, answer.json()["type"]) == (400, "epcisException:QueryParameterException")
    assert client.get("/epcis/v2/events?maxEventCount=3").status_code == 413


def test_links_are_written_where_they_are_wanted():
    client = a_client()
    send(client, a_document(an_event(7)))

    answer = client.get("/epcis/v2/events", headers={"GS1-EPC-Format": "Always_GS1_Digital_Link"})

    assert answer["GS1-EPC-Format"] == "Always_GS1_Digital_Link"
    assert b"https://id.gs1.org/01/10614141073464/21/7" in answer.content
    assert client.get("/epcis/v2/events", headers={"GS1-EPC-Format": "Always_EPC_URN"}).status_code == 406


def test_nobody_gets_in_without_a_key_of_the_right_scope_and_nobody_reads_anothers_events():
    mine, theirs = a_client("Một", ["epcis:query"]), a_client("Hai")
    send(theirs, a_document(an_event(1)))
    [event] = Event.objects.all()

    assert Client().get("/epcis/v2/events").status_code == 401
    assert send(mine, a_document(an_event(1))).status_code == 403
    assert found(mine) == []
    assert mine.get(f"/epcis/v2/events/{quote(event.event_id, safe='')}").status_code == 404
    options = Client().options("/epcis/v2/capture")
    assert (options.status_code, options["Allow"]) == (204, "OPTIONS, POST, GET")
    assert (options["GS1-EPCIS-Version"], options["GS1-EPCIS-Capture-Limit"]) == ("2.0.1", "2000")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"@context": ', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"<epcis/>", "application/xml", 415),
        (b"{" + b" " * 3_000_000 + b"}", "application/json", 413),
    ],
)
def test_what_is_no_document_is_refused_in_the_standards_words(body, kind, status):
    answer = a_client().post("/epcis/v2/capture", body, content_type=kind)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"].startswith("epcisException:")
    assert (answer["GS1-EPCIS-Version"], answer["GS1-EPCIS-Capture-File-Size-Limit"]) == ("2.0.1", "3000000")
    if status == 413:
        assert answer.json()["type"] == "epcisException:CaptureLimitExceededException"


def test_too_many_events_are_refused_before_they_are_read():
    answer = send(a_client(), a_document(*[an_event(one) for one in range(2001)]))

    assert (answer.status_code, answer.json()["type"]) == (413, "epcisException:CaptureLimitExceededException")


def test_a_shops_own_program_adds_to_the_chain_of_its_lot_and_an_unknown_lot_is_refused():
    lot = a_lot()
    client, stranger = a_client(seller=lot.seller), a_client("Người lạ")
    goods = {"epcClass": codes.bulk_link_of(lot), "quantity": 3.5, "uom": "KGM"}
    event = {name: value for name, value in an_event(1).items() if name != "epcList"}

    taken = send(client, a_document({**event, "quantityList": [goods], "bizStep": "storing", "disposition": "active"}))
    claimed = send(stranger, a_document({**event, "quantityList": [goods]}))
    unknown = {**goods, "epcClass": codes.bulk_link_of(lot).replace(lot.code, "LO-2222-222")}
    refused = send(client, a_document({**event, "quantityList": [goods, unknown]}))

    assert (taken.status_code, claimed.status_code) == (202, 202)
    links = ChainLink.objects.filter(lot=lot).order_by("number")
    assert [one.event.biz_step for one in links] == ["commissioning", "storing"]
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        400,
        "/epcisBody/eventList/0/quantityList/1/epcClass",
    )


def test_a_shops_key_unsays_nothing_that_the_market_wrote_and_names_no_household_that_is_not_the_shops():
    leaves, _tea, _variant, _growers = a_tea()
    client, before = a_client(seller=leaves.seller), history_of(leaves)
    stranger = a_grower(a_lot().seller)
    goods = {"epcClass": codes.bulk_link_of(leaves), "quantity": 3.5, "uom": "KGM"}
    plain = {name: value for name, value in an_event(1).items() if name != "epcList"}
    weighed = {**plain, "quantityList": [goods], "action": "ADD", "bizStep": "creating_class_instance"}
    error = {"declarationTime": "2026-11-22T05:00:00Z", "reason": "did_not_occur"}

    for event in list(Event.objects.filter(owner=f"seller:{leaves.seller.code}")):
        answer = send(client, a_document({**json.loads(event.body), "errorDeclaration": error}))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (
            400,
            "/epcisBody/eventList/0/errorDeclaration",
        )
    addresses = [
        codes.party_of_grower(stranger),
        "https://else.example/ben/ho/HO-9999",
        codes.party_of(stranger.seller),
    ]
    for source in [*addresses, codes.location_of(stranger.seller)]:
        answer = send(client, a_document({**weighed, "sourceList": owners("source", source)}))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (
            400,
            "/epcisBody/eventList/0/sourceList/0/source",
        )
    own = {**weighed, "sourceList": owners("source", codes.party_of(leaves.seller))}

    assert history_of(leaves) == before
    assert send(client, a_document(own)).status_code == 202
    assert send(client, a_document({**own, "eventID": event_id(own), "errorDeclaration": error})).status_code == 202
    assert history_of(leaves) == before
