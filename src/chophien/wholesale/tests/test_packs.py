"""A shop's documents: nobody has them without its consent, and only what it names, until it takes that back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.catalog.models import Certificate
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of, packer_of
from chophien.wholesale.actions.packs import give_pack, take_pack_back
from chophien.wholesale.actions.quoting import withdraw_quote
from chophien.wholesale.models import PackConsent
from chophien.wholesale.pack import pack_of
from chophien.wholesale.selectors.packs import EVERYTHING, papers_open_to
from chophien.wholesale.tests.factories import a_quote_for, rice

pytestmark = pytest.mark.django_db
TODAY = local_date(NOON)
LATER = TODAY + timedelta(days=30)


def given(seller, *, buyer=None, papers=("certificates",), until=LATER, actor=None, at=NOON):
    return give_pack(seller=seller, buyer=buyer, papers=papers, until=until, actor=actor or manager_of(seller), at=at)


def open_to(person, seller, *, on=TODAY):
    return {str(one) for one in papers_open_to(person, seller, on=on, at=NOON)}


def test_s04_nobody_but_the_shop_has_its_documents_before_it_consents():
    made = a_quote_for()

    assert open_to(made.request.buyer, made.seller) == set()
    assert open_to(manager_of(made.seller), made.seller) == {str(one) for one in EVERYTHING}


def test_s04_a_buyer_to_whom_the_shop_quotes_has_what_it_gives_to_all_of_them():
    made, stranger = a_quote_for(), PersonFactory()

    given(made.seller, papers=["labels", "certificates"])

    assert open_to(made.request.buyer, made.seller) == {"labels", "certificates"}
    assert open_to(stranger, made.seller) == set()
    assert open_to(made.request.buyer, made.seller, on=LATER + timedelta(days=1)) == set()

    withdraw_quote(quote=made, actor=manager_of(made.seller), at=NOON)
    assert open_to(made.request.buyer, made.seller) == set()


def test_a_named_buyer_has_them_without_a_quote_and_nobody_else():
    seller, named, other = a_seller(), PersonFactory(), PersonFactory()

    given(seller, buyer=named, papers=["invoices"])

    assert (open_to(named, seller), open_to(other, seller)) == ({"invoices"}, set())


def test_one_tap_takes_it_back_and_the_evidence_stays():
    made = a_quote_for()
    consent = given(made.seller)

    ended = take_pack_back(seller=made.seller, buyer=None, actor=manager_of(made.seller), at=NOON)
    again = take_pack_back(seller=made.seller, buyer=None, actor=manager_of(made.seller), at=NOON)

    consent.refresh_from_db()
    assert (ended, again, consent.withdrawn_at) == (1, 0, NOON)
    assert open_to(made.request.buyer, made.seller) == set()
    assert list(
        Entry.objects.filter(what__startswith="wholesale.pack").order_by("pk").values_list("what", flat=True)
    ) == [
        "wholesale.pack_given",
        "wholesale.pack_taken_back",
    ]


def test_the_newest_wish_counts_alone_and_two_never_stand_together():
    made = a_quote_for()

    given(made.seller, papers=["certificates", "labels"])
    given(made.seller, papers=["invoices"])

    assert open_to(made.request.buyer, made.seller) == {"invoices"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PackConsent.objects.create(seller=made.seller, buyer=None, until=LATER, given_by="x", given_at=NOON)


def test_papers_are_not_a_helpers_or_a_packers_to_give():
    seller, helper = a_seller(), helper_in()
    a_mandate(seller=seller, helper=helper, at=NOON)

    for person in (helper, packer_of(seller), PersonFactory()):
        with pytest.raises(NotPermitted):
            given(seller, actor=person)
        with pytest.raises(NotPermitted):
            take_pack_back(seller=seller, buyer=None, actor=person, at=NOON)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("papers", {"papers": []}),
        ("papers", {"papers": ["the bank account"]}),
        ("until", {"until": TODAY - timedelta(days=1)}),
        ("until", {"until": TODAY + timedelta(days=400)}),
    ],
)
def test_a_consent_that_cannot_be_names_its_field(field, changes):
    with pytest.raises(Invalid) as refused:
        given(a_seller(), **changes)

    assert field in refused.value.field_errors


def test_only_the_papers_that_are_given_stand_in_the_pack():
    seller = rice().listing.seller
    Certificate.objects.create(
        code="CN1",
        seller=seller,
        kind="vietgap",
        number="VG-01",
        issuer="Chi cục",
        verified_at=NOON,
        valid_from=TODAY,
    )

    everything = pack_of(seller, papers=EVERYTHING, at=NOON)
    labels = pack_of(seller, papers=["labels"], at=NOON)

    assert (len(everything.papers), [one.name for one in everything.goods]) == (1, ["Miến dong Bình Lư"])
    assert (labels.papers, [one.name for one in labels.goods]) == (None, ["Miến dong Bình Lư"])
    assert len(everything.identity) == len(labels.identity) + 1


def test_a_pack_of_three_goods_takes_as_many_statements_as_of_one():
    seller = rice().listing.seller
    counts = []
    for _round in range(2):
        for _one in range(2 * len(counts)):
            rice(seller=seller)
        with CaptureQueriesContext(connection) as seen:
            pack = pack_of(seller, papers=EVERYTHING, at=NOON)
        counts.append((len(pack.goods), len(seen)))

    assert [number for number, _statements in counts] == [1, 3]
    assert counts[0][1] == counts[1][1] <= 4


def test_s04_the_page_gives_and_takes_back_and_the_buyer_sees_the_file(client):
    made = a_quote_for(at=timezone.now() - timedelta(days=1))
    seller, buyer = made.seller, made.request.buyer
    page, file = f"/ban-hang/mua-si/{seller.code}/ho-so/", f"/mua-si/ho-so/{seller.code}.pdf"
    until = (local_date(timezone.now()) + timedelta(days=10)).isoformat()

    client.force_login(manager_of(seller))
    looked = client.get(page).content.decode()
    refused = client.post(page, {"papers": ["x"], "until": "hôm qua", "buyer_phone": "12"})
    kept = client.post(page, {"papers": ["labels", "certificates"], "until": until})
    assert "Miến dong Bình Lư" in looked
    assert (refused.status_code, kept.status_code) == (422, 302)
    assert "hôm qua" in refused.content.decode()

    client.force_login(buyer)
    assert client.get(file).content.startswith(b"%PDF")
    assert file in client.get(f"/mua-si/hoi-mua/{made.request.code}/").content.decode()
    client.force_login(PersonFactory())
    assert client.get(file).status_code == 404

    client.force_login(manager_of(seller))
    assert client.post(f"{page}thoi/", {"buyer": ""}).status_code == 302
    assert client.post(f"{page}thoi/", {"buyer": "NG0000"}).status_code == 404
    client.force_login(buyer)
    assert client.get(file).status_code == 404
    assert file not in client.get(f"/mua-si/hoi-mua/{made.request.code}/").content.decode()


def test_who_gets_papers_is_listed_in_as_many_statements_for_one_as_for_three(client):
    seller = a_seller()
    client.force_login(manager_of(seller))
    counts = []
    for _round in range(2):
        for _one in range(1 + len(counts)):
            given(
                seller, buyer=PersonFactory(), until=local_date(timezone.now()) + timedelta(days=9), at=timezone.now()
            )
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/ban-hang/mua-si/{seller.code}/ho-so/").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]
