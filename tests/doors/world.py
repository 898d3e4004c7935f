"""A little market with one of everything that has an address, and the people who come to its doors."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.test import Client
from django.utils import timezone

from chophien.accounts.models import Passkey, Person
from chophien.catalog.actions.certificates import CertificateText, add_certificate
from chophien.catalog.actions.listings import start_listing, submit_version
from chophien.catalog.models import Listing, Variant
from chophien.catalog.tests.factories import a_text
from chophien.channels.actions.channels import link_listing, open_channel, sync_channel
from chophien.channels.actions.foreign import name_columns, take_foreign_table
from chophien.channels.actions.shops import make_shop_key
from chophien.channels.actions.webhooks import open_endpoint, send_test
from chophien.channels.tests.factories import a_row, an_import, as_csv
from chophien.lib.actor import SYSTEM
from chophien.lib.codes import token_digest
from chophien.lib.dates import local_date
from chophien.messages.actions.announcing import announce
from chophien.messages.models import PushDevice
from chophien.messages.states import Audience
from chophien.messages.tests.factories import NoticeFactory, SmsFactory
from chophien.officedesk.actions.bulk import start_run
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.states import BulkKind, BulkVerdict
from chophien.orders.actions.group_buying import join
from chophien.orders.models import Order
from chophien.orders.tests.factories import (
    a_cart,
    a_checkout,
    a_confirmed_order,
    a_packed_order,
    a_sent_order,
    a_wish,
    an_order,
)
from chophien.payments import chart
from chophien.payments.actions.receiving import mark_received
from chophien.payments.actions.refunding import owe_refund
from chophien.payments.selectors import payment_of
from chophien.promotions.tests.factories import a_combo, a_purchase, a_voucher, a_voucher_of_a_province
from chophien.regulations.tests.factories import a_fee
from chophien.seasons.actions.harvests import HarvestTerms, open_harvest
from chophien.seasons.actions.reminders import remind_me
from chophien.sellers.models import Callback, Seller
from chophien.sellers.states import MandateStatus
from chophien.sellers.tests.factories import a_draft, a_mandate, a_seller, complete, send_in
from chophien.smsdesk.actions import take_sms
from chophien.supply.tests.factories import a_variant
from chophien.uploads.actions.papers import take_private_file
from chophien.uploads.actions.photos import take_photo
from chophien.uploads.tests.factories import PDF, jpeg
from tests.doors.addresses import Address
from tests.doors.at_counter import at_the_counter
from tests.doors.bulk import in_bulk
from tests.doors.came_home import about_money_sent_back
from tests.doors.cash_points import about_cash_points
from tests.doors.collected import about_collected_cash
from tests.doors.data import about_data
from tests.doors.grown import about_land
from tests.doors.maps import about_maps
from tests.doors.office import at_the_office
from tests.doors.own_money import about_own_money
from tests.doors.packaged import about_packaging
from tests.doors.paid_online import about_gateways
from tests.doors.paid_out import about_payouts
from tests.doors.pooled import about_lots
from tests.doors.programme import programmed
from tests.doors.scanned import about_stamps
from tests.doors.starred import about_stars
from tests.doors.taxed import about_tax
from tests.doors.told import told
from tests.doors.traced import about_chains
from tests.doors.trust import trusted
from tests.doors.visitors import Browser, a_browser, programs, who_come

Values = dict[str, Any]


@dataclass(frozen=True)
class World:
    """`people` by what they are, and for each place in an address what really stands there (`values`)."""

    people: dict[str, Person]
    values: dict[str, Values]
    seller: Seller
    listing: Listing
    order: Order
    more: tuple[tuple[str, str], ...]
    """Pages that look different at another step: who opens them, and where they are."""
    browsers: dict[str, Browser] = field(default_factory=dict)
    """What each of them carries: a session, or a program's key."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What tests have found out about this world and others need not find out again."""

    def client(self, who: str) -> Client:
        """A browser of this person that has done nothing yet. A bug in a view is an answer, not an exception."""
        return self.browsers[who].opened()

    def path(self, address: Address, **instead: object) -> str:
        """Where this address leads to something that is there; `instead` puts other words into its places."""
        app = address.name.partition(":")[0]
        given = self.values[""] | self.values.get(f"{app}:", {}) | self.values.get(address.name, {})
        return address.filled({**given, **instead})


def a_world() -> World:
    """Everything is committed to by the actions themselves, at the present moment."""
    at = timezone.now()
    seller = a_seller(name="HTX Chè Phìn Hồ", hamlet="Phìn Hồ", phone="+84987000001")
    people = who_come(seller, at=at)
    newcomer = people["newcomer"]
    applicant = complete(a_draft(newcomer), newcomer)
    send_in(applicant, newcomer, at=at)
    photo = take_photo(file=BytesIO(jpeg(640, 480)), owner_code=seller.code, actor=people["manager"], at=at)
    variant = a_variant(seller=seller, available=50, photo_codes=[photo.code])
    listing = Listing.objects.get(pk=variant.listing_id)
    waiting = start_listing(seller=seller, text=a_text(title="Mật ong bạc hà"), actor=people["manager"], at=at)
    submit_version(listing=waiting, actor=people["manager"], at=at)
    paper = take_private_file(file=BytesIO(PDF), kind="certificate", owner_code=seller.code, actor=SYSTEM, at=at)
    certificate = add_certificate(
        seller=seller,
        text=CertificateText(
            kind="vietgap",
            number="VG-1",
            issuer="Trung tâm",
            valid_from=date(2026, 1, 1),
            valid_to=date(2027, 1, 1),
            file_code=paper.code,
        ),
        listings=[listing],
        actor=people["manager"],
        at=at,
    )
    order = an_order(variant=variant, person=people["buyer"], at=at)
    awaited = a_checkout((variant, Decimal(1)), person=people["buyer"], at=at, payment="vietqr").group
    paid = a_checkout((variant, Decimal(1)), person=people["buyer"], at=at, payment="vietqr").orders[0]
    payment = payment_of(paid.code)
    mark_received(payment=payment, actor=SYSTEM, at=at)
    payment.refresh_from_db()
    refund = owe_refund(payment=payment, amount_vnd=1_000, reason="", actor=SYSTEM, at=at)
    in_hand = payment_of(
        a_checkout((variant, Decimal(1)), person=people["buyer"], at=at, payment="vietqr").orders[0].code
    )
    mark_received(payment=in_hand, into=chart.cash(chart.SELLER, seller.code), actor=SYSTEM, at=at)
    in_hand.refresh_from_db()
    of_shop = owe_refund(payment=in_hand, amount_vnd=1_000, reason="", actor=SYSTEM, at=at)
    a_cart((variant, Decimal(2)), person=people["buyer"])
    notice = NoticeFactory(person_code=people["buyer"].code, link=f"/don/{order.code}/")
    passkey = Passkey.objects.create(
        person=people["buyer"], code="KH-1", credential_id=b"1", public_key=b"1", name="Máy", added_at=at
    )
    goods_import = an_import(as_csv([a_row(1)]), actor=people["manager"], seller_code=seller.code, dry_run=True)
    bulk = start_run(
        kind=BulkKind.LISTINGS,
        verdict=BulkVerdict.APPROVE,
        chosen=[Choice("SP-NONE", "SP-NONE")],
        reason="",
        key="doors",
        actor=people["operator"],
        at=at,
    )
    announcement = announce(
        text="Chợ nghỉ Tết",
        audience=Audience.SELLERS,
        starts_at=at,
        ends_at=at + timedelta(days=1),
        actor=people["operator"],
        at=at,
    )
    fee = a_fee(100, since=local_date(at) + timedelta(days=30))
    office_import = an_import(as_csv([a_row(2)]), actor=people["operator"], dry_run=True)
    helper = people["packer"]
    grant = helper.grants.get()
    days = {"starts_on": local_date(at), "ends_on": local_date(at) + timedelta(days=9)}
    voucher, own_voucher = a_voucher_of_a_province("08", at=at, **days), a_voucher(seller=seller, at=at, **days)
    purchase, combo = a_purchase(variant, at=at, **days), a_combo((variant, 30), price_vnd=1_000, **days)
    word = join(
        purchase=purchase, quantity=Decimal(1), wish=a_wish(), actor=people["buyer"], person=people["buyer"], at=at
    )
    values: dict[str, Values] = {
        **helped(seller, people["helper"], at=at),
        **programmed(seller, people["helper"], at=at),
        **in_bulk(variant, people["buyer"], at=at),
        "": {
            "code": listing.code,
            "slug": "che",
            "month": 9,
            "key": "quy-che-hoat-dong",
            "edition": "2026-07",
        },
        "storefront:province": {"slug": "tuyen-quang"},
        "storefront:sitemap-part": {"listed": "hang", "part": 1},
        "storefront:product": {"slug": listing.slug, "code": listing.code},
        "storefront:share-card": {"code": listing.code},
        "storefront:shop": {"slug": seller.slug},
        "places:province": {"slug": "tuyen-quang", "code": "08"},
        "places:commune": {"slug": "dong-van", "code": "00721"},
        **_seasonal(seller, variant, order.code, at=at),
        "uploads:sound": {"name": f"{photo.code[:2]}/{photo.code}.webm"},
        "channels:": {"kind": "xa", "code": "00721", "ending": "json"},
        "uploads:picture": {"name": f"{photo.code[:2]}/{photo.code}-320.webp"},
        "messages:open-notice": {"code": notice.code},
        **_messages(people["buyer"], people["manager"], at=at),
        "accounts:passkey-remove": {"code": passkey.code},
        "sellers:new": {"kind_slug": "hop-tac-xa"},
        "sellers:": {"code": seller.code, "file_code": "GT-NONE", "person_code": helper.code, "role": "seller_packer"},
        "sellers:review": {"code": applicant.code},
        "sellers:identity": {"code": applicant.code},
        "sellers:document": {"code": applicant.code, "file_code": applicant.documents.order_by("pk")[0].file_code},
        "sellers:decide": {"code": applicant.code, "decision": "duyet"},
        "orders:change": {"variant": variant.code},
        "orders:": {"code": order.code},
        "orders:group-purchase": {"code": purchase.code},
        "orders:pledge": {"token": word.token},
        "orders:leave-purchase": {"token": word.token},
        "sellerdesk:voucher-step": {"code": own_voucher.code, "step": "tam-dung"},
        "sellerdesk:combo-step": {"code": combo.code, "step": "tam-dung"},
        "sellerdesk:purchase-off": {"code": purchase.code},
        "officedesk:voucher": {"code": voucher.code},
        "officedesk:voucher-step": {"code": voucher.code, "step": "tam-dung"},
        "orders:qr": {"code": awaited.code},
        "orders:thanks": {"code": order.group.code},
        "sellerdesk:": {"code": listing.code, "variant": variant.code, "photo_code": photo.code, "kind": "csv"},
        **connected(seller, listing, people["manager"], at=at),
        **told(listing, at=at),
        **trusted(order, listing, people, at=at),
        **about_data(people, seller.code, at=at),
        **about_tax(people, seller.code, at=at),
        **about_payouts(at=at),
        **about_own_money(at=at),
        **about_money_sent_back(order, at=at),
        **about_maps(seller, at=at),
        **about_lots(people, seller, at=at),
        **about_land(people, seller, at=at),
        **about_chains(people, seller, order, at=at),
        **about_stamps(seller, at=at),
        **about_stars(people, listing, waiting, at=at),
        **about_packaging(seller, at=at),
        **about_gateways(order.group, people["operator"], at=at),
        **about_collected_cash(people, seller, variant, at=at),
        **about_cash_points(people, at=at),
        **at_the_counter(people, applicant, at=at),
        "sellerdesk:withdraw-certificate": {"code": certificate.code},
        "sellerdesk:refunded": {"code": of_shop.code},
        "sellerdesk:import": {"code": goods_import.code},
        "sellerdesk:import-faults": {"code": goods_import.code},
        "sellerdesk:import-for-real": {"code": goods_import.code},
        "officedesk:": {"code": listing.code, "kind": "csv", "decision": "duyet"},
        "officedesk:end-announcement": {"code": announcement.code},
        "officedesk:announcement": {"code": announcement.code},
        "messages:announcement": {"code": announcement.code},
        "messages:read-announcement": {"code": announcement.code},
        "officedesk:withdraw-fee": {"key": fee.key},
        "officedesk:switch": {"feature": "preorders"},
        "officedesk:new-bulk": {"kind": "listings"},
        **at_the_office(people["operator"], bulk, at=at),
        "officedesk:bulk": {"code": bulk.code},
        "officedesk:decide": {"code": waiting.code, "decision": "duyet"},
        "officedesk:shop": {"code": seller.code},
        "officedesk:verify": {"code": certificate.code},
        "officedesk:refuse": {"code": certificate.code},
        "officedesk:paper": {"code": certificate.code},
        "officedesk:order": {"code": order.code},
        "officedesk:paid": {"code": order.code},
        "officedesk:refunded": {"code": paid.code, "refund_code": refund.code},
        "officedesk:cancel": {"code": order.code},
        "officedesk:receive": {"code": order.code},
        "officedesk:person": {"code": helper.code},
        "officedesk:end-role": {"code": helper.code, "grant": f"{grant.role}.{grant.scope_kind}.{grant.scope_code}"},
        "officedesk:import": {"code": office_import.code},
        "officedesk:import-faults": {"code": office_import.code},
        "officedesk:import-for-real": {"code": office_import.code},
        "api:show_order": {"code": order.code},
        "api:": {"code": listing.code, "variant_code": variant.code},
    }
    more = _other_steps(variant, people, at=at)
    browsers = {who: a_browser(person, by_card=who == "carded") for who, person in people.items()}
    keys = programs(seller, people, at=at)
    browsers |= {"anonymous": Browser(), **{name: Browser(key=key) for name, key in keys.items()}}
    return World(
        people=people, values=values, seller=seller, listing=listing, order=order, more=more, browsers=browsers
    )


def _messages(buyer: Person, manager: Person, *, at: datetime) -> dict[str, Values]:
    """A browser that shows notifications, an SMS that was sent, one that came in and was not understood."""
    device = PushDevice.objects.create(
        code="TB-1", person_code=buyer.code, endpoint="https://x.example/", public_key="x", secret="x", added_at=at
    )
    return {
        "messages:push-remove": {"code": device.code},
        "messages:report": {"key": SmsFactory().key},
        "smsdesk:cared": {"code": take_sms(message_id="1", phone=manager.phone, text="alo", at=at).code},
    }


def helped(seller: Seller, pao: Person, *, at: datetime) -> dict[str, Values]:
    """A household that lets its helper act, is asked for more, and is to be called about what was done."""
    token = "moc-cua-ho"
    given = a_mandate(seller=seller, helper=pao, at=at, access_digest=token_digest(token))
    asked = a_mandate(seller=seller, helper=pao, at=at, status=MandateStatus.ASKED)
    call = Callback.objects.create(
        code="GL-1", mandate=given, entry_id=0, what="orders.confirmed", subject_code="CP-1", done_at=at, drawn_at=at
    )
    asking = ("mandate", "consent-send-code", "consent-by-code", "consent-by-voice", "consent-by-signature")
    return {
        **{f"sellers:{name}": {"code": asked.code} for name in (*asking, "lay-down-mandate")},
        "sellers:mandate-link": {"code": given.code, "token": token},
        "sellers:helper-agree": {"code": seller.code, "mandate_code": asked.code},
        "sellers:helper-end": {"code": seller.code, "mandate_code": given.code},
        "accounts:card": {"token": "khong-co-the-nay"},
        "officedesk:end-help": {"code": given.code},
        "officedesk:helper-evidence": {"code": given.code},
        "officedesk:settle-callback": {"code": call.code},
    }


def connected(seller: Seller, listing: Listing, manager: Person, *, at: datetime) -> dict[str, Values]:
    """A shop's key, an address that hears of changes with a message, a place that shows goods, another site's table."""
    key = make_shop_key(seller=seller, name="Kho", scopes=["products:read"], actor=manager, at=at).key
    url = "https://kho.example.vn/"
    endpoint = open_endpoint(seller=seller, url=url, events=["order.placed"], actor=manager, at=at).endpoint
    message = send_test(endpoint=endpoint, actor=manager, at=at)
    message.status = "dead"
    message.save()
    channel = open_channel(seller=seller, name="Trang", connector="table", price_percent=0, actor=manager, at=at)
    link_listing(channel=channel, listing=listing, outside_id="1", actor=manager, at=at)
    sync_channel(channel=channel, site="https://cho.example", actor=manager, at=at)
    file = BytesIO(f"Tên;Giá\n{listing.live.title};1000\nHàng khác;2000\n".encode())
    table = take_foreign_table(seller=seller, file=file, file_name="trang.csv", actor=manager, at=at)
    name_columns(table=table, columns=table.columns, instead={"category": "che"}, actor=manager, at=at)
    return {
        "sellerdesk:revoke-key": {"code": key.code},
        "sellerdesk:webhook": {"code": endpoint.code},
        "sellerdesk:webhook-step": {"code": endpoint.code, "step": "thu"},
        "sellerdesk:webhook-replay": {"code": endpoint.code, "message": message.code},
        "sellerdesk:channel": {"code": channel.code},
        "sellerdesk:channel-sync": {"code": channel.code},
        "sellerdesk:channel-file": {"code": channel.code},
        "sellerdesk:channel-link": {"code": channel.code, "listing": listing.code},
        "sellerdesk:foreign-table": {"code": table.code},
    }


def _seasonal(seller: Seller, variant: Variant, order_code: str, *, at: datetime) -> dict[str, Values]:
    """A harvest to come of what is on sale, and somebody who waits for goods between their seasons."""
    today = local_date(at)
    days = today + timedelta(days=60), today + timedelta(days=70)
    harvest = open_harvest(variant=variant, terms=HarvestTerms(*days, Decimal(50), 40_000), actor=SYSTEM, at=at)
    season = {"season_from": f"{days[0]:%m-%d}", "season_to": f"{days[1]:%m-%d}"}
    resting = a_variant(seller=seller, title="Mận hậu", available=0, **season).listing
    reminder = remind_me(listing=resting, phone="0912345678", person=None, at=at)
    return {
        "storefront:remind": {"code": resting.code},
        "storefront:end-reminder": {"token": reminder.token},
        "orders:preorder": {"code": harvest.code},
        "orders:preorder-answer": {"code": order_code},
        "sellerdesk:harvest": {"code": harvest.code},
        "sellerdesk:harvest-move": {"code": harvest.code},
        "sellerdesk:harvest-off": {"code": harvest.code},
        "sellerdesk:harvest-step": {"code": harvest.code, "step": "dong"},
        "sellerdesk:season-note": {"code": resting.code},
        "sellerdesk:sleep-step": {"step": "thuc"},
        "officedesk:season-calendar": {"code": "08"},
    }


def _other_steps(variant: Variant, people: dict[str, Person], *, at: datetime) -> tuple[tuple[str, str], ...]:
    begun = a_draft(people["founder"])
    written = start_listing(seller=variant.listing.seller, text=a_text(title="Mật"), actor=people["manager"], at=at)
    facts: dict[str, Any] = {"variant": variant, "person": people["buyer"], "at": at, "quantity": 1}
    orders = [make(**facts).code for make in (a_confirmed_order, a_packed_order, a_sent_order)]
    shop = [
        f"/gian-hang-cua-toi/{begun.code}/{step}"
        for step in ("", "ten-va-noi/", "giay-to/", "tai-khoan/", "nguoi-lam/")
    ]
    goods = [f"/ban-hang/hang/{written.code}/{step}" for step in ("", "anh/", "la-gi/", "gia/", "xem-truoc/")]
    return (
        *(("founder", path) for path in shop),
        *(("manager", path) for path in goods),
        *(("manager", f"/ban-hang/don/{code}/") for code in orders),
        *(("buyer", f"/don/{code}/") for code in orders),
        *(("operator", f"/dieu-hanh/don/{code}/") for code in orders),
    )
