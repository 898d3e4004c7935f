import pytest
from django.db import transaction

from chophien.accounts.models import Grant
from chophien.accounts.tests.audiences import everybody, let_in
from chophien.catalog.actions.certificates import CertificateText, add_certificate
from chophien.channels.tests.factories import a_row, an_import, as_csv, known_places
from chophien.lib.actor import SYSTEM
from chophien.officedesk.tests.factories import mark_of, signed_in, waiting_goods
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.money import mark_paid
from chophien.orders.tests.factories import NOON, a_checkout, an_order, fresh
from chophien.payments.models import Refund
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db

NATION = {"operator"}
OPERATORS = NATION | {"province operator"}
OPERATORS_ANYWHERE = OPERATORS | {"province operator elsewhere"}
OVERSEERS = OPERATORS | {"province officer", "commune officer"}
OFFICES = OVERSEERS | {f"{one} elsewhere" for one in ("province operator", "province officer", "commune officer")}
PEOPLE = OPERATORS_ANYWHERE | {"province officer", "province officer elsewhere"}


@pytest.fixture
def world():
    seller = a_seller()
    return seller, a_variant(seller=seller).listing, everybody(seller.code)


def test_the_pages_of_the_desk(world):
    seller, listing, people = world
    order = an_order(variant=a_variant(seller=seller))
    buyer = people["buyer"]
    known_places()
    tried = an_import(as_csv([a_row(1)]), actor=people["operator"], dry_run=True)
    desk = "/dieu-hanh/"
    expected = {
        desk: OFFICES,
        f"{desk}duyet-hang/": OPERATORS_ANYWHERE,
        f"{desk}hang/": OFFICES,
        f"{desk}hang/{listing.code}/": OVERSEERS,
        f"{desk}gian-hang/": OFFICES,
        f"{desk}gian-hang/{seller.code}/": OVERSEERS,
        f"{desk}chung-nhan/": OPERATORS_ANYWHERE,
        f"{desk}don/": OPERATORS_ANYWHERE,
        f"{desk}don/{order.code}/": OPERATORS,
        f"{desk}tien/": OPERATORS_ANYWHERE,
        f"{desk}nguoi/": PEOPLE,
        f"{desk}nguoi/{buyer.code}/": NATION,
        f"{desk}nguoi/{people['helper'].code}/": {"operator", "province operator", "province officer"},
        f"{desk}nguoi/trao-vai-tro/": PEOPLE,
        f"{desk}nhap-hang/": NATION,
        f"{desk}nhap-hang/mau.xlsx": NATION,
        f"{desk}nhap-hang/xuat.csv": NATION,
        f"{desk}nhap-hang/{tried.code}/": NATION,
        f"{desk}nhap-hang/{tried.code}/loi.csv": NATION,
        f"{desk}nhat-ky/": NATION,
        f"{desk}nhat-ky/da-xem/": NATION,
    }

    assert {path: let_in(people, path) for path in expected} == expected


def test_the_buttons_about_goods(world):
    seller, listing, people = world
    waiting = waiting_goods(seller=seller)
    text = CertificateText(kind="vietgap", number="VG-1", issuer="", valid_from=None, valid_to=None)
    certificate = add_certificate(seller=seller, text=text, listings=[listing], actor=SYSTEM, at=NOON)
    mark = mark_of(waiting)
    decided = {"number": "1", "reason": "Ảnh quá tối, xin chụp lại"}

    def may(path, **data):
        return let_in(people, f"/dieu-hanh/{path}", method="post", data=data)

    assert {
        path: may(f"hang/{waiting.code}/{path}/", **decided) for path in ("duyet", "yeu-cau-sua", "tu-choi")
    } == dict.fromkeys(("duyet", "yeu-cau-sua", "tu-choi"), OPERATORS)
    assert may("duyet-hang/duyet/") == OPERATORS_ANYWHERE
    assert mark.endswith(":1")
    assert may(f"hang/{listing.code}/go-xuong/", reason="Theo yêu cầu của cơ quan") == OPERATORS
    assert may(f"chung-nhan/{certificate.code}/duyet/") == OPERATORS
    assert may(f"chung-nhan/{certificate.code}/tu-choi/", reason="Số không đúng") == OPERATORS


def test_the_buttons_about_money_and_orders(world):
    seller, _listing, people = world
    transfer = a_checkout((a_variant(seller=seller), 1), payment="vietqr").orders[0]
    returned = fresh(a_checkout((a_variant(seller=seller), 1), payment="vietqr").orders[0])
    mark_paid(group=returned.group, actor=SYSTEM, at=NOON)
    cancel_order(order=fresh(returned), reason="Hết hàng rồi", actor=SYSTEM, at=NOON)
    refund = Refund.objects.get()

    def may(path, **data):
        return let_in(people, f"/dieu-hanh/don/{path}", method="post", data=data)

    assert may(f"{transfer.code}/tien-ve/", reference="FT1") == OPERATORS
    assert may(f"{transfer.code}/huy/", reason="Người mua gọi điện xin hủy") == OPERATORS
    assert may(f"{returned.code}/hoan/{refund.code}/", reference="FT2") == OPERATORS


def test_the_buttons_about_people_and_tables(world):
    _seller, _listing, people = world
    helper = people["helper"]
    known_places()
    tried = an_import(as_csv([a_row(1)]), actor=people["operator"], dry_run=True)

    def may(path, **data):
        return let_in(people, f"/dieu-hanh/{path}", method="post", data=data)

    assert may(f"nguoi/{helper.code}/thoi/helper.commune.00721/") == {
        "operator",
        "province operator",
        "province officer",
    }
    assert may("nhap-hang/") == NATION
    assert may(f"nhap-hang/{tried.code}/nhap-that/") == NATION


@pytest.mark.parametrize(
    ("role", "kind", "code", "givers"),
    [
        ("helper", "commune", "00721", {"operator", "province operator", "province officer"}),
        ("commune_officer", "commune", "00721", {"operator", "province operator", "province officer"}),
        ("province_officer", "province", "08", {"operator", "province operator"}),
        ("operator", "province", "08", {"operator"}),
        ("operator", "nation", "", {"operator"}),
    ],
)
def test_who_may_give_which_role(world, role, kind, code, givers):
    *_rest, people = world
    able = {name: person for name, person in people.items() if person is not None}
    data = {"phone": "0987 654 321", "role": role, "scope_kind": kind, "scope_code": code}

    assert {name for name, person in able.items() if gave(person, data)} == givers


def gave(person, data):
    """Whether the person can give this role; what was given is taken back."""
    with transaction.atomic():
        signed_in(person).post("/dieu-hanh/nguoi/trao-vai-tro/", data)
        held = Grant.objects.filter(person__phone="+84987654321", role=data["role"], scope_code=data["scope_code"])
        there = held.exists()
        transaction.set_rollback(True)
    return there
