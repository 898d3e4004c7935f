"""What buyers and shops have said to each other in the little market, for every address that shows it."""

from datetime import datetime
from io import BytesIO
from typing import Any

from chophien.accounts.models import Person
from chophien.catalog.models import Listing
from chophien.complaints.actions.answering import ask_the_market
from chophien.complaints.actions.opening import Grievance, open_complaint
from chophien.complaints.actions.recalls import Notice, publish_recall
from chophien.conversations.actions.talking import (
    Words,
    open_about_goods,
    open_about_order,
    report_talk,
    write_message,
)
from chophien.orders.models import Order
from chophien.reviews.tests.factories import a_question, a_review, delivered
from chophien.sellers.models import Seller
from chophien.supply.tests.factories import a_variant
from chophien.uploads.tests.factories import jpeg

Values = dict[str, Any]


def trusted(order: Order, listing: Listing, people: dict[str, Person], *, at: datetime) -> dict[str, Values]:
    """A complaint before the market, a recall, a review, a question, reported conversations about goods and an order."""
    buyer, seller = people["buyer"], listing.seller
    grievance = Grievance(fault="money", wish="answer", story="Trừ tiền hai lần")
    photos = [BytesIO(jpeg(200, 200))]
    complaint = open_complaint(order=order, grievance=grievance, photos=photos, actor=buyer, at=at)
    ask_the_market(complaint=complaint, actor=buyer, at=at)
    shown = complaint.photos.get().file_code
    recall = _recall(seller, people["operator"], at=at)
    review = a_review(delivered(a_variant(seller=seller, available=50), at=at, person=buyer), at=at)
    question = a_question(listing.variants.all()[0], person=people["stranger"], at=at)
    goods = open_about_goods(listing=listing, title="Chè", person=buyer, at=at)
    ordered = open_about_order(order=order, actor=buyer, at=at)
    photo = {}
    for talk in (goods, ordered):
        words = Words("Còn không?", photo=BytesIO(jpeg(200, 200)))
        photo[talk.code] = write_message(conversation=talk, words=words, actor=buyer, at=at).photo_code
        report_talk(conversation=talk, why="Đòi chuyển tiền ngoài chợ", actor=buyer, at=at)
    held = {"code": complaint.code, "file_code": shown}
    return {
        "complaints:": {"code": order.code, "complaint": complaint.code, "file_code": shown, "step": "rut"},
        "complaints:seller-complaint": held,
        "complaints:answer": held,
        "complaints:seller-photo": held,
        "complaints:seller-step": {**held, "step": "nho-cho"},
        "complaints:recall": {"code": recall},
        "complaints:publish-recall": {"code": listing.code},
        "officedesk:complaint": held,
        "officedesk:decide-complaint": held,
        "officedesk:complaint-photo": held,
        "officedesk:complaint-step": {**held, "step": "hang-ve"},
        "officedesk:recall": {"code": recall},
        "officedesk:end-recall": {"code": recall},
        "officedesk:words-step": {"code": review.code, "step": "hop-phap"},
        "officedesk:look-at-talk": {"code": goods.code},
        "officedesk:settle-talk": {"code": goods.code},
        "reviews:": {"code": listing.code},
        "reviews:order": {"code": review.line.order.code},
        "reviews:write": {"code": review.line.order.code, "variant": review.line.variant.code},
        "reviews:report": {"code": question.code},
        "reviews:answer": {"code": review.code},
        "conversations:": {"code": goods.code, "file_code": photo[goods.code]},
        "conversations:goods": {"code": listing.code},
        "conversations:order": {"code": order.code},
        "conversations:order-report": {"code": order.code},
        "conversations:order-file": {"code": order.code, "file_code": photo[ordered.code]},
        "conversations:seller-order": {"code": order.code},
        "follows:": {"code": listing.code, "kind": "price", "slug": seller.slug},
    }


def _recall(seller: Seller, operator: Person, *, at: datetime) -> str:
    other = a_variant(seller=seller, title="Chè mốc").listing
    notice = Notice(why="Có mốc trong gói", what_to_do="Đừng uống, hãy bỏ đi")
    return publish_recall(listing=other, notice=notice, actor=operator, at=at).code
