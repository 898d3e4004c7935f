"""Fills the market that journeys, measurements of weight and pictures start from; run as a program by `template`.

The sample market as everybody gets it, and on top of it one of everything: orders at each of their steps, goods and
shops that wait, photos, people signed in. What others need to know of it is written to the file named on the command
line.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chophien.accounts.actions.people import ensure_person
from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.catalog.actions.deciding import approve_version, ask_changes
from chophien.catalog.actions.listings import pause_listing, save_working_version, start_listing, submit_version
from chophien.catalog.actions.texts import ListingText, OfferText
from chophien.catalog.models import Listing, ListingVersion, Variant
from chophien.catalog.selectors import attributes_of, offers_for_sale
from chophien.channels.actions.webhooks import open_endpoint
from chophien.channels.models import ChannelListing, ForeignTable, GoodsImport
from chophien.lib.actor import SYSTEM, Actor, GuestActor
from chophien.lib.codes import token_digest
from chophien.lib.dates import local_date
from chophien.officedesk.actions.bulk import start_run
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.states import BulkKind, BulkVerdict
from chophien.orders.actions.answers import confirm_order, refuse_order
from chophien.orders.actions.cancelling import cancel_order
from chophien.orders.actions.carts import add_to_cart, open_cart
from chophien.orders.actions.checkout import Placed, check_out
from chophien.orders.actions.group_buying import join
from chophien.orders.actions.money import mark_paid
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.models import Order
from chophien.orders.wishes import Wish
from chophien.places.models import TODAY, Commune
from chophien.promotions.selectors.running import open_purchases
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.samplemarket.actions import sample_people
from chophien.sellers.actions.mandates import ask_for_mandate
from chophien.sellers.actions.papers import add_document, save_identity
from chophien.sellers.actions.payout import set_payout_account
from chophien.sellers.actions.shops import ShopDetails, start_seller
from chophien.sellers.actions.standing import submit_seller
from chophien.sellers.models import Callback, Mandate, Seller
from chophien.sellers.states import MandateStatus
from chophien.server.preparation import prepare
from chophien.uploads.actions.photos import prepare_photo, take_photo
from tests.market.announcing import announced_to_sellers
from tests.market.data import asked_about_data
from tests.market.entering import on_the_way_in, waiting_for_a_code
from tests.market.in_bulk import asked_in_bulk
from tests.market.office import kept_and_unread
from tests.market.photographs import photograph
from tests.market.programme import programmed
from tests.market.seasons import of_seasons
from tests.market.trust import said_in_the_market

SHOP, OTHER_SHOP = "gian-hang-mau-dong-van", "htx-che-phin-ho"
PHOTOGRAPHED = 8
FOREVER_FRESH = "2100-01-01T00:00:00+00:00"
ADDRESS = {"province_code": "01", "commune_code": "00004", "hamlet": "Số 8, ngõ 12", "landmark": "cạnh trường học"}


def main(told: Path) -> None:
    prepare()
    at = timezone.now()
    people = {row["key"]: person_of(row["phone"]) for row in sample_people()}
    facts: dict[str, Any] = {
        "people": {key: described(person) for key, person in people.items()},
        "photographed": take_photographs(at=at),
        "orders": place_orders(people, at=at),
        "promotions": join_a_purchase(people["buyer-1"], at=at),
        "goods": write_goods(people["manager-2"], at=at),
        "shops": {"slug": SHOP},
        **asked_and_given(people["helper-1"], at=at),
        "programme": programmed(people["helper-1"], SHOP, at=at),
        "announcement": announced_to_sellers(people["operator-1"], at=at),
        "bulk": decided_at_once(people["operator-1"], at=at),
        "office": kept_and_unread(people["operator-1"], at=at),
        "import": GoodsImport.objects.order_by("pk")[0].code,
        "connected": connected(people["manager-2"], at=at),
        "entering": on_the_way_in(people, SHOP, at=at),
        "drawn": good_of(variants_of(SHOP, at=at)[0]),
        "resting": good_of(resting_variant(at=at)),
    }
    facts["seasons"] = of_seasons(people["buyer-1"], facts["resting"]["code"], ADDRESS, at=at)
    facts["in_bulk"] = asked_in_bulk(people["buyer-1"], people["manager-2"], SHOP, at=at)
    facts["data"] = asked_about_data(people["buyer-1"], people["operator-1"], at=at)
    facts["said"] = said_in_the_market(people, facts["orders"], at=at)
    owners = open_shops(at=at)
    facts["shops"] |= {name: shop.code for name, (shop, _owner) in owners.items()}
    facts["people"] |= {f"owner-{name.replace('_', '-')}": described(owner) for name, (_shop, owner) in owners.items()}
    facts["cookies"] = carried(facts["orders"]["guest"], at=at)
    call_command("work_jobs", until_empty=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()
    told.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


def decided_at_once(actor: Person, *, at: datetime) -> str:
    """Decisions about many, of which one cannot be carried out."""
    gone = [Choice("SP-DA-BO", "Món hàng đã bỏ", 1)]
    words = {"kind": BulkKind.LISTINGS, "verdict": BulkVerdict.APPROVE, "reason": "", "key": "filling"}
    return start_run(chosen=gone, actor=actor, at=at, **words).code


def asked_and_given(helper: Person, *, at: datetime) -> dict[str, Any]:
    """A household that is asked for help anew, its own link to what it gave, and a call that is due."""
    seller = Seller.objects.get(code=SHOP)
    given = Mandate.objects.get(seller=seller, helper=helper, status=MandateStatus.GIVEN)
    token = "moc-cua-ho"
    Mandate.objects.filter(pk=given.pk).update(access_digest=token_digest(token))
    until = local_date(at) + timedelta(days=200)
    asked = ask_for_mandate(seller=seller, deeds=["list"], valid_until=until, actor=helper, at=at)
    Callback.objects.create(
        code="GL-MAU",
        mandate=given,
        entry_id=0,
        what="orders.confirmed",
        subject_code="CP-MAU",
        done_at=at,
        drawn_at=at,
    )
    return {"asked": asked.code, "mandate_link": {"code": given.code, "token": token}}


def connected(manager: Person, *, at: datetime) -> dict[str, str]:
    """An address of the shop's own program, and what the demonstration connects: a place, its goods, a table."""
    seller = Seller.objects.get(code=SHOP)
    url = "https://may-o-kho.example/nghe"
    events = ["product.paused"]
    made = open_endpoint(seller=seller, url=url, events=events, actor=manager, at=at)
    link = ChannelListing.objects.filter(channel__seller=seller).select_related("listing", "channel").order_by("pk")[0]
    table = ForeignTable.objects.filter(seller=seller).order_by("pk")[0]
    return {
        "webhook": made.endpoint.code,
        "channel": link.channel.code,
        "listing": link.listing.code,
        "table": table.code,
    }


def person_of(phone: str) -> Person:
    person = person_by_phone(phone)
    if person is None:
        raise LookupError(phone)
    return person


def described(person: Person) -> dict[str, str]:
    """Who it is, and the cookie of a browser that they have signed in with."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["signed_in_at"] = FOREVER_FRESH  # pages that want somebody who has just signed in let them pass
    session.save()
    session_key = client.cookies["phien"].value
    return {"code": person.code, "name": person.name, "phone": person.phone, "session": session_key}


def join_a_purchase(buyer: Person, *, at: datetime) -> dict[str, str]:
    """Somebody gives their word in the sample's group purchase."""
    purchase = open_purchases(at=at)[0]
    wish = Wish(contact_name="Hoa", contact_phone=buyer.phone, payment="cod", consent=True, **ADDRESS)
    word = join(purchase=purchase, quantity=Decimal(3), wish=wish, actor=buyer, person=buyer, at=at)
    return {"purchase": purchase.code, "pledge": word.token}


def take_photographs(*, at: datetime) -> list[dict[str, str]]:
    """Give the first goods of the busiest category photos of their own; return where they stand."""
    listings = (
        Listing.objects.filter(status="published", live__category__slug="che")
        .select_related("live__category", "seller")
        .order_by("pk")[:PHOTOGRAPHED]
    )
    shown = []
    for number, listing in enumerate(listings):
        sent = BytesIO(photograph(number))
        photo = take_photo(file=sent, owner_code=listing.seller.code, actor=SYSTEM, at=at)
        prepare_photo(photo_code=photo.code, at=at)
        save_working_version(listing=listing, text=text_of(listing.live, [photo.code]), actor=SYSTEM, at=at)
        submit_version(listing=listing, actor=SYSTEM, at=at)
        approve_version(listing=listing, actor=SYSTEM, at=at)
        shown.append({"slug": listing.slug, "code": listing.code})
    return shown


def text_of(version: ListingVersion | None, photos: list[str]) -> ListingText:
    """What a version says, with other photos."""
    if version is None:
        raise LookupError("no version is on sale")
    return ListingText(
        title=version.title,
        description=version.description,
        category=version.category,
        attributes=answered(version),
        season_from=version.season_from,
        season_to=version.season_to,
        photo_codes=photos,
        offers=[OfferText.from_json(stored) for stored in version.offers],
    )


def answered(version: ListingVersion) -> dict[str, Any]:
    """The version's attributes; what its kind of goods requires and nobody has said gets the first choice."""
    asked = attributes_of(version.category)
    required = {one.key: one.choices[0] for one in asked if one.is_required and one.choices}
    return {**required, **version.attributes}


def variants_of(seller_code: str, *, at: datetime) -> list[Variant]:
    """What the shop sells today and has enough of, in the order in which it was listed."""
    stocked = Variant.objects.filter(listing__seller__code=seller_code, stock__available__gte=10).order_by("pk")
    offers = offers_for_sale([variant.code for variant in stocked], at=at)
    return [variant for variant in stocked if offers[variant.code].for_sale]


def resting_variant(*, at: datetime) -> Variant:
    """Goods whose season it is not."""
    variants = Variant.objects.filter(listing__status="published").exclude(listing__live__season_from="").order_by("pk")
    offers = offers_for_sale([variant.code for variant in variants], at=at)
    return next(variant for variant in variants if not offers[variant.code].for_sale)


def good_of(variant: Variant) -> dict[str, str]:
    return {"slug": variant.listing.slug, "code": variant.listing.code}


def carried(order: dict[str, Any], *, at: datetime) -> dict[str, dict[str, str]]:
    """Cookies of guests: with goods of two shops in the cart, who has found an order again, who waits for a code."""
    shopper, finder = (Client(HTTP_HOST="127.0.0.1") for _guest in range(2))
    for variant in (variants_of(SHOP, at=at)[0], variants_of(OTHER_SHOP, at=at)[0]):
        answered_with(302, shopper.post(reverse("orders:add"), {"variant": variant.code, "quantity": "1"}))
    answered_with(302, finder.post(reverse("orders:find"), {"code": order["codes"][0], "phone": order["phone"]}))
    browsers = {"basket": shopper, "order": finder, "number": waiting_for_a_code()}
    return {
        name: {cookie.key: cookie.value for cookie in browser.cookies.values()} for name, browser in browsers.items()
    }


def answered_with(status: int, response: Any) -> None:
    if response.status_code != status:
        raise RuntimeError(f"{response.request['PATH_INFO']} answered {response.status_code}")


@dataclass(frozen=True)
class Hands:
    """Who takes the steps of an order, each a minute after the other."""

    buyer: Person
    seller: Person
    operator: Person
    at: datetime

    def after(self, minutes: int) -> datetime:
        return self.at + timedelta(minutes=minutes)

    def confirm(self, order: Order) -> None:
        confirm_order(order=order, actor=self.seller, at=self.after(1))

    def pack(self, order: Order) -> None:
        pack_order(order=order, actor=self.seller, at=self.after(2))

    def send(self, order: Order) -> None:
        facts = {"carrier": "Bưu điện", "tracking_code": "EB123456789VN"}
        hand_over_order(order=order, actor=self.seller, at=self.after(3), **facts)

    def receive(self, order: Order) -> None:
        receive_order(order=order, actor=self.buyer, at=self.after(4))

    def refuse(self, order: Order) -> None:
        refuse_order(order=order, reason="Hàng vừa bán hết ở chợ phiên sáng nay.", actor=self.seller, at=self.after(1))

    def cancel(self, order: Order) -> None:
        cancel_order(order=order, reason="Tôi đặt nhầm số lượng.", actor=self.buyer, at=self.after(1))

    def pay(self, order: Order) -> None:
        mark_paid(group=order.group, actor=self.operator, at=self.at)


def place_orders(people: dict[str, Person], *, at: datetime) -> dict[str, dict[str, Any]]:
    """One order at every step, for the buyer, the guest and the shops to look at."""
    hands = Hands(people["buyer-1"], people["manager-2"], people["operator-1"], at)
    goods, other = variants_of(SHOP, at=at) * 2, variants_of(OTHER_SHOP, at=at)
    sent = (hands.confirm, hands.pack, hands.send)
    wanted: dict[str, tuple[list[Variant], tuple[Callable[[Order], None], ...]]] = {
        "completed": ([goods[0]], (*sent, hands.receive)),
        "refused": ([goods[1]], (hands.refuse,)),
        "cancelled": ([goods[2]], (hands.cancel,)),
        "sent": ([goods[3]], sent),
        "packed": ([goods[4]], sent[:2]),
        "confirmed": ([goods[5]], sent[:1]),
        "paid": ([goods[6]], (hands.pay,)),
        "unpaid": ([goods[7]], ()),
        "two_sellers": ([goods[8], other[0]], ()),
        "guest": (goods[:3], ()),
    }
    placed = {}
    for name, (variants, steps) in wanted.items():
        person = None if name == "guest" else hands.buyer
        payment = "vietqr" if name in {"paid", "unpaid"} else "cod"
        placed[name] = check_out_now(name, variants, person=person, at=at, payment=payment)
        for step in steps:
            step(placed[name].orders[0])
    return {
        name: {
            "codes": [order.code for order in one.orders],
            "group": one.group.code,
            "token": one.access_token,
            "phone": one.group.contact_phone,
        }
        for name, one in placed.items()
    }


def check_out_now(name: str, variants: list[Variant], *, person: Person | None, at: datetime, payment: str) -> Placed:
    actor: Actor = person or GuestActor("guest")
    cart = open_cart(person=person, at=at)
    for variant in variants:
        add_to_cart(cart=cart, variant_code=variant.code, quantity=Decimal(1), actor=actor, at=at)
    wish = Wish(
        contact_name=person.name if person else "Sùng A Páo",
        contact_phone=person.phone if person else "+84912345678",
        payment=payment,
        consent=True,
        **ADDRESS,
    )
    return check_out(cart=cart, wish=wish, idempotency_key=f"filling-{name}", actor=actor, at=at)


def write_goods(seller: Person, *, at: datetime) -> dict[str, str]:
    """Goods of the shop that are not on sale: a draft, two that wait for an operator, one sent back, one paused.

    Never those that are bought together: whoever joins needs them on sale.
    """
    shop = Seller.objects.get(code=SHOP)
    together = [purchase.variant.listing_id for purchase in open_purchases(at=at)]
    live = list(
        Listing.objects.filter(seller=shop, status="published")
        .exclude(pk__in=together)
        .select_related("live__category")
        .order_by("-pk")[:4]
    )
    models = {name: live[number] for number, name in enumerate(("draft", "in_review", "changes_asked"))}
    written = {}
    for name, model in models.items():
        text = text_of(model.live, [])
        copied = ListingText(**{**vars(text), "title": f"{text.title} loại hai", "offers": fresh(text.offers)})
        written[name] = start_listing(seller=shop, text=copied, actor=seller, at=at)
    for name in ("in_review", "changes_asked"):
        submit_version(listing=written[name], actor=seller, at=at)
    reason = "Viết thêm khối lượng của một gói và cách bảo quản."
    ask_changes(listing=written["changes_asked"], reason=reason, actor=SYSTEM, at=at)
    written["paused"] = live[3]
    pause_listing(listing=live[3], actor=seller, at=at)
    return {name: listing.code for name, listing in written.items()}


def fresh(offers: Any) -> list[OfferText]:
    """The same packs as new ones."""
    return [OfferText(**{**vars(offer), "code": ""}) for offer in offers]


def open_shops(*, at: datetime) -> dict[str, tuple[Seller, Person]]:
    """A shop that waits for an operator, and one whose owner is still writing."""
    commune = Commune.objects.get(vintage=TODAY, code="00721")
    shops = {}
    for name, phone, title in (
        ("draft", "+84900000051", "Vải lanh chị Dính"),
        ("in_review", "+84900000052", "Mật ong anh Sùng"),
    ):
        owner = ensure_person(phone=phone, name="Vàng Thị Dính", actor=SYSTEM, at=at)
        details = ShopDetails(name=title, kind="individual", commune=commune, hamlet="Bản Tả Lủng", phone=phone)
        shop = start_seller(details=details, actor=owner, at=at)
        if name == "in_review":
            answers = {
                "full_name": owner.name,
                "birth_date": "15/9/1984",
                "personal_id_number": "008184000123",
            }
            save_identity(seller=shop, answers=answers, actor=owner, at=at)
            add_document(seller=shop, kind="id_front", file=BytesIO(photograph(99)), actor=owner, at=at)
            set_payout_account(
                seller=shop,
                bank_bin="970436",
                account="0123456789",
                owner_name="VANG THI DINH",
                actor=owner,
                at=at,
            )
            agreed_to = regulation_in_force(OPERATING, at=at).version
            submit_seller(seller=shop, actor=owner, at=at, agreed_to=agreed_to)
        shops[name] = (shop, owner)
    return shops


if __name__ == "__main__":
    main(Path(sys.argv[1]))
