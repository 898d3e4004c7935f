"""What a helper does in a household's name, act by act, for the tests of who is named for it."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

from django.utils import timezone

from chophien.accounts.tests.factories import PersonFactory
from chophien.catalog.actions import certificates, listings, voices
from chophien.catalog.actions.certificates import CertificateText
from chophien.catalog.models import Certificate
from chophien.catalog.tests.factories import a_text
from chophien.complaints.actions.answering import accept_answer, answer_complaint, appeal, ask_the_market
from chophien.complaints.actions.opening import withdraw_complaint
from chophien.complaints.actions.settling import send_other, take_back
from chophien.complaints.tests.factories import a_complaint, a_delivered_order, a_photo, an_offer
from chophien.conversations.actions.talking import Words, open_about_goods, report_talk, write_message
from chophien.lib.dates import local_date
from chophien.orders.actions import answers, preorders, sending
from chophien.orders.tests.factories import a_wish, an_order, fresh
from chophien.reviews.actions.writing import answer_words
from chophien.reviews.tests.factories import a_question, a_review, delivered
from chophien.seasons.actions import dormancy, harvests, notes
from chophien.seasons.actions.harvests import HarvestTerms
from chophien.sellers.actions import cards
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.actions import set_stock
from chophien.supply.models import StockMovement
from chophien.uploads.tests.sounds import webm
from chophien.wholesale.actions.deliveries import send_part
from chophien.wholesale.actions.hearing import want_requests
from chophien.wholesale.actions.quoting import QuoteFacts, quote, withdraw_quote
from chophien.wholesale.tests.factories import a_contract_in_force, a_request_for, rice, some_terms


class World:
    """Bà Sùng's shop with goods on sale, who speaks for it, and Páo who may do everything that a helper may."""

    def __init__(self):
        self.at = timezone.now()
        self.before = self.at - timedelta(hours=2)
        self.seller = a_seller(name="Bà Sùng")
        self.my = manager_of(self.seller, name="Sùng Thị Mỷ")
        self.pao = helper_in(name="anh Páo")
        a_mandate(seller=self.seller, helper=self.pao, at=self.before)
        self.variant = rice(seller=self.seller)
        self.listing = self.variant.listing
        self.item = f"/ban-hang/hang/{self.listing.code}/"
        self.history = f"{self.item}lich-su/"
        self.product = f"/hang/{self.listing.slug}-{self.listing.code}/"
        self.by = {"actor": self.pao, "at": self.at}

    def day(self, days):
        return local_date(self.at) + timedelta(days=days)

    def order(self, buyer):
        return an_order(variant=self.variant, person=buyer, at=self.before)


def shop_reads(world, *pages):
    return [(world.my, page) for page in pages]


def on_goods(act):
    """Something done to goods: it stands on their history."""

    def do(world):
        act(world)
        return shop_reads(world, world.history)

    return do


def price(world):
    listings.change_price(listing=world.listing, variant_code=world.variant.code, price_vnd=70_000, **world.by)


def pause_and_resume(world):
    listings.pause_listing(listing=world.listing, **world.by)
    listings.resume_listing(listing=world.listing, **world.by)


def written_and_sent_in(world):
    text = a_text(title="Miến dong mới", category=world.listing.live.category)
    listings.save_working_version(listing=world.listing, text=text, **world.by)


def begun(world):
    listing = listings.start_listing(seller=world.seller, text=a_text(title="Chè mới"), **world.by)
    return shop_reads(world, f"/ban-hang/hang/{listing.code}/lich-su/")


def counted(world):
    set_stock(variant_id=world.variant.pk, quantity=Decimal(7), **world.by)


def told(world):
    voices.tell_story(listing=world.listing, file=BytesIO(webm(3)), **world.by)
    voices.type_up(listing=world.listing, transcript="Miến nhà tôi tráng tay.", **world.by)
    voices.take_story_back(listing=world.listing, **world.by)


def noted(world):
    notes.write_season_note(listing=world.listing, text="từ tháng 9 âm lịch", **world.by)


def certified(world):
    text = CertificateText(kind="vietgap", number="VG-1", issuer="", valid_from=None, valid_to=None)
    kept = certificates.add_certificate(seller=world.seller, text=text, listings=[world.listing], **world.by)
    certificates.withdraw_certificate(certificate=Certificate.objects.get(pk=kept.pk), **world.by)
    return []


def a_harvest(world):
    terms = HarvestTerms(begins_on=world.day(40), ends_on=world.day(60), cap=Decimal(50), price_vnd=40_000)
    return harvests.open_harvest(variant=world.variant, terms=terms, **world.by)


def harvest(world):
    sown = a_harvest(world)
    harvests.close_harvest(harvest=sown, **world.by)
    harvests.reopen_harvest(harvest=sown, **world.by)
    return shop_reads(world, f"/ban-hang/mua-vu/{sown.code}/")


def harvest_moved(world):
    sown = a_harvest(world)
    buyer = PersonFactory()
    placed = preorders.place_preorder(
        harvest=sown, quantity=Decimal(2), wish=a_wish(), idempotency_key="k", actor=buyer, person=buyer, at=world.at
    )
    days = {"begins_on": world.day(47), "ends_on": world.day(67), "reason": "Mưa nhiều"}
    preorders.move_harvest(harvest=sown, **days, **world.by)
    preorders.follow(order=placed.orders[0], actor=world.my, at=world.at)
    return [(world.my, f"/ban-hang/mua-vu/{sown.code}/"), (buyer, f"/don/{placed.orders[0].code}/")]


def slept(world):
    Seller.objects.filter(pk=world.seller.pk).update(asleep_since=world.at, wakes_on=world.day(60))
    dormancy.keep_awake(seller=Seller.objects.get(pk=world.seller.pk), **world.by)
    return []


def order_sent(world):
    order = world.order(buyer := PersonFactory())
    for step in (answers.confirm_order, sending.pack_order, sending.hand_over_order):
        step(order=fresh(order), **world.by)
    return [(world.my, f"/ban-hang/don/{order.code}/"), (buyer, f"/don/{order.code}/")]


def order_refused(world):
    order = world.order(buyer := PersonFactory())
    answers.refuse_order(order=order, reason="Hết hàng rồi", **world.by)
    return [(world.my, f"/ban-hang/don/{order.code}/"), (buyer, f"/don/{order.code}/")]


def talked(world):
    buyer = PersonFactory(name="Mai")
    talk = open_about_goods(listing=world.listing, title="Miến", person=buyer, at=world.at)
    write_message(conversation=talk, words=Words("Còn không?"), actor=buyer, at=world.at)
    write_message(conversation=talk, words=Words("Còn nhiều nhé"), **world.by)
    report_talk(conversation=talk, why="Nói lời thô tục", **world.by)
    return [(world.my, f"/ban-hang/tro-chuyen/{talk.code}/"), (buyer, f"/tro-chuyen/{talk.code}/")]


def reviewed(world):
    answer_words(
        words=a_review(delivered(world.variant, at=world.before), at=world.before), text="Cảm ơn bạn", **world.by
    )
    return [(world.my, "/ban-hang/danh-gia/?loai=da-tra-loi"), (PersonFactory(), world.product)]


def asked(world):
    answer_words(words=a_question(world.variant, at=world.before), text="Được 5 nước", **world.by)
    return [(world.my, "/ban-hang/hoi-dap/?loai=da-tra-loi"), (PersonFactory(), world.product)]


def a_grievance_of(world):
    order = a_delivered_order(at=world.before, variant=world.variant, person=PersonFactory())
    return a_complaint(order=order, amount_vnd=10_000, at=world.before)


def both_read(world, complaint):
    return [
        (world.my, f"/ban-hang/khieu-nai/{complaint.code}/"),
        (complaint.order.group.person, f"/don/{complaint.order.code}/khieu-nai/{complaint.code}/"),
    ]


def agreed(world, kind, *, amount_vnd=0):
    """The manager has offered something, and the buyer has agreed."""
    complaint = a_grievance_of(world)
    offer = an_offer(complaint, kind=kind, amount_vnd=amount_vnd)
    answer_complaint(complaint=complaint, offer=offer, actor=world.my, at=world.at)
    return accept_answer(complaint=complaint, read=1, actor=complaint.order.group.person, at=world.at)


def complained(world):
    complaint = a_grievance_of(world)
    offer = an_offer(complaint, kind="replace")
    answer_complaint(complaint=complaint, offer=offer, photos=[a_photo(300)], **world.by)
    return both_read(world, complaint)


def came_back(world):
    complaint = agreed(world, "return", amount_vnd=10_000)
    take_back(complaint=complaint, restock=True, **world.by)
    assert set(StockMovement.objects.filter(actor_code=world.pao.code).values_list("reason", "on_behalf_of")) == {
        ("returned", world.seller.code)
    }
    return both_read(world, complaint)


def other_sent(world):
    complaint = agreed(world, "replace")
    send_other(complaint=complaint, parcel="VNPost EB2VN", **world.by)
    return both_read(world, complaint)


def market_asked(world):
    complaint = a_grievance_of(world)
    ask_the_market(complaint=complaint, reason="Ảnh không phải hàng của nhà", **world.by)
    return both_read(world, complaint)


def appealed(world):
    complaint = a_grievance_of(world)
    withdraw_complaint(complaint=complaint, actor=complaint.order.group.person, at=world.at)
    appeal(complaint=complaint, reason="Nhà muốn có người xem lại", **world.by)
    return both_read(world, complaint)


def a_quote(world):
    request = a_request_for(
        at=world.at, first_on=world.day(3), last_on=world.day(17), category=world.listing.live.category
    )
    facts = QuoteFacts(variant_code=world.variant.code, price_vnd=50_000, valid_until=world.day(7))
    return quote(request=request, seller=world.seller, facts=facts, **world.by)


def quoted(world):
    request = a_quote(world).request
    return [(world.my, f"/ban-hang/mua-si/{world.seller.code}/"), (request.buyer, f"/mua-si/hoi-mua/{request.code}/")]


def quote_withdrawn(world):
    withdraw_quote(quote=a_quote(world), **world.by)
    return shop_reads(world, f"/ban-hang/mua-si/{world.seller.code}/")


def part_sent(world):
    contract = a_contract_in_force(at=world.at, terms=some_terms(), quote=a_quote(world))
    send_part(contract=contract, number=1, quantity=Decimal(5), idempotency_key="k", **world.by)
    page = f"/mua-si/hop-dong/{contract.code}/"
    return [(world.my, page), (contract.buyer, page)]


def hears(world):
    want_requests(seller=world.seller, wants=False, **world.by)
    return []


def card(world):
    cards.print_card(seller=world.seller, **world.by)
    cards.revoke_card(seller=world.seller, **world.by)
    return []


ACTS = {
    "price": (on_goods(price), {"catalog.price_changed"}),
    "pause": (on_goods(pause_and_resume), {"catalog.listing_pause", "catalog.listing_resume"}),
    "write": (on_goods(written_and_sent_in), {"catalog.version_written"}),
    "begin": (begun, {"catalog.listing_started"}),
    "count": (on_goods(counted), {"supply.counted"}),
    "story": (on_goods(told), {"catalog.story_told", "catalog.story_typed", "catalog.story_taken_back"}),
    "season in words": (on_goods(noted), {"seasons.note"}),
    "certificate": (certified, {"catalog.certificate_added", "catalog.certificate_withdrawn"}),
    "harvest": (harvest, {"seasons.harvest"}),
    "harvest moved": (harvest_moved, {"seasons.harvest"}),
    "sleep": (slept, {"seasons.shop"}),
    "order": (order_sent, {"orders.confirmed", "orders.packed", "orders.handed_over"}),
    "refusal": (order_refused, {"orders.refused"}),
    "talk": (talked, {"conversations.written", "conversations.reported"}),
    "review": (reviewed, {"reviews.answered"}),
    "question": (asked, {"reviews.answered"}),
    "complaint": (complained, {"complaints.answer", "uploads.paper_taken"}),
    "goods came back": (came_back, {"complaints.take_back", "payments.refund_owed"}),
    "other goods": (other_sent, {"complaints.send_other", "complaints.settle", "orders.placed"}),
    "market asked": (market_asked, {"complaints.escalate"}),
    "another look": (appealed, {"complaints.appeal"}),
    "quote": (quoted, {"wholesale.quoted"}),
    "quote withdrawn": (quote_withdrawn, {"wholesale.quoted", "wholesale.quote_withdrawn"}),
    "part sent": (part_sent, {"wholesale.part_sent", "orders.placed"}),
    "requests wanted": (hears, {"wholesale.requests_wanted"}),
    "card": (card, {"sellers.card_printed", "sellers.card_revoked"}),
}
