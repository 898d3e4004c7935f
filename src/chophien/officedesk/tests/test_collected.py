"""Cash on delivery at the office: contracts, files, differences, receipts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chophien.accounts.tests.factories import operator
from chophien.collecting.models import CarrierFile, Finding, HandOver, SettlingCarrier
from chophien.delivery.models import Shipment
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.sending import receive_order
from chophien.orders.tests.factories import NOON, a_sent_order
from chophien.reconciliation.tests.factories import a_transfer

pytestmark = pytest.mark.django_db
HEADINGS = "Mã vận đơn,Mã đơn,Tiền thu hộ,Phí vận chuyển,Ngày giao,Tình trạng"
TERMS = {
    "name": "Bưu điện",
    "also": "VNPost, EMS",
    "contract": "HĐ 12/2026",
    "settle_days": "3",
    "limit_vnd": "100.000.000",
    "fee_bearer": "market",
    "starts_on": "01/11/2026",
}


@pytest.fixture
def desk(client):
    client.force_login(operator())
    return client


def page(name, *args):
    return reverse(f"officedesk:{name}", args=args)


def a_contract(desk):
    desk.post(page("collected"), TERMS)
    return SettlingCarrier.objects.get()


def collected(number, carrier="vnpost"):
    order = a_sent_order(carrier=carrier)
    Shipment.objects.filter(order_code=order.code).update(tracking_code=f"EB{number}")
    return receive_order(order=order, actor=SYSTEM, at=NOON)


def send_in(desk, carrier, do_jobs, *lines, name="doi-soat.csv"):
    data = "\n".join([HEADINGS, *lines]).encode()
    answer = desk.post(page("carrier", carrier.code), {"file": SimpleUploadedFile(name, data)})
    do_jobs()
    return answer


def test_s06_cod_money_reconciles_from_the_carrier_to_the_partner_with_differences_listed(desk, do_jobs):
    carrier = a_contract(desk)
    first, second = collected(1), collected(2)
    sent = send_in(
        desk, carrier, do_jobs, f"EB1,,{first.total_vnd},9000,,Đã giao", f"EB2,,{second.total_vnd - 500},0,,Đã giao"
    )
    file = desk.get(sent["Location"]).content.decode()
    finding = Finding.objects.get()
    assert finding.code in file
    assert finding.code in desk.get(page("differences")).content.decode()

    decided = desk.post(
        page("decide-difference", finding.code, "chap-nhan"), {"bearer": "market", "reason": "Đã gọi bưu cục"}
    )
    assert decided.status_code == 302
    assert "Đã gọi bưu cục" in desk.get(page("difference", finding.code)).content.decode()
    drawn = desk.post(page("pay-in", carrier.code))
    receipt = HandOver.objects.get()
    assert drawn["Location"] == page("cash-receipt", receipt.code)
    line = a_transfer(receipt.code, receipt.due_vnd)

    assert receipt.due_vnd == first.total_vnd + second.total_vnd - 500 - 9000
    assert receipt.code in desk.get(page("bank-line", line.code)).content.decode()
    assert line.reference in desk.get(drawn["Location"]).content.decode()


def test_a_contract_that_is_wrong_gets_sentences_and_keeps_what_was_typed(desk):
    refused = desk.post(page("collected"), {**TERMS, "starts_on": "hôm qua", "settle_days": "0"})
    assert (refused.status_code, SettlingCarrier.objects.count()) == (422, 0)
    assert "HĐ 12/2026" in refused.content.decode()

    carrier = a_contract(desk)
    assert (carrier.also, carrier.limit_vnd) == (["ems", "vnpost"], 100_000_000)
    assert desk.post(page("collected"), TERMS).status_code == 409
    assert desk.post(page("end-carrier", carrier.code), {"last_on": "01/01/2020"}).status_code == 409
    assert desk.post(page("end-carrier", carrier.code), {"last_on": "31/12/2096"}).status_code == 302


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(desk, do_jobs):
    carrier = a_contract(desk)

    refused = send_in(desk, carrier, do_jobs, "EB1,,=1+1,0,,Đã giao")

    assert (refused.status_code, CarrierFile.objects.count()) == (422, 0)
    assert desk.post(page("pay-in", carrier.code)).status_code == 409


def test_a_decision_without_a_reason_opens_its_form_again(desk, do_jobs):
    carrier = a_contract(desk)
    send_in(desk, carrier, do_jobs, "ZZ,,1000,0,,Đã giao")
    finding = Finding.objects.get()

    assert desk.post(page("decide-difference", finding.code, "bo-qua"), {}).status_code == 422
    assert desk.post(page("decide-difference", finding.code, "doi-du"), {"reason": "thử"}).status_code == 409
    assert desk.post(page("decide-difference", finding.code, "khac"), {"reason": "thử"}).status_code == 404


def test_the_pages_take_the_same_statements_for_any_number_of_rows(desk, do_jobs):
    carrier = a_contract(desk)
    counts = []
    for begin in (0, 10):
        orders = [collected(begin + number) for number in range(1 if not begin else 2)]
        lines = [f"EB{begin + number},,{order.total_vnd - 7},0,,x" for number, order in enumerate(orders)]
        send_in(desk, carrier, do_jobs, *lines, f"ZZ{begin},,5,0,,x", name=f"{begin}.csv")
        for finding in Finding.objects.filter(cash=None, counts=False, status="open"):
            desk.post(page("decide-difference", finding.code, "chap-nhan"), {"bearer": "nobody", "reason": "thử"})
        desk.post(page("pay-in", carrier.code))
        newest, file = HandOver.objects.order_by("-pk")[0], CarrierFile.objects.order_by("-pk")[0]
        addresses = [
            page("collected"),
            page("carrier", carrier.code),
            page("carrier-file", file.code),
            page("differences"),
            page("cash-receipt", newest.code),
        ]
        counts.append([])
        for address in addresses:
            desk.get(address)
            with CaptureQueriesContext(connection) as asked:
                desk.get(address)
            counts[-1].append(len(asked))

    assert counts[0] == counts[1]
