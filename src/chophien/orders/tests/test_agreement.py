"""Whoever agreed to the regulations did so at a known moment; of whom nobody asked, nothing is claimed."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from chophien.lib.actor import SYSTEM
from chophien.lib.dates import format_date
from chophien.orders.actions.placing import Agreed, DirectLine, Terms, place_order
from chophien.orders.contract import contract_pdf
from chophien.orders.models import Order, OrderGroup
from chophien.orders.selectors.orders import regulations_in_force
from chophien.orders.states import Origin
from chophien.orders.tests.factories import NOON, a_wish, an_order, fresh
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
MONTH_AGO = NOON - timedelta(days=30)


def placed(origin, *, terms=None, variant=None):
    made = place_order(
        wish=a_wish(consent=False),
        lines=[DirectLine((variant or a_variant(available=10)).code, Decimal(1), 50_000)],
        origin=origin,
        idempotency_key=origin,
        actor=SYSTEM,
        terms=terms,
        at=NOON,
    )
    return fresh(made.orders[0])


def text_of(order):
    pages = PdfReader(BytesIO(contract_pdf(order))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def agreed(version, moment):
    return (
        f"Người mua đã đồng ý với “{version.title}” của Chợ Phiên, bản {version.version}, có hiệu lực từ "
        f"{format_date(version.effective_from)}, lúc {moment}. Văn bản đó là một phần của hợp đồng này."
    )


@pytest.mark.parametrize(
    ("origin", "prices"),
    [
        (Origin.STANDING, "Giá là giá của ngày đơn định kỳ được đặt. Mọi số tiền tính bằng đồng Việt Nam."),
        (
            Origin.WHOLESALE,
            "Giá theo hợp đồng mua bán sỉ của đợt giao này. Mọi số tiền tính bằng đồng Việt Nam.",
        ),
    ],
)
def test_an_order_that_rests_on_an_earlier_agreement_names_its_version_and_its_moment(origin, prices):
    version = regulations_in_force(at=MONTH_AGO)

    order = placed(origin, terms=Terms(agreed=Agreed(version, MONTH_AGO)))
    text = text_of(order)

    assert (order.group.regulation, order.group.consent_at) == (version, MONTH_AGO)
    assert agreed(version, "12:00, 22/10/2026") in text
    assert prices in text
    assert "người mua được hủy hợp đồng không mất phí trong 30 ngày kể từ khi đặt." in text


def test_a_sale_elsewhere_claims_no_agreement_and_nothing_that_only_the_market_promises():
    order = placed(Origin.BY_HAND)
    text = text_of(order)

    assert (order.group.regulation, order.group.consent_at) == (None, None)
    assert "bán ở nơi khác, gian hàng ghi lại trên Chợ Phiên lúc 12:00, 21/11/2026" in text
    assert (
        "Hàng này bán ngoài Chợ Phiên. Người mua chưa được hỏi có đồng ý với quy chế của Chợ Phiên hay không, và quy "
        "chế đó không phải là một phần của hợp đồng này."
    ) in text
    assert "Giá là giá do gian hàng ghi lại. Mọi số tiền tính bằng đồng Việt Nam." in text
    assert not [claim for claim in ("đã đồng ý", "30 ngày", "đặt trên Chợ Phiên") if claim in text]


@pytest.mark.parametrize("origin", [Origin.STANDING, Origin.WHOLESALE, Origin.REPLACEMENT])
def test_where_no_agreement_is_recorded_the_contract_says_so(origin):
    text = text_of(placed(origin))

    assert "Chưa có ghi nhận là người mua đã đồng ý với quy chế của Chợ Phiên." in text
    assert "đã đồng ý với “" not in text


def test_the_migration_takes_back_what_nobody_said_and_keeps_what_was_said():
    tea = a_variant(available=10)
    version = regulations_in_force(at=NOON)
    terms = Terms(agreed=Agreed(version, NOON))
    origins = [Origin.BY_HAND, Origin.STANDING, Origin.WHOLESALE, Origin.REPLACEMENT, Origin.GROUP_BUY]
    claimed = {origin: placed(origin, terms=terms, variant=tea) for origin in origins} | {Origin.CART: an_order()}

    import_module("chophien.orders.migrations.0010_orders_without_agreement").unclaim(apps, None)

    kept = {order.origin for order in Order.objects.filter(group__consent_at=NOON, group__regulation=version)}
    silent = {order.origin for order in Order.objects.filter(group__consent_at=None, group__regulation=None)}
    assert (len(claimed), kept) == (6, {"cart", "group_buy"})
    assert silent == {"by_hand", "standing", "wholesale", "replace"}


def test_a_moment_without_a_version_cannot_be_stored():
    an_order()

    with pytest.raises(IntegrityError, match="orders_group_agreed_to_something"), transaction.atomic():
        OrderGroup.objects.update(regulation=None)
