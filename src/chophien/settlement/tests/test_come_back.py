"""What the bank sends back after it was paid, and accounts changed before it is paid: nothing is lost, nobody robbed."""

from datetime import date, timedelta

import pytest

from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import balance_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.payments import chart
from chophien.sellers.models import PayoutAccount, Seller
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.actions.batches import answer, draw_up, send, sign
from chophien.settlement.actions.returning import take_back
from chophien.settlement.models import Payout
from chophien.settlement.selectors.statement import statement
from chophien.settlement.tests.factories import TUESDAY, a_paid_seller
from chophien.uploads.sealing import seal

pytestmark = pytest.mark.django_db
LATER = TUESDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def books_are_right():
    yield
    assert prove(at=LATER + timedelta(days=30)).right


def signed(batch, times=2):
    for _ in range(times):
        batch = sign(batch=batch, actor=operator(), at=TUESDAY)
    return batch


def paid_out(*amounts):
    """The payouts of a batch that the bank has paid."""
    for place, amount in enumerate(amounts):
        a_paid_seller(amount, order=f"CP-{place}")
    batch = signed(draw_up(actor=SYSTEM, at=TUESDAY))
    send(batch=batch, actor=operator(), at=TUESDAY)
    payouts = list(Payout.objects.filter(batch=batch).order_by("amount_vnd"))
    answer(batch=batch, paid={one.code: "FT1" for one in payouts}, failed={}, actor=operator(), at=TUESDAY)
    return [Payout.objects.select_related("batch").get(pk=one.pk) for one in payouts]


def owed(payout):
    return balance_of(chart.due(payout.seller_code)).owed


def change_account(seller, *, number="9876543210", confirmed):
    changed = {"sealed_account": seal(number.encode()), "account_tail": number[-4:], "updated_at": LATER}
    PayoutAccount.objects.filter(seller=seller).update(confirmed_at=LATER if confirmed else None, **changed)


def test_a_late_answer_that_it_failed_brings_a_paid_payout_back_once(do_jobs):
    [payout] = paid_out(500_000)
    manager = manager_of(Seller.objects.get(code=payout.seller_code))

    first, second = (
        answer(batch=payout.batch, paid={}, failed={payout.code: "Sai ten"}, actor=operator(), at=LATER) for _ in "12"
    )
    do_jobs()

    payout.refresh_from_db()
    assert (len(first), len(second)) == (1, 0)
    assert (payout.status, payout.reference, payout.reason, payout.returned_at) == (
        "returned",
        "FT1",
        "Sai ten",
        LATER,
    )
    assert (payout.batch.status, owed(payout), -balance_of(chart.held()).owed) == ("done", 500_000, 500_000)
    told = Notice.objects.filter(person_code=manager.code).order_by("-pk")[0]
    assert "500.000" in told.text
    assert "Sai ten" in told.text
    assert told.link == f"/gian-hang-cua-toi/{payout.seller_code}/tai-khoan/"


def test_what_came_back_is_in_the_next_batch_and_names_the_line_that_it_retries():
    first, _second = paid_out(300_000, 500_000)
    take_back(payout=first, reason="HOAN TRA", reference="FT9", actor=SYSTEM, at=LATER)

    batch = draw_up(actor=SYSTEM, at=LATER, everybody=True)

    assert [(one.amount_vnd, one.retry_of) for one in batch.payouts.all()] == [(300_000, first)]


def test_a_month_tells_apart_what_was_sent_and_what_came_back():
    [payout] = paid_out(500_000)
    take_back(payout=payout, reason="HOAN TRA", reference="FT9", actor=SYSTEM, at=LATER)

    sheet = statement(payout.seller_code, month=date(2026, 11, 1))

    assert (sheet.net_vnd, sheet.paid_out_vnd, sheet.came_back_vnd) == (500_000, -500_000, 500_000)
    assert (sheet.closing_vnd, [row.subject_code for row in sheet.rows]) == (500_000, ["CP-0"])


def test_only_who_pays_out_brings_back_and_only_what_was_paid():
    [payout] = paid_out(500_000)

    with pytest.raises(NotPermitted):
        take_back(payout=payout, reason="x", reference="", actor=PersonFactory(), at=LATER)
    take_back(payout=payout, reason="x", reference="", actor=operator(), at=LATER)
    with pytest.raises(StepNotAllowed):
        take_back(payout=payout, reason="x", reference="", actor=operator(), at=LATER)
    assert owed(payout) == 500_000


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("signatures", [1, 2])
def test_whoever_changed_the_account_since_the_batch_was_drawn_up_falls_out_and_is_told(confirmed, signatures, do_jobs):
    changed, other = a_paid_seller(500_000, order="CP-1"), a_paid_seller(300_000, order="CP-2")
    manager = manager_of(changed)
    batch = signed(draw_up(actor=SYSTEM, at=TUESDAY), times=signatures)
    change_account(changed, confirmed=confirmed)

    batch = signed(batch, times=2 - signatures)
    file = send(batch=batch, actor=operator(), at=LATER)
    do_jobs()

    batch.refresh_from_db()
    line = Payout.objects.get(seller_code=changed.code)
    assert (line.status, line.left_out, batch.payouts_count, batch.total_vnd) == ("cancelled", "account", 1, 300_000)
    assert ("9876543210" in file, file.count("0123456789"), balance_of(chart.due(changed.code)).owed) == (
        False,
        1,
        500_000,
    )
    assert Payout.objects.get(seller_code=other.code).status == "sent"
    assert "500.000" in Notice.objects.get(person_code=manager.code, about=line.code).text


def test_with_nobody_left_no_file_is_made_and_the_batch_is_called_off():
    seller = a_paid_seller(500_000, order="CP-1")
    batch = signed(draw_up(actor=SYSTEM, at=TUESDAY))
    change_account(seller, confirmed=True)

    assert send(batch=batch, actor=operator(), at=LATER) == ""
    batch.refresh_from_db()
    assert (batch.status, batch.payouts_count, batch.total_vnd) == ("cancelled", 0, 0)


def test_an_account_changed_back_and_compared_again_is_the_one_that_two_people_approved():
    seller = a_paid_seller(500_000, order="CP-1")
    batch = signed(draw_up(actor=SYSTEM, at=TUESDAY))
    change_account(seller, number="0123456789", confirmed=True)

    assert "0123456789" in send(batch=batch, actor=operator(), at=LATER)


def test_what_changes_once_the_file_is_taken_changes_nothing_of_it():
    seller = a_paid_seller(500_000, order="CP-1")
    batch = signed(draw_up(actor=SYSTEM, at=TUESDAY))
    first = send(batch=batch, actor=operator(), at=TUESDAY)
    change_account(seller, confirmed=True)

    assert send(batch=batch, actor=operator(), at=LATER) == first
