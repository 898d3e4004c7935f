from datetime import UTC, datetime

import pytest

from chophien.accounts import passkeys
from chophien.accounts.credentials import add_passkey, remove_passkey, sign_in_with_passkey
from chophien.accounts.errors import AccountClosed, PasskeyRefused
from chophien.accounts.models import Passkey
from chophien.accounts.tests.device import PRESENT, Device
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.lib.errors import NotPermitted
from chophien.messages.models import Notice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
SITE = passkeys.Site("cho.example", "https://cho.example")


def new_key(person, device):
    asked = passkeys.ask_to_register(SITE, person_code=person.code, person_name="Páo", known=[])
    return passkeys.read_new_key(
        SITE, answer=device.make(asked.options), challenge=passkeys.challenge_bytes(asked.challenge)
    )


def pao_with_device(**facts):
    pao, device = PersonFactory(**facts), Device(origin=SITE.origin, host=SITE.host)
    passkey = add_passkey(person=pao, key=new_key(pao, device), name=" Máy  của tôi ", actor=pao, at=NOON)
    return pao, device, passkey


def sign_in(device, *, asked=None, answer=""):
    asked = asked or passkeys.ask_to_sign_in(SITE)
    return sign_in_with_passkey(
        site=SITE,
        answer=answer or device.sign(asked.options),
        challenge=passkeys.challenge_bytes(asked.challenge),
        at=NOON,
        guest_cart_code="",
    )


def test_a_device_that_was_added_signs_in_without_saying_who_it_is():
    pao, device, passkey = pao_with_device()

    assert sign_in(device) == pao

    passkey.refresh_from_db()
    assert (passkey.name, passkey.sign_count, passkey.last_used_at) == ("Máy của tôi", 1, NOON)
    assert Entry.objects.get(what="accounts.signed_in").facts == {"way": "passkey"}


def test_adding_a_device_is_written_down_and_told():
    pao, _, passkey = pao_with_device()

    entry = Entry.objects.get()
    assert (entry.what, entry.subject_code, entry.facts) == (
        "accounts.passkey_added",
        pao.code,
        {"passkey": passkey.code},
    )
    assert Notice.objects.get().person_code == pao.code


def test_an_unknown_device_is_refused():
    with pytest.raises(PasskeyRefused):
        sign_in(Device(origin=SITE.origin, host=SITE.host))


def test_a_removed_device_is_refused():
    pao, device, passkey = pao_with_device()

    remove_passkey(passkey=passkey, actor=pao, at=NOON)

    with pytest.raises(PasskeyRefused):
        sign_in(device)


def test_an_answer_to_another_question_is_refused():
    _, device, _ = pao_with_device()
    earlier = device.sign(passkeys.ask_to_sign_in(SITE).options)

    with pytest.raises(PasskeyRefused):
        sign_in(device, answer=earlier)


def test_an_answer_given_on_another_site_is_refused():
    _, device, _ = pao_with_device()
    device.origin = "https://cho.example.evil"

    with pytest.raises(PasskeyRefused):
        sign_in(device)


def test_an_answer_with_somebody_elses_signature_is_refused():
    _, device, _ = pao_with_device()
    device.key = Device(origin="", host="").key

    with pytest.raises(PasskeyRefused):
        sign_in(device)


def test_a_device_that_did_not_check_its_owner_is_refused():
    _, device, _ = pao_with_device()
    device.flags = PRESENT

    with pytest.raises(PasskeyRefused):
        sign_in(device)


def test_a_count_that_goes_back_is_a_copied_key():
    _, device, passkey = pao_with_device()
    sign_in(device)
    sign_in(device)
    device.count = 0

    with pytest.raises(PasskeyRefused):
        sign_in(device)

    passkey.refresh_from_db()
    assert passkey.sign_count == 2


def test_a_closed_account_stays_closed_to_its_devices():
    pao, device, _ = pao_with_device()
    pao.is_active = False
    pao.save()

    with pytest.raises(AccountClosed):
        sign_in(device)


def test_one_key_belongs_to_one_person():
    _, device, _ = pao_with_device()
    lan = PersonFactory()

    with pytest.raises(PasskeyRefused):
        add_passkey(person=lan, key=new_key(lan, device), name="", actor=lan, at=NOON)

    assert Passkey.objects.count() == 1


def test_there_are_ten_devices_at_most():
    pao, device, _ = pao_with_device()
    for number in range(9):
        device.credential_id = b"key %d" % number
        add_passkey(person=pao, key=new_key(pao, device), name="", actor=pao, at=NOON)
    device.credential_id = b"key 10"

    with pytest.raises(PasskeyRefused):
        add_passkey(person=pao, key=new_key(pao, device), name="", actor=pao, at=NOON)

    assert pao.passkeys.count() == 10


def test_nobody_else_adds_or_removes_a_device():
    pao, device, passkey = pao_with_device()
    device.credential_id = b"another"

    for actor in (operator(), PersonFactory()):
        with pytest.raises(NotPermitted):
            remove_passkey(passkey=passkey, actor=actor, at=NOON)
        with pytest.raises(NotPermitted):
            add_passkey(person=pao, key=new_key(pao, device), name="", actor=actor, at=NOON)

    assert pao.passkeys.count() == 1


def test_what_the_device_is_told_names_no_phone_number():
    pao = PersonFactory(phone="+84912345678")

    asked = passkeys.ask_to_register(SITE, person_code=pao.code, person_name="Páo", known=[b"k"])

    assert "912345678" not in asked.options


NONSENSE = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"id": 1}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    '{"id": "%%", "rawId": "%%", "type": "public-key", "response": null}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", "attestationObject": "YQ"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", "signature": "YQ"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "x", "response": {"clientDataJSON": 1, "authenticatorData": [], "signature": {}}}',
    "{" * 5_000,
    '{"a": "' + "x" * 20_000 + '"}',
]


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_with_a_sentence(answer):
    with pytest.raises(PasskeyRefused):
        passkeys.read_new_key(SITE, answer=answer, challenge=b"x" * 64)
    with pytest.raises(PasskeyRefused):
        sign_in(None, answer=answer or " ")


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("cut", [0, 1, 7, 40])
def test_a_torn_answer_is_refused(part, cut):
    pao, device = PersonFactory(), Device(origin=SITE.origin, host=SITE.host)
    asked = passkeys.ask_to_register(SITE, person_code=pao.code, person_name="Páo", known=[])
    answer = device.make(asked.options)
    whole = answer.split(f'"{part}": "')[1].split('"')[0]

    with pytest.raises(PasskeyRefused):
        passkeys.read_new_key(
            SITE, answer=answer.replace(whole, whole[:cut]), challenge=passkeys.challenge_bytes(asked.challenge)
        )
