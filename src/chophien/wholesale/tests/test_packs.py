"""A shop's documents: nobody has them without its consent, and only what it names, until it takes that back."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry, SensitiveLook
from chophien.catalog.models import Certificate, GoodsPaper
from chophien.lib.actor import SYSTEM
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of, packer_of
from chophien.uploads.actions.papers import open_private_file, take_private_file
from chophien.wholesale.actions.copies import pack_zip
from chophien.wholesale.actions.packs import give_pack, take_pack_back
from chophien.wholesale.actions.quoting import withdraw_quote
from chophien.wholesale.models import PackConsent
from chophien.wholesale.pack import pack_name, pack_of, pack_pdf
from chophien.wholesale.selectors.packs import EVERYTHING, copies_held, papers_open_to
from chophien.wholesale.states import PackPart
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
    assert counts[0][1] == counts[1][1] <= 7


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


def names_in(pages):
    return zipfile.ZipFile(io.BytesIO(pages)).namelist()


def a_pdf(words):
    return f"%PDF-1.4 {words} %%EOF".encode()


def a_held_certificate(seller, *, number="VG-01", kind="certificate", owner="", **facts):
    """A certificate with its paper. `kind` and `owner` are the paper's."""
    kept = take_private_file(
        file=ContentFile(a_pdf(number), name="giay.pdf"),
        kind=kind,
        owner_code=owner or seller.code,
        actor=manager_of(seller),
        at=NOON,
    )
    given = {"code": f"CN-{number}", "kind": "vietgap", "verified_at": NOON, "covers_all_goods": True} | facts
    return Certificate.objects.create(seller=seller, number=number, file_code=kept.code, **given)


@pytest.fixture
def _sealed(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.mark.usefixtures("_sealed")
def test_s04_copies_are_of_approved_papers_of_goods_and_never_of_persons():
    variant = rice()
    seller, other = variant.listing.seller, a_seller()
    a_held_certificate(seller)
    a_held_certificate(seller, number="OVER", valid_to=TODAY - timedelta(days=1))
    a_held_certificate(seller, number="WAITING", verified_at=None)
    a_held_certificate(seller, number="REFUSED", verified_at=None, withdrawn_at=NOON)
    a_held_certificate(seller, number="PERSON", kind="identity_front")
    a_held_certificate(seller, number="STRANGE", owner=other.code)
    for group, decisions in (
        ("alcohol", ["accepted"]),
        ("medicine", ["accepted", "refused"]),
        ("wildlife", ["waiting"]),
    ):
        for decision in decisions:
            paper = take_private_file(
                file=ContentFile(a_pdf(f"{group} {decision}")),
                kind="goods_paper",
                owner_code=seller.code,
                actor=manager_of(seller),
                at=NOON,
            )
            GoodsPaper.objects.create(
                code=f"GH{paper.pk}",
                listing=variant.listing,
                group=group,
                file_code=paper.code,
                status=decision,
                handed_in_at=NOON,
            )

    held = copies_held(seller, on=TODAY)

    assert held[0].about == "VietGAP VG-01"
    assert [one.file.kind for one in held] == ["certificate", "goods_paper"]
    assert open_private_file(paper=held[1].file, actor=SYSTEM, purpose="a test", at=NOON).data == a_pdf(
        "alcohol accepted"
    )


@pytest.mark.usefixtures("_sealed")
def test_s04_who_is_given_copies_has_the_papers_beside_the_list_and_every_look_is_written_down():
    seller = rice().listing.seller
    a_held_certificate(seller)
    buyer = PersonFactory()

    listed = pack_zip(seller, papers=[PackPart.CERTIFICATES], actor=buyer, at=NOON)
    looks = SensitiveLook.objects.count()
    whole = pack_zip(seller, papers=[PackPart.CERTIFICATES, PackPart.COPIES], actor=buyer, at=NOON)

    assert (names_in(listed), looks) == ([pack_name(seller)], 0)
    assert names_in(whole) == [pack_name(seller), "01-vietgap-vg-01.pdf"]
    assert zipfile.ZipFile(io.BytesIO(whole)).read("01-vietgap-vg-01.pdf") == a_pdf("VG-01")
    look = SensitiveLook.objects.get()
    assert (look.what, look.actor_code, look.subject_code) == ("uploads.certificate", buyer.code, seller.code)
    assert look.purpose == "Hồ sơ gửi người mua"


LIST = (
    "Danh sách giấy chứng nhận còn hiệu lực của gian hàng. Chợ đã xác nhận từng giấy vào ngày ghi bên cạnh; danh sách "
    "này không thay cho giấy chứng nhận."
)
NEVER = "Không bao giờ có: giấy tờ cá nhân, tài khoản ngân hàng."
NOT_YET = "Không có trong hồ sơ: hàng thuộc lô nào. Mã in trên từng gói cho biết điều đó."


@pytest.mark.usefixtures("_sealed")
@pytest.mark.parametrize(
    ("papers", "copies", "row"),
    [
        (["certificates"], "Không có bản sao giấy tờ: gian hàng chưa cho.", "21/11/2026 không"),
        (["certificates", "copies"], "Bản sao kèm theo hồ sơ này: 1 giấy.", "21/11/2026 có"),
    ],
)
def test_s04_the_pack_says_what_it_is_and_what_is_not_in_it(papers, copies, row):
    seller = rice().listing.seller
    a_held_certificate(seller, issuer="Chi cục")

    pages = PdfReader(io.BytesIO(pack_pdf(seller, papers=papers, at=NOON))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert [said for said in (LIST, copies, NEVER, NOT_YET, f"VG-01 Chi cục {row}") if said not in text] == []
    assert "Hàng đang bán, lời gian hàng tự khai" not in text


@pytest.mark.usefixtures("_sealed")
def test_copies_are_for_those_to_whom_they_are_given_by_a_tick_of_their_own(client):
    made = a_quote_for(at=timezone.now() - timedelta(days=1))
    seller, buyer = made.seller, made.request.buyer
    file, asked = f"/mua-si/ho-so/{seller.code}.zip", f"/mua-si/hoi-mua/{made.request.code}/"
    until = local_date(timezone.now()) + timedelta(days=9)
    client.force_login(manager_of(seller))
    sheet = client.get(f"/ban-hang/mua-si/{seller.code}/ho-so/").content.decode()
    own = client.get(file)
    client.force_login(buyer)

    given(seller, papers=["certificates"], until=until, at=timezone.now())
    before = (client.get(file).status_code, file in client.get(asked).content.decode())
    given(seller, papers=["certificates", "copies"], until=until, at=timezone.now())
    after = (client.get(file).status_code, file in client.get(asked).content.decode())

    ticked = {
        value: "checked" in tag for tag in sheet.split("<") if 'name="papers"' in tag for value in [tag.split('"')[5]]
    }
    assert ticked == {"certificates": True, "copies": False, "labels": True, "invoices": True}
    assert (own.status_code, own["Content-Type"]) == (200, "application/zip")
    assert (before, after) == ((404, False), (200, True))
