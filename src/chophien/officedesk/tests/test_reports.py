"""The office asks for reports, watches them being made, and fetches the file; nobody else does."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chophien.accounts.states import Role
from chophien.accounts.tests.factories import PersonFactory, operator
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.reports.kinds.base import Table
from chophien.reports.kinds.reports import BY_KEY
from chophien.reports.models import ReportRun
from chophien.sellers.tests.factories import helper_in

pytestmark = pytest.mark.django_db
ADDRESS = "/dieu-hanh/bao-cao/"
WISH = {"kind": "sales", "area": "nation", "since": "1/11/2026", "until": "2/11/2026", "file_format": "xlsx"}


def test_a_report_runs_in_a_job_shows_progress_and_leaves_a_file(do_jobs):
    boss = operator()
    client = signed_in(boss)

    sent = client.post(ADDRESS, WISH)
    answered = client.get(sent["Location"])
    waiting = text_of(answered)
    do_jobs()
    ready = text_of(client.get(sent["Location"]))

    assert answered["Refresh"] == "3"
    assert "tep/" not in waiting
    assert "tep/" in ready
    answer = client.get(f"{sent['Location']}tep/")
    assert answer.content.startswith(b"PK")
    for other in (operator(), officer(), PersonFactory()):
        assert signed_in(other).get(sent["Location"]).status_code == 404
        assert signed_in(other).get(f"{sent['Location']}tep/").status_code == 404


@pytest.mark.parametrize(
    "bad",
    [{"kind": "x"}, {"area": "province:99"}, {"since": "hôm qua"}, {"file_format": "exe"}, {"until": "\x00"}],
)
def test_nonsense_comes_back_with_a_sentence(bad):
    answer = signed_in(operator()).post(ADDRESS, {**WISH, **bad})

    assert answer.status_code == 422
    assert not ReportRun.objects.exists()


def test_days_that_are_wrong_are_refused_in_words():
    answer = signed_in(operator()).post(ADDRESS, {**WISH, "since": "3/11/2026"})

    assert answer.status_code == 409
    assert "Ngày đầu phải trước ngày cuối" in text_of(answer)


def test_an_officer_has_their_own_area_and_no_report_of_the_whole_market():
    client = signed_in(officer())

    page = text_of(client.get(ADDRESS))

    assert "province:08" in page
    assert 'value="annual"' not in page
    assert client.post(ADDRESS, WISH).status_code == 422
    assert client.post(ADDRESS, {**WISH, "area": "province:08"}).status_code == 302
    for other in (PersonFactory(), helper_in()):
        assert signed_in(other).get(ADDRESS).status_code == 404
    assert signed_in(officer(Role.COMMUNE_OFFICER, "00721")).get(ADDRESS).status_code == 200


def test_the_list_costs_the_same_for_one_and_for_three(django_assert_num_queries):
    client = signed_in(operator())
    client.post(ADDRESS, WISH)
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)
    count = len(queries)
    client.post(ADDRESS, WISH)
    client.post(ADDRESS, WISH)

    with django_assert_num_queries(count):
        client.get(ADDRESS)


def test_while_it_is_made_the_page_says_how_many_tables_of_how_many_are_made(do_jobs, monkeypatch):
    client, seen = signed_in(operator()), []

    def look(_area):
        """A table that looks at the page while it is made."""
        page = text_of(client.get(address))
        seen.append(re.search(r"Bảng đã lập</span><span class=\"num\">(\d+ / \d+)<", page).group(1))
        return Table("Bảng", [("Cột", "Nghĩa")], [["ô"]])

    monkeypatch.setitem(BY_KEY, "monthly", replace(BY_KEY["monthly"], parts=(look, look, look)))
    address = client.post(ADDRESS, {**WISH, "kind": "monthly"})["Location"]
    waiting = text_of(client.get(address))
    do_jobs()

    assert "0 / 3" in waiting
    assert seen == ["0 / 3", "1 / 3", "2 / 3"]
    assert (ReportRun.objects.get().step, ReportRun.objects.get().status) == (3, "done")
    assert "Bảng đã lập" not in text_of(client.get(address))
