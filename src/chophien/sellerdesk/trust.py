"""What buyers wrote that waits for a shop's people."""

from chophien.complaints.selectors.complaints import waiting_for_the_shop
from chophien.conversations.selectors.talks import unread_by_shops
from chophien.reviews.selectors.words import unanswered_questions
from chophien.sellers.models import Seller


def waiting_words(seller: Seller) -> tuple[int, int, int]:
    """How many complaints, unread messages and questions wait. Three statements, each along an index of what waits."""
    return waiting_for_the_shop(seller).count(), unread_by_shops([seller.pk]), unanswered_questions(seller)
