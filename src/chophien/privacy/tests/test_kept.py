"""What was bought in bulk and what went by SMS: handed out to its person, forgotten where no law keeps it."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.messages.actions.telling import send_sms
from chophien.privacy.actions import requests
from chophien.privacy.actions.erasing import erase
from chophien.privacy.actions.exporting import everything_about
from chophien.privacy.errors import StillOpen
from chophien.privacy.states import RequestKind
from chophien.smsdesk.actions import take_sms
from chophien.smsdesk.models import IncomingSms, SmsPin
from chophien.wholesale.models import Contract, PurchaseRequest
from chophien.wholesale.tests.factories import a_contract_in_force, a_request_for

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def everything(person):
    with zipfile.ZipFile(io.BytesIO(everything_about(person, at=NOON))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def wrote(person, text="alo"):
    take_sms(message_id=text, phone=person.phone, text=text, at=NOON)
    SmsPin.objects.create(person_code=person.code, digest="x", set_at=NOON)


def test_s36_the_file_holds_what_was_asked_for_in_bulk_and_every_sms():
    buyer, other = PersonFactory(), PersonFactory()
    contract = a_contract_in_force(request=a_request_for(buyer=buyer))
    a_request_for(buyer=other, note="Của người khác")
    wrote(buyer, "mua chè")
    send_sms(phone=buyer.phone, text="Đơn của bạn", about="CP-1", at=NOON)
    send_sms(phone=buyer.phone, text="Mã 123456", about="ma", secret=True, at=NOON)

    files = everything(buyer)

    bulk, sms = json.dumps(files["bulk.json"]), json.dumps(files["sms.json"], ensure_ascii=False)
    assert contract.code in bulk
    assert "+84912345678" in bulk
    assert "Của người khác" not in json.dumps(files, ensure_ascii=False)
    assert "mua chè" in sms
    assert "Đơn của bạn" in sms
    assert "123456" not in sms


def test_s36_erasing_waits_for_contracts_in_force_and_keeps_them_for_years():
    buyer = PersonFactory()
    contract = a_contract_in_force(request=a_request_for(buyer=buyer))
    asked = requests.ask(person=buyer, kind=RequestKind.ERASE, words="", actor=buyer, at=NOON)

    with pytest.raises(StillOpen, match=contract.code):
        requests.carry_out(request=asked, words="", actor=operator(), at=NOON)
    Contract.objects.update(status="ended", ended_at=NOON)
    erase(person=buyer, actor=operator(), at=NOON)
    assert Contract.objects.get().contact_phone == "+84912345678"

    erase(person=buyer, actor=operator(), at=NOON + timedelta(days=20 * 366))
    assert (Contract.objects.get().contact_name, Contract.objects.get().contact_phone) == ("", "")


def test_s36_erasing_takes_words_numbers_and_the_pin_and_leaves_that_an_sms_came():
    buyer = PersonFactory()
    a_request_for(buyer=buyer, note="Gọi cho tôi sau 5 giờ")
    wrote(buyer)

    outcome = erase(person=buyer, actor=operator(), at=NOON)

    came = IncomingSms.objects.get()
    assert (came.text, came.answer, came.phone) == ("", "", "")
    assert not SmsPin.objects.exists()
    request = PurchaseRequest.objects.get()
    assert (request.note, request.status) == ("", "withdrawn")
    gone = {line["key"]: line["gone"] for line in outcome}
    assert gone["sms"] >= 2
    assert gone["bulk"] == 1
