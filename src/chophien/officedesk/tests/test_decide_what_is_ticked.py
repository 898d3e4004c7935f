"""Reported messages, certificates, voices and proposed facts: one act with its reason for all that were ticked."""

from dataclasses import dataclass
from io import BytesIO

import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.catalog.actions.voices import tell_story
from chophien.catalog.models import WordFinding
from chophien.catalog.tests.factories import a_listing
from chophien.conversations.actions.talking import open_about_goods, report_talk
from chophien.knowledge.actions import propose_fact
from chophien.knowledge.models import Fact
from chophien.knowledge.tests.test_library import SAID, FactText
from chophien.lib.actor import SYSTEM
from chophien.lib.consent import everybody_agrees
from chophien.messages.models import Notice
from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.officedesk.tests.test_shops_and_certificates import a_paper
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.supply.tests.factories import a_variant
from chophien.uploads.tests.sounds import webm

pytestmark = pytest.mark.django_db
DESK, WHY = "/dieu-hanh/", "Giống nhau cả, không rõ chữ"


def a_reported_talk():
    buyer = PersonFactory(name="Mai")
    talk = open_about_goods(listing=a_variant().listing, title="Chè", person=buyer, at=NOON)
    report_talk(conversation=talk, why="Gửi lời chào hàng lặp lại", actor=talk.person, at=NOON)
    return talk


def a_voice():
    with everybody_agrees():
        story = tell_story(listing=a_listing(), file=BytesIO(webm(3)), actor=SYSTEM, at=NOON)
    story.code = story.recording_code
    return story


def a_proposed_fact():
    return propose_fact(text=FactText(**SAID), actor=SYSTEM, at=NOON)


@dataclass(frozen=True)
class Kind:
    """One queue: how something comes into it, where it stands, what is decided and what that leaves behind."""

    make: object
    page: str
    verdict: str
    after: object


KINDS = {
    "talks": Kind(a_reported_talk, "tin-bi-bao/", "close", lambda one: (one.needs_look, False)),
    "certs": Kind(a_paper, "chung-nhan/", "reject", lambda one: (one.withdrawn_reason, WHY)),
    "voices": Kind(a_voice, "giong-ke/", "reject", lambda one: (one.status, "refused")),
    "facts": Kind(
        a_proposed_fact, "kien-thuc/", "reject", lambda one: ((one.status, one.decision_reason), ("refused", WHY))
    ),
}


def begin(client, kind, rows, **said):
    """Tick these rows of their list, then say what is decided about them."""
    ticked = client.post(f"{DESK}nhieu-mot-luc/moi/{kind}/", {"seen": [f"{one.code}:0" for one in rows]})
    chosen = " ".join(f"{one.code}:0" for one in rows)
    assert chosen in text_of(ticked)
    form = {"chosen": chosen, "key": "k", "verdict": KINDS[kind].verdict, "reason": WHY, **said}
    return client.post(f"{DESK}nhieu-mot-luc/moi/{kind}/", form)


@pytest.mark.parametrize("kind", KINDS)
def test_one_act_with_its_reason_for_all_that_were_ticked_and_for_nothing_else(kind, do_jobs):
    about = KINDS[kind]
    rows = [about.make() for _number in range(3)]
    client = signed_in(operator())
    listed = text_of(client.get(f"{DESK}{about.page}"))

    without = begin(client, kind, rows[:2], reason=" ")
    begin(client, kind, rows[:2])
    do_jobs()

    assert all(f'value="{one.code}:0" form="many-{kind}"' in listed for one in rows)
    assert without.status_code == 409
    for row in rows:
        row.refresh_from_db()
    became = [about.after(row) for row in rows]
    assert [is_now == wanted for is_now, wanted in became] == [True, True, False]
    assert (BulkRun.objects.get().reason, BulkItem.objects.filter(status="done").count()) == (WHY, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_another_province_is_decided_about(kind, do_jobs):
    rows = [KINDS[kind].make()]
    stranger = signed_in(officer(Role.OPERATOR, "20"))
    form = {"chosen": f"{rows[0].code}:0", "key": "k", "verdict": KINDS[kind].verdict, "reason": WHY}

    stranger.post(f"{DESK}nhieu-mot-luc/moi/{kind}/", form)
    do_jobs()

    assert BulkItem.objects.get().status == "refused"


def test_many_facts_are_approved_without_a_reason(do_jobs):
    rows = [a_proposed_fact() for _number in range(2)]

    begin(signed_in(operator()), "facts", rows, verdict="approve", reason="")
    do_jobs()

    assert set(Fact.objects.values_list("status", flat=True)) == {"approved"}


@pytest.mark.parametrize("kind", ["certs", "voices"])
def test_what_has_to_be_compared_or_listened_to_is_not_let_through_in_bulk(kind):
    rows = [KINDS[kind].make()]

    answer = begin(signed_in(operator()), kind, rows, verdict="approve")

    assert (answer.status_code, BulkRun.objects.count()) == (422, 0)


def test_who_decides_about_many_of_these():
    people = everybody(a_seller().code)
    operators = {"operator", "province operator", "province operator elsewhere"}

    assert let_in(people, f"{DESK}nhieu-mot-luc/moi/talks/") == operators
    assert let_in(people, f"{DESK}nhieu-mot-luc/moi/facts/") == operators | {
        "province officer", "province officer elsewhere",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [1, 3])
def test_choosing_takes_the_same_queries_for_any_number(kind, number, django_assert_max_num_queries):
    rows = [KINDS[kind].make() for _number in range(number)]
    client = signed_in(operator())

    with django_assert_max_num_queries(9):
        page = text_of(client.get(f"{DESK}nhieu-mot-luc/moi/{kind}/"))

    assert all(one.code in page for one in rows)


def words_in(listing, *severities):
    return [
        WordFinding.objects.create(
            code=f"TU-{listing.pk}-{place}",
            listing=listing,
            word=f"w{place}",
            severity=severity,
            edition="e",
            found_at=NOON,
        )
        for place, severity in enumerate(severities)
    ]


def test_goods_with_several_words_stand_once_with_all_of_them_the_gravest_first():
    listing, other = a_listing(title="Chè một"), a_listing(title="Chè hai")
    words_in(listing, "look", "forbid", "look")
    words_in(other, "look")

    page = text_of(signed_in(operator()).get(f"{DESK}tu-can-xem/"))

    assert page.count("<strong>Chè một</strong>") == page.count("<strong>Chè hai</strong>") == 1
    assert [page.index(word) for word in (">w1<", ">w0<", ">w2<")] == sorted(
        page.index(word) for word in (">w1<", ">w0<", ">w2<")
    )
    assert page.count("Từ này không sao") == 3


def test_one_word_is_found_harmless_or_all_that_were_seen():
    listing = a_listing()
    first, second, third = words_in(listing, "look", "look", "look")
    client = signed_in(operator())

    client.post(f"{DESK}tu-can-xem/{second.code}/", {"clear": "1"})
    one = set(WordFinding.objects.filter(status="harmless").values_list("code", flat=True))
    client.post(f"{DESK}tu-can-xem/{first.code}/", {"clear": "1", "seen": [first.code, second.code]})

    assert one == {second.code}
    assert list(WordFinding.objects.order_by("pk").values_list("status", flat=True)) == ["harmless", "harmless", "open"]
    assert third.code in text_of(client.get(f"{DESK}tu-can-xem/"))


def test_goods_that_are_taken_down_have_no_words_left_to_look_at():
    listing = a_listing()
    manager = manager_of(listing.seller)
    first, _second = words_in(listing, "look", "look")
    client = signed_in(operator())

    client.post(f"{DESK}tu-can-xem/{first.code}/", {"down": "1", "reason": "Lời quảng cáo sai."})

    assert set(WordFinding.objects.values_list("status", flat=True)) == {"acted_on"}
    assert listing.code not in text_of(client.get(f"{DESK}tu-can-xem/"))
    assert Notice.objects.filter(person_code=manager.code).count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_goods_with_words_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for _number in range(number):
        words_in(a_listing(), *["look"] * number)
    client = signed_in(operator())
    client.get(f"{DESK}tu-can-xem/")

    with django_assert_num_queries(8):
        client.get(f"{DESK}tu-can-xem/")
