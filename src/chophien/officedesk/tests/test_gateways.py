"""Payment gateways on the desk: tables sent in, money that would not go back, payments that do not fit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.gateways.actions.payoffs import take_payoff
from chophien.gateways.actions.repaying import open_refunds_of_gateways
from chophien.gateways.models import Attempt, Entry, Notice, Payoff, PayoffLine, Payout, Repayment
from chophien.gateways.tests.factories import a_story
from chophien.lib.actor import SYSTEM
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import office_of
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.orders.actions.cancelling import release_unpaid
from chophien.orders.actions.money import mark_paid
from chophien.orders.models import Order
from chophien.orders.tests.factories import an_order
from chophien.payments.states import PaymentMethod
from chophien.reconciliation.tests.factories import a_transfer
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
DESK = "/dieu-hanh/tien/cong/"
WAITING = {"gateway-backs", "gateway-odd", "gateway-lines", "gateway-entries", "gateway-payouts"}


def a_told_story():
    at = timezone.now()
    return a_story(an_order().group.code, operator=operator(), at=at)


def pages_of(story):
    parts = (("hoan", "back"), ("lan", "odd"), ("bang", "payoff"), ("chuyen", "payout"))
    return (DESK, *(f"{DESK}{part}/{story[key]}/" for part, key in parts))


def test_what_waits_stands_on_the_desk_and_each_page_tells_its_story_in_words():
    story, clerk = a_told_story(), operator()
    client = signed_in(clerk)

    desk = text_of(client.get(DESK))
    back = text_of(client.get(f"{DESK}hoan/{story['back']}/"))
    odd = text_of(client.get(f"{DESK}lan/{story['odd']}/"))
    table = text_of(client.get(f"{DESK}bang/{story['payoff']}/"))
    assert ("system:" in back, "paid 00" in odd, "đã trả (00)" in odd) == (False, False, True)
    counts = {one.kind.key: one.count for one in queues_of(office_of(clerk, at=timezone.now()), at=timezone.now())}

    assert "Cổng từ chối" in desk
    assert "Cổng không hoàn được lần trả này." in back
    assert "Cổng báo số tiền khác" in odd
    assert "không thật" in odd
    assert "Chợ không có lần trả này" in table
    assert {key: counts[key] for key in WAITING} == dict.fromkeys(WAITING, 1)


def test_an_operator_works_it_off_and_nothing_waits_any_more():
    story, client = a_told_story(), signed_in(operator())
    line = PayoffLine.objects.get(difference="not_ours")

    empty = client.post(f"{DESK}hoan/{story['back']}/", {"do": "cach-khac", "reference": ""})
    paid = client.post(f"{DESK}hoan/{story['back']}/", {"do": "cach-khac", "reference": "FT9"})
    seen = client.post(f"{DESK}lan/{story['odd']}/", {"note": "Đã so với trang của cổng"})
    waits = Attempt.objects.get(reference=story["odd"]).is_looked_into
    given = client.post(f"{DESK}lan/{story['odd']}/", {"do": "tra-lai", "seen": 249_000, "reason": "Sai số tiền"})
    noted = client.post(f"{DESK}bang/{story['payoff']}/", {"line": line.pk, "note": "Của cửa hàng khác"})
    other = client.post(f"{DESK}bang/{story['payoff']}/", {"line": "x", "note": "Của cửa hàng khác"})

    assert [empty.status_code, paid.status_code, seen.status_code, noted.status_code] == [422, 302, 302, 302]
    assert (other.status_code, waits, given.status_code) == (404, True, 302)
    assert Repayment.objects.get(reference=story["back"]).status == "otherwise"
    assert Attempt.objects.get(reference=story["odd"]).looked_at is not None
    assert PayoffLine.objects.get(pk=line.pk).note == "Của cửa hàng khác"


def test_a_table_that_cannot_be_read_is_refused_beside_its_field():
    client = signed_in(operator())

    answer = client.post(DESK, {"file": SimpleUploadedFile("a.csv", b"ten,gia\nche,1\n")})

    assert answer.status_code == 422
    assert "VNPay, MoMo" in text_of(answer)
    assert not Payoff.objects.exists()


def test_only_operators_of_the_whole_country_open_it():
    people, story = everybody(a_seller().code), a_told_story()
    assert [let_in(people, page) for page in pages_of(story)] == [{"operator"}] * 5


def test_the_pages_take_the_same_queries_for_one_and_for_three(django_assert_max_num_queries):
    client, counted = signed_in(operator()), []
    for number in (1, 2):
        for _time in range(number):
            story = a_told_story()
        pages = pages_of(story)
        for page in pages:
            client.get(page)
        with django_assert_max_num_queries(200) as asked:
            for page in pages:
                client.get(page)
        counted.append(len(asked))

    assert counted[0] == counted[1]


def test_a_proposed_entry_is_confirmed_by_another_operator_and_the_payout_fits_then():
    story = a_told_story()
    entry, first, second = Entry.objects.get(), signed_in(operator()), signed_in(operator())
    table, payout = f"{DESK}bang/{story['payoff']}/", f"{DESK}chuyen/{story['payout']}/"
    Entry.objects.update(proposed_by=first.get(DESK).wsgi_request.user.code)

    own = first.post(table, {"do": "dong-y", "entry": entry.pk})
    shown = text_of(second.get(table))
    confirmed = second.post(table, {"do": "dong-y", "entry": entry.pk})
    twice = second.post(table, {"do": "dong-y", "entry": entry.pk})
    differs = text_of(second.get(payout))
    empty = first.post(payout, {"do": "chiu", "reason": ""})
    proposed = first.post(payout, {"do": "chiu", "reason": "cổng không trả thêm"})
    borne = second.post(payout, {"do": "dong-y", "entry": Entry.objects.get(decided_at=None).pk})

    assert (own.status_code, confirmed.status_code, twice.status_code) == (409, 302, 404)
    assert "Chính bạn đề nghị việc này" in text_of(own)
    assert "Đồng ý ghi" in shown
    assert "-51.750" in differs.replace("−", "-")
    assert [empty.status_code, proposed.status_code, borne.status_code] == [422, 302, 302]
    assert "Tiền chi trả khớp với bảng" in text_of(second.get(payout))


def test_a_transfer_is_said_to_pay_out_a_table_on_its_own_page(settings):
    settings.GATEWAYS = {**settings.GATEWAYS, "vnpay": {"api": "https://vnpay.example"}}
    client, clerk = signed_in(operator()), operator()
    row = f"{timezone.now():%d/%m/%Y},khong-co,90000,0"
    table = take_payoff(
        data=f"Ngày giao dịch,Mã đơn hàng,Số tiền,Phí\n{row}\n".encode(), name="a.csv", actor=clerk, at=timezone.now()
    )
    line = a_transfer("VNPAY TT NGAY 21.11", 90_000)
    address = f"/dieu-hanh/tien/tren-tai-khoan/{line.code}/"

    shown = text_of(client.get(address))
    nothing = client.post(f"{address}cong/", {})
    said = client.post(f"{address}cong/", {"pays": [f"table:{table.code}"]})

    assert "VNPay" in shown
    assert (nothing.status_code, said.status_code) == (422, 302)
    assert Payout.objects.get().difference_vnd == 90_000


def test_a_payment_of_another_amount_is_decided_on_its_page(settings):
    settings.GATEWAYS = {**settings.GATEWAYS, "vnpay": {"api": "https://vnpay.example"}}
    order, other = (an_order(payment="vnpay", at=timezone.now()) for _place in range(2))
    client, pages = signed_in(operator()), {}
    for one, amount in ((order, order.total_vnd + 5_000), (other, other.total_vnd - 5_000)):
        reference = a_story(one.group.code, operator=operator(), at=timezone.now())["odd"]
        attempt = Attempt.objects.get(reference=reference)
        told = {"source": "query", "genuine": True, "outcome": "paid", "code": "00", "at": timezone.now()}
        Notice.objects.create(attempt=attempt, digest=reference, amount_vnd=amount, **told)
        pages[reference] = amount
    (over, much), (under, little) = pages.items()

    shown = [text_of(client.get(f"{DESK}lan/{reference}/")) for reference in (over, under)]
    stale = client.post(f"{DESK}lan/{over}/", {"do": "nhan", "seen": much + 1})
    empty = client.post(f"{DESK}lan/{over}/", {"do": "tra-lai", "seen": much, "reason": ""})
    taken = client.post(f"{DESK}lan/{over}/", {"do": "nhan", "seen": much})
    asked = client.post(f"{DESK}lan/{under}/", {"do": "phan-thieu", "seen": little})

    assert "Nhiều hơn" in shown[0] or "Thừa" in shown[0]
    assert "Nhận, hoàn phần thừa" in shown[0]
    assert "Giữ lại và báo trả phần thiếu" in shown[1]
    assert [one.status_code for one in (stale, empty, taken, asked)] == [409, 422, 302, 302]
    assert "Cổng vừa báo số tiền khác" in text_of(stale)
    assert [Order.objects.get(pk=one.pk).payment_status for one in (order, other)] == ["paid", "awaiting_transfer"]
    assert "người mua được báo" in text_of(client.get(taken["Location"])).lower()


def test_a_refund_through_a_gateway_stands_on_its_order_without_a_form_and_in_words_and_not_in_the_queue(settings):
    settings.GATEWAYS = {**settings.GATEWAYS, "vnpay": {"api": "https://vnpay.example"}}
    at = timezone.now()
    order, clerk = an_order(payment="vnpay", at=at), operator()
    release_unpaid(group_id=order.group.pk, actor=SYSTEM, at=order.held_until)
    mark_paid(group=order.group, actor=SYSTEM, at=at, by=PaymentMethod.VNPAY)
    open_refunds_of_gateways(at=at)
    client, back = signed_in(clerk), Repayment.objects.get()

    page = client.get(f"/dieu-hanh/don/{order.code}/")
    money, desk = text_of(client.get("/dieu-hanh/tien/")), text_of(client.get(DESK))
    told = text_of(client.get(f"{DESK}hoan/{back.reference}/"))

    assert "hoàn lại qua đúng cổng" in text_of(page)
    assert f"/dieu-hanh/tien/cong/hoan/{back.reference}/" in page.text
    assert f"/{order.code}/hoan/" not in page.text
    assert order.code not in money
    assert back.group_code in desk
    for text in (text_of(page), told):
        assert "late_money" not in text
        assert "Tiền tới sau khi đơn đã hủy" in text
    assert "Nhiều hơn số đã đến qua cổng" in told
