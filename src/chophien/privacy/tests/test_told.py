"""A household without a phone says through its helper or at the commune what its data may be used for, with evidence."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.audit.errors import PurposeMissing
from chophien.audit.models import Entry, SensitiveLook
from chophien.lib.errors import Invalid, NotFound, NotPermitted
from chophien.messages.models import OutgoingSms
from chophien.privacy.actions import told
from chophien.privacy.actions.consents import choose
from chophien.privacy.errors import NobodyMeant, NothingToTakeBack, WitnessNeeded
from chophien.privacy.models import ConsentStep, Purpose
from chophien.privacy.selectors.register import has_consent
from chophien.privacy.states import Channel
from chophien.rules.selectors import whole
from chophien.sellers.actions.evidence import Witness
from chophien.sellers.errors import ConsentCodeTooOld, ConsentCodeWrong, NoPhoneOfItsOwn, TooManyConsentCodes
from chophien.sellers.states import ConsentWay
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.sellers.tests.test_consent import drawing, pin_sent
from chophien.uploads.errors import FileRefused
from chophien.uploads.tests.factories import jpeg
from chophien.uploads.tests.sounds import webm

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
CHANG = Witness("Vàng Thị Chang", "0912 000 111")
VOICE, NEWS = "own_voice", "market_news"


@pytest.fixture
def world():
    """A household, the person who speaks for it, and its helper."""
    seller, pao = a_seller(name="Hộ Sùng Thị Mỷ"), helper_in(name="Giàng A Páo", phone="+84911222333")
    my = manager_of(seller, name="Sùng Thị Mỷ", phone="+84987654321")
    a_mandate(seller=seller, helper=pao, at=NOON)
    return seller, my, pao


def agrees(person, *keys, at=NOON):
    return {key: has_consent(person.code, purpose=key, at=at) for key in keys}


def spoken(seller, actor, *keys, at=NOON):
    return told.agree_by_voice(seller=seller, agreed=keys, file=BytesIO(webm(3)), actor=actor, at=at)


def signed(seller, actor, *keys, witness=CHANG, picture=None, paper=None):
    facts = {"drawing": drawing() if picture is None else picture, "paper": paper, "witness": witness}
    return told.agree_by_signature(seller=seller, agreed=keys, **facts, actor=actor, at=NOON)


def test_s36_a_code_read_from_its_phone_agrees_to_exactly_what_was_read_to_it(world):
    seller, my, pao = world
    told.send_code(seller=seller, agreed=[VOICE, "nonsense"], actor=pao, at=NOON)
    assert agrees(my, VOICE) == {VOICE: False}

    told.agree_by_code(seller=seller, code=pin_sent(), actor=pao, at=NOON)

    assert agrees(my, VOICE, NEWS) == {VOICE: True, NEWS: False}
    step = ConsentStep.objects.get()
    assert (step.channel, step.way, step.actor_code) == (Channel.HELPER, ConsentWay.CODE, pao.code)
    entry = Entry.objects.get(what="privacy.consent_given")
    assert (entry.subject_code, entry.on_behalf_of) == (my.code, seller.code)
    assert not OutgoingSms.objects.filter(secret=True).exclude(text="").exists()
    with pytest.raises(ConsentCodeTooOld):
        told.agree_by_code(seller=seller, code="123456", actor=pao, at=NOON)


def test_wrong_codes_are_counted_and_codes_are_few(world):
    seller, _my, pao = world
    told.send_code(seller=seller, agreed=[VOICE], actor=pao, at=NOON)
    right = pin_sent()
    wrong = "000000" if right != "000000" else "111111"

    with pytest.raises(ConsentCodeWrong):
        told.agree_by_code(seller=seller, code=wrong, actor=pao, at=NOON)
    with pytest.raises(ConsentCodeTooOld):
        told.agree_by_code(seller=seller, code=right, actor=pao, at=NOON + timedelta(days=1))
    for _more in range(whole("sellers.consent_codes_per_day", at=NOON) - 1):
        told.send_code(seller=seller, agreed=[], actor=pao, at=NOON)
    with pytest.raises(TooManyConsentCodes):
        told.send_code(seller=seller, agreed=[], actor=pao, at=NOON)


def test_s36_a_household_without_a_phone_speaks_or_signs_before_a_witness(world):
    seller, my, pao = world
    my.phone = my.code
    my.save(update_fields=["phone"])

    with pytest.raises(NoPhoneOfItsOwn):
        told.send_code(seller=seller, agreed=[VOICE], actor=pao, at=NOON)
    spoken(seller, pao, VOICE)
    assert agrees(my, VOICE, NEWS) == {VOICE: True, NEWS: False}
    signed(seller, pao, VOICE, NEWS)
    assert agrees(my, VOICE, NEWS) == {VOICE: True, NEWS: True}
    signed(seller, pao, NEWS, paper=BytesIO(jpeg(200, 200)))

    ways = list(ConsentStep.objects.order_by("pk").values_list("purpose__key", "given", "way", "witness"))
    assert ways == [
        (VOICE, True, "voice", ""),
        (NEWS, True, "drawn", "Vàng Thị Chang"),
        (VOICE, False, "paper", "Vàng Thị Chang"),
    ]


def test_without_evidence_or_with_the_wrong_witness_nothing_is_agreed(world):
    seller, my, pao = world

    for facts in (
        {"picture": drawing(empty=True)},
        {"picture": ""},
        {"witness": Witness("Giàng A Páo")},
        {"witness": Witness("Sùng Thị Mỷ")},
        {"witness": Witness("")},
        {"witness": Witness("Vàng Thị Chang", "0911222333")},
        {"paper": BytesIO(b"nothing")},
    ):
        with pytest.raises(Invalid):
            signed(seller, pao, VOICE, **facts)
    with pytest.raises(FileRefused):
        told.agree_by_voice(seller=seller, agreed=[VOICE], file=BytesIO(b"x"), actor=pao, at=NOON)
    assert agrees(my, VOICE) == {VOICE: False}
    facts = {"person": my, "purpose": Purpose.objects.get(key=VOICE), "given": True, "actor_code": pao.code, "at": NOON}
    for half in ({"channel": "helper"}, {"channel": "helper", "way": "voice"}, {"channel": "office", "way": "paper"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentStep.objects.create(**facts, **half)


def test_s36_taking_back_through_a_helper_needs_only_who_was_there(world):
    seller, my, pao = world
    choose(person=my, agreed=[VOICE, NEWS], actor=my, at=NOON)

    with pytest.raises(WitnessNeeded):
        told.take_back(seller=seller, keys=[VOICE], witness=" ", actor=pao, at=NOON)
    told.take_back(seller=seller, keys=[VOICE], witness="Vàng Thị Chang", actor=pao, at=NOON)

    assert agrees(my, VOICE, NEWS) == {VOICE: False, NEWS: True}
    with pytest.raises(NothingToTakeBack):
        told.take_back(seller=seller, keys=[VOICE], witness="Vàng Thị Chang", actor=pao, at=NOON)


def test_s36_the_commune_point_may_and_strangers_rivals_and_the_household_itself_may_not(world):
    seller, my, pao = world
    clerk = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code, name="Nguyễn Anh Tuấn")

    spoken(seller, clerk, NEWS)

    assert ConsentStep.objects.get().channel == Channel.OFFICE
    elsewhere = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "06463")
    for other in (PersonFactory(), helper_in(), elsewhere, manager_of(a_seller()), my):
        with pytest.raises(NotPermitted):
            spoken(seller, other, VOICE)
    with pytest.raises(NobodyMeant):
        spoken(a_seller(), clerk, VOICE)
    assert agrees(my, VOICE) == {VOICE: False}
    assert pao.code not in ConsentStep.objects.values_list("actor_code", flat=True)


def test_s36_officers_hear_the_evidence_for_a_purpose_and_helpers_never(world):
    seller, _my, pao = world
    clerk = holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, seller.commune.code)
    (heard,) = spoken(seller, pao, VOICE)
    (seen,) = signed(seller, pao, VOICE, NEWS)

    with pytest.raises(NotPermitted):
        told.look_at_evidence(step=heard, seller=seller, purpose="Xem", actor=pao, at=NOON)
    with pytest.raises(PurposeMissing):
        told.look_at_evidence(step=heard, seller=seller, purpose=" ", actor=clerk, at=NOON)
    voice = told.look_at_evidence(step=heard, seller=seller, purpose="Hộ hỏi lại", actor=clerk, at=NOON)
    sheet = told.look_at_evidence(step=seen, seller=seller, purpose="Hộ hỏi lại", actor=clerk, at=NOON)

    assert voice.data == webm(3)
    assert sheet.content_type == "image/png"
    assert SensitiveLook.objects.filter(what="uploads.consent", purpose="Hộ hỏi lại").count() == 2
    seen.file_code = "GT-NONE"
    with pytest.raises(NotFound):
        told.look_at_evidence(step=seen, seller=seller, purpose="Hộ hỏi lại", actor=clerk, at=NOON)
