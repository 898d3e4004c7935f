"""The buyer's way to a gateway and back, without scripts: from the checkout, by a guest, after a failure, in another way."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chophien.gateways.models import Attempt
from chophien.gateways.simulator.base import Trouble
from chophien.gateways.tests.factories import a_rule, anew, begin, come_back, pay, tell
from chophien.orders.actions.writing import access_token
from chophien.orders.models import Order, OrderGroup
from chophien.orders.tests.factories import an_order, fresh
from chophien.orders.tests.pages import answers_of, text_of
from chophien.orders.tests.sheets import HA_NOI, PAO, SHEET, put
from chophien.supply.tests.factories import a_variant
from chophien.web.middleware import content_policy

pytestmark = pytest.mark.django_db


def ordered(client, way):
    put(client, a_variant(available=10), "3")
    page = client.get(SHEET)
    priced = client.post(SHEET, {**answers_of(page, SHEET), "province_code": HA_NOI, "do": "place"}, follow=True)
    return client.post(SHEET, {**answers_of(priced, SHEET), **PAO, "payment": way}), page


def owner_of(order) -> Client:
    """The guest's own browser."""
    client = Client()
    ordered_by = fresh(order)
    token = an_access_token(ordered_by.group)
    client.get(f"/don/{ordered_by.code}/?k={token}")
    return client


def an_access_token(group) -> str:
    return access_token(group, secret=django_settings.SECRET_KEY)


def test_a_guest_goes_from_the_order_button_to_the_gateway_and_sees_what_became_of_it(client, vnpay, do_jobs):
    placed, sheet = ordered(client, "vnpay")
    group = OrderGroup.objects.get()
    again = client.post(placed["Location"], {"payment": "vnpay"})
    [attempt] = Attempt.objects.all()

    assert "VNPay: thẻ, tài khoản hoặc ứng dụng ngân hàng" in text_of(sheet)
    assert (placed.status_code, placed["Location"]) == (307, f"/tra-tien/{group.code}/bat-dau/")
    assert again.status_code == 303
    assert f"vnp_TxnRef={attempt.reference}" in again["Location"]
    assert f"vnp_Amount={group.total_vnd}00&" in again["Location"]
    vnpay.get("/pay", _query(again["Location"]))
    vnpay.decide(attempt.reference)
    back = come_back(vnpay, attempt)
    waiting = client.get(back["Location"])
    do_jobs()
    done = client.get(back["Location"])

    assert "Đang chờ VNPay xác nhận" in text_of(waiting)
    assert (waiting.get("Refresh"), done.get("Refresh")) == ("5", None)
    assert "VNPay đã xác nhận tiền" in text_of(done)
    assert Order.objects.get().payment_status == "paid"


def _query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def test_without_keys_no_gateway_is_offered_and_none_can_be_chosen(client):
    placed, sheet = ordered(client, "vnpay")

    assert "VNPay" not in text_of(sheet)
    assert (placed.status_code, placed["Location"]) == (302, "/dat-hang/?sua=1")
    assert not OrderGroup.objects.exists()


def test_after_a_failure_the_page_says_why_and_offers_the_button_again(momo):
    order = an_order(payment="momo", at=timezone.now())
    attempt = begin(order, momo, at=timezone.now())
    momo.decide(attempt.reference, code=1001)
    tell(momo, attempt)
    client = owner_of(order)

    told = text_of(client.get(f"/tra-tien/lan/{attempt.reference}/"))
    page = text_of(client.get(f"/tra-tien/{order.group.code}/"))
    shown = text_of(client.get(f"/don/{order.code}/"))
    again = client.post(f"/tra-tien/{order.group.code}/bat-dau/", {"payment": "momo"})

    assert "Tài khoản không đủ tiền." in told
    assert "Trả lại lần nữa" in told
    assert "Tài khoản không đủ tiền." in page
    assert "Trả qua MoMo" in page
    assert "bằng thẻ hoặc ví" in shown
    assert again.status_code == 303
    assert again["Location"].startswith(f"{momo.address}/v2/gateway/pay")


def test_a_silent_gateway_is_said_on_the_page_where_another_way_is_chosen(momo):
    order = an_order(payment="momo", at=timezone.now())
    client = owner_of(order)
    momo.troubles["create"] = Trouble.SILENT

    silent = client.post(f"/tra-tien/{order.group.code}/bat-dau/", {"payment": "momo"})
    changed = client.post(f"/tra-tien/{order.group.code}/cach-khac/", {"payment": "vietqr"})
    transfer = text_of(client.get(changed["Location"], follow=True))

    assert silent.status_code == 409
    assert "MoMo đang không trả lời" in text_of(silent)
    assert changed.status_code == 303
    assert "Chuyển tiền" in transfer or "Chuyển khoản" in transfer
    assert fresh(order).group.payment_method == "vietqr"


def test_strangers_find_nothing_and_nobody_pays_for_nothing(vnpay):
    order = an_order(payment="vnpay", at=timezone.now())
    stranger, owner = Client(), owner_of(order)

    answers = [
        stranger.get(f"/tra-tien/{order.group.code}/"),
        stranger.post(f"/tra-tien/{order.group.code}/bat-dau/", {"payment": "vnpay"}),
        stranger.post(f"/tra-tien/{order.group.code}/cach-khac/", {"payment": "cod"}),
        stranger.get("/tra-tien/lan/0123456789abcdef/"),
        stranger.get("/tra-tien/ve/vnpay/?vnp_TxnRef=1"),
    ]
    pay(order, vnpay, at=timezone.now())
    paid = owner.post(f"/tra-tien/{order.group.code}/bat-dau/", {"payment": "vnpay"})

    assert [one.status_code for one in answers] == [404] * 5
    assert paid.status_code == 409
    assert "Hiện không có khoản nào phải trả" in text_of(owner.get(f"/tra-tien/{order.group.code}/"))


def test_a_browser_that_did_not_order_is_led_to_the_order_by_its_code_and_to_no_page_that_it_cannot_open(vnpay):
    order = an_order(payment="vnpay", at=timezone.now())
    attempt, owner, other = begin(order, vnpay, at=timezone.now()), owner_of(order), Client()

    opens, finds = (who.get(f"/tra-tien/lan/{attempt.reference}/") for who in (owner, other))

    assert f'href="/don/{order.group.code}/"' in opens.content.decode()
    assert f"/{order.group.code}/" not in finds.content.decode()
    assert 'href="/don/"' in finds.content.decode()
    assert order.group.code in text_of(finds)


def test_a_return_that_nobody_signed_has_nobody_asked(vnpay, do_jobs):
    order = an_order(payment="vnpay", at=timezone.now())
    attempt = begin(order, vnpay, at=timezone.now())
    vnpay.decide(attempt.reference)

    come_back(vnpay, attempt, key="somebody else's")
    do_jobs()

    assert anew(attempt).status == "open"
    assert not vnpay.asked


def test_a_return_fetched_again_and_again_has_the_gateway_asked_once_and_the_try_stays_open(vnpay, do_jobs):
    now = timezone.now()
    attempt = begin(an_order(payment="vnpay", at=now), vnpay, at=now)
    come_back(vnpay, attempt)
    do_jobs()
    once = anew(attempt)

    for _time in range(10):
        come_back(vnpay, attempt)
    do_jobs()
    again = anew(attempt)

    assert once.asked == 1
    assert (again.asked, again.ask_at, again.status) == (1, once.ask_at, "open")
    assert [kind for kind, _said in vnpay.asked].count("query") == 1


def test_returns_from_one_address_have_a_limit(vnpay, settings):
    settings.RATE_LIMITS = True
    now = timezone.now()
    attempt = begin(an_order(payment="vnpay", at=now), vnpay, at=now)
    a_rule("gateways.returns_per_minute", 1)

    answers = [come_back(vnpay, attempt) for _time in range(2)]

    assert [one.status_code for one in answers] == [303, 429]
    assert 0 < int(answers[1]["Retry-After"]) <= 60


def test_forms_may_lead_to_open_gateways_and_nowhere_else(vnpay, settings):
    keys = {
        **settings.GATEWAYS,
        "momo": {"api": "https://payment.momo.vn/x"},
        "vnpay": {"page": "https://pay.vnpay.vn/y", "api": "z"},
    }

    assert content_policy(keys).endswith("form-action 'self' https://pay.vnpay.vn https://payment.momo.vn")
    assert content_policy({"vnpay": {}, "momo": {}}).endswith("form-action 'self'")


def test_the_regulations_say_which_gateways_are_open(vnpay):
    page = text_of(Client().get(reverse("regulations:document", args=["payment"])))

    assert "VNPay" in page
    assert "MoMo" not in page
