"""Each movement once, whatever tells it and however often; what is only alike is asked about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.selectors import balance_of
from chophien.lib.errors import NotPermitted
from chophien.orders.tests.factories import NOON, fresh
from chophien.payments import chart
from chophien.reconciliation.actions.deciding import say_same
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.statements import take_lines, take_statement
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.actions.watching import settle_forgotten
from chophien.reconciliation.errors import OtherAccount, RowFaulty
from chophien.reconciliation.models import BankLine, Statement
from chophien.reconciliation.tests.factories import DAY, a_raw_line, a_transfer, an_unpaid_order, words_for
from chophien.sellers.tests.factories import a_seller, manager_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
HEADING = "Ngày,Mã giao dịch,Số tiền,Nội dung\n"


def csv(*rows):
    return (HEADING + "\n".join(rows) + "\n").encode()


def sent_in(*rows, at=NOON):
    statement = take_statement(data=csv(*rows), name="sao-ke.csv", actor=operator(), at=at)
    return take_lines(statement=statement, at=at)


def codes():
    return BankLine.objects.count()


def test_the_same_file_twice_is_one_statement():
    first = sent_in("2026-11-21,FT1,50000,mua che")

    assert sent_in("2026-11-21,FT1,50000,mua che") == first
    assert (Statement.objects.count(), codes()) == (1, 1)
    assert (first.lines_read, first.lines_new) == (1, 1)


def test_files_that_overlap_have_each_line_once():
    sent_in("2026-11-20,FT1,50000,mua che", "2026-11-21,FT2,60000,mua mat")
    second = sent_in("2026-11-21,FT2,60000,mua mat", "2026-11-22,FT3,70000,mua gao", at=LATER)

    assert codes() == 3
    assert (second.lines_read, second.lines_new) == (2, 1)


def test_a_minus_among_what_comes_in_asks_about_the_line_as_which_it_was_read_before():
    def told(amount, at):
        row = f"1,21/11/2026,5243,,{amount},sua lai but toan"
        data = f"STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Mô tả\n{row}\n".encode()
        statement = take_statement(data=data, name="vcb.csv", actor=operator(), at=at)
        return take_lines(statement=statement, at=at)

    told("250000", NOON)  # what the same file was read as, before
    before = BankLine.objects.get()
    told("-250000", LATER)
    told("-250000", LATER)

    out = BankLine.objects.get(incoming=False)
    before.refresh_from_db()
    assert (codes(), before.twin, before.status, before.why, out.twin) == (2, out, "open", "looks_like", None)
    say_same(line=before, actor=operator(), at=LATER)
    assert (balance_of(chart.UNKNOWN).owed, balance_of(chart.UNKNOWN_OUT).held) == (0, 250_000)
    assert balance_of(chart.held()).held == -250_000


def test_a_line_told_by_message_and_by_file_is_one_even_when_the_bank_wraps_its_words():
    order = an_unpaid_order()
    bare = order.group.code.replace("-", "")
    line = a_transfer(bare, order.total_vnd, reference="FT77")

    sent_in(f"2026-11-21,FT-77\\BNK,{order.total_vnd},MBVCB.1.{bare}.CT tu 0351", at=LATER)

    line.refresh_from_db()
    assert codes() == 1
    assert (line.announced_at, line.statement) == (NOON, Statement.objects.get())
    assert fresh(order).payment_status == "paid"


def test_two_payments_that_are_alike_but_for_the_banks_number_are_two():
    order = an_unpaid_order()

    sent_in(
        f"2026-11-21,FT1,{order.total_vnd},{order.group.code}", f"2026-11-21,FT2,{order.total_vnd},{order.group.code}"
    )

    assert list(BankLine.objects.order_by("pk").values_list("outcome", flat=True)) == ["exact", "duplicate"]


def test_lines_without_a_number_that_are_alike_within_a_file_are_two_and_again_the_same_two():
    rows = ("2026-11-21,,50000,mua che", "2026-11-21,,50000,mua che")
    sent_in(*rows)
    sent_in(*rows, "2026-11-21,,70000,mua gao", at=LATER)

    assert codes() == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"booked_on": DAY + timedelta(days=1)},
        {"amount_vnd": 50_001},
        {"text": "tra tien gao nep nuong"},
        {"reference": ""},
        {"reference": "", "booked_on": DAY + timedelta(days=1)},
    ],
)
def test_what_is_only_much_alike_is_kept_and_asked_about_before_money_moves(changes):
    order = an_unpaid_order()
    first = a_raw_line(f"mua {order.group.code}", 50_000, reference="FT5")
    known = take_line(raw=first, at=NOON).line

    taken = take_line(raw=replace(first, **changes), at=LATER)
    settle_line(line=taken.line, at=LATER)

    taken.line.refresh_from_db()
    assert (taken.is_new, taken.line.twin) == (True, known)
    assert (taken.line.status, taken.line.why) == ("open", "looks_like")


def test_a_transfer_of_another_day_with_a_number_of_its_own_is_no_twin():
    take_line(raw=a_raw_line("mua che", 50_000), at=NOON)

    assert take_line(raw=a_raw_line("mua che", 50_000), at=NOON).line.twin is None


def test_money_that_goes_out_pays_no_order_and_somebody_has_to_look():
    order = an_unpaid_order()

    sent_in(f"2026-11-21,FT9,-{order.total_vnd},{order.group.code}")

    line = BankLine.objects.get()
    assert (line.incoming, line.status, line.why) == (False, "open", "no_such_code")
    assert fresh(order).payment_status == "awaiting_transfer"


def test_nothing_is_kept_of_a_file_with_a_line_that_cannot_be_read():
    with pytest.raises(RowFaulty):
        sent_in("2026-11-21,FT1,50000,mua che", "2026-11-21,FT2,nhieu,mua che")

    assert (Statement.objects.count(), codes()) == (0, 0)


def test_a_statement_of_another_account_is_refused():
    text = ":20:A\n:25:1234567890\n:28C:1/1\n:60F:C261121VND0,\n:61:2611211121C5000,NTRFX//F1\n:62F:C261121VND5000,\n"

    with pytest.raises(OtherAccount):
        take_statement(data=text.encode(), name="a.sta", actor=operator(), at=NOON)

    assert not Statement.objects.exists()


def test_only_operators_of_the_whole_country_send_statements_in():
    with pytest.raises(NotPermitted):
        take_statement(data=csv(), name="a.csv", actor=manager_of(a_seller()), at=NOON)


def test_a_line_whose_settling_was_interrupted_is_settled_by_the_clock():
    order = an_unpaid_order()
    take_line(raw=a_raw_line(words_for(order), order.total_vnd), at=NOON)

    assert settle_forgotten(at=NOON + timedelta(minutes=1)) == 0
    assert settle_forgotten(at=NOON + timedelta(minutes=5)) == 1
    assert fresh(order).payment_status == "paid"


def test_who_sent_it_is_sealed():
    line = take_line(raw=a_raw_line(payer_name="SUNG A PAO", payer_account="0351"), at=NOON).line

    line.refresh_from_db()
    assert b"SUNG" not in bytes(line.sealed_payer)
