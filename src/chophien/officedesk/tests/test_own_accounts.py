"""The office's pages of the market's own accounts: what stands there, who writes down, and who says yes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chophien.accounts.tests.factories import operator
from chophien.officedesk.tests.factories import signed_in, text_of
from chophien.payments import chart
from chophien.treasury.models import OwnTransfer
from chophien.treasury.tests.test_move import stands, written

pytestmark = pytest.mark.django_db
LIST = reverse("officedesk:own-accounts")


def address(name, *args):
    return reverse(f"officedesk:{name}", args=args)


def test_one_officer_writes_down_another_says_yes_and_says_that_it_moved():
    stands(chart.FEES, 500_000)
    first, second = signed_in(operator(name="Chị Thu")), signed_in(operator(name="Anh Lềnh"))
    form = address("new-own-transfer", chart.FEES)

    page = text_of(first.get(form))
    refused = first.post(form, {"amount_vnd": "600.000", "purpose": "về tài khoản của chợ"})
    empty = first.post(form, {"amount_vnd": "", "purpose": ""})
    answer = first.post(form, {"amount_vnd": "400.000", "purpose": "về tài khoản của chợ"})
    one = OwnTransfer.objects.get()
    own = text_of(first.get(answer["Location"]))
    mine = first.post(address("own-transfer-step", one.code, "dong-y"))
    second.post(address("own-transfer-step", one.code, "dong-y"))
    waits = text_of(second.get(address("own-transfer", one.code)))
    numberless = second.post(address("own-transfer-step", one.code, "da-chuyen"), {"reference": ""})
    second.post(address("own-transfer-step", one.code, "da-chuyen"), {"reference": "FT9"})
    done = text_of(second.get(address("own-transfer", one.code)))

    assert "500.000" in page
    assert (refused.status_code, empty.status_code, mine.status_code, numberless.status_code) == (409, 422, 409, 422)
    assert 'value="600.000"' in refused.content.decode()
    assert ("Đồng ý" in own, one.code in waits, "Anh Lềnh" in done, "FT9" in done) == (False, True, True, True)
    one.refresh_from_db()
    assert (one.status, one.amount_vnd) == ("done", 400_000)


def test_only_operators_see_them_and_there_is_no_page_for_other_accounts_codes_or_steps():
    stands(chart.FEES, 500_000)
    one, client = written(), signed_in(operator())

    missing = [
        client.get(address("new-own-transfer", chart.REFUNDS)),
        client.get(address("own-transfer", "CV-0000-0000")),
        client.post(address("own-transfer-step", one.code, "khac")),
    ]

    assert {page.status_code for page in missing} == {404}
    assert text_of(client.get(LIST)).count(f">{one.code}<") == 1


def test_the_list_takes_the_same_queries_for_any_number_of_accounts_and_movements():
    client, seen = signed_in(operator()), {}
    stands(chart.FEES, 5_000_000)

    for number in (1, 3):
        for place in range(number):
            stands(chart.funder(chart.PROGRAMME, f"ct-{number}-{place}"), -100_000)
            written(chart.FEES, 1_000)
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            page = text_of(client.get(LIST))
        seen[number] = len(asked)

    assert (seen[1], page.count(">ct-")) == (seen[3], 4)
