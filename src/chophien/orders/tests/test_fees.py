"""What the market asks the seller for a sale stands on its lines from the moment of the sale, and never moves."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.states import Role
from chophien.catalog.tests.factories import a_category, an_offer
from chophien.orders.actions.checkout import check_out
from chophien.orders.models import LineFee
from chophien.orders.selectors.fees import Bearer, OrderFee, fees_of, fees_of_many
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, SOMEBODY, a_cart, a_checkout, a_wish, staff
from chophien.orders.tests.pages import as_person, text_of
from chophien.orders.tests.test_place_order import placing
from chophien.promotions.tests.factories import a_good, a_voucher
from chophien.regulations.actions.fees import load_fees
from chophien.regulations.errors import BadRegulation
from chophien.regulations.states import FeeFunder, SupportTarget
from chophien.regulations.tests.factories import a_fee, a_reduction
from chophien.sellers.states import SellerKind
from chophien.sellers.tests.factories import a_seller
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db


def household():
    return a_seller(kind=SellerKind.INDIVIDUAL)


def sums(order):
    fee = fees_of(order)
    return fee.gross_vnd, fee.relieved_vnd, fee.net_vnd, fee.vat_vnd


def test_s07_a_fee_is_frozen_on_the_line_with_the_version_of_its_rule_and_later_fees_do_not_move_it():
    rate = a_fee(540)
    [order] = a_checkout((a_good(100_000, seller=household()), 2)).orders

    a_fee(1_000, since=date(2026, 8, 1))
    [later] = a_checkout((a_good(100_000, seller=household()), 2)).orders

    line = LineFee.objects.get(line__order=order)
    assert (line.rate, line.base_vnd, line.vat_percent) == (rate, 200_000, 8)
    assert sums(order) == (10_800, 0, 10_800, 800)
    assert fees_of(order).lines == (line,)
    assert sums(later) == (20_000, 0, 20_000, 1_481)
    assert fees_of_many([order.pk, later.pk])[later.pk] == fees_of(later)
    for statement in ("DELETE FROM orders_linefee", "UPDATE orders_linefee SET gross_vnd = 1"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize("points", [None, 0])
def test_as_long_as_no_fee_is_in_force_or_it_is_nothing_a_sale_is_free(points):
    a_fee(300, since=date(2027, 1, 1))
    if points is not None:
        a_fee(points)

    [order] = a_checkout((a_good(100_000, seller=household()), 1)).orders

    assert fees_of(order) == OrderFee()


def test_a_fee_of_the_order_is_shared_among_its_goods_and_each_goods_own_branch_counts():
    drinks = a_category("do-uong")
    tea, honey = a_category("tra", parent=drinks), a_category("mat-ong")
    a_fee(100, flat_vnd=1_000)
    a_fee(200, category_slug="do-uong")
    seller = household()

    def good(price, category):
        return a_variant(seller=seller, category=category, offers=[an_offer(price_vnd=price)])

    [order] = a_checkout((good(99_999, honey), 1), (good(200_000, honey), 1), (good(50_000, tea), 1)).orders

    shares = {row.base_vnd: row.gross_vnd for row in fees_of(order).lines}
    assert shares == {99_999: 1_333, 200_000: 2_667, 50_000: 1_000}
    assert sum(shares.values()) == fees_of(order).gross_vnd == 5_000


@pytest.mark.parametrize(
    ("kind", "taxes", "code"),
    [(FeeFunder.PROGRAMME, (200, 200), "chuong-trinh-mtqg-1719"), (FeeFunder.MARKET, (200, 0), "cho-phien")],
)
def test_s21_a_reduction_names_who_bears_it_and_whose_tax_that_is(kind, taxes, code):
    a_fee(540)
    a_reduction(SupportTarget.COOPERATIVE, 50, funder="Chương trình MTQG 1719", kind=kind)
    shop = a_seller(kind=SellerKind.COOPERATIVE)

    mine, other = a_checkout((a_good(100_000, seller=shop), 1), (a_good(100_000, seller=household()), 1)).orders

    assert (sums(mine), sums(other)) == ((5_400, 2_700, 2_700, taxes[0]), (5_400, 0, 5_400, 400))
    assert fees_of(mine).relieved_vat_vnd == taxes[1]
    assert fees_of(mine).funder == Bearer(kind, code, "Chương trình MTQG 1719")
    assert fees_of(other).funder is None


def test_nothing_is_asked_of_what_the_shop_takes_off_itself_but_of_what_others_pay_for():
    a_fee(1_000)
    shop = household()
    own = a_voucher(seller=shop)
    markets = a_voucher()

    orders = [
        a_checkout((a_good(100_000, seller=shop), 1), vouchers=(voucher.code,)).orders[0] for voucher in (own, markets)
    ]

    assert [order.discount_vnd for order in orders] == [10_000, 10_000]
    assert [sums(order)[0] for order in orders] == [9_000, 10_000]


@pytest.mark.parametrize(("origin", "asked"), [(Origin.STANDING, 16_650), (Origin.BY_HAND, 0), (Origin.REPLACEMENT, 0)])
def test_what_was_sold_elsewhere_or_is_sent_again_costs_no_fee(origin, asked):
    a_fee(300)

    [order] = placing(a_variant(seller=household()), origin=origin).orders

    assert fees_of(order).gross_vnd == asked


def test_a_rate_by_which_something_was_sold_is_never_changed_nor_loaded_away(tmp_path):
    rate = a_fee(300)
    a_checkout((a_good(100_000, seller=household()), 1))

    with pytest.raises(BadRegulation, match="announce a new one"), transaction.atomic():
        load_fees()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        type(rate).objects.update(basis_points=1)


@pytest.mark.parametrize("sellers", [1, 3])
@pytest.mark.parametrize(("points", "more"), [(0, 0), (300, 2)])
def test_a_checkout_with_a_fee_takes_two_statements_more_for_any_number_of_shops(
    sellers, points, more, django_assert_num_queries
):
    a_fee(points)
    a_checkout((a_variant(), 1))
    cart = a_cart(*((a_variant(seller=a_seller()), 1) for _ in range(sellers)))

    with django_assert_num_queries(20 + more):
        check_out(cart=cart, wish=a_wish(), idempotency_key="abc", actor=SOMEBODY, at=NOON)


def test_s07_s21_the_shop_reads_its_fee_and_who_bears_the_rest_before_it_accepts():
    a_fee(540, flat_vnd=1_000)
    a_reduction(SupportTarget.COOPERATIVE, 50, funder="Chương trình MTQG 1719")
    [order] = a_checkout((a_good(100_000, seller=a_seller(kind=SellerKind.COOPERATIVE)), 2)).orders

    page = text_of(as_person(staff(order)).get(f"/ban-hang/don/{order.code}/"))

    assert "Phí bạn trả cho chợ ở đơn này: 5.900 đ." in page
    assert "Chương trình MTQG 1719 trả thay bạn" in page
    assert "tiền hàng 200.000 đ, mức 5,4 % + 1.000 đ, thành 11.800 đ. Theo biểu phí từ ngày 01/07/2026." in page
    assert "437 đ tiền thuế" in page


@pytest.mark.parametrize(("role", "sees"), [(Role.SELLER_ACCOUNTANT, True), (Role.SELLER_PACKER, False)])
def test_who_packs_does_not_see_the_fee_and_a_free_sale_says_so(role, sees):
    [order] = a_checkout((a_variant(), 1)).orders

    page = text_of(as_person(staff(order, role)).get(f"/ban-hang/don/{order.code}/"))

    assert ("Đơn này bạn không mất phí." in page) == sees


@pytest.mark.parametrize(("role", "sees"), [(Role.SELLER_MANAGER, True), (Role.SELLER_PACKER, False)])
def test_the_fee_stands_beside_the_quick_answer_in_the_list_for_who_handles_the_money(role, sees):
    a_fee(540)
    [order] = a_checkout((a_variant(seller=household()), 1)).orders

    page = text_of(as_person(staff(order, role)).get("/ban-hang/don/"))

    assert ("Phí bạn trả cho chợ ở đơn này" in page, "Nhận đơn" in page) == (sees, True)
