"""Every address that a code can hold, as people and programs ask for it."""

import json
from urllib.parse import unquote, urlsplit

import jsonschema_rs
import pytest
from django.conf import settings

from chophien.lib.gs1.digital_link import parse_link
from chophien.lib.gs1.epcis_document import read_document
from chophien.lib.gs1.epcis_validation import faults_of
from chophien.lib.gs1.tests.vectors import vectors
from chophien.scans.tests.factories import NOON, a_packed_lot, a_stamp
from chophien.traceability.models import GivenNumber
from chophien.traceability.selectors.codes import gtin_of
from chophien.traceability.tests.test_lot_steps import a_tea

pytestmark = pytest.mark.django_db
SCHEMA = vectors("linksets/gs1-linkset-schema.json")


@pytest.fixture
def lot_path():
    lot, variant, _growers = a_packed_lot()
    return f"/01/{gtin_of(variant)}/10/{lot.code}", lot, variant


def test_a_browser_gets_a_page_and_programs_what_they_accept(client, lot_path):
    path, _lot, _variant = lot_path

    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    anything = client.get(path)
    linkset = client.get(path, headers={"Accept": "application/linkset+json"})
    events = client.get(path, headers={"Accept": "application/ld+json"})

    assert page["Content-Type"].startswith("text/html")
    assert anything["Content-Type"].startswith("text/html")
    assert linkset["Content-Type"] == "application/linkset+json"
    assert events["Content-Type"] == "application/ld+json"
    assert all("Accept" in one["Vary"] for one in (page, linkset, events))
    assert 'rel="https://gs1.org/voc/epcis"' in page["Link"]
    assert f'anchor="{settings.SITE}{path}"' in page["Link"]


def test_the_linkset_is_one_by_the_schema_of_gs1(client, lot_path):
    path, _lot, variant = lot_path

    written = client.get(path + "?linkType=all").json()
    older = client.get(path + "?linkType=linkset").json()

    [item] = written["linkset"]
    assert jsonschema_rs.validator_for(SCHEMA, offline=True).is_valid(written)
    assert written == older
    assert item["anchor"] == settings.SITE + path
    assert item["https://gs1.org/voc/defaultLink"][0]["href"] == settings.SITE + path
    assert variant.listing.code in item["https://gs1.org/voc/pip"][0]["href"]


def test_a_link_type_leads_there_or_is_not_found(client, lot_path):
    path, _lot, variant = lot_path

    goods = client.get(path + "?linkType=gs1:pip")
    full = client.get(path + "?linkType=https://gs1.org/voc/pip")
    page = client.get(path + "?linkType=gs1:traceability")
    events = client.get(path + "?linkType=gs1:epcis")
    missing = client.get(path + "?linkType=gs1:epil")

    assert goods.status_code == full.status_code == 307
    assert goods["Location"] == full["Location"] == f"/hang/{variant.listing.slug}-{variant.listing.code}/"
    assert (page.status_code, events["Content-Type"], missing.status_code) == (200, "application/ld+json", 404)
    assert "Link" in missing


def test_the_events_of_a_lot_are_sound_and_name_no_household_and_no_order(client, lot_path):
    path, _lot, _variant = lot_path

    answer = client.get(path + "?linkType=gs1:epcis")
    document = read_document(answer.content)

    assert faults_of(document) == ()
    steps = [event["bizStep"] for event in answer.json()["epcisBody"]["eventList"]]
    assert steps == ["commissioning", "creating_class_instance", "packing"]
    weighed = answer.json()["epcisBody"]["eventList"][1]
    assert weighed["quantityList"][0]["quantity"] == 60
    assert not any(word in json.dumps(answer.json()) for word in ("/ben/ho/", "/don/", "/kien/"))


def test_the_events_of_a_lot_that_was_made_of_another_are_sound_too(client):
    _leaves, tea, variant, _growers = a_tea()

    answer = client.get(f"/01/{gtin_of(variant)}/10/{tea.code}", {"linkType": "gs1:epcis"})

    assert faults_of(read_document(answer.content)) == ()
    said = [(one["type"], one["bizStep"]) for one in answer.json()["epcisBody"]["eventList"]]
    assert ("TransformationEvent", "creating_class_instance") in said
    assert ("TransformationEvent", "packing") in said


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("/10/{lot}/01/{gtin}", "/01/{gtin}/10/{lot}"),
        ("/01/{gtin}?10={lot}&linkType=all", "/01/{gtin}/10/{lot}?linkType=all"),
        ("/gtin/{gtin}/lot/{lot}", "/01/{gtin}/10/{lot}"),
        ("/01/{short}/10/{lot}", "/01/{gtin}/10/{lot}"),
        ("/01/{gtin}/10/{lot}/", "/01/{gtin}/10/{lot}"),
    ],
)
def test_other_writings_lead_to_the_canonical_one_for_good(client, lot_path, written, canonical):
    _path, lot, variant = lot_path
    gtin = gtin_of(variant)
    names = {"lot": lot.code, "gtin": gtin, "short": gtin.lstrip("0")}

    answer = client.get(written.format(**names))

    assert (answer.status_code, answer["Location"]) == (308, canonical.format(**names))
    assert client.get(answer["Location"]).status_code == 200


def test_wrong_digits_unknown_keys_and_numbers_of_nobody_each_get_their_sentence(client):
    damaged = client.get("/01/02900000000842/10/A")
    unreadable = client.get("/01/02900000000841/10")
    unknown = client.get("/99/123")
    nobody = client.get("/00/095060001343520009")
    assert (damaged.status_code, unreadable.status_code) == (400, 400)
    assert "sai một chữ số" in damaged.content.decode()
    assert "Không đọc được mã này" in unreadable.content.decode()
    for answer in (unknown, nobody, client.get("/8006/095060001343520102"), client.get("/01/09506000134352")):
        assert answer.status_code in {404, 400}
        assert "Chợ không biết mã này" in answer.content.decode() or answer.status_code == 400
    assert client.post("/01/02900000000841").status_code == 405


def test_goods_lead_to_their_page_and_a_place_to_its_shop_once_the_number_is_proved(client, lot_path):
    _path, lot, variant = lot_path
    gln = GivenNumber.objects.create(
        seller=lot.seller, kind="gln", value="9506000134352", file_code="x", said_by="x", said_at=NOON
    )

    goods = client.get(f"/01/{gtin_of(variant)}")
    assert client.get("/414/9506000134352").status_code == 404
    GivenNumber.objects.filter(pk=gln.pk).update(verified_at=NOON)
    places = [client.get(f"/{key}/9506000134352") for key in ("414", "417")]

    assert (goods.status_code, goods["Location"]) == (307, f"/hang/{variant.listing.slug}-{variant.listing.code}/")
    assert [(one.status_code, one["Location"]) for one in places] == [(307, f"/gian-hang/{lot.seller.slug}/")] * 2


def test_the_resolver_describes_itself(client):
    answer = client.get("/.well-known/gs1resolver")

    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["resolverRoot"] == settings.SITE
    assert answer.json()["supportedPrimaryKeys"] == [
        *("00", "01", "253", "255", "401", "402", "414", "417"),
        *("8003", "8004", "8006", "8010"),
    ]


def test_every_vector_of_gs1_gets_an_answer_and_a_sound_one_is_never_called_wrong(client):
    """Nobody here has given out their numbers, so that a sound link is not found, or led to its canonical form first."""
    answered = 0
    for row in vectors("digital_links.json")["parse"]:
        parts = urlsplit(row["uri"])
        if parts.scheme not in {"http", "https"} or not parts.path.strip("/") or "%" in parts.path:
            continue
        answer = client.get(unquote(parts.path), QUERY_STRING=parts.query, follow=True)
        is_sound = row["valid"] and not row["flags"] and parse_link(row["uri"]).stem.count("/") == 2
        allowed = {404} if is_sound else {400, 404}
        assert answer.status_code in allowed, (row["uri"], answer.status_code)
        answered += 1

    assert answered == 108


def test_a_stamp_answers_under_its_lot_too(client):
    stamp = a_stamp()

    with_lot = client.get(f"/01/{stamp.batch.gtin}/10/{stamp.lot.code}/21/{stamp.serial}")

    assert with_lot.status_code == 200
