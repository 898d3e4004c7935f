"""A parcel, a crate, a paper, a place, a party by its number: the lots it belongs to, and nothing more than they tell."""

import json
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from chophien.catalog.actions.certificates import refuse_certificate, verify_certificate
from chophien.catalog.models import Certificate
from chophien.lib.actor import SYSTEM
from chophien.lib.gs1.epcis_document import read_document
from chophien.lib.gs1.epcis_validation import faults_of
from chophien.lots.tests.factories import a_brought_lot
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.scans.addresses import read_address
from chophien.scans.selectors.keys import seen_at
from chophien.scans.selectors.stamps import link_of_stamp
from chophien.scans.selectors.told import OF_LOTS, SOLD
from chophien.scans.tests.factories import NOON, a_packed_lot, a_stamp
from chophien.scans.tests.test_page import lot_path, text_of
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.actions.capturing import capture
from chophien.traceability.actions.recalling import Notice, start_recall
from chophien.traceability.models import EventEpc, GivenNumber
from chophien.traceability.selectors import standing
from chophien.traceability.selectors.codes import bulk_link_of, digital_link_of, location_of_commune
from chophien.traceability.selectors.owners import owner_of
from chophien.traceability.selectors.standing import contents_of
from chophien.traceability.selectors.verifying import verify
from chophien.traceability.states import STEP_WORDS, CaptureBehaviour, NumberKind
from chophien.traceability.tests.test_capture_and_query import a_document

pytestmark = pytest.mark.django_db
GTIN = "/01/09506000134352"
BOX, PALLET, CONSIGNMENT = "/00/095060001343520000", "/00/095060001343520017", "/401/9506000134352CONS-1"
SHIPMENT, PAPER, CRATE = "/402/95060001343520000", "/253/9506000134352PHIEU-9", "/8003/09506000134352SOT7"
MACHINE, SPOT, PART = "/8004/9506000134352Chao-1", "/414/9506000134352/254/KHO-2", "/8010/9506000134352A/8011/7"
DEVICE, DEAL_OF_ORDER, PIECE = "/8004/9506000134352CAN-3", "/253/9506000134352DON-1", "/8006/095060001343520102/21/9"
PROVIDER, RECIPIENT, PARTY = "/8017/950600013435200022", "/8018/950600013435200039", "/417/9506000134369"
MACHINE_OF_ALL = "/8004/9506000134352Xe-2"
BUYERS_PLACE, COUPON, SEEDS = "/414/9506000134376", "/255/950600013435212", GTIN + "/10/GIONG-5"
NAMES, WRITTEN_OTHERWISE = "https://id.gs1.org", "/253/9506000134352DON-7"
FILLS = "0010_keys_beside_the_goods_are_found"


def says(seller, *events):
    """The shop's own program sends events in."""
    raw = json.dumps(a_document(*events)).encode()
    return capture(raw=raw, owner=owner_of(seller), behaviour=CaptureBehaviour.ROLLBACK, at=NOON)


def an_event(kind, step, *, day=20, **more):
    written = {"type": kind, "eventTime": f"2026-11-{day:02}T08:00:00.000+07:00", "eventTimeZoneOffset": "+07:00"}
    return {**written, "bizStep": step, **({} if kind == "TransformationEvent" else {"action": "OBSERVE"}), **more}


def put_into(parent, *children, goods=(), action="ADD", day=20):
    written = {"parentID": parent if parent.startswith("urn:") else NAMES + parent, "action": action, "day": day}
    inside = {"childEPCs": list(children)} if children else {}
    return an_event(
        "AggregationEvent", "packing", **written, **inside, childQuantityList=[{"epcClass": one} for one in goods]
    )


def of_lot(lot, kind="ObjectEvent", step="inspecting", **more):
    return an_event(kind, step, quantityList=[{"epcClass": digital_link_of(lot)}], **more)


def proves(seller, prefix):
    """The shop has a company prefix of GS1, so that places with it are its own."""
    said = {"file_code": f"TEP-{prefix}", "said_by": "x", "said_at": NOON, "verified_at": NOON}
    GivenNumber.objects.create(seller=seller, kind=NumberKind.PREFIX, value=prefix, **said)


def seen(path):
    return seen_at(read_address(path, "", stem=settings.SITE).link, at=NOON)


@pytest.fixture
def told():
    """A lot on the packs of which everybody reads, and all that its shop's program wrote beside it."""
    lot, variant, growers = a_packed_lot()
    proves(lot.seller, "9506000")
    says(
        lot.seller,
        put_into("urn:epc:id:sscc:9506000.0134352000", goods=[digital_link_of(lot)]),
        put_into(PALLET, NAMES + BOX),
        an_event("AggregationEvent", "consigning", parentID=NAMES + CONSIGNMENT, childEPCs=[NAMES + PALLET]),
        an_event("AggregationEvent", "shipping", day=22, parentID=NAMES + SHIPMENT, childEPCs=[NAMES + PALLET]),
        of_lot(
            lot,
            epcList=[NAMES + one for one in (CRATE, PART, PIECE, COUPON)],
            readPoint={"id": NAMES + SPOT},
            bizTransactionList=[{"bizTransaction": NAMES + PAPER}],
            certificationInfo=NAMES + "/253/9506000134352GIAY-2",
            sourceList=[{"type": "possessing_party", "source": NAMES + PROVIDER}],
            destinationList=[{"type": "owning_party", "destination": NAMES + PARTY}],
            sensorElementList=[
                {
                    "sensorMetadata": {"deviceID": NAMES + DEVICE, "time": "2026-11-20T01:00:00Z"},
                    "sensorReport": [{"type": "Temperature", "value": 21.5, "uom": "CEL"}],
                }
            ],
        ),
        of_lot(lot, step="commissioning", day=19, epcList=[NAMES + RECIPIENT]),
        an_event(
            "TransformationEvent",
            "creating_class_instance",
            day=18,
            inputEPCList=[NAMES + MACHINE],
            inputQuantityList=[{"epcClass": NAMES + SEEDS}],
            outputQuantityList=[{"epcClass": bulk_link_of(lot)}],
        ),
        of_lot(
            lot,
            step="receiving",
            day=23,
            readPoint={"id": NAMES + BUYERS_PLACE},
            bizTransactionList=[{"type": "po", "bizTransaction": NAMES + DEAL_OF_ORDER}],
            destinationList=[{"type": "owning_party", "destination": NAMES + "/417/9506000134383"}],
        ),
    )
    return lot, variant, growers


THINGS = {
    BOX: "Kiện hàng hoặc thùng",
    PALLET: "Kiện hàng hoặc thùng",
    CONSIGNMENT: "Chuyến hàng gom",
    SHIPMENT: "Lô hàng gửi",
    PAPER: "Giấy tờ",
    "/253/9506000134352GIAY-2": "Giấy tờ",
    DEAL_OF_ORDER: "Giấy tờ",
    CRATE: "Sọt hoặc thùng dùng lại",
    MACHINE: "Dụng cụ hoặc máy",
    DEVICE: "Dụng cụ hoặc máy",
    PART: "Bộ phận",
    PIECE: "Một phần của bộ hàng",
    COUPON: "Phiếu mua hàng",
    SPOT: "Địa điểm",
    "/414/9506000134352": "Địa điểm",
    SEEDS: "Hàng của nơi khác làm",
    GTIN: "Hàng của nơi khác làm",
}
DAYS = {CRATE: "20/11/2026", SPOT: "20/11/2026", PAPER: "20/11/2026", DEVICE: "20/11/2026", MACHINE: "18/11/2026"}


def test_every_key_in_an_event_of_a_lot_leads_to_its_page_and_tells_no_more_than_it(client, told):
    lot, variant, growers = told
    of_the_lot = text_of(client.get(lot_path(lot, variant)))
    events = client.get(lot_path(lot, variant), {"linkType": "gs1:epcis"}).json()["epcisBody"]["eventList"]
    secret = [*(one.name for one in growers), "22/11", "23/11"]

    for path, kind in THINGS.items():
        page = client.get(path)
        said = text_of(page)
        assert page.status_code == 200, path
        assert kind in said, path
        assert f'href="{settings.SITE}{lot_path(lot, variant)}"' in page.content.decode(), path
        assert lot.code in said, path
        assert not any(word in said for word in secret), path
        assert (DAYS[path] in said) if path in DAYS else True, path
        assert all(day in of_the_lot for day in _days_in(said)), path
        assert bool(_days_in(said)) == (path not in {BOX, PALLET, CONSIGNMENT, SHIPMENT, DEAL_OF_ORDER})
        document = client.get(path, {"linkType": "gs1:epcis"})
        assert document["Content-Type"] == "application/ld+json"
        assert document.json()["epcisBody"]["eventList"] == events, path
    assert faults_of(read_document(document.content)) == ()


def _days_in(text):
    return [word.strip("., ") for word in text.split() if word.count("/") == 2 and word.strip("., ")[-4:] == "2026"]


def test_programs_get_the_linkset_other_writings_are_led_there_and_wrong_digits_refused(client, told):
    lot, variant, _growers = told

    [item] = client.get(BOX, headers={"Accept": "application/linkset+json"}).json()["linkset"]
    all_links = client.get(BOX, {"linkType": "all"}).json()
    events = client.get(BOX, headers={"Accept": "application/ld+json"})

    assert item["anchor"] == settings.SITE + BOX
    assert item["itemDescription"].endswith("(00) 095060001343520000")
    assert item["https://gs1.org/voc/defaultLink"][0]["href"] == settings.SITE + BOX
    assert "https://gs1.org/voc/defaultLinkMulti" not in item
    assert item["related"][0]["href"] == settings.SITE + lot_path(lot, variant)
    assert all_links["linkset"] == [item]
    assert events.json()["type"] == "EPCISDocument"
    assert client.get(BOX, {"linkType": "gs1:pip"}).status_code == 404
    for path, status, location in WRITINGS:
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location", "")) == (status, location), path
    for path in (BUYERS_PLACE, PROVIDER, RECIPIENT, PARTY, "/8018/950600013435200046", "/00/095060001343520024"):
        nobody = client.get(path)  # who bought it, got it or is a member is found by nobody
        assert nobody.status_code == 404, path
        assert "Chợ không biết mã này" in text_of(nobody)
    roles = dict(EventEpc.objects.filter(role__gt=5).values_list("epc", "role"))
    assert (roles[NAMES + SPOT], roles[NAMES + PROVIDER], roles[NAMES + DEVICE]) == (6, 9, 12)
    assert verify([lot.code]).broken == ()
    assert not EventEpc.objects.filter(role__gt=5).exclude(epc__startswith=NAMES).exists()
    with connection.cursor() as cursor:  # those of before are found by the migration too
        before = set(EventEpc.objects.filter(role__gt=5).values_list("event", "epc", "role"))
        last = EventEpc.objects.latest("pk").pk
        cursor.execute(import_module("chophien.traceability.migrations." + FILLS).THOSE_OF_BEFORE)
        assert set(EventEpc.objects.filter(pk__gt=last).values_list("event", "epc", "role")) == before
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT FROM traceability_eventepc WHERE epc = 'x' OR epc LIKE 'x/%%'", [])
        assert "traceability_epc_found" in "".join(line for (line,) in cursor.fetchall())


WRITINGS = [
    ("/sscc/095060001343520000", 308, BOX),
    ("/00/095060001343520000/", 308, BOX),
    ("/gln/9506000134352/glnx/KHO-2", 308, SPOT),
    ("/SSCC/095060001343520000", 404, ""),
    ("/8003/09506000134352sot7", 404, ""),
    ("/00/095060001343520001", 400, ""),
    ("/402/95060001343520001", 400, ""),
    ("/253/9506000134353PHIEU-9", 400, ""),
    ("/8003/09506000134353SOT7", 400, ""),
    ("/8018/950600013435200035", 400, ""),
    ("/414/9506000134353/254/KHO-2", 400, ""),
    ("/ARFKk4XB0CDKWcnpq", 404, ""),
    ("/00/ARFKk4XB0CDKWcnpq", 400, ""),
]


def test_whatever_word_a_program_has_for_sending_goods_off_nobody_finds_to_whom_or_when(client, told):
    lot, variant, _growers = told
    before = text_of(client.get(lot_path(lot, variant)))
    events = client.get(lot_path(lot, variant), {"linkType": "gs1:epcis"}).json()["epcisBody"]
    outbound = [*(STEP_WORDS.keys() - OF_LOTS), "", "https://example.com/giao-nha-hang"]
    restaurant, spot = "/417/9506000134390", "/414/9506000134406"
    sent = {
        "readPoint": {"id": NAMES + spot},
        "bizLocation": {"id": NAMES + spot},
        "destinationList": [{"type": "owning_party", "destination": NAMES + restaurant}],
    }
    without = [
        {name: said for name, said in of_lot(lot, step=step, day=24, **sent).items() if said} for step in outbound
    ]
    at_ours = {**sent, "destinationList": [{"type": "location", "destination": NAMES + BUYERS_PLACE}]}

    says(lot.seller, *without, of_lot(lot, step="storing", day=24, **at_ours))
    says(lot.seller, of_lot(lot, step="storing", day=24, readPoint={"id": NAMES + "/414/4000001000005"}))

    assert {"departing", "loading", "transporting", "arriving", "accepting", "consigning", "dispensing"} < set(outbound)
    assert [client.get(path).status_code for path in (restaurant, BUYERS_PLACE)] == [404, 404]
    assert client.get("/414/4000001000005").status_code == 404  # nobody proved that it is theirs
    assert [one.biz_step for one in seen(spot).steps] == ["storing"]
    after = client.get(lot_path(lot, variant), {"linkType": "gs1:epcis"}).json()["epcisBody"]
    new = [one for one in after["eventList"] if one not in events["eventList"]]
    assert {one["bizStep"] for one in new} == {"storing"}
    assert "24/11" not in before
    after_all = text_of(client.get(lot_path(lot, variant)))
    assert "24/11/2026" in after_all
    assert not [said for step, said in STEP_WORDS.items() if step not in {*OF_LOTS, SOLD} and str(said) in after_all]


def test_of_a_place_that_is_no_commune_none_is_told_and_the_shops_least_of_all(told):
    lot, _variant, _growers = told
    here = {"id": location_of_commune(lot.seller.commune)}
    says(lot.seller, of_lot(lot, step="storing", day=25, epcList=[NAMES + CRATE], readPoint=here))

    elsewhere, at_home = seen(CRATE).steps

    assert (elsewhere.biz_step, elsewhere.place, elsewhere.place_code) == ("inspecting", "", "")
    assert (at_home.biz_step, at_home.place) == ("storing", lot.seller.commune.full_name)
    assert {(one.place, one.place_code) for one in seen(SPOT).steps} == {("", "")}


def test_what_no_public_lot_vouches_for_is_not_there(client):
    lot, _growers = a_brought_lot(None, "20")
    other, _variant, _more = a_packed_lot()
    says(lot.seller, put_into(BOX, goods=[bulk_link_of(lot)]), of_lot(lot, epcList=[NAMES + CRATE]))
    says(other.seller, put_into(PALLET, NAMES + BOX))
    wrong = {**of_lot(other, epcList=[NAMES + MACHINE]), "eventID": "urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"}
    says(other.seller, wrong)
    assert client.get(MACHINE).status_code == 200

    declared = {"declarationTime": "2026-11-21T05:00:00Z", "reason": "did_not_occur"}
    says(other.seller, {**wrong, "errorDeclaration": declared})

    assert {client.get(path).status_code for path in (BOX, CRATE, PALLET, MACHINE)} == {404}
    assert client.get(BOX, {"linkType": "gs1:epcis"}).status_code == 404


def test_a_key_beside_the_goods_that_was_taken_out_of_the_index_is_missed_when_it_is_verified(told):
    lot, _variant, _growers = told
    lines = {path: EventEpc.objects.get(epc=NAMES + path).pk for path in (SPOT, PAPER, DEVICE)}
    says(lot.seller, of_lot(lot, bizTransactionList=[{"bizTransaction": "https://example.com" + WRITTEN_OTHERWISE}]))
    lines[WRITTEN_OTHERWISE] = EventEpc.objects.get(epc=NAMES + WRITTEN_OTHERWISE).pk

    def missed():
        found = set()
        for path, line in lines.items():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("DELETE FROM traceability_eventepc WHERE id = %s", [line])
                found |= {path for one in verify([lot.code]).broken if one.why.startswith("its identifiers")}
                transaction.set_rollback(True)
        return found

    filled = MigrationRecorder(connection).migration_qs.filter(name=FILLS)
    filled.update(applied=NOON + timedelta(days=30))
    assert verify([lot.code]).broken == ()
    assert missed() == lines.keys() - {WRITTEN_OTHERWISE}  # of before only what the migration could fill in
    filled.update(applied=NOON - timedelta(days=30))
    assert verify([lot.code]).broken == ()
    assert missed() == lines.keys()


def test_stamps_in_a_box_lead_to_their_lot_if_their_own_shop_says_so(client):
    stamp, stranger = a_stamp(), a_packed_lot()[0].seller
    serial = link_of_stamp(stamp.batch.gtin, stamp.serial)
    says(stranger, put_into(PALLET, serial))
    says(stamp.batch.seller, put_into(BOX, serial))

    assert client.get(PALLET).status_code == 404
    assert stamp.lot.code in text_of(client.get(BOX))
    assert stamp.serial not in client.get(BOX).content.decode().replace("-", "")


def test_a_recall_is_warned_of_and_the_number_of_a_certificate_leads_to_it(client, told):
    lot, _variant, _growers = told
    assert "thu hồi" not in text_of(client.get(CRATE))
    facts = {"kind": "vietgap", "number": "(253)9506000134352VG-7", "valid_to": date(2027, 3, 1), "issuer": "Trung tâm"}
    Certificate.objects.create(seller=lot.seller, code="CN-1", **facts)
    assert client.get("/253/9506000134352VG-7").status_code == 404

    start_recall(lot=lot, notice=Notice("Có mốc", "Đừng dùng."), actor=manager_of(lot.seller), at=NOON)
    Certificate.objects.update(verified_at=NOON)

    assert "đang bị thu hồi" in text_of(client.get(CRATE))
    paper = client.get("/253/9506000134352VG-7")
    assert "Trung tâm" in text_of(paper)
    assert f"/gian-hang/{lot.seller.slug}/" in paper.content.decode()
    assert client.get("/253/9506000134352VG-7", {"linkType": "gs1:epcis"}).status_code == 404
    assert "Đã rút lại" not in text_of(paper)
    refuse_certificate(certificate=Certificate.objects.get(), reason="Giấy không còn hiệu lực", actor=SYSTEM, at=NOON)
    assert client.get("/253/9506000134352VG-7").status_code == 404  # nobody ever said here that it was right
    verify_certificate(certificate=Certificate.objects.get(), actor=SYSTEM, at=NOON)
    refuse_certificate(certificate=Certificate.objects.get(), reason="Giấy không còn hiệu lực", actor=SYSTEM, at=NOON)
    assert "Đã rút lại" in text_of(client.get("/253/9506000134352VG-7"))


def test_of_many_lots_a_page_takes_few_statements_and_of_one_address_so_many_are_answered(client, told, settings):
    lot, _variant, _growers = told
    says(lot.seller, of_lot(lot, epcList=[NAMES + MACHINE_OF_ALL], step="shipping"))
    with CaptureQueriesContext(connection) as of_one:
        client.get(MACHINE_OF_ALL)
    for _time in range(2):
        more, _goods, _who = a_packed_lot(seller=lot.seller)
        says(lot.seller, of_lot(more, epcList=[NAMES + MACHINE_OF_ALL], step="shipping"))
    with CaptureQueriesContext(connection) as of_three:
        page = client.get(MACHINE_OF_ALL)

    assert page.content.decode().count('<li><a href="' + settings.SITE) == 3
    assert len(of_three) == len(of_one) <= 20
    settings.RATE_LIMITS = True
    cache.clear()
    LegalParameter.objects.filter(key="scans.events_per_minute").update(value=1)
    forget()
    with CaptureQueriesContext(connection) as asked:
        nobodys = [client.get(path).status_code for path in ("/00/095060001343520024", BOX, "/00/095060001343520024")]
    assert nobodys == [404, 429, 429]  # what is not there counts too, and who asked too often is looked up nothing
    assert sum("traceability_eventepc" in one["sql"] for one in asked) == 2
    assert client.get(lot_path(lot, _variant)).status_code == 200


def test_a_crate_that_comes_back_holds_what_it_was_filled_with_last_before_it_went_into_a_parcel(client):
    first, _variant, _growers = a_packed_lot()
    later, third = (a_packed_lot(seller=first.seller)[0] for _time in range(2))
    a, b, c = (digital_link_of(lot) for lot in (first, later, third))
    crate, both = NAMES + CRATE, "/00/095060001343520031"
    says(
        first.seller,
        *(put_into(CRATE, goods=[c], day=day) for day in range(1, 10)),
        put_into(CRATE, goods=[a], day=10),
        put_into(BOX, crate, day=11),
        put_into(CRATE, goods=[a, c], action="DELETE", day=12),
        put_into(CRATE, goods=[b], day=14),
        put_into(PALLET, crate, day=15),
        put_into(CRATE, goods=[c], action="DELETE", day=16),
        put_into(both, goods=[a], day=17),
        put_into(both, goods=[b], day=18),
    )

    def lots_of(path):
        return {one.lot.code for one in seen(path).lots}

    assert (lots_of(BOX), lots_of(PALLET), lots_of(CRATE)) == ({first.code}, {later.code}, {later.code})
    assert lots_of(both) == {first.code, later.code}  # a parcel is filled in several goes, and never again
    start_recall(lot=first, notice=Notice("Có mốc", "Đừng dùng."), actor=manager_of(first.seller), at=NOON)
    assert [seen(path).is_held for path in (BOX, PALLET, CRATE, both)] == [True, False, False, True]


def test_crates_that_were_filled_often_and_put_into_one_another_are_gone_through_once(told):
    lot, _variant, _growers = told
    others = [f"/8003/09506000134352V{number}" for number in range(5)]
    inside = [put_into(outer, *(NAMES + one for one in others if one != outer), day=20) for outer in others]
    says(lot.seller, *(put_into(one, goods=[digital_link_of(lot)], day=day) for one in others for day in range(1, 20)))
    says(lot.seller, *inside)

    found = contents_of(NAMES + others[0])

    assert {inner for inner, _owner in found.things} == {NAMES + one for one in others}
    assert found.lot_ids == frozenset()  # the last that was put into each are the others


def test_what_takes_the_data_base_too_long_is_broken_off_with_a_calm_answer(client, monkeypatch):
    monkeypatch.setattr(standing, "_STANDS", "SELECT pg_sleep(9), %(epc)s, %(below)s")
    monkeypatch.setattr(standing, "SECONDS_MOST", 0.05)

    answer = client.get(BOX)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Chợ tạm nghỉ một lát" in text_of(answer)
