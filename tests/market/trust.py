"""What buyers and shops have said to each other in the market that journeys and pictures start from."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from chophien.accounts.models import Person
from chophien.complaints.actions.answering import Offer, answer_complaint, ask_the_market
from chophien.complaints.actions.opening import Grievance, open_complaint
from chophien.complaints.actions.recalls import Notice, end_recall, publish_recall
from chophien.conversations.actions.talking import Words, open_about_goods, report_talk, write_message
from chophien.follows.actions import ask_to_be_told, follow_shop, like_goods
from chophien.follows.states import AlertKind
from chophien.lib.actor import SYSTEM
from chophien.orders.models import Order
from chophien.reviews.actions.writing import Opinion, answer_words, ask_question, write_review
from tests.market.photographs import photograph


def said_in_the_market(
    people: dict[str, Person], orders: dict[str, dict[str, Any]], *, at: datetime
) -> dict[str, dict[str, str]]:
    """A complaint before the market, a review, a question, a conversation, a recall that is over; and who waits."""
    buyer, manager, operator = people["buyer-1"], people["manager-2"], people["operator-1"]
    done, sent = (order_of(orders[name]["codes"][0]) for name in ("completed", "sent"))
    bought = done.lines.select_related("variant__listing__live").get()
    goods = bought.variant.listing
    review = write_review(
        order=done,
        variant_code=bought.variant.code,
        opinion=Opinion(5, "Hàng thơm, gói cẩn thận, giao đúng ngày."),
        actor=buyer,
        at=at,
    )
    answer_words(words=review, text="Cảm ơn bạn, lần sau lại ghé nhé.", actor=manager, at=at)
    question = ask_question(listing=goods, text="Để được bao lâu?", actor=buyer, at=at)
    answer_words(words=question, text="Chỗ khô mát để được một năm.", actor=manager, at=at)
    ask_question(listing=goods, text="Có gói nhỏ hơn không?", actor=buyer, at=at)

    line = sent.lines.select_related("variant").get()
    amounts = {line.variant.code: line.line_vnd // 2}
    grievance = Grievance("damaged", "refund", "Gói bị rách, hàng rơi ra ngoài một nửa.", amounts)
    photos = [BytesIO(photograph(0))]
    complaint = open_complaint(order=sent, grievance=grievance, photos=photos, actor=buyer, at=at)
    nothing = Offer("nothing", "Lúc gửi gói còn nguyên, xin bạn hỏi bưu tá.")
    answer_complaint(complaint=complaint, offer=nothing, actor=manager, at=at)
    ask_the_market(complaint=complaint, actor=buyer, at=at, reason="Ảnh chụp lúc bưu tá còn đứng đó")

    talk = open_about_goods(listing=goods, title=goods.live.title, person=buyer, at=at)
    write_message(conversation=talk, words=Words("Chị ơi, gọi em 0912 345 678 nhé?"), actor=buyer, at=at)
    write_message(conversation=talk, words=Words("Em cứ nhắn ở đây cho chị nhé."), actor=manager, at=at)
    report_talk(conversation=talk, why="Thử nút báo", actor=buyer, at=at)

    follow_shop(seller=goods.seller, person=buyer, at=at)
    like_goods(listing=goods, person=buyer, at=at)
    ask_to_be_told(listing=goods, kind=AlertKind.PRICE, price_vnd=bought.price_vnd, person=buyer, at=at)
    reviewable = order_of(orders["two_sellers"]["codes"][0])
    return {
        "goods": {"code": goods.code},
        "review": {"code": review.code},
        "to_review": {"code": reviewable.code, "variant": reviewable.lines.get().variant.code},
        "complaint": {"code": sent.code, "complaint": complaint.code},
        "seller_complaint": {"code": complaint.code},
        "talk": {"code": talk.code},
        "recall": {"code": _recalled(goods_of(sent), operator, at=at)},
    }


def order_of(code: str) -> Order:
    return Order.objects.select_related("group__person", "seller__commune__province").get(code=code)


def goods_of(order: Order) -> Any:
    return order.lines.select_related("variant__listing__seller__commune__province").get().variant.listing


def _recalled(listing: Any, operator: Person, *, at: datetime) -> str:
    """A recall of long ago, whose notice has left the first page."""
    notice = Notice("Một mẻ bị ẩm, có thể mốc.", "Đừng dùng, hãy bỏ đi. Tiền được hoàn.", sold_to=at.date())
    recall = publish_recall(listing=listing, notice=notice, actor=SYSTEM, at=at - timedelta(days=20))
    return end_recall(recall=recall, actor=operator, at=at).code
