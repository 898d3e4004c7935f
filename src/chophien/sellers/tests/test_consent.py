"""The household says yes itself: by its phone, in its desk, aloud, on the screen or on paper."""

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.lib.tests.racing import race
from chophien.messages.models import Message, OutgoingSms
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget
from chophien.sellers.actions.consents import (
    Witness,
    consent_by_code,
    consent_by_drawing,
    consent_by_paper,
    consent_by_voice,
    consent_in_desk,
    look_at_consent,
    send_consent_code,
)
from chophien.sellers.actions.mandates import ask_for_mandate, revoke_mandate
from chophien.sellers.errors import ConsentCodeTooOld, ConsentCodeWrong, TooManyConsentCodes, TooManyHouseholds
from chophien.sellers.models import Consent, Mandate
from chophien.sellers.policies import may
from chophien.sellers.selectors.helping import mandate_by_link
from chophien.sellers.states import ConsentWay, Deed, MandateStatus
from chophien.sellers.tests.factories import NOON, a_mandate, a_seller, helper_in, manager_of
from chophien.uploads.errors import FileRefused
from chophien.uploads.tests.factories import jpeg
from chophien.uploads.tests.sounds import webm

CHANG = Witness("Vàng Thị Chang", "0912 000 111")


@pytest.fixture
def world(db):
    """A household, its helper, and what he asked of it."""
    seller, pao = a_seller(name="Hộ Sùng Thị Mỷ"), helper_in(name="Giàng A Páo", phone="+84911222333")
    manager_of(seller, name="Sùng Thị Mỷ", phone="+84987654321")
    mandate = ask_for_mandate(
        seller=seller,
        deeds=[Deed.LIST, Deed.ACCEPT],
        valid_until=local_date(NOON) + timedelta(days=60),
        actor=pao,
        at=NOON,
    )
    return mandate, pao


def pin_sent() -> str:
    text = OutgoingSms.objects.filter(secret=True).latest("pk").text
    return next(word.strip(".") for word in text.split() if word.strip(".").isdigit() and len(word.strip(".")) == 6)


def png(picture: Image.Image) -> str:
    out = BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def drawing(*, empty: bool = False, transparent: bool = True) -> str:
    picture = Image.new("RGBA", (320, 160), (255, 255, 255, 0 if transparent else 255))
    if not empty:
        ImageDraw.Draw(picture).line([(20, 20), (200, 120), (300, 30)], fill=(20, 20, 60, 255), width=4)
    return png(picture)


def test_s02_the_household_agrees_by_the_code_on_its_own_phone(world):
    mandate, pao = world
    send_consent_code(mandate=mandate, actor=pao, at=NOON)
    sms = OutgoingSms.objects.get(secret=True)
    assert (sms.phone, len(sms.text) <= 160) == ("+84987654321", True)

    given = consent_by_code(mandate=mandate, code=pin_sent(), actor=pao, at=NOON)

    assert (given.status, given.given_at) == (MandateStatus.GIVEN, NOON)
    consent = Consent.objects.get(mandate=mandate)
    assert (consent.way, consent.taken_by, consent.file_code) == (ConsentWay.CODE, pao.code, "")
    assert may(pao, Deed.ACCEPT, mandate.seller, at=NOON)
    assert not OutgoingSms.objects.exclude(text="").filter(secret=True).exists()
    assert Entry.objects.get(what="sellers.mandate_given").facts["way"] == "code"


def test_a_wrong_code_counts_and_the_last_one_ends_it(world):
    mandate, pao = world
    send_consent_code(mandate=mandate, actor=pao, at=NOON)
    pin = pin_sent()
    wrong = "000000" if pin != "000000" else "000001"

    said = []
    for _try in range(6):
        with pytest.raises((ConsentCodeWrong, ConsentCodeTooOld)) as refusal:
            consent_by_code(mandate=mandate, code=wrong, actor=pao, at=NOON)
        said.append(refusal.type)

    assert said == [ConsentCodeWrong] * 4 + [ConsentCodeTooOld] * 2
    with pytest.raises(ConsentCodeTooOld):
        consent_by_code(mandate=mandate, code=pin, actor=pao, at=NOON)
    mandate.refresh_from_db()
    assert mandate.status == MandateStatus.ASKED


def test_a_code_agrees_to_what_was_asked_then_and_for_a_quarter_of_an_hour(world):
    mandate, pao = world
    send_consent_code(mandate=mandate, actor=pao, at=NOON)
    early = pin_sent()
    ask_for_mandate(seller=mandate.seller, deeds=list(Deed), valid_until=mandate.valid_until, actor=pao, at=NOON)

    with pytest.raises(ConsentCodeTooOld):
        consent_by_code(mandate=mandate, code=early, actor=pao, at=NOON)
    send_consent_code(mandate=mandate, actor=pao, at=NOON)
    with pytest.raises(ConsentCodeTooOld):
        consent_by_code(mandate=mandate, code=pin_sent(), actor=pao, at=NOON + timedelta(minutes=15))

    assert not Consent.objects.exists()


def test_a_household_gets_so_many_codes_a_day(world):
    mandate, pao = world
    for _code in range(5):
        send_consent_code(mandate=mandate, actor=pao, at=NOON)

    with pytest.raises(TooManyConsentCodes):
        send_consent_code(mandate=mandate, actor=pao, at=NOON)

    assert OutgoingSms.objects.filter(secret=True).count() == 5


def test_a_manager_says_yes_in_the_desk_and_nobody_else(world):
    mandate, pao = world
    for stranger in (pao, PersonFactory(), holder_of(Role.SELLER_PACKER, Scope.SELLER, mandate.seller.code)):
        with pytest.raises(NotPermitted):
            consent_in_desk(mandate=mandate, actor=stranger, at=NOON)

    sung = manager_of(mandate.seller)
    assert consent_in_desk(mandate=mandate, actor=sung, at=NOON).status == MandateStatus.GIVEN


def test_a_helper_who_became_a_manager_cannot_say_yes_to_himself(world):
    mandate, pao = world
    GrantFactory(person=pao, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=mandate.seller.code)

    with pytest.raises(NotPermitted):
        consent_in_desk(mandate=mandate, actor=pao, at=NOON)


def test_the_household_says_yes_aloud_and_the_voice_is_kept_sealed(world):
    mandate, pao = world

    given = consent_by_voice(mandate=mandate, file=BytesIO(webm()), actor=pao, at=NOON)

    assert (given.status, given.consent.way) == (MandateStatus.GIVEN, ConsentWay.VOICE)
    officer = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, mandate.seller.commune.code)
    heard = look_at_consent(mandate=given, purpose="Hộ gọi hỏi", actor=officer, at=NOON)
    assert (heard.data, heard.content_type) == (webm(), "audio/webm")
    assert SensitiveLook.objects.get().subject_code == mandate.code


def test_what_is_no_voice_is_no_yes(world):
    mandate, pao = world

    with pytest.raises(FileRefused):
        consent_by_voice(mandate=mandate, file=BytesIO(b"hello"), actor=pao, at=NOON)

    assert not Consent.objects.exists()


@pytest.mark.parametrize("transparent", [True, False])
def test_the_household_signs_on_the_screen_before_a_witness(world, transparent):
    mandate, pao = world

    given = consent_by_drawing(
        mandate=mandate, drawing=drawing(transparent=transparent), witness=CHANG, actor=pao, at=NOON
    )

    consent = given.consent
    assert (consent.way, consent.witness_name, consent.witness_phone) == (
        ConsentWay.DRAWN,
        "Vàng Thị Chang",
        "+84912000111",
    )


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "data:image/png;base64,",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,aGVsbG8=",
        "data:image/jpeg;base64,aGVsbG8=",
        drawing(empty=True),
        drawing(empty=True, transparent=False),
        png(Image.new("RGBA", (640, 320))),
        png(Image.new("RGB", (640, 320))),
    ],
)
def test_an_empty_field_is_no_signature(world, sent):
    mandate, pao = world

    with pytest.raises(Invalid) as refusal:
        consent_by_drawing(mandate=mandate, drawing=sent, witness=CHANG, actor=pao, at=NOON)

    assert list(refusal.value.field_errors) == ["drawing"]
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("witness", "field"),
    [
        (Witness(""), "witness_name"),
        (Witness("GIÀNG A PÁO"), "witness_name"),
        (Witness("giang a pao"), "witness_name"),
        (Witness("Sùng Thị Mỷ"), "witness_name"),
        (Witness("Vàng Thị Chang", "0911 222 333"), "witness_phone"),
        (Witness("Vàng Thị Chang", "0987 654 321"), "witness_phone"),
        (Witness("Vàng Thị Chang", "12"), "witness_phone"),
    ],
)
def test_the_witness_is_a_third_person(world, witness, field):
    mandate, pao = world

    for consent in (
        lambda: consent_by_drawing(mandate=mandate, drawing=drawing(), witness=witness, actor=pao, at=NOON),
        lambda: consent_by_paper(mandate=mandate, file=BytesIO(jpeg()), witness=witness, actor=pao, at=NOON),
    ):
        with pytest.raises(Invalid) as refusal:
            consent()
        assert list(refusal.value.field_errors) == [field]

    assert Mandate.objects.get().status == MandateStatus.ASKED


def test_the_household_signs_a_paper_and_only_officers_see_its_photo(world):
    mandate, pao = world

    given = consent_by_paper(
        mandate=mandate, file=BytesIO(jpeg()), witness=Witness("Vàng Thị Chang"), actor=pao, at=NOON
    )

    assert given.consent.way == ConsentWay.PAPER
    for stranger in (pao, manager_of(mandate.seller), helper_in(), PersonFactory()):
        with pytest.raises(NotPermitted):
            look_at_consent(mandate=given, purpose="Muốn xem thử", actor=stranger, at=NOON)
    assert not SensitiveLook.objects.exists()


def test_another_helper_cannot_take_the_consent(world):
    mandate, _pao = world
    vang = helper_in()

    with pytest.raises(NotPermitted):
        send_consent_code(mandate=mandate, actor=vang, at=NOON)
    with pytest.raises(NotPermitted):
        consent_by_drawing(mandate=mandate, drawing=drawing(), witness=CHANG, actor=vang, at=NOON)


def test_yes_is_said_once(world):
    mandate, pao = world
    consent_by_drawing(mandate=mandate, drawing=drawing(), witness=CHANG, actor=pao, at=NOON)

    with pytest.raises(StepNotAllowed):
        consent_by_voice(mandate=mandate, file=BytesIO(webm()), actor=pao, at=NOON)


def test_a_new_mandate_takes_the_place_of_the_old_one(db):
    seller, pao = a_seller(), helper_in()
    sung = manager_of(seller)
    old = a_mandate(seller=seller, helper=pao, deeds=(Deed.LIST,))
    new = ask_for_mandate(
        seller=seller, deeds=[Deed.ACCEPT], valid_until=local_date(NOON) + timedelta(days=30), actor=pao, at=NOON
    )

    consent_in_desk(mandate=new, actor=sung, at=NOON)

    old.refresh_from_db()
    assert (old.status, old.end_reason) == (MandateStatus.REVOKED, "replaced")
    assert [bool(may(pao, deed, seller, at=NOON)) for deed in (Deed.LIST, Deed.ACCEPT)] == [False, True]


def several_asked(*, most):
    """Three households that one helper has asked, with who says yes for each; he may help `most` of them."""
    LegalParameter.objects.filter(key="sellers.helper_households").update(value=most)
    forget()
    pao, asked = helper_in(), []
    for _household in range(3):
        seller = a_seller()
        said = {"deeds": [Deed.LIST], "valid_until": local_date(NOON) + timedelta(days=60), "actor": pao, "at": NOON}
        asked.append((manager_of(seller), ask_for_mandate(seller=seller, **said)))
    return asked


def given():
    return Mandate.objects.filter(status=MandateStatus.GIVEN).count()


def test_who_was_asked_before_and_says_yes_after_the_last_place_was_given_is_refused(db):
    (sung, first), (_ly, second), (vang, third) = several_asked(most=2)
    later = local_date(NOON) + timedelta(days=20)
    Mandate.objects.filter(pk=second.pk).update(valid_from=later)
    consent_in_desk(mandate=first, actor=sung, at=NOON)
    consent_by_voice(mandate=second, file=BytesIO(webm(3)), actor=second.helper, at=NOON)

    with pytest.raises(TooManyHouseholds):
        consent_in_desk(mandate=third, actor=vang, at=NOON)

    third.refresh_from_db()
    assert (third.status, given()) == (MandateStatus.ASKED, 2)
    revoke_mandate(mandate=second, actor=second.helper, at=NOON)
    assert consent_in_desk(mandate=third, actor=vang, at=NOON).status == MandateStatus.GIVEN


@pytest.mark.django_db(transaction=True)
def test_three_households_that_say_yes_at_once_pass_the_limit_no_more_than_one_by_one():
    asked = several_asked(most=1)

    outcomes = race(
        [lambda who=who, one=one: consent_in_desk(mandate=one, actor=who, at=NOON) for who, one in asked], at_once=3
    )

    assert (outcomes, given()) == ({"done": 1, "too_many_households": 2}, 1)


def test_the_households_link_opens_its_mandate_and_no_other(world):
    mandate, pao = world
    consent_by_drawing(mandate=mandate, drawing=drawing(), witness=CHANG, actor=pao, at=NOON)
    text = Message.objects.get(kind="mandate.asked", text__contains="HUY").text
    token = text.rstrip("/").rpartition("/")[2]

    assert mandate_by_link(mandate.code, token) == mandate
    assert mandate_by_link(mandate.code, token[:-1] + "x") is None
    assert mandate_by_link("UQ-XXXX", token) is None
