"""A shop is begun as a draft by somebody who becomes its manager, and says of itself what it may."""

import pytest
from django.db import IntegrityError, transaction

from chophien.accounts.models import Grant
from chophien.audit.models import Entry
from chophien.lib.errors import Invalid, NotPermitted, StepNotAllowed
from chophien.places.models import BEFORE, Commune
from chophien.places.tests.factories import a_commune
from chophien.sellers.actions.shops import close_seller, save_seller_details, start_seller
from chophien.sellers.errors import NotChangeable, ReasonMissing, TooManyDrafts
from chophien.sellers.models import Seller
from chophien.sellers.states import SellerKind, SellerStatus
from chophien.sellers.tests.factories import NOON, a_draft, a_seller, details, lan, manager_of, packer_of

pytestmark = pytest.mark.django_db


def test_whoever_begins_a_shop_becomes_its_manager():
    person = lan()

    seller = start_seller(details=details(phone="0912 345 678"), actor=person, at=NOON)

    (grant,) = Grant.objects.filter(person=person)
    (step,) = seller.steps.all()
    assert (seller.status, seller.slug, seller.folded_name, seller.phone) == (
        SellerStatus.DRAFT,
        "nha-lan",
        "nha lan",
        "+84912345678",
    )
    assert (grant.role, grant.scope_kind, grant.scope_code, grant.given_by) == (
        "seller_manager",
        "seller",
        seller.code,
        "system",
    )
    assert (step.step, step.actor_code, step.at) == ("start", person.code, NOON)
    assert Entry.objects.get(what="sellers.started").facts == {"kind": "individual"}


def test_a_shop_without_a_number_of_its_own_has_its_managers():
    person = lan()

    assert a_draft(person).phone == person.phone


def test_beginning_the_same_shop_twice_is_one_shop():
    person = lan()

    first, again, other = a_draft(person), a_draft(person, name="NHÀ  LAN"), a_draft(person, name="Nhà Páo")

    assert (first.pk, first.pk == other.pk) == (again.pk, False)
    assert Seller.objects.count() == 2


def test_two_shops_of_the_same_name_have_addresses_of_their_own():
    first, second = a_draft(lan()), a_draft(lan())

    assert first.slug == "nha-lan"
    assert second.slug == f"nha-lan-{second.code.lower()}"


def test_a_name_in_another_script_has_an_address_too():
    seller = a_draft(lan(), name="ꪹꪕ ꪁꪫꪱꪣ")

    assert seller.slug == seller.code.lower()


def test_nobody_begins_shops_without_end():
    person = lan()
    for number in range(5):
        a_draft(person, name=f"Quán {number}")

    with pytest.raises(TooManyDrafts):
        a_draft(person, name="Quán nữa")

    assert Seller.objects.count() == 5


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "   \u202e "}, ["name"]),
        ({"name": "123"}, ["name"]),
        ({"name": "a" * 161}, ["name"]),
        ({"kind": "bandit"}, ["kind"]),
        ({"phone": "12"}, ["phone"]),
        ({"hamlet": "a" * 121, "landmark": "b" * 201, "about": "c" * 3001}, ["about", "hamlet", "landmark"]),
        ({"free_shipping_from_vnd": -1}, ["free_shipping_from_vnd"]),
        ({"free_shipping_from_vnd": 10**15}, ["free_shipping_from_vnd"]),
    ],
)
def test_each_answer_that_cannot_be_used_is_named_and_nothing_is_kept(facts, fields):
    with pytest.raises(Invalid) as refusal:
        start_seller(details=details(**facts), actor=lan(), at=NOON)

    assert sorted(refusal.value.field_errors) == fields
    assert not Seller.objects.exists()
    assert not Grant.objects.exists()


def test_a_shop_lies_in_a_commune_of_today():
    today = a_commune()
    old, _ = Commune.objects.get_or_create(
        vintage=BEFORE,
        code="00001",
        defaults={"name": "Cũ", "full_name": "Xã Cũ", "kind": "xa", "slug": "cu", "province": today.province},
    )

    with pytest.raises(Invalid) as refusal:
        start_seller(details=details(commune=old), actor=lan(), at=NOON)

    assert list(refusal.value.field_errors) == ["commune_code"]


def test_a_draft_is_changed_in_everything():
    person = lan()
    seller = a_draft(person)

    saved = save_seller_details(
        seller=seller,
        details=details(
            name="Hộ kinh doanh Páo",
            kind=SellerKind.HOUSEHOLD_BUSINESS,
            commune=a_commune("06463"),
            about="Chúng tôi trồng chè.\nNhà ở lưng núi. 🍃",
            free_shipping_from_vnd=500_000,
        ),
        actor=person,
        at=NOON,
    )

    saved.refresh_from_db()
    assert (saved.name, saved.slug, saved.kind, saved.commune.code, saved.free_shipping_from_vnd) == (
        "Hộ kinh doanh Páo",
        "ho-kinh-doanh-pao",
        "household_business",
        "06463",
        500_000,
    )
    assert saved.about == "Chúng tôi trồng chè.\nNhà ở lưng núi. 🍃"


@pytest.mark.parametrize("status", [SellerStatus.APPROVED, SellerStatus.IN_REVIEW, SellerStatus.SUSPENDED])
def test_after_it_was_sent_in_a_shop_changes_its_story_but_not_its_name(status):
    seller = a_seller(status=status)
    person = manager_of(seller)
    same = details(name=seller.name, kind=seller.kind, commune=seller.commune)

    saved = save_seller_details(seller=seller, details=details(**{**vars(same), "about": "Mới"}), actor=person, at=NOON)
    with pytest.raises(NotChangeable):
        save_seller_details(seller=seller, details=details(**{**vars(same), "name": "Khác"}), actor=person, at=NOON)

    seller.refresh_from_db()
    assert (saved.about, seller.name == "Khác") == ("Mới", False)


def test_only_the_manager_changes_a_shop():
    seller = a_seller(status=SellerStatus.DRAFT)
    packer = packer_of(seller)

    with pytest.raises(NotPermitted):
        save_seller_details(seller=seller, details=details(), actor=packer, at=NOON)

    seller.refresh_from_db()
    assert seller.hamlet == ""


def test_a_shop_is_closed_by_its_manager_with_a_reason():
    seller = a_seller()
    person = manager_of(seller)

    closed = close_seller(seller=seller, reason="Nghỉ bán", actor=person, at=NOON)

    (step,) = closed.steps.all()
    assert (closed.status, step.step, step.reason, step.actor_code) == (
        SellerStatus.CLOSED,
        "close",
        "Nghỉ bán",
        person.code,
    )
    with pytest.raises(StepNotAllowed):
        close_seller(seller=seller, reason="Lần nữa", actor=person, at=NOON)


def test_a_shop_is_not_closed_without_a_reason_nor_by_a_stranger():
    seller = a_seller()

    with pytest.raises(ReasonMissing):
        close_seller(seller=seller, reason="  ", actor=manager_of(seller), at=NOON)
    with pytest.raises(NotPermitted):
        close_seller(seller=seller, reason="Phá", actor=lan(), at=NOON)

    seller.refresh_from_db()
    assert seller.status == SellerStatus.APPROVED


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "unknown"},
        {"kind": "unknown"},
        {"status": "in_review", "submitted_at": None},
        {"status": "approved", "approved_at": None},
        {"status": "suspended", "suspension_due_at": NOON},
        {"free_shipping_from_vnd": -1},
    ],
)
def test_the_database_refuses_a_shop_that_cannot_be(wrong):
    seller = a_seller()

    with pytest.raises(IntegrityError), transaction.atomic():
        Seller.objects.filter(pk=seller.pk).update(**wrong)
