"""Consents by purpose, requests with their days, what is deleted and what must stay, breaches and holds."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.audit.models import Entry
from chophien.delivery.models import PublicHoliday
from chophien.follows.actions import follow_shop
from chophien.lib.actor import NIGHTLY, SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.orders.actions.sending import receive_order
from chophien.orders.models import OrderGroup
from chophien.orders.tests.factories import a_sent_order, an_order
from chophien.privacy.actions import requests
from chophien.privacy.actions.consents import choose
from chophien.privacy.actions.exporting import export, fetch
from chophien.privacy.actions.holds import close_breach, hold, lift, note_breach, told_authority
from chophien.privacy.actions.purposes import load_purposes
from chophien.privacy.actions.retention import forget_what_is_old
from chophien.privacy.errors import (
    AuthorityFirst,
    BadPurposes,
    FileGone,
    HeldByLaw,
    NobodyMeant,
    OneRequestAtATime,
    StillOpen,
    StillSelling,
    WitnessNeeded,
    WordsNeeded,
)
from chophien.privacy.models import ConsentStep, DataRequest, Purpose
from chophien.privacy.selectors.register import choices_of, has_consent, is_late, is_overdue
from chophien.privacy.states import Channel, RequestKind, RequestStatus
from chophien.privacy.workdays import end_of_working_day
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # a Tuesday
LATER = NOON + timedelta(hours=1)


def a_completed_order(**facts):
    return receive_order(order=a_sent_order(**facts), actor=SYSTEM, at=NOON)


KEYS = ["lead_household", "market_news", "own_choice", "own_picture", "own_voice", "programme_figures"]


def asked(person, kind=RequestKind.ERASE, at=NOON, words=""):
    return requests.ask(person=person, kind=kind, words=words, actor=person, at=at)


def test_s36_consent_is_given_per_purpose_and_taken_back_and_silence_is_none():
    lan = PersonFactory()
    assert [one.given for one in choices_of(lan, at=NOON)] == [False] * 6

    choose(person=lan, agreed=["market_news", "own_picture", "nonsense"], actor=lan, at=NOON)
    choose(person=lan, agreed=["own_picture"], actor=lan, at=LATER)

    steps = ConsentStep.objects.order_by("pk").values_list("purpose__key", "given")
    assert list(steps) == [("market_news", True), ("own_picture", True), ("market_news", False)]
    assert not has_consent(lan.code, purpose="market_news", at=LATER)
    assert has_consent(lan.code, purpose="own_picture", at=LATER)
    assert not has_consent(lan.code, purpose="never_heard", at=LATER)
    assert Entry.objects.filter(subject_code=lan.code, what__startswith="privacy.consent_").count() == 3


def test_a_new_version_of_a_purpose_asks_again():
    lan = PersonFactory()
    choose(person=lan, agreed=["market_news"], actor=lan, at=NOON)
    texts = {"title": "Tin", "about": "Tin", "title_en": "News", "about_en": "News", "source": "Luật"}
    Purpose.objects.create(key="market_news", version=2, effective_from=LATER.date(), **texts)

    assert not has_consent(lan.code, purpose="market_news", at=LATER)


def test_nobody_agrees_for_somebody_else():
    with pytest.raises(NotPermitted):
        choose(person=PersonFactory(), agreed=KEYS, actor=operator(), at=NOON)


@pytest.mark.parametrize("table", ["consentstep", "requeststep", "breachstep", "retentionrun", "purpose"])
def test_s22_the_database_keeps_every_register_as_it_is(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [f"privacy_{table}"])
        assert {"audit_keep_rows", "audit_keep_table"} <= {name for (name,) in cursor.fetchall()}


def test_a_consent_cannot_be_edited_or_deleted():
    lan = PersonFactory()
    choose(person=lan, agreed=["market_news"], actor=lan, at=NOON)
    for statement in ("UPDATE privacy_consentstep SET given = false", "DELETE FROM privacy_consentstep"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_published_purpose_keeps_its_words(tmp_path):
    file = tmp_path / "purposes.csv"
    head = "key,version,effective_from,title,about,title_en,about_en,source\n"
    file.write_text(
        head + "market_news,1,2026-01-01,Khác,b,c,d,e\nnew,x,2026-01-01,a,b,c,d,e\nnew,1,2026-01-01,,b,c,d,e\n"
    )

    with pytest.raises(BadPurposes, match=r"line 2: market_news 1 is published already.*\nline 3: .*\nline 4: "):
        load_purposes(file)
    assert load_purposes() == 0


@pytest.mark.parametrize(
    ("days", "after", "due"),
    [
        (2, datetime(2026, 11, 24, 5, tzinfo=UTC), datetime(2026, 11, 26, 17, tzinfo=UTC)),
        (2, datetime(2026, 11, 26, 5, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)),
        (2, datetime(2026, 11, 27, 18, tzinfo=UTC), datetime(2026, 12, 1, 17, tzinfo=UTC)),
        (2, datetime(2026, 12, 31, 5, tzinfo=UTC), datetime(2027, 1, 5, 17, tzinfo=UTC)),
    ],
    ids=["Tuesday", "Thursday", "Friday night is Saturday", "over New Year"],
)
def test_working_days_leave_out_weekends_and_holidays(days, after, due):
    PublicHoliday.objects.get_or_create(day=datetime(2027, 1, 1).date(), defaults={"name": "Tết", "source": "Luật"})

    assert end_of_working_day(days, after=after) == due


def test_s36_a_request_is_answered_within_two_working_days_or_is_marked():
    request = asked(PersonFactory(), RequestKind.CORRECT, words="Tên tôi viết sai")

    assert request.reply_due == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert request.settle_due == datetime(2026, 12, 8, 17, tzinfo=UTC)
    assert not is_overdue(request, at=request.reply_due - timedelta(seconds=1))
    assert is_overdue(request, at=request.reply_due)

    request = requests.answer(request=request, words="Chợ đang xem", actor=operator(), at=LATER)

    assert request.status == RequestStatus.ANSWERED
    assert not is_overdue(request, at=request.reply_due)
    assert is_overdue(request, at=request.settle_due)


def test_the_same_is_not_asked_twice_and_a_correction_says_what():
    lan = PersonFactory()
    asked(lan)
    with pytest.raises(OneRequestAtATime):
        asked(lan)
    with pytest.raises(WordsNeeded):
        asked(lan, RequestKind.CORRECT)


def test_s36_everything_kept_comes_as_one_file_that_goes_away_by_itself():
    lan = PersonFactory(name="Lan")
    order = an_order(person=lan)
    request = asked(lan, RequestKind.EXPORT)

    request = export(request=request, actor=SYSTEM, at=LATER)

    opened = fetch(request=request, actor=lan, at=LATER)
    archive = zipfile.ZipFile(io.BytesIO(opened.data))
    account = json.loads(archive.read("account.json"))
    assert account[0]["name"] == "Lan"
    assert order.code in archive.read("orders.json").decode()
    assert "Số 8, ngõ 12" in archive.read("orders.json").decode()
    assert request.status == RequestStatus.DONE
    assert "sessions_mark" not in archive.read("account.json").decode()
    forget_what_is_old(actor=NIGHTLY, at=LATER + timedelta(days=8))
    request.refresh_from_db()
    with pytest.raises(FileGone):
        fetch(request=request, actor=lan, at=LATER + timedelta(days=8))


def test_s36_deleting_takes_what_may_go_and_says_why_the_rest_stays():
    lan = PersonFactory(name="Lan", phone="+84912345699")
    order = a_completed_order(person=lan)
    follow_shop(seller=order.seller, person=lan, at=NOON)
    request = asked(lan)

    request = requests.carry_out(request=request, words="", actor=operator(), at=LATER)

    lan.refresh_from_db()
    assert (lan.name, lan.phone, lan.is_active, lan.mobile) == ("", lan.code, False, "")
    assert OrderGroup.objects.get(pk=order.group_id).contact_phone == "+84912345678"
    kept = {line["key"]: line["kept"] for line in request.outcome}
    assert kept["orders"]
    assert not kept["wishes"]
    assert request.status == RequestStatus.DONE


def test_contracts_older_than_the_law_wants_lose_their_buyer():
    lan = PersonFactory()
    order = a_completed_order(person=lan)
    old = NOON + timedelta(days=1900)
    asked_then = asked(lan, at=old)

    requests.carry_out(request=asked_then, words="", actor=SYSTEM, at=old)

    group = OrderGroup.objects.get(pk=order.group_id)
    assert (group.contact_name, group.contact_phone, group.hamlet, group.lat) == ("", "", "", None)
    assert group.total_vnd == order.group.total_vnd


def test_nothing_is_deleted_while_orders_are_open_a_shop_sells_or_the_law_holds():
    buyer, boss = PersonFactory(), operator()
    an_order(person=buyer)
    with pytest.raises(StillOpen):
        requests.carry_out(request=asked(buyer), words="", actor=boss, at=LATER)

    seller = a_seller()
    manager = manager_of(seller)
    with pytest.raises(StillSelling, match=seller.code):
        requests.carry_out(request=asked(manager), words="", actor=boss, at=LATER)

    held = hold(subject_code=seller.code, reason="Cơ quan thuế yêu cầu", actor=boss, at=NOON)
    with pytest.raises(HeldByLaw, match="Cơ quan thuế"):
        requests.carry_out(request=DataRequest.objects.get(person=manager), words="", actor=boss, at=LATER)
    assert lift(held=held, actor=boss, at=LATER).lifted_at == LATER
    assert DataRequest.objects.get(person=manager).status == RequestStatus.RECEIVED


def test_restricting_takes_back_every_consent():
    lan = PersonFactory()
    choose(person=lan, agreed=KEYS, actor=lan, at=NOON)

    requests.carry_out(request=asked(lan, RequestKind.RESTRICT), words="", actor=operator(), at=LATER)

    assert not any(has_consent(lan.code, purpose=key, at=LATER) for key in KEYS)


def test_s36_a_household_asks_through_its_helper_with_a_witness():
    seller = a_seller()
    manager, helper, boss = manager_of(seller), helper_in(), operator()
    a_mandate(seller=seller, helper=helper, at=NOON)
    facts = {"seller": seller, "kind": RequestKind.CORRECT, "words": "Sai tên thôn", "at": NOON}

    with pytest.raises(WitnessNeeded):
        requests.ask_for_household(**facts, witness=" ", actor=helper)
    with pytest.raises(NotPermitted):
        requests.ask_for_household(**facts, witness="Vàng Thị Mỷ", actor=PersonFactory())
    request = requests.ask_for_household(**facts, witness="Vàng Thị Mỷ", actor=helper)

    assert (request.person, request.channel, request.witness) == (manager, Channel.HELPER, "Vàng Thị Mỷ")
    assert Entry.objects.get(what="privacy.request_ask").on_behalf_of == seller.code
    refused = requests.refuse(request=request, words="Luật yêu cầu giữ 3 năm", actor=boss, at=LATER)
    assert refused.answer == "Luật yêu cầu giữ 3 năm"
    with pytest.raises(StepNotAllowed):
        requests.withdraw(request=request, actor=manager, at=LATER)


def test_a_shop_without_anybody_has_nobody_to_ask_about():
    seller = a_seller()
    with pytest.raises(NobodyMeant):
        requests.ask_for_household(
            seller=seller, kind=RequestKind.ERASE, words="", witness="A", actor=operator(), at=NOON
        )


def test_only_operators_of_the_whole_market_decide():
    request = asked(PersonFactory())
    for act in (requests.answer, requests.refuse, requests.carry_out):
        with pytest.raises(NotPermitted):
            act(request=request, words="không", actor=request.person, at=LATER)


def test_the_night_forgets_old_buyers_except_where_a_hold_stands():
    lan, mai, boss = PersonFactory(), PersonFactory(), operator()
    a_completed_order(person=lan)
    a_completed_order(person=mai)
    hold(subject_code=mai.code, reason="Tranh chấp tại tòa", actor=boss, at=NOON)

    early = forget_what_is_old(actor=NIGHTLY, at=NOON + timedelta(days=1000))
    late = forget_what_is_old(actor=NIGHTLY, at=NOON + timedelta(days=1900))

    assert [(run.key, run.gone, run.held) for run in early if run.key == "contracts"] == [("contracts", 0, 0)]
    assert [(run.key, run.gone, run.held) for run in late if run.key == "contracts"] == [("contracts", 1, 1)]
    assert OrderGroup.objects.get(person=lan).contact_phone == ""
    assert OrderGroup.objects.get(person=mai).contact_phone == "+84912345678"


def test_s36_the_authority_knows_of_a_breach_within_72_hours():
    boss = operator()
    facts = {"title": "Mất điện thoại", "story": "Điện thoại có danh sách hộ", "people": 30, "actor": boss, "at": NOON}
    breach = note_breach(**facts, must_notify=True, found_at=NOON - timedelta(hours=2))

    assert breach.notify_due == NOON + timedelta(hours=70)
    assert not is_late(breach, at=NOON)
    assert is_late(breach, at=NOON + timedelta(hours=70))
    with pytest.raises(AuthorityFirst):
        close_breach(breach=breach, remedy="Khóa máy", actor=boss, at=LATER)
    breach = told_authority(breach=breach, reference="A05/12", actor=boss, at=LATER)
    assert not is_late(breach, at=NOON + timedelta(hours=80))
    assert close_breach(breach=breach, remedy="Khóa máy", actor=boss, at=LATER).closed_at == LATER
    with pytest.raises(WordsNeeded):
        note_breach(**facts, must_notify=False, found_at=LATER)
