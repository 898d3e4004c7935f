from datetime import UTC, date, datetime

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of, operator
from chophien.audit.models import Entry
from chophien.catalog.actions.deciding import (
    approve_version,
    ask_changes,
    reject_version,
    restore_listing,
    take_down_listing,
)
from chophien.catalog.actions.listings import (
    change_price,
    pause_listing,
    resume_listing,
    save_working_version,
    start_listing,
    submit_version,
)
from chophien.catalog.errors import NotComplete, NothingToReview, ReasonMissing, SellerNotApproved
from chophien.catalog.models import Attribute, Listing, ListingVersion
from chophien.catalog.selectors import listings_to_review, listings_visible_to, offers_for_sale
from chophien.catalog.states import ListingStatus, VersionStatus
from chophien.catalog.tests.factories import a_category, a_listing, a_text, an_offer, the_variant
from chophien.lib.errors import NotPermitted, StepNotAllowed
from chophien.messages.models import Notice
from chophien.sellers.states import SellerStatus
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


def staff_of(seller_code, role=Role.SELLER_MANAGER):
    return holder_of(role, Scope.SELLER, seller_code)


def sent_in(**text):
    seller = a_seller()
    manager = staff_of(seller.code)
    listing = start_listing(seller=seller, text=a_text(**text), actor=manager, at=NOON)
    submit_version(listing=listing, actor=manager, at=NOON)
    return listing, manager


def states(listing):
    listing = Listing.objects.get(pk=listing.pk)
    return listing.status, [version.status for version in listing.versions.order_by("number")]


def test_a_draft_needs_nothing_and_is_seen_by_nobody():
    seller = a_seller(status=SellerStatus.DRAFT)
    manager = staff_of(seller.code)
    empty = a_text(title="", description="", offers=[])

    listing = start_listing(seller=seller, text=empty, actor=manager, at=NOON)

    assert states(listing) == (ListingStatus.DRAFT, [VersionStatus.DRAFT])
    assert listing.variants.count() == 0


def test_s02_an_unapproved_shop_can_draft_and_never_publish():
    seller = a_seller(status=SellerStatus.IN_REVIEW)
    manager = staff_of(seller.code)
    listing = start_listing(seller=seller, text=a_text(), actor=manager, at=NOON)

    with pytest.raises(SellerNotApproved):
        submit_version(listing=listing, actor=manager, at=NOON)

    assert states(listing) == (ListingStatus.DRAFT, [VersionStatus.DRAFT])


def test_what_is_missing_is_named_field_by_field():
    category = a_category()
    Attribute.objects.create(category=category, key="giong", label_vi="Giống", kind="text", is_required=True)
    seller = a_seller()
    manager = staff_of(seller.code)
    text = a_text(title="Chè", description="Ngon", category=category, offers=[an_offer(price_vnd=0, weight_g=0)])
    listing = start_listing(seller=seller, text=text, actor=manager, at=NOON)

    with pytest.raises(NotComplete) as refusal:
        submit_version(listing=listing, actor=manager, at=NOON)

    assert sorted(refusal.value.field_errors) == ["attribute_giong", "description", "price_vnd", "title", "weight_g"]
    assert states(listing) == (ListingStatus.DRAFT, [VersionStatus.DRAFT])


def test_an_operator_approves_and_the_goods_can_be_bought():
    listing, _manager = sent_in()

    approve_version(listing=listing, actor=operator(), at=NOON)

    assert states(listing) == (ListingStatus.PUBLISHED, [VersionStatus.APPROVED])
    variant = the_variant(listing)
    offer = offers_for_sale([variant.code], at=NOON)[variant.code]
    assert (offer.for_sale, offer.price_vnd, offer.title) == (True, 185_000, "Chè Shan tuyết cổ thụ")
    assert Entry.objects.filter(subject_code=listing.code).order_by("pk").values_list("what", flat=True)[2] == (
        "catalog.version_approved"
    )


def test_the_seller_is_told_why_a_listing_came_back():
    listing, manager = sent_in()

    ask_changes(listing=listing, reason="Ảnh chưa rõ, chụp lại giúp.", actor=operator(), at=NOON)

    assert states(listing) == (ListingStatus.DRAFT, [VersionStatus.NEEDS_CHANGES])
    assert Notice.objects.get(person_code=manager.code).text == (
        "“Chè Shan tuyết cổ thụ” bị trả lại: Ảnh chưa rõ, chụp lại giúp."
    )


@pytest.mark.parametrize("send_back", [ask_changes, reject_version])
def test_sending_back_needs_a_reason(send_back):
    listing, _manager = sent_in()

    with pytest.raises(ReasonMissing):
        send_back(listing=listing, reason=" . ", actor=operator(), at=NOON)

    assert states(listing) == (ListingStatus.DRAFT, [VersionStatus.PENDING_REVIEW])


def test_a_change_waits_while_the_old_version_stays_on_sale():
    listing = a_listing()
    manager = staff_of(listing.seller.code)

    save_working_version(listing=listing, text=a_text(title="Chè Shan mùa xuân"), actor=manager, at=NOON)
    submit_version(listing=listing, actor=manager, at=NOON)

    listing.refresh_from_db()
    assert listing.live.title == "Chè Shan tuyết cổ thụ"
    assert states(listing) == (ListingStatus.PUBLISHED, [VersionStatus.APPROVED, VersionStatus.PENDING_REVIEW])


def test_a_refused_change_leaves_what_was_on_sale():
    listing = a_listing()
    manager = staff_of(listing.seller.code)
    save_working_version(listing=listing, text=a_text(title="Chè chữa bách bệnh"), actor=manager, at=NOON)
    submit_version(listing=listing, actor=manager, at=NOON)

    reject_version(listing=listing, reason="Không được hứa chữa bệnh.", actor=operator(), at=NOON)

    listing.refresh_from_db()
    assert (listing.live.number, listing.working) == (1, None)
    assert states(listing) == (ListingStatus.PUBLISHED, [VersionStatus.APPROVED, VersionStatus.REJECTED])


def test_writing_on_while_it_waits_withdraws_what_was_sent_in():
    listing, manager = sent_in()

    save_working_version(listing=listing, text=a_text(title="Chè Shan khác"), actor=manager, at=NOON)

    assert states(listing) == (ListingStatus.DRAFT, [VersionStatus.WITHDRAWN, VersionStatus.DRAFT])
    with pytest.raises(StepNotAllowed):
        approve_version(listing=listing, actor=operator(), at=NOON)


def test_an_approved_version_never_changes():
    listing = a_listing()
    before = ListingVersion.objects.filter(listing=listing, number=1).values().get()
    manager = staff_of(listing.seller.code)

    change_price(listing=listing, variant_code=the_variant(listing).code, price_vnd=200_000, actor=manager, at=NOON)
    save_working_version(listing=listing, text=a_text(title="Khác hẳn"), actor=manager, at=NOON)

    assert ListingVersion.objects.filter(listing=listing, number=1).values().get() == before


def test_a_price_counts_at_once_and_makes_a_version():
    listing = a_listing()
    variant = the_variant(listing)
    manager = staff_of(listing.seller.code)

    change_price(listing=listing, variant_code=variant.code, price_vnd=10_000_000_000, actor=manager, at=NOON)

    listing.refresh_from_db()
    assert (listing.live.number, listing.live.offers[0]["price_vnd"]) == (2, 10_000_000_000)
    assert offers_for_sale([variant.code], at=NOON)[variant.code].price_vnd == 10_000_000_000


def test_a_price_of_nothing_is_refused():
    listing = a_listing()
    manager = staff_of(listing.seller.code)

    with pytest.raises(NotComplete):
        change_price(listing=listing, variant_code=the_variant(listing).code, price_vnd=0, actor=manager, at=NOON)

    assert the_variant(listing).price_vnd == 185_000


def test_paused_goods_cannot_be_bought_and_come_back():
    listing = a_listing()
    variant = the_variant(listing)
    manager = staff_of(listing.seller.code)

    pause_listing(listing=listing, actor=manager, at=NOON)
    paused = offers_for_sale([variant.code], at=NOON)[variant.code]
    resume_listing(listing=listing, actor=manager, at=NOON)

    assert (paused.for_sale, paused.why_not) == (False, "Người bán đang tạm ngừng bán hàng này.")
    assert offers_for_sale([variant.code], at=NOON)[variant.code].for_sale


def test_what_was_taken_down_the_seller_cannot_bring_back():
    listing = a_listing()
    boss = operator()
    manager = staff_of(listing.seller.code)

    take_down_listing(listing=listing, reason="Theo yêu cầu số 12/QLTT.", actor=boss, at=NOON)

    with pytest.raises(StepNotAllowed):
        resume_listing(listing=listing, actor=manager, at=NOON)
    restore_listing(listing=listing, reason="Đã bổ sung giấy tờ.", actor=boss, at=NOON)
    assert Listing.objects.get(pk=listing.pk).status == ListingStatus.PAUSED


def test_nothing_to_review_is_said_so():
    listing = a_listing()

    with pytest.raises(NothingToReview):
        approve_version(listing=listing, actor=operator(), at=NOON)


def everybody(seller):
    return {
        "manager": staff_of(seller.code),
        "accountant": staff_of(seller.code, Role.SELLER_ACCOUNTANT),
        "packer": staff_of(seller.code, Role.SELLER_PACKER),
        "other_manager": staff_of(a_seller().code),
        "operator": operator(),
        "province_operator": holder_of(Role.OPERATOR, Scope.PROVINCE, "08"),
        "other_province_operator": holder_of(Role.OPERATOR, Scope.PROVINCE, "20"),
        "officer": holder_of(Role.COMMUNE_OFFICER, Scope.COMMUNE, "00721"),
        "helper": holder_of(Role.HELPER, Scope.COMMUNE, "00721"),
        "buyer": PersonFactory(),
    }


def allowed(people, act):
    can = set()
    for name, person in people.items():
        try:
            act(person)
        except NotPermitted:
            continue
        can.add(name)
    return can


def test_who_may_write_decide_and_see():
    listing = a_listing()
    people = everybody(listing.seller)

    may_write = allowed(
        people, lambda person: save_working_version(listing=listing, text=a_text(), actor=person, at=NOON)
    )
    manager = people["manager"]
    submit_version(listing=listing, actor=manager, at=NOON)
    queues = {n for n, person in people.items() if listing in listings_to_review(person, at=NOON)}
    sees = {n for n, person in people.items() if listing in listings_visible_to(person, at=NOON)}

    def take_and_give(person):
        take_down_listing(listing=listing, reason="Kiểm tra lại.", actor=person, at=NOON)
        restore_listing(listing=listing, reason="Xong rồi nhé.", actor=person, at=NOON)
        resume_listing(listing=listing, actor=manager, at=NOON)

    may_decide = allowed(people, take_and_give)
    assert may_write == {"manager"}
    assert may_decide == {"operator", "province_operator"}
    assert sees == {"manager", "accountant", "packer", "operator", "province_operator"}
    assert queues == sees


@pytest.mark.parametrize(
    ("on", "for_sale"), [(date(2026, 8, 31), False), (date(2026, 9, 1), True), (date(2027, 1, 31), True)]
)
def test_goods_are_sold_in_their_season_even_over_the_new_year(on, for_sale):
    listing = a_listing(season_from="09-01", season_to="02-15")
    variant = the_variant(listing)
    at = datetime(on.year, on.month, on.day, 5, tzinfo=UTC)

    assert offers_for_sale([variant.code], at=at)[variant.code].for_sale is for_sale
