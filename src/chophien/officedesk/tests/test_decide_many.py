import pytest

from chophien.accounts.states import Role
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.audit.models import Entry
from chophien.catalog.actions.deciding import approve_version
from chophien.catalog.actions.listings import save_working_version, submit_version
from chophien.catalog.tests.factories import a_text
from chophien.lib.actor import SYSTEM
from chophien.officedesk.actions.bulk import start_run, work_through
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.models import BulkItem, BulkRun
from chophien.officedesk.states import BulkKind, BulkVerdict, ItemStatus
from chophien.officedesk.tests.factories import mark_of, officer, signed_in, text_of, waiting_goods
from chophien.orders.tests.factories import NOON
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
NEW = "/dieu-hanh/nhieu-mot-luc/moi/"


def a_run(*listings, actor=None, verdict=BulkVerdict.APPROVE, reason="", key="k"):
    return start_run(
        kind=BulkKind.LISTINGS,
        verdict=verdict,
        chosen=[Choice(one.code, one.code, 1) for one in listings],
        reason=reason,
        key=key,
        actor=actor or operator(),
        at=NOON,
    )


def sent(chosen, verdict="approve", key="k", **changes):
    return {"chosen": chosen, "verdict": verdict, "key": key, "reason": "", **changes}


def test_all_of_a_list_are_decided_by_a_job_each_with_a_verdict_of_its_own(do_jobs):
    fine, changed, gone = waiting_goods(), waiting_goods(), waiting_goods()
    marks = " ".join(mark_of(one) for one in (fine, changed, gone))
    save_working_version(listing=changed, text=a_text(title="Chè khác"), actor=SYSTEM, at=NOON)
    submit_version(listing=changed, actor=SYSTEM, at=NOON)
    approve_version(listing=gone, actor=SYSTEM, at=NOON)
    client = signed_in(operator())

    page = client.post(f"{NEW}listings/", sent(marks))["Location"]
    before = text_of(client.get(page))
    do_jobs()
    after = text_of(client.get(page))

    fine.refresh_from_db()
    assert fine.status == "published"
    assert "0 / 3" in before
    assert "Người bán đã sửa sau khi bạn xem" in after
    assert list(BulkItem.objects.order_by("pk").values_list("status", flat=True)) == ["done", "refused", "refused"]
    assert Entry.objects.get(what="officedesk.bulk_finished").facts == {"total": 3, "refused": 2}


def test_the_same_form_sent_twice_is_one_run():
    listing = waiting_goods()
    client = signed_in(operator())

    first = client.post(f"{NEW}listings/", sent(mark_of(listing)))["Location"]
    second = client.post(f"{NEW}listings/", sent(mark_of(listing)))["Location"]

    assert (first, BulkRun.objects.count()) == (second, 1)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped_and_does_nothing_twice():
    boss, one, two = operator(), waiting_goods(), waiting_goods()
    run = a_run(one, two, actor=boss)
    approve_version(listing=one, actor=SYSTEM, at=NOON)
    run.items.filter(subject_code=one.code).update(status=ItemStatus.DONE)
    BulkRun.objects.update(status="running")

    work_through(run=run, actor=boss, clock=lambda: NOON)
    run.refresh_from_db()

    assert set(run.items.values_list("status", flat=True)) == {"done"}
    assert (run.status, Entry.objects.filter(what="catalog.version_approved", actor_code=boss.code).count()) == (
        "done",
        1,
    )


def test_an_operator_of_another_province_decides_about_nothing_of_it(do_jobs):
    listing = waiting_goods()

    a_run(listing, actor=officer(Role.OPERATOR, "20"))
    do_jobs()

    assert BulkItem.objects.get().status == "refused"
    listing.refresh_from_db()
    assert listing.status != "published"


@pytest.mark.parametrize(
    ("verdict", "status"), [("ask", "needs_changes"), ("reject", "closed"), ("approve", "approved")]
)
def test_shops_are_decided_about_in_a_job_too(verdict, status, do_jobs):
    shop = a_seller(status=SellerStatus.IN_REVIEW, submitted_at=NOON)

    signed_in(operator()).post(f"{NEW}shops/", sent(f"{shop.code}:0", verdict, reason="Thiếu giấy tờ"))
    do_jobs()

    assert Seller.objects.get(pk=shop.pk).status == status


def test_a_refusal_without_a_reason_comes_back_with_what_was_chosen():
    mark = mark_of(waiting_goods())

    answer = signed_in(operator()).post(f"{NEW}listings/", sent(mark, "reject"))

    assert (answer.status_code, BulkRun.objects.count()) == (409, 0)
    assert mark in text_of(answer)


@pytest.mark.parametrize("chosen", ["", "bent", ":", "SP-1:x", "SP-1:99999999999"])
def test_nonsense_starts_no_run(chosen):
    answer = signed_in(operator()).post(f"{NEW}listings/", sent(chosen))

    assert (answer.status_code, BulkRun.objects.count()) == (409, 0)


def test_the_filters_of_the_list_choose_what_is_decided():
    one, other = waiting_goods(title="Chè xanh"), waiting_goods(title="Mật ong")

    page = text_of(signed_in(operator()).get(f"{NEW}listings/?q=ong"))

    assert mark_of(other) in page
    assert mark_of(one) not in page


def test_who_decides_about_many():
    seller = a_seller()
    people = everybody(seller.code)
    anywhere = {"operator", "province operator", "province operator elsewhere"}
    run = a_run(waiting_goods(seller=seller), actor=people["province operator"])

    officers = {f"{kind}{where}" for kind in ("commune officer", "province officer") for where in ("", " elsewhere")}
    assert let_in(people, "/dieu-hanh/nhieu-mot-luc/") == anywhere | officers
    assert let_in(people, f"{NEW}never_sold/") == let_in(people, f"{NEW}tasks/") == anywhere | officers
    assert let_in(people, f"{NEW}sms/") == let_in(people, f"{NEW}findings/") == anywhere
    assert let_in(people, f"{NEW}listings/") == anywhere
    assert let_in(people, f"/dieu-hanh/nhieu-mot-luc/{run.code}/") == {"operator", "province operator"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_of_runs_take_the_same_queries_for_any_number(number, django_assert_num_queries):
    boss = operator()
    for place in range(number):
        run = a_run(*[waiting_goods() for _ in range(number)], actor=boss, key=str(place))
    BulkItem.objects.update(status="refused", sentence="Không được")
    client = signed_in(boss)

    with django_assert_num_queries(5):
        assert client.get("/dieu-hanh/nhieu-mot-luc/").status_code == 200
    with django_assert_num_queries(7):
        assert client.get(f"/dieu-hanh/nhieu-mot-luc/{run.code}/").status_code == 200
