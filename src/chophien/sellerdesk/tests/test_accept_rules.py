"""New rules of the market are asked about once at the desk; reading goes on, new goods wait for a yes."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.errors import RegulationsNotAccepted
from chophien.catalog.tests.factories import a_text
from chophien.lib.errors import NotPermitted
from chophien.regulations.models import Acceptance, RegulationVersion
from chophien.sellerdesk.tests.factories import signed_in, text_of
from chophien.sellers.actions.accepting import accept_regulations
from chophien.sellers.selectors.duties import must_accept_first, regulations_to_accept
from chophien.sellers.tests.factories import a_seller, manager_of, packer_of

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 11, 10, 5, tzinfo=UTC)
AFTER = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture
def newest():
    return RegulationVersion.objects.create(
        key="regulations",
        version="9.9",
        title="Quy chế hoạt động",
        body="Điều 1",
        change="Thêm điều về khiếu nại",
        published_at=datetime(2026, 11, 5, tzinfo=UTC),
        effective_from=date(2026, 11, 15),
    )


def test_s21_a_new_version_is_asked_about_at_the_desk_and_accepted_once(newest):
    seller = a_seller()
    manager = manager_of(seller)
    client = signed_in(manager)

    assert "9.9" in text_of(client.get("/ban-hang/quy-che/"))
    assert "/ban-hang/quy-che/" in text_of(client.get("/ban-hang/"))
    client.post("/ban-hang/quy-che/")
    client.post("/ban-hang/quy-che/")

    kept = Acceptance.objects.get(version=newest)
    assert (kept.person_code, kept.seller_code, kept.version, kept.how) == (manager.code, seller.code, newest, "desk")
    assert "/ban-hang/quy-che/" not in text_of(client.get("/ban-hang/"))
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE regulations_acceptance SET how = 'x'")


def test_s21_new_goods_wait_from_the_day_the_rules_count(newest):
    seller = a_seller()
    manager = manager_of(seller)
    goods = start_listing(seller=seller, text=a_text(), actor=manager, at=AFTER)

    assert not must_accept_first(seller, at=BEFORE)
    with pytest.raises(RegulationsNotAccepted):
        submit_version(listing=goods, actor=manager, at=AFTER)
    accept_regulations(seller=seller, actor=manager, at=AFTER)

    assert submit_version(listing=goods, actor=manager, at=AFTER).submitted_at == AFTER


def test_s21_whoever_never_said_yes_is_asked_however_lately_the_shop_opened(newest):
    taken_over = a_seller(approved_at=AFTER)

    assert regulations_to_accept(taken_over, at=AFTER) == newest
    accept_regulations(seller=taken_over, actor=manager_of(taken_over), at=AFTER)

    assert regulations_to_accept(taken_over, at=AFTER) is None


def test_only_managers_accept(newest):
    seller = a_seller()
    for person in (packer_of(seller), PersonFactory(), manager_of(a_seller())):
        with pytest.raises(NotPermitted):
            accept_regulations(seller=seller, actor=person, at=AFTER)
    assert signed_in(packer_of(seller)).get("/ban-hang/quy-che/").status_code == 404
    assert not Acceptance.objects.filter(version=newest).exists()
