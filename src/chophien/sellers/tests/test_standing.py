"""A shop goes from draft to approved by an operator, and is suspended only after notice or by an authority's order."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.lib.actor import SYSTEM, GuestActor
from chophien.lib.dates import VIETNAM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice, OutgoingSms
from chophien.rules.errors import RuleMissing
from chophien.sellers.actions import standing
from chophien.sellers.actions.standing import (
    announce_suspension,
    approve_seller,
    ask_changes,
    lift_suspension,
    make_suspension_effective,
    reject_seller,
)
from chophien.sellers.errors import IdentificationMissing, NotComplete, ReasonMissing, TooSoon
from chophien.sellers.events import seller_standing_changed
from chophien.sellers.models import Seller
from chophien.sellers.states import SELLER_FLOW, SellerStatus
from chophien.sellers.tests.factories import NOON, a_draft, a_seller, complete, lan, manager_of, send_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def heard():
    """The standing of each shop of which the apps above were told, in order."""
    told = []
    seller_standing_changed.connect(
        lambda *, seller, **_facts: told.append((seller.code, seller.status)), weak=False, dispatch_uid="test"
    )
    yield told
    seller_standing_changed.disconnect(dispatch_uid="test")


def steps(seller: Seller) -> list[tuple[str, str, str]]:
    return list(seller.steps.order_by("pk").values_list("step", "from_status", "to_status"))


def test_a_shop_goes_from_draft_to_open(heard):
    person, officer = lan(), operator()
    seller = complete(a_draft(person), person)

    send_in(seller, person)
    approved = approve_seller(seller=seller, actor=officer, at=NOON + DAY)

    assert (approved.status, approved.submitted_at, approved.approved_at) == (
        SellerStatus.APPROVED,
        NOON,
        NOON + DAY,
    )
    assert steps(approved) == [
        ("start", "draft", "draft"),
        ("submit", "draft", "in_review"),
        ("approve", "in_review", "approved"),
    ]
    assert heard == [(seller.code, "approved")]
    assert [notice.text for notice in Notice.objects.filter(person_code=person.code)] == [
        "Gian hàng Nhà Lan đã được duyệt. Từ nay anh/chị bán hàng được."
    ]
    assert Entry.objects.filter(what="sellers.approve", actor_code=officer.code).count() == 1


def test_a_shop_with_something_missing_is_not_sent_in():
    person = lan()
    seller = a_draft(person)

    with pytest.raises(NotComplete) as refusal:
        send_in(seller, person)

    assert refusal.value.missing == ["Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Thẻ căn cước, mặt trước"]
    seller.refresh_from_db()
    assert seller.status == SellerStatus.DRAFT


def test_s02_a_shop_is_sent_back_mended_and_sent_in_again():
    person = lan()
    seller = complete(a_draft(person), person)
    send_in(seller, person)

    sent_back = ask_changes(seller=seller, reason="Ảnh căn cước bị mờ", actor=operator(), at=NOON)
    again = send_in(seller, person, at=NOON + DAY)

    assert sent_back.status == SellerStatus.NEEDS_CHANGES
    assert seller.steps.get(step="ask_changes").reason == "Ảnh căn cước bị mờ"
    assert (again.status, again.submitted_at) == (SellerStatus.IN_REVIEW, NOON + DAY)


def test_s02_from_2027_on_no_shop_opens_that_was_not_identified_electronically():
    before, after = (a_seller(status=SellerStatus.IN_REVIEW) for _shop in range(2))
    new_year = datetime(2027, 1, 1, tzinfo=VIETNAM)

    approve_seller(seller=before, actor=operator(), at=new_year - timedelta(seconds=1))
    with pytest.raises(IdentificationMissing):
        approve_seller(seller=after, actor=operator(), at=new_year, identified_by=" ")
    approve_seller(seller=after, actor=operator(), at=new_year, identified_by="VNeID 0412-77")

    after.refresh_from_db()
    assert after.status == SellerStatus.APPROVED
    assert "VNeID 0412-77" in after.steps.get(step="approve").reason


def test_a_refused_shop_is_closed():
    seller = a_seller(status=SellerStatus.IN_REVIEW)

    refused = reject_seller(seller=seller, reason="Giấy tờ giả", actor=operator(), at=NOON)

    assert refused.status == SellerStatus.CLOSED


@pytest.mark.parametrize("decide", [ask_changes, reject_seller, announce_suspension, lift_suspension])
@pytest.mark.parametrize("reason", ["", "  ", "x", "\u200b\u200b\u200b\u200b"])
def test_no_decision_against_a_shop_without_a_reason(decide, reason):
    seller = a_seller(status=SellerStatus.IN_REVIEW if decide in {ask_changes, reject_seller} else "approved")

    with pytest.raises(ReasonMissing):
        decide(seller=seller, reason=reason, actor=operator(), at=NOON)

    assert steps(seller) == []


@pytest.mark.parametrize(
    ("role", "scope", "code", "allowed"),
    [
        (Role.OPERATOR, Scope.NATION, "", True),
        (Role.OPERATOR, Scope.PROVINCE, "08", True),
        (Role.OPERATOR, Scope.PROVINCE, "20", False),
        (Role.PROVINCE_OFFICER, Scope.PROVINCE, "08", False),
        (Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721", False),
        (Role.HELPER, Scope.COMMUNE, "00721", False),
        (Role.SELLER_MANAGER, Scope.SELLER, "shop-decided", False),
    ],
)
def test_only_operators_of_the_area_decide(role, scope, code, allowed):
    seller = a_seller(code="shop-decided", status=SellerStatus.IN_REVIEW)
    person = holder_of(role, scope, code)

    if allowed:
        approve_seller(seller=seller, actor=person, at=NOON)
    else:
        with pytest.raises(NotPermitted):
            approve_seller(seller=seller, actor=person, at=NOON)

    seller.refresh_from_db()
    assert (seller.status == SellerStatus.APPROVED) is allowed


def test_an_operator_does_not_decide_about_the_own_shop():
    seller = a_seller(status=SellerStatus.IN_REVIEW)
    officer = operator()
    GrantFactory(person=officer, role=Role.SELLER_PACKER, scope_kind=Scope.SELLER, scope_code=seller.code)

    with pytest.raises(NotPermitted):
        approve_seller(seller=seller, actor=officer, at=NOON)

    seller.refresh_from_db()
    assert seller.status == SellerStatus.IN_REVIEW


def test_a_guest_decides_nothing():
    with pytest.raises(NotPermitted):
        approve_seller(seller=a_seller(status=SellerStatus.IN_REVIEW), actor=GuestActor("guest"), at=NOON)


def test_s02_a_suspension_counts_five_days_after_its_notice(heard, do_jobs):
    seller = a_seller(name="Nhà Lan")
    person = manager_of(seller)

    announced = announce_suspension(seller=seller, reason="Bán hàng giả", actor=operator(), at=NOON)

    step = seller.steps.get()
    assert (announced.status, announced.suspension_due_at) == (SellerStatus.APPROVED, NOON + 5 * DAY)
    assert (step.step, step.reason, step.at, step.effective_at) == (
        "announce_suspension",
        "Bán hàng giả",
        NOON,
        NOON + 5 * DAY,
    )
    assert heard == []
    assert [notice.text for notice in Notice.objects.filter(person_code=person.code)] == [
        "Gian hàng Nhà Lan sẽ tạm ngừng bán từ 12:00 thứ Bảy 19/9. Xin mở trang gian hàng để xem lý do."
    ]
    assert [sms.phone for sms in OutgoingSms.objects.all()] == [person.phone]

    do_jobs()

    seller.refresh_from_db()
    assert (seller.status, seller.suspension_due_at) == (SellerStatus.SUSPENDED, None)
    assert heard == [(seller.code, "suspended")]
    suspended = seller.steps.get(step="suspend")
    assert (suspended.reason, suspended.actor_code, suspended.at) == ("Bán hàng giả", "system:sellers", NOON + 5 * DAY)


@pytest.mark.parametrize("sooner", [timedelta(0), 5 * DAY - timedelta(seconds=1)])
def test_no_suspension_without_an_order_sooner_than_five_days(sooner):
    seller = a_seller()

    with pytest.raises(TooSoon) as refusal:
        announce_suspension(seller=seller, reason="Ngay", actor=operator(), at=NOON, effective_at=NOON + sooner)

    seller.refresh_from_db()
    assert (refusal.value.code, seller.suspension_due_at) == ("too_soon", None)


def test_a_suspension_may_begin_later_than_it_must():
    seller = announce_suspension(
        seller=a_seller(), reason="Sau Tết", actor=operator(), at=NOON, effective_at=NOON + 9 * DAY
    )

    assert seller.suspension_due_at == NOON + 9 * DAY


def test_s02_an_authoritys_order_counts_within_24_hours():
    seller = announce_suspension(
        seller=a_seller(), reason="Theo yêu cầu", authority_order="12/QĐ-SCT", actor=operator(), at=NOON
    )
    late = announce_suspension(
        seller=a_seller(),
        reason="Theo yêu cầu",
        authority_order="12/QĐ-SCT",
        effective_at=NOON + 9 * DAY,
        actor=operator(),
        at=NOON,
    )

    assert (seller.suspension_due_at, seller.steps.get().authority_order) == (NOON + DAY, "12/QĐ-SCT")
    assert late.suspension_due_at == NOON + DAY


def test_an_authoritys_order_may_count_at_once(heard):
    seller = a_seller()

    suspended = announce_suspension(
        seller=seller, reason="Khẩn", authority_order="12/QĐ", effective_at=NOON, actor=operator(), at=NOON
    )

    assert suspended.status == SellerStatus.SUSPENDED
    assert [step for step, _before, _after in steps(seller)] == ["announce_suspension", "suspend"]
    assert seller.steps.get(step="suspend").authority_order == "12/QĐ"
    assert heard == [(seller.code, "suspended")]


def test_the_notice_follows_the_rule_in_force_on_its_day():
    before_the_law = NOON.replace(month=6)

    with pytest.raises(RuleMissing):
        announce_suspension(seller=a_seller(), reason="Sớm quá", actor=SYSTEM, at=before_the_law)


def test_a_suspension_called_off_never_happens(heard, do_jobs):
    seller = a_seller()
    announce_suspension(seller=seller, reason="Bán hàng giả", actor=operator(), at=NOON)

    lift_suspension(seller=seller, reason="Đã rõ", actor=operator(), at=NOON + DAY)
    do_jobs()

    seller.refresh_from_db()
    assert (seller.status, seller.suspension_due_at, heard) == (SellerStatus.APPROVED, None, [])
    assert [step for step, _before, _after in steps(seller)] == ["announce_suspension", "withdraw_suspension"]


def test_a_suspension_set_to_later_does_not_happen_at_the_first_moment():
    seller = a_seller()
    announce_suspension(seller=seller, reason="Bán hàng giả", actor=operator(), at=NOON)
    announce_suspension(seller=seller, reason="Bán hàng giả", actor=operator(), at=NOON + 2 * DAY)

    early = make_suspension_effective(seller=seller, actor=SYSTEM, at=NOON + 5 * DAY)
    due = make_suspension_effective(seller=seller, actor=SYSTEM, at=NOON + 7 * DAY)
    again = make_suspension_effective(seller=seller, actor=SYSTEM, at=NOON + 8 * DAY)

    assert (early.status, due.status, again.status) == ("approved", "suspended", "suspended")
    assert seller.steps.filter(step="suspend").count() == 1


def test_a_suspended_shop_may_sell_again(heard):
    seller = a_seller(status=SellerStatus.SUSPENDED, approved_at=NOON)

    lifted = lift_suspension(seller=seller, reason="Đã sửa", actor=operator(), at=NOON)

    assert (lifted.status, steps(lifted)) == ("approved", [("reinstate", "suspended", "approved")])
    assert heard == [(seller.code, "approved")]


def test_a_shop_that_is_open_cannot_be_lifted():
    with pytest.raises(StepNotAllowed):
        lift_suspension(seller=a_seller(), reason="Không có gì", actor=operator(), at=NOON)


@pytest.mark.parametrize("status", SellerStatus.values)
@pytest.mark.parametrize("step", ["submit", "approve", "ask_changes", "reject", "announce_suspension"])
def test_a_step_is_taken_only_where_the_flow_has_it(step, status):
    approved_at = NOON if status in {"approved", "suspended"} else None
    submitted_at = NOON if status == "in_review" else None
    seller = a_seller(status=status, approved_at=approved_at, submitted_at=submitted_at)
    action = getattr(
        standing, {"announce_suspension": step}.get(step, step if step == "ask_changes" else f"{step}_seller")
    )
    reason = {} if step in {"submit", "approve"} else {"reason": "Một lý do"}
    person = manager_of(seller) if step == "submit" else operator()

    refusals = NotComplete if step == "submit" and SELLER_FLOW.allows(step, status) else StepNotAllowed
    if SELLER_FLOW.allows(step, status) and step != "submit":
        action(seller=seller, actor=person, at=NOON, **reason)
        assert seller.steps.count() == 1
    else:
        with pytest.raises(refusals):
            action(seller=seller, actor=person, at=NOON, **reason)
        assert seller.steps.count() == 0


def test_the_database_refuses_to_change_what_happened_to_a_shop():
    seller = announce_suspension(seller=a_seller(), reason="Hàng giả", actor=operator(), at=NOON)

    with pytest.raises(DatabaseError), transaction.atomic():
        seller.steps.update(reason="Khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        seller.steps.all().delete()

    assert seller.steps.get().reason == "Hàng giả"
