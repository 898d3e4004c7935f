"""A helper in a household's desk: the allowed deeds, both names, no money; and nothing for anybody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory
from chophien.audit.models import Entry
from chophien.catalog.models import ListingVersion
from chophien.catalog.tests.factories import a_listing, the_variant
from chophien.delivery.models import ShipmentStep
from chophien.orders.models import OrderStep
from chophien.orders.states import OrderStatus
from chophien.orders.tests.factories import an_order, fresh
from chophien.sellerdesk.tests.factories import a_picture, signed_in, text_of
from chophien.sellers.actions.mandates import revoke_mandate
from chophien.sellers.states import Deed, MandateStatus
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.models import StockMovement
from chophien.supply.tests.factories import a_variant
from chophien.uploads.tests.sounds import webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_agrees")]
DEEDS = list(Deed)


def a_household(*, deeds=tuple(DEEDS), **facts):
    """Bà Sùng's shop with tea on sale and a new order, and Páo who helps with these deeds."""
    at = timezone.now()
    seller = a_seller(name="Bà Sùng")
    manager_of(seller, name="Sùng Thị Mỷ")
    pao = helper_in(name="anh Páo")
    mandate = a_mandate(seller=seller, helper=pao, deeds=deeds, at=at, **facts)
    variant = a_variant(available=10, seller=seller)
    return seller, pao, mandate, variant


PAGES = {
    "/ban-hang/": set(DEEDS),
    "/ban-hang/hang/": set(DEEDS),
    "/ban-hang/hang/{listing}/": set(DEEDS),
    "/ban-hang/hang/{listing}/lich-su/": set(DEEDS),
    "/ban-hang/hang/them/": {Deed.LIST},
    "/ban-hang/hang/{listing}/anh/": {Deed.LIST},
    "/ban-hang/hang/{listing}/la-gi/": {Deed.LIST},
    "/ban-hang/hang/{listing}/gia/": {Deed.LIST},
    "/ban-hang/chung-nhan/": {Deed.LIST},
    "/ban-hang/don/": {Deed.ACCEPT, Deed.HAND_OVER},
    "/ban-hang/don/{order}/": {Deed.ACCEPT, Deed.HAND_OVER},
    "/ban-hang/tien/": set(),
    "/ban-hang/nhap-hang/": set(),
    "/gian-hang-cua-toi/{shop}/": set(),
    "/gian-hang-cua-toi/{shop}/tai-khoan/": set(),
    "/gian-hang-cua-toi/{shop}/giay-to/": set(),
    "/gian-hang-cua-toi/{shop}/nguoi-lam/": set(),
    "/gian-hang-cua-toi/{shop}/nguoi-giup/": set(),
    "/gian-hang-cua-toi/{shop}/ten-va-noi/": set(),
}


def opened(client, places):
    return {page: client.get(page.format(**places) + "?gian=" + places["shop"]).status_code for page in PAGES}


@pytest.mark.parametrize("deed", DEEDS)
def test_s22_each_deed_opens_its_pages_and_no_other(deed):
    seller, pao, _mandate, variant = a_household(deeds=(deed,))
    order = an_order(variant=variant)
    places = {"shop": seller.code, "listing": variant.listing.code, "order": order.code}

    found = opened(signed_in(pao), places)

    assert found == {page: 200 if deed in deeds else 404 for page, deeds in PAGES.items()}


@pytest.mark.parametrize("status", [MandateStatus.ASKED, MandateStatus.REVOKED, MandateStatus.EXPIRED])
def test_without_a_mandate_in_force_a_helper_finds_nothing(status):
    seller, pao, _mandate, variant = a_household(status=status)
    order = an_order(variant=variant)
    places = {"shop": seller.code, "listing": variant.listing.code, "order": order.code}

    assert set(opened(signed_in(pao), places).values()) == {404}
    assert set(opened(signed_in(PersonFactory()), places).values()) == {404}


STEPS = {"nhan/": Deed.ACCEPT, "tu-choi/": Deed.ACCEPT}


@pytest.mark.parametrize("deed", [Deed.ACCEPT, Deed.HAND_OVER])
@pytest.mark.parametrize("step", STEPS)
def test_s22_a_new_order_is_answered_by_who_may_accept(step, deed):
    _seller, pao, _mandate, variant = a_household(deeds=(deed,))
    order = an_order(variant=variant)

    response = signed_in(pao).post(f"/ban-hang/don/{order.code}/{step}", {"reason": "Hết hàng rồi"})

    moved = fresh(order).status != OrderStatus.PLACED
    assert (response.status_code, moved) == ((302, True) if deed == STEPS[step] else (409, False))


def test_s22_delegated_act_shows_both_names():
    seller, pao, _mandate, variant = a_household()
    order = an_order(variant=variant)
    client = signed_in(pao)

    for step in ("nhan/", "dong-goi/", "giao-buu-ta/"):
        assert client.post(f"/ban-hang/don/{order.code}/{step}").status_code == 302

    steps = OrderStep.objects.filter(order=order, actor_code=pao.code)
    assert {(one.side, one.on_behalf_of) for one in steps} == {("seller", seller.code)}
    assert set(ShipmentStep.objects.filter(actor_code=pao.code).values_list("on_behalf_of", flat=True)) == {seller.code}
    entries = Entry.objects.filter(actor_code=pao.code, what__startswith="orders.")
    assert set(entries.values_list("on_behalf_of", flat=True)) == {seller.code}
    assert text_of(client.get(f"/ban-hang/don/{order.code}/")).count("Bà Sùng (anh Páo giúp)") >= 4


def test_s22_goods_written_by_a_helper_show_both_names_in_their_history():
    seller, pao, _mandate, variant = a_household()
    listing, client = variant.listing, signed_in(pao)

    client.post(f"/ban-hang/hang/{listing.code}/gia/{variant.code}/", {"price_vnd": "199.000"})
    client.post(f"/ban-hang/hang/{listing.code}/con-lai/{variant.code}/", {"left": "7"})
    client.post(f"/ban-hang/hang/{listing.code}/tam-ngung/")

    assert ListingVersion.objects.get(listing=listing, written_by=pao.code).on_behalf_of == seller.code
    assert StockMovement.objects.get(actor_code=pao.code).on_behalf_of == seller.code
    done = Entry.objects.filter(actor_code=pao.code, on_behalf_of=seller.code).values_list("what", flat=True)
    assert set(done) == {"catalog.price_changed", "supply.counted", "catalog.listing_pause"}
    assert "Bà Sùng (anh Páo giúp)" in text_of(client.get(f"/ban-hang/hang/{listing.code}/lich-su/"))


def test_s24_a_helper_begins_goods_for_the_household():
    seller, pao, _mandate, _variant = a_household()

    response = signed_in(pao).post(f"/ban-hang/hang/them/?gian={seller.code}", {"photos": a_picture()})

    assert response.status_code == 302
    version = ListingVersion.objects.get(written_by=pao.code)
    assert (version.listing.seller, version.on_behalf_of) == (seller, seller.code)


def test_every_page_says_in_whose_name_one_acts_and_shows_no_money():
    seller, pao, _mandate, variant = a_household()
    order = an_order(variant=variant)
    client = signed_in(pao)

    for page in (f"/ban-hang/?gian={seller.code}", "/ban-hang/hang/", "/ban-hang/don/", f"/ban-hang/don/{order.code}/"):
        text = text_of(client.get(page))
        assert "Bạn đang làm thay: Bà Sùng (anh Páo giúp)" in text
        assert 'href="/ban-hang/tien/"' not in text


def test_a_manager_reads_no_such_words():
    seller, _pao, _mandate, _variant = a_household()
    client = signed_in(manager_of(seller))

    text = text_of(client.get("/ban-hang/"))

    assert "Bạn đang làm thay" not in text
    assert 'href="/ban-hang/tien/"' in text


def test_a_helper_of_two_households_goes_from_one_to_the_other():
    seller, pao, _mandate, _variant = a_household()
    other = a_seller(name="Ông Vàng")
    a_mandate(seller=other, helper=pao, at=timezone.now())
    client = signed_in(pao)

    assert "Ông Vàng (anh Páo giúp)" in text_of(client.get(f"/ban-hang/?gian={other.code}"))
    assert "Ông Vàng (anh Páo giúp)" in text_of(client.get("/ban-hang/"))
    assert "Bà Sùng (anh Páo giúp)" in text_of(client.get(f"/ban-hang/?gian={seller.code}"))
    assert client.get(f"/ban-hang/?gian={a_seller().code}").status_code == 404


def test_who_works_for_a_shop_acts_there_as_its_own():
    seller, pao, _mandate, variant = a_household(deeds=(Deed.LIST,))
    GrantFactory(person=pao, role=Role.SELLER_PACKER, scope_kind=Scope.SELLER, scope_code=seller.code)
    order = an_order(variant=variant)

    signed_in(pao).post(f"/ban-hang/don/{order.code}/nhan/")

    assert OrderStep.objects.get(order=order, step="confirm").on_behalf_of == ""


def test_what_a_helper_bought_the_household_answers():
    _seller, pao, _mandate, variant = a_household()
    order = an_order(variant=variant, person=pao)

    response = signed_in(pao).post(f"/ban-hang/don/{order.code}/nhan/")

    assert (response.status_code, fresh(order).status) == (409, OrderStatus.PLACED)
    assert "do chính bạn đặt mua" in text_of(response)


def test_the_buyers_number_is_for_who_hands_over():
    for deed, shown in ((Deed.ACCEPT, False), (Deed.HAND_OVER, True)):
        _seller, pao, _mandate, variant = a_household(deeds=(deed,))
        order = an_order(variant=variant)

        text = text_of(signed_in(pao).get(f"/ban-hang/don/{order.code}/"))

        assert ("0912 345 678" in text) is shown


def test_after_the_household_ended_it_an_open_page_sends_nothing_more():
    _seller, pao, mandate, variant = a_household()
    order = an_order(variant=variant)
    client = signed_in(pao)
    assert client.get(f"/ban-hang/don/{order.code}/").status_code == 200
    revoke_mandate(mandate=mandate, actor=manager_of(mandate.seller), at=timezone.now())

    response = client.post(f"/ban-hang/don/{order.code}/nhan/")

    assert (response.status_code, fresh(order).status) == (404, OrderStatus.PLACED)


@pytest.mark.parametrize("households", [1, 3])
def test_the_day_takes_the_same_queries_for_any_number_of_households(households, django_assert_num_queries):
    seller, pao, _mandate, _variant = a_household()
    for _other in range(households - 1):
        a_mandate(seller=a_seller(), helper=pao, at=timezone.now())
    client = signed_in(pao)
    client.get(f"/ban-hang/?gian={seller.code}")

    with django_assert_num_queries(16):
        client.get("/ban-hang/")


def test_goods_of_the_household_alone_are_changed():
    _seller, pao, _mandate, _variant = a_household()
    foreign = a_listing()

    for step in (f"gia/{the_variant(foreign).code}/", f"con-lai/{the_variant(foreign).code}/", "tam-ngung/"):
        assert signed_in(pao).post(f"/ban-hang/hang/{foreign.code}/{step}", {"left": "1"}).status_code == 404


def test_s22_what_a_helper_sends_in_is_written_down_in_the_households_name():
    seller, pao, _mandate, variant = a_household(deeds=(Deed.LIST,))
    client = signed_in(pao)
    paper = {"kind": "ocop", "stars": "4", "number": "12/QĐ", "issuer": "UBND", "valid_to": "1/1/2030"}
    code = variant.listing.code

    client.post(f"/ban-hang/hang/{code}/anh/", {"photos": a_picture(), "add": "1"})
    client.post(f"/ban-hang/chung-nhan/?gian={seller.code}", {**paper, "goods": [code], "file": a_picture("giay.jpg")})
    client.post(
        f"/ban-hang/hang/{code}/giong-ke/",
        {"recording": SimpleUploadedFile("ke.webm", webm(3), content_type="audio/webm")},
    )

    sent = Entry.objects.filter(what__startswith="uploads.", actor_code=pao.code)
    assert sorted(sent.values_list("what", "on_behalf_of")) == [
        ("uploads.paper_taken", seller.code),
        ("uploads.photo_taken", seller.code),
        ("uploads.recording_taken", seller.code),
    ]
