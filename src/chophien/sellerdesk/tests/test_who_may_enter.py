import pytest

from chophien.accounts.tests.audiences import IN, NOTHING, REFUSED, SIGN_IN, answers, everybody, let_in
from chophien.catalog.actions.certificates import CertificateText, add_certificate
from chophien.catalog.tests.factories import the_variant
from chophien.channels.tests.factories import a_row, an_import, as_csv, known_places
from chophien.lib.actor import SYSTEM
from chophien.orders.tests.factories import NOON
from chophien.sellerdesk.tests.factories import a_draft
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

MANAGER = {"manager"}
CASHIERS = {"manager", "accountant"}
STAFF = {"manager", "accountant", "packer"}
ANY_STAFF = STAFF | {f"{one} elsewhere" for one in STAFF}


@pytest.fixture
def world():
    seller = a_seller()
    listing = a_variant(seller=seller, photo_codes=["a" * 24]).listing
    text = CertificateText(kind="vietgap", number="VG-1", issuer="", valid_from=None, valid_to=None)
    certificate = add_certificate(seller=seller, text=text, listings=[listing], actor=SYSTEM, at=NOON)
    known_places()
    people = everybody(seller.code)
    tried = an_import(
        as_csv([a_row(1, seller_code=seller.code)]), actor=people["manager"], seller_code=seller.code, dry_run=True
    )
    return seller, listing, certificate, tried, people


def test_the_shops_own_pages(world):
    seller, listing, _certificate, tried, people = world
    item = f"/ban-hang/hang/{listing.code}/"
    here = f"?gian={seller.code}"

    assert {path: let_in(people, path) for path in [
        f"/ban-hang/{here}", f"/ban-hang/don-hang/{here}", f"/ban-hang/hang/{here}", f"/ban-hang/hang/them/{here}",
        item, f"{item}anh/", f"{item}la-gi/", f"{item}gia/", f"{item}lich-su/", f"{item}xem-truoc/",
        f"/ban-hang/chung-nhan/{here}", f"/ban-hang/tien/{here}", f"/ban-hang/nhap-hang/{here}",
        f"/ban-hang/nhap-hang/mau.csv{here}", f"/ban-hang/nhap-hang/xuat.csv{here}",
        f"/ban-hang/nhap-hang/{tried.code}/", f"/ban-hang/nhap-hang/{tried.code}/loi.csv",
    ]} == {
        f"/ban-hang/{here}": STAFF,
        f"/ban-hang/don-hang/{here}": STAFF,
        f"/ban-hang/hang/{here}": STAFF,
        f"/ban-hang/hang/them/{here}": MANAGER,
        item: STAFF,
        f"{item}anh/": MANAGER,
        f"{item}la-gi/": MANAGER,
        f"{item}gia/": MANAGER,
        f"{item}lich-su/": STAFF,
        f"{item}xem-truoc/": STAFF,
        f"/ban-hang/chung-nhan/{here}": MANAGER,
        f"/ban-hang/tien/{here}": CASHIERS,
        f"/ban-hang/nhap-hang/{here}": MANAGER,
        f"/ban-hang/nhap-hang/mau.csv{here}": MANAGER,
        f"/ban-hang/nhap-hang/xuat.csv{here}": MANAGER,
        f"/ban-hang/nhap-hang/{tried.code}/": MANAGER,
        f"/ban-hang/nhap-hang/{tried.code}/loi.csv": MANAGER,
    }  # fmt: skip


def test_the_shops_own_buttons(world):
    seller, listing, certificate, tried, people = world
    item = f"/ban-hang/hang/{listing.code}/"
    variant = the_variant(listing).code
    here = f"?gian={seller.code}"

    def may(path, **data):
        return let_in(people, path, method="post", data=data)

    assert may(f"{item}anh/") == MANAGER
    assert may(f"{item}anh/{'a' * 24}/", remove="1") == MANAGER
    assert may(f"{item}la-gi/", title="Chè", save="1") == MANAGER
    assert may(f"{item}la-gi/cau-hoi/", category="che") == MANAGER
    assert may(f"{item}gia/") == MANAGER
    assert may(f"{item}gia/{variant}/", price_vnd="200.000") == MANAGER
    assert may(f"{item}tam-ngung/") == MANAGER
    assert may(f"/ban-hang/hang/them/{here}", skip="1") == MANAGER
    assert may(f"/ban-hang/chung-nhan/{here}") == MANAGER
    assert may(f"/ban-hang/chung-nhan/{certificate.code}/bo/") == MANAGER
    assert may(f"/ban-hang/nhap-hang/{here}") == MANAGER
    assert may(f"/ban-hang/nhap-hang/{tried.code}/nhap-that/") == MANAGER


def test_a_draft_is_sent_in_by_its_manager_only(world):
    seller, _listing, _certificate, _tried, people = world
    draft = a_draft(seller)

    assert let_in(people, f"/ban-hang/hang/{draft.code}/dang-ban/", method="post") == MANAGER


def test_manager_and_packer_count_and_the_accountant_reads_why_not(world):
    _seller, listing, _certificate, _tried, people = world
    path = f"/ban-hang/hang/{listing.code}/con-lai/{the_variant(listing).code}/"

    found = answers(people, path, method="post", data={"left": "5"})

    assert {name for name, answer in found.items() if answer == IN} == {"manager", "packer"}
    assert {name for name, answer in found.items() if answer == REFUSED} == {"accountant"}
    assert (found["stranger"], found["operator"], found["buyer"]) == (SIGN_IN, NOTHING, NOTHING)


def test_who_works_for_no_shop_reads_how_to_open_one(world):
    *_rest, people = world

    found = answers(people, "/ban-hang/")

    assert {name for name, answer in found.items() if answer == IN} == set(people) - {"stranger"}
    assert found["stranger"] == SIGN_IN


@pytest.mark.parametrize("path", ["hang/", "tien/", "don-hang/", "chung-nhan/", "nhap-hang/", "hang/them/"])
def test_without_a_shop_there_are_no_other_pages(world, path):
    *_rest, people = world

    found = answers({"buyer": people["buyer"], "operator": people["operator"]}, f"/ban-hang/{path}")

    assert found == {"buyer": NOTHING, "operator": NOTHING}


def test_buttons_are_no_links(world):
    _seller, listing, certificate, tried, people = world
    item = f"/ban-hang/hang/{listing.code}/"
    from_manager = {"manager": people["manager"]}

    for path in (
        f"{item}tam-ngung/",
        f"{item}dang-ban/",
        f"/ban-hang/chung-nhan/{certificate.code}/bo/",
        f"/ban-hang/nhap-hang/{tried.code}/nhap-that/",
    ):
        with pytest.raises(AssertionError, match="405"):
            answers(from_manager, path)
