"""Who may bring goods in for whom, and who may put them on sale."""

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import JOINED, holder_of, operator
from chophien.audit.models import Entry
from chophien.catalog.models import Listing, SearchEntry
from chophien.catalog.states import VersionStatus
from chophien.channels.actions import imports as actions
from chophien.channels.states import ImportStatus
from chophien.channels.tests.factories import a_row, an_import, as_csv
from chophien.channels.tests.imports import counts, faults, manager_of
from chophien.lib.errors import NotPermitted
from chophien.sellers.tests.factories import a_seller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_vietnamese")]


def test_goods_of_a_shop_that_nobody_approved_are_not_published(do_jobs):
    draft = a_seller(code="ba-sung", status="draft")
    rows = [a_row(1), a_row(2, seller_code=draft.code), a_row(3)]

    goods_import = an_import(as_csv(rows), actor=operator(), publish=True)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 3, 0, 0, 0)
    assert dict(Listing.objects.values_list("sku", "status")) == {
        "CHE-1": "published",
        "CHE-2": "draft",
        "CHE-3": "published",
    }


def test_goods_that_a_seller_brings_in_wait_for_an_operator(do_jobs):
    seller = a_seller(code="htx-lung-phin")

    an_import(as_csv([a_row(1)]), actor=manager_of(seller.code), seller_code=seller.code)
    do_jobs()

    listing = Listing.objects.get()
    assert (listing.status, listing.live, listing.working.status) == ("draft", None, VersionStatus.PENDING_REVIEW)
    assert SearchEntry.objects.count() == 0


def test_a_shop_brings_in_its_own_goods_only(do_jobs):
    mine, other = a_seller(code="htx-cua-toi"), a_seller(code="htx-ben-canh")
    rows = [a_row(1, seller_code=mine.code), a_row(2, seller_code=other.code), a_row(3, seller_code="htx-moi")]

    goods_import = an_import(as_csv(rows), actor=manager_of(mine.code), seller_code=mine.code)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 2)
    assert faults(goods_import) == [
        (3, "seller_code", "Đây là hàng của gian hàng khác."),
        (4, "seller_code", "Đây là hàng của gian hàng khác."),
    ]
    assert set(Listing.objects.values_list("seller__code", flat=True)) == {mine.code}


def test_a_shop_may_leave_its_own_code_out(do_jobs):
    mine = a_seller(code="htx-cua-toi")
    rows = [a_row(1, seller_code="")]

    goods_import = an_import(as_csv(rows), actor=manager_of(mine.code), seller_code=mine.code)
    do_jobs()

    assert counts(goods_import) == (ImportStatus.DONE, 1, 0, 0, 0)
    assert Listing.objects.get().seller == mine


def test_who_may_bring_goods_in_and_who_may_publish():
    seller = a_seller()
    data = as_csv([a_row(1)])
    people = {
        "operator": operator(),
        "manager": manager_of(seller.code),
        "packer": holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code),
        "accountant": holder_of(Role.SELLER_ACCOUNTANT, Scope.SELLER, seller.code),
        "another shop": manager_of("other"),
        "province officer": holder_of(Role.PROVINCE_OFFICER, Scope.PROVINCE, "08"),
    }

    def may(name, seller_code, publish):
        try:
            an_import(data, actor=people[name], seller_code=seller_code, publish=publish)
        except NotPermitted:
            return False
        return True

    asked = [(seller.code, False), (seller.code, True), ("", False), ("", True)]
    assert {name: [may(name, *one) for one in asked] for name in people} == {
        "operator": [True, True, True, True],
        "manager": [True, False, False, False],
        "packer": [False, False, False, False],
        "accountant": [False, False, False, False],
        "another shop": [False, False, False, False],
        "province officer": [False, False, False, False],
    }
    assert Listing.objects.count() == 0


def test_who_lost_the_role_before_the_job_ran_brings_nothing_in(do_jobs):
    seller = a_seller(code="htx-lung-phin")
    lan = manager_of(seller.code)
    goods_import = an_import(as_csv([a_row(1)]), actor=lan, seller_code=seller.code)
    lan.grants.update(ends_at=JOINED)

    do_jobs()

    assert counts(goods_import)[0] == ImportStatus.REFUSED
    assert Listing.objects.count() == 0


def test_what_was_done_stands_in_the_trail(do_jobs):
    goods_import = an_import(as_csv([a_row(1)]), actor=operator(), publish=True)
    do_jobs()

    told = Entry.objects.filter(subject_code=goods_import.code).order_by("pk").values_list("what", "facts")
    assert list(told) == [
        ("channels.import_started", {"publish": True, "dry_run": False}),
        ("channels.import_finish", {"created": 1, "changed": 0, "unchanged": 0, "faulty": 0}),
    ]
    assert actions.FILE_KIND == "goods_import"
