"""Ten thousand random lives of orders: the books say to the đồng what the rules say, and every đồng is traced."""

import gc
import os
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.db.models import Q, Sum

from chophien.cashpoints.models import CashBack
from chophien.cashpoints.states import CashStatus
from chophien.cashpoints.tests.factories import real_money
from chophien.ledger.actions.proving import prove
from chophien.ledger.models import Account
from chophien.ledger.selectors import sums_of
from chophien.payments.models import InterestOwed, Payment, Refund
from chophien.payments.selectors.refunds import in_own_hands
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.settlement.models import Payout
from chophien.settlement.selectors.statement import months_of, statement
from chophien.settlement.states import PayoutStatus
from chophien.tax.models import InvoiceData, SellerYear
from chophien.tax.selectors.returns import month_sheet
from tests.money.connecting import prepared
from tests.money.living import LivingMarket
from tests.money.tills import given_out_vnd

pytestmark = pytest.mark.django_db
PARTS, SHOPS = 4, 24
LIVES = int(os.environ.get("CHOPHIEN_LIVES", "10000")) // PARTS
"""A life is some forty statements: fewer of them for a quick look."""
ENOUGH_TO_FETCH = 1_000
SEED = int(os.environ.get("CHOPHIEN_SEED", "0"))


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _without_tidying():
    """Hundreds of thousands of rows pass through without a cycle among them."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("part", range(PARTS))
def test_s07_every_dong_of_ten_thousand_random_lives_is_where_the_rules_say(part):
    with real_money():
        market = LivingMarket(seed=SEED + part, lives=LIVES, shops=SHOPS)

    with real_money(), prepared():
        market.live()

        assert not market.story()
        every_account_stands_where_its_transfers_say(market)
        every_dong_that_came_is_here_or_went_to_somebody(market)
        every_statement_adds_up(market)
        every_month_of_tax_is_that_of_its_sales(market)
        what_came_to_shops_themselves_is_the_same_counted_anew(market)
        every_invoice_is_about_what_the_buyer_paid(market)


def every_account_stands_where_its_transfers_say(market):
    proof = prove(at=market.ended_at)
    sums = sums_of(Account.objects.values_list("code", flat=True))
    standing = {code: one.credits_posted - one.debits_posted for code, one in sums.items()}
    wanted = dict.fromkeys(standing, 0)
    for (_subject, account), amount in market.reference.net.items():
        wanted[account] += amount
    assert proof.right, proof.differences
    assert standing == wanted, market.seed


def every_dong_that_came_is_here_or_went_to_somebody(market):
    """By the rows of payments, bank lines, payouts and refunds, without looking at a transfer."""
    lines, backs = BankLine.objects.all(), MoneyBack.objects.filter(done_at__isnull=False)
    came = total(Payment.objects.all(), "booked_vnd")
    came += sum(line.left_vnd + line.owed_back_vnd for line in lines)
    gone = Refund.objects.filter(done_at__isnull=False)
    by_market = gone.exclude(in_own_hands())
    went = total(Payout.objects.filter(status=PayoutStatus.PAID), "amount_vnd")
    went += total(by_market, "booked_vnd") + total(by_market.filter(booked_vnd__gt=0), "interest_vnd")
    went += total(InterestOwed.objects.filter(in_books=True, paid_at__isnull=False), "amount_vnd")
    went += total(backs, "amount_vnd") + market.kept_by_sellers_vnd
    went += given_out_vnd()
    here = Account.objects.filter(Q(code__startswith="held:") | Q(code__startswith="cash:") | Q(kind="gateway"))
    assert CashBack.objects.filter(order__status=CashStatus.PAID).exists() or LIVES < ENOUGH_TO_FETCH
    assert came == market.reference.came
    assert sum(one.held for one in sums_of(here.values_list("code", flat=True)).values()) == came - went


def total(rows, field):
    return rows.aggregate(sum=Sum(field))["sum"] or 0


def every_statement_adds_up(market):
    said = market.reference.columns
    for shop in market.shops:
        closing = 0
        for month in reversed(months_of(shop.code, at=market.ended_at)):
            read = statement(shop.code, month=month)
            columns = read.amounts | {"paid out": read.paid_out_vnd}
            assert columns == {name: said[shop.code, month, name] for name in columns}, (market.seed, shop, month)
            assert (read.opening_vnd, sum(row.net_vnd for row in read.rows)) == (closing, read.net_vnd)
            closing = read.closing_vnd
        assert closing == market.reference.due[shop.code]


def every_month_of_tax_is_that_of_its_sales(market):
    said, found = {key: amount for key, amount in market.reference.months.items() if amount}, {}
    for month in sorted({key[0] for key in said}):
        for line in month_sheet(month).sellers:
            sums = {"base": line.sums.base_vnd, "vat": line.sums.vat_vnd, "pit": line.sums.pit_vnd}
            found |= {(month, line.seller_code, line.tax_class.value, name): vnd for name, vnd in sums.items() if vnd}
    rows = list(SellerYear.objects.all())
    assert found == said, market.seed
    for field, rules in (("revenue_vnd", market.reference.revenue), ("elsewhere_vnd", market.reference.elsewhere)):
        years = {(one.seller_code, one.year): getattr(one, field) for one in rows}
        assert {key: vnd for key, vnd in years.items() if vnd} == {key: vnd for key, vnd in rules.items() if vnd}


def what_came_to_shops_themselves_is_the_same_counted_anew(market):
    """As an upgrade counts it, of sales from before it was counted."""
    name = "chophien.orders.migrations.0016_what_came_to_shops_themselves_is_counted_for_every_year"
    with transaction.atomic():
        SellerYear.objects.update(elsewhere_vnd=0)
        with connection.cursor() as cursor:
            cursor.execute(import_module(name).RECOUNT)
        years = {(one.seller_code, one.year): one.elsewhere_vnd for one in SellerYear.objects.all()}
        transaction.set_rollback(True)
    rules = market.reference.elsewhere
    assert {key: vnd for key, vnd in years.items() if vnd} == {key: vnd for key, vnd in rules.items() if vnd}


def every_invoice_is_about_what_the_buyer_paid(market):
    """Also those that stand in place of others: each names the one before."""
    found, before = {}, {}
    for one in InvoiceData.objects.order_by("subject_code", "number"):
        found.setdefault(one.subject_code, []).append((one.total_vnd, one.facts["given_back_shipping_vnd"]))
        assert (one.number, one.replaces_id) == (len(found[one.subject_code]), before.get(one.subject_code))
        before[one.subject_code] = one.pk
    assert found == market.invoices, market.seed
    assert any(len(theirs) > 1 for theirs in found.values())
