"""Deliveries rest on what the buyer agreed to: with the yes to the contract, or on setting up a standing order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.audit.models import Entry
from chophien.lib.dates import local_date
from chophien.lib.errors import Invalid, NotPermitted
from chophien.orders.errors import RegulationsChanged
from chophien.orders.models import Order
from chophien.orders.selectors.orders import regulations_in_force
from chophien.orders.tests.factories import NOON, a_cart
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.actions.deliveries import send_part
from chophien.wholesale.actions.signing import send_contract_code, sign_contract
from chophien.wholesale.actions.standing import agree_to_standing, order_due_days
from chophien.wholesale.actions.terms import set_terms
from chophien.wholesale.models import Signature, StandingOrder
from chophien.wholesale.tests.factories import a_contract_in_force, a_draft_contract, a_request_for, rice, some_terms
from chophien.wholesale.tests.test_agree import pin_of
from chophien.wholesale.tests.test_standing import a_standing

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)
TICK = "Muốn đặt hàng, hãy đánh dấu vào ô đồng ý với quy chế của chợ."


def version():
    return regulations_in_force(at=NOON)


def agreed_to():
    """What the newest order says that its buyer agreed to, and when."""
    group = Order.objects.select_related("group__regulation").latest("pk").group
    return group.regulation, group.consent_at


def with_terms():
    contract = a_draft_contract()
    set_terms(contract=contract, terms=some_terms(), actor=contract.buyer, at=NOON)
    return contract


def test_s04_the_buyer_is_asked_about_the_regulations_and_every_delivery_rests_on_that_yes():
    contract = with_terms()
    manager, buyer = manager_of(contract.seller), contract.buyer
    send_contract_code(contract=contract, actor=buyer, at=NOON)
    with pytest.raises(Invalid) as unasked:
        sign_contract(contract=contract, pin=pin_of(contract), actor=buyer, at=NOON)
    with pytest.raises(RegulationsChanged):
        sign_contract(
            contract=contract, pin=pin_of(contract), actor=buyer, at=NOON, consent=True, seen_regulation="0.1"
        )
    seen = version().version
    sign_contract(contract=contract, pin=pin_of(contract), actor=buyer, at=NOON, consent=True, seen_regulation=seen)
    send_contract_code(contract=contract, actor=manager, at=NOON)
    sign_contract(contract=contract, pin=pin_of(contract), actor=manager, at=NOON)

    send_part(contract=contract, number=1, quantity=Decimal(5), idempotency_key="a", actor=manager, at=LATER)

    assert unasked.value.field_errors == {"consent": [TICK]}
    assert dict(Signature.objects.values_list("party", "regulation")) == {"buyer": version().pk, "seller": None}
    assert agreed_to() == (version(), NOON)
    facts = Entry.objects.filter(what="wholesale.contract_signed", actor_code=buyer.code).get().facts
    assert facts["regulations"] == seen


def test_a_contract_from_before_anybody_asked_claims_nothing_for_its_deliveries():
    contract = a_contract_in_force()
    manager = manager_of(contract.seller)

    send_part(contract=contract, number=1, quantity=Decimal(5), idempotency_key="a", actor=manager, at=LATER)

    assert agreed_to() == (None, None)


def test_s04_a_standing_order_is_set_up_with_the_box_ticked_and_its_orders_rest_on_it():
    with pytest.raises(Invalid) as unasked:
        a_standing(consent=False)
    with pytest.raises(RegulationsChanged):
        a_standing(seen_regulation="0.1")
    standing = a_standing(seen_regulation=version().version)

    order_due_days(standing=standing, at=LATER)

    assert unasked.value.field_errors == {"consent": [TICK]}
    assert (standing.regulation, standing.consent_at) == (version(), NOON)
    assert agreed_to() == (version(), NOON)


def test_who_set_it_up_before_anybody_asked_is_asked_for_the_orders_to_come():
    standing = a_standing()
    StandingOrder.objects.update(regulation=None, consent_at=None)
    order_due_days(standing=standing, at=NOON)
    before = agreed_to()
    tick = {"consent": True, "seen_regulation": version().version}

    with pytest.raises(NotPermitted):
        agree_to_standing(standing=standing, **tick, actor=PersonFactory(), at=LATER)
    for moment in (LATER, LATER + timedelta(hours=1)):
        agree_to_standing(standing=standing, **tick, actor=standing.buyer, at=moment)
    order_due_days(standing=standing, at=NOON + timedelta(days=3))

    assert before == (None, None)
    assert (Order.objects.count(), agreed_to()) == (2, (version(), LATER))
    assert Entry.objects.filter(what="wholesale.standing_agreed").count() == 1


def test_the_box_stands_unticked_on_the_sheet_and_what_was_typed_stays_without_it(client):
    buyer = PersonFactory()
    a_cart((rice(), 10), person=buyer)
    client.force_login(buyer)
    first = local_date(timezone.now()) + timedelta(days=3)
    sheet = {
        "name": "Bếp ăn Hoa Ban",
        "weekdays": ["1"],
        "first_on": first.isoformat(),
        "last_on": (first + timedelta(days=20)).isoformat(),
        "contact_name": "Cô Mai",
        "contact_phone": "0912345678",
        "place": "Ba Đình, Hà Nội",
        "seen_regulation": version().version,
    }

    empty = client.get("/mua-si/dinh-ky/").content.decode()
    refused = client.post("/mua-si/dinh-ky/", sheet)
    old = client.post("/mua-si/dinh-ky/", {**sheet, "consent": "on", "seen_regulation": ""})
    kept = client.post("/mua-si/dinh-ky/", {**sheet, "consent": "on"})

    [box] = [tag for tag in empty.split("<") if 'name="consent"' in tag]
    assert "checked" not in box
    assert f"{version().title}, bản {version().version}" in empty
    assert (refused.status_code, TICK in refused.content.decode()) == (422, True)
    assert "Bếp ăn Hoa Ban" in refused.content.decode()
    assert old.status_code == 409
    assert not [tag for tag in old.content.decode().split("<") if 'name="consent"' in tag and "checked" in tag]
    assert StandingOrder.objects.get().regulation == version()
    page = client.get(kept["Location"]).content.decode()
    assert f"quy chế của chợ, bản {version().version}" in page
    assert "dong-y/" not in page


def test_an_old_standing_order_asks_on_its_page(client):
    standing = a_standing()
    StandingOrder.objects.update(regulation=None, consent_at=None)
    client.force_login(standing.buyer)
    address = f"/mua-si/dinh-ky/{standing.code}/"

    asked = client.get(address).content.decode()
    refused = client.post(f"{address}dong-y/", {"seen_regulation": version().version})
    ticked = client.post(f"{address}dong-y/", {"seen_regulation": version().version, "consent": "on"})

    assert "Khi lập đơn định kỳ này bạn chưa được hỏi." in asked
    assert (refused.status_code, TICK in refused.content.decode()) == (422, True)
    assert (ticked.status_code, StandingOrder.objects.get().regulation) == (302, version())


def test_on_the_contracts_page_only_the_buyer_has_the_box(client):
    now = timezone.now()
    first = local_date(now) + timedelta(days=3)
    request = a_request_for(at=now, first_on=first, last_on=first)
    contract = a_draft_contract(at=now, request=request)
    pages = []
    for person in (contract.buyer, manager_of(contract.seller)):
        client.force_login(person)
        pages.append(client.get(f"/mua-si/hop-dong/{contract.code}/").content.decode())
    client.force_login(contract.buyer)

    refused = client.post(f"/mua-si/hop-dong/{contract.code}/ky/", {"pin": "123456"})

    assert [page.count('name="consent"') for page in pages] == [1, 0]
    assert not [tag for tag in pages[0].split("<") if 'name="consent"' in tag and "checked" in tag]
    assert (refused.status_code, TICK in refused.content.decode()) == (422, True)
    assert 'value="123456"' in refused.content.decode()
