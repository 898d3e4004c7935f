"""Many random transfers for some orders, by message and by file, with people at work between: every đồng is explained."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from chophien.accounts.tests.factories import operator
from chophien.ledger.actions.proving import prove
from chophien.ledger.selectors import sums_of
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import DomainError
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.models import Order
from chophien.orders.tests.factories import NOON
from chophien.payments import chart
from chophien.payments.models import Payment, PaymentStep
from chophien.reconciliation.actions.deciding import assign_line, give_line_back, record_back, say_same, tell_apart
from chophien.reconciliation.actions.settling import settle_line
from chophien.reconciliation.actions.taking import take_line
from chophien.reconciliation.actions.watching import release_part
from chophien.reconciliation.models import BankLine, MoneyBack
from chophien.reconciliation.states import LineStatus
from chophien.reconciliation.tests.factories import a_raw_line, an_unpaid_order, words_for

pytestmark = pytest.mark.django_db
LIVES, ACTS = 6, 16
LATE = NOON + timedelta(minutes=30)


def told_again_and_again(draw, raws):
    raw = draw.choice(raws)
    settle_line(line=take_line(raw=raw, at=NOON).line, at=NOON)


def transferred(draw, orders, raws):
    """Money for an order or for nothing: as awaited, a little more or less, half; perhaps with an old number."""
    order = draw.choice(orders)
    total = order.total_vnd
    amount = draw.choice([total, total, total // 2, total - total // 2, total + 5_000, max(total - 5_000, 1)])
    words = draw.choice([words_for(order), words_for(order).lower(), "khach mua hang"])
    number = {"reference": draw.choice(raws).reference} if raws and draw.random() < 0.1 else {}
    raws.append(a_raw_line(words, amount, **number))
    settle_line(line=take_line(raw=raws[-1], at=NOON).line, at=NOON)


def decided(draw, orders, who):
    line = BankLine.objects.filter(status__in=["open", "part"]).order_by("?").first()
    if line is None:
        return
    act = draw.randrange(4)
    if act == 0:
        assign_line(line=line, code=draw.choice(orders).group.code, actor=who, at=NOON)
    elif act == 1:
        give_line_back(line=line, reason="không rõ", actor=who, at=NOON)
    elif act == 2:
        say_same(line=line, actor=who, at=NOON)
    else:
        tell_apart(line=line, actor=who, at=NOON)


def happened(draw, orders, who):
    order = draw.choice(orders)
    if draw.random() < 0.5:
        mark_paid(group=order.group, actor=who, at=NOON)
    else:
        release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=LATE)
    for part in BankLine.objects.filter(status=LineStatus.PART):
        release_part(line=part, at=LATE)


def sent(draw, who):
    back = MoneyBack.objects.filter(done_at=None).order_by("?").first()
    if back is not None:
        record_back(back=back, reference="FT", actor=who, at=LATE)


@pytest.mark.parametrize("seed", range(LIVES))
def test_s07_every_dong_of_random_transfers_is_used_kept_or_owed_back(seed):
    draw, who = random.Random(seed), operator()
    orders, raws = [an_unpaid_order() for _place in range(3)], []
    happenings = [
        lambda: transferred(draw, orders, raws),
        lambda: transferred(draw, orders, raws),
        lambda: told_again_and_again(draw, raws) if raws else None,
        lambda: decided(draw, orders, who),
        lambda: happened(draw, orders, who),
        lambda: sent(draw, who),
    ]

    refused = Counter()
    for _act in range(ACTS):
        try:
            draw.choice(happenings)()
        except DomainError as refusal:
            refused[refusal.code] += 1

    came = [line for line in BankLine.objects.all() if line.status != LineStatus.SAME]
    sums = sums_of([chart.held(), chart.UNKNOWN, chart.REFUNDS])
    kept = sum(line.left_vnd for line in came)
    back = sum(line.owed_back_vnd for line in came)
    went = sum(one.amount_vnd for one in MoneyBack.objects.exclude(done_at=None))
    by_hand = by_hand_without_a_line()
    assert prove(at=LATE).right
    assert standing(sums, chart.UNKNOWN) == -kept
    assert standing(sums, chart.held()) == sum(line.amount_vnd for line in came) + by_hand - went
    assert back == sum(one.amount_vnd for one in MoneyBack.objects.all())
    assert all(line.status in {"open", "part"} for line in came if line.left_vnd)
    assert PaymentStep.objects.filter(step="receive").count() <= Order.objects.count()


def by_hand_without_a_line():
    """What somebody marked as received, and no line has told yet."""
    told = set(BankLine.objects.filter(used_vnd__gt=0).values_list("target", flat=True))
    return sum(one.amount_vnd for one in Payment.objects.exclude(paid_at=None) if one.group_code not in told)


def standing(sums, code):
    found = sums.get(code)
    return found.debits_posted - found.credits_posted if found else 0
