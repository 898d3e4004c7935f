"""Payment gateways on the desk: tables sent in, money that would not go back, payments that do not fit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chophien.accounts.tests.audiences import everybody, let_in
from chophien.accounts.tests.factories import operator
from chophien.gateways.models import Attempt, Payoff, PayoffLine, Repayment
from chophien.gateways.tests.factories import a_story
from chophien.officedesk.queues import queues_of
from chophien.officedesk.selectors import office_of
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.orders.tests.factories import an_order
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
DESK = "/dieu-hanh/tien/cong/"
WAITING = {"gateway-backs", "gateway-odd", "gateway-lines"}


def a_told_story():
    at = timezone.now()
    return a_story(an_order().group.code, operator=operator(), at=at)


def test_what_waits_stands_on_the_desk_and_each_page_tells_its_story_in_words():
    story, clerk = a_told_story(), operator()
    client = signed_in(clerk)

    desk = text_of(client.get(DESK))
    back = text_of(client.get(f"{DESK}hoan/{story['back']}/"))
    odd = text_of(client.get(f"{DESK}lan/{story['odd']}/"))
    table = text_of(client.get(f"{DESK}bang/{story['payoff']}/"))
    counts = {one.kind.key: one.count for one in queues_of(office_of(clerk, at=timezone.now()), at=timezone.now())}

    assert "Cổng từ chối" in desk
    assert "Cổng không hoàn được lần trả này." in back
    assert "Cổng báo số tiền khác" in odd
    assert "không thật" in odd
    assert "Chợ không có lần trả này" in table
    assert {key: counts[key] for key in WAITING} == {"gateway-backs": 1, "gateway-odd": 1, "gateway-lines": 1}


def test_an_operator_works_it_off_and_nothing_waits_any_more():
    story, client = a_told_story(), signed_in(operator())
    line = PayoffLine.objects.get(difference="not_ours")

    empty = client.post(f"{DESK}hoan/{story['back']}/", {"do": "cach-khac", "reference": ""})
    paid = client.post(f"{DESK}hoan/{story['back']}/", {"do": "cach-khac", "reference": "FT9"})
    seen = client.post(f"{DESK}lan/{story['odd']}/", {"note": "Đã so với trang của cổng"})
    noted = client.post(f"{DESK}bang/{story['payoff']}/", {"line": line.pk, "note": "Của cửa hàng khác"})
    other = client.post(f"{DESK}bang/{story['payoff']}/", {"line": "x", "note": "Của cửa hàng khác"})

    assert [empty.status_code, paid.status_code, seen.status_code, noted.status_code] == [422, 302, 302, 302]
    assert other.status_code == 404
    assert Repayment.objects.get().status == "otherwise"
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
    pages = (DESK, f"{DESK}hoan/{story['back']}/", f"{DESK}lan/{story['odd']}/", f"{DESK}bang/{story['payoff']}/")

    assert [let_in(people, page) for page in pages] == [{"operator"}] * 4


def test_the_pages_take_the_same_queries_for_one_and_for_three(django_assert_max_num_queries):
    client, counted = signed_in(operator()), []
    for number in (1, 2):
        for _time in range(number):
            story = a_told_story()
        pages = (DESK, f"{DESK}hoan/{story['back']}/", f"{DESK}lan/{story['odd']}/", f"{DESK}bang/{story['payoff']}/")
        for page in pages:
            client.get(page)
        with django_assert_max_num_queries(200) as asked:
            for page in pages:
                client.get(page)
        counted.append(len(asked))

    assert counted[0] == counted[1]
