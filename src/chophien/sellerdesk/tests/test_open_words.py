"""What a shop writes for everybody to read at once goes past the word list first, wherever it is written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chophien.catalog.models import GoodsPaper
from chophien.catalog.states import PaperStatus
from chophien.lib.dates import local_date
from chophien.lib.errors import DomainError, Invalid
from chophien.promotions.actions.vouchers import VoucherFacts, make_voucher
from chophien.promotions.states import Funder, VoucherKind
from chophien.promotions.tests.factories import a_combo, a_purchase
from chophien.reviews.actions.writing import answer_words
from chophien.reviews.tests.factories import a_question, a_review, delivered
from chophien.seasons.actions.notes import write_season_note
from chophien.seasons.models import SeasonNote
from chophien.seasons.tests.factories import a_harvest
from chophien.sellerdesk.tests.factories import signed_in, text_of
from chophien.sellers.actions.shops import save_seller_details, start_seller
from chophien.sellers.tests.factories import details, lan, manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
FORBIDDEN, CLAIMED = "Có cả mật gấu", "Thực phẩm chức năng"


def days(at):
    return {"starts_on": local_date(at), "ends_on": local_date(at) + timedelta(days=5)}


def a_voucher(variant, text, **by):
    facts = VoucherFacts(
        code="CHETET", name=text, kind=VoucherKind.PERCENT, value=10, budget_vnd=1_000_000, uses_most=10,
        funder=Funder.SELLER, **days(by["at"]),
    )  # fmt: skip
    make_voucher(facts=facts, seller=variant.listing.seller, **by)


def about(variant, text, **by):
    seller = variant.listing.seller
    same = details(name=seller.name, kind=seller.kind, commune=seller.commune)
    save_seller_details(seller=seller, details=type(same)(**{**vars(same), "about": text}), **by)


WAYS = {
    "season note": lambda variant, text, **by: write_season_note(listing=variant.listing, text=text, **by),
    "harvest note": lambda variant, text, **_by: a_harvest(variant, note=text),
    "shop": about,
    "new shop": lambda _variant, text, at, **_by: start_seller(details=details(about=text), actor=lan(), at=at),
    "voucher": a_voucher,
    "combo": lambda variant, text, at, **_by: a_combo((variant, 2), price_vnd=1_000, name=text, at=at, **days(at)),
    "purchase": lambda variant, text, at, **_by: a_purchase(variant, name=text, at=at, **days(at)),
    "answer to a question": lambda variant, text, **by: answer_words(words=a_question(variant), text=text, **by),
    "answer to a review": lambda variant, text, **by: answer_words(words=a_review(delivered(variant)), text=text, **by),
}


@pytest.mark.parametrize("way", WAYS)
def test_words_that_goods_may_not_say_are_refused_wherever_everybody_reads_them_at_once(way):
    variant = a_variant(available=100)
    by = {"actor": manager_of(variant.listing.seller), "at": timezone.now()}

    for text, told in ((FORBIDDEN, "“mật gấu”"), (CLAIMED, "“Thực phẩm chức năng”")):
        with pytest.raises(DomainError) as refused:
            WAYS[way](variant, text, **by)
        assert told in " ".join([str(refused.value), *_sentences(refused.value)])
    WAYS[way](variant, "Chè hái tay", **by)


def _sentences(refusal):
    return [one for all_of in refusal.field_errors.values() for one in all_of] if isinstance(refusal, Invalid) else []


def test_a_season_note_is_refused_with_its_words_and_stays_typed():
    listing = a_variant(season_from="05-15", season_to="06-30").listing
    manager = signed_in(manager_of(listing.seller))

    page = manager.post(f"/ban-hang/mua-vu/ghi-chu/{listing.code}/", {"text": FORBIDDEN})

    assert page.status_code == 422
    assert "Không viết “mật gấu” ở đây được" in text_of(page)
    assert f'value="{FORBIDDEN}"' in text_of(page)
    assert not SeasonNote.objects.exists()


def test_what_an_accepted_paper_lets_goods_say_may_be_said_of_them_too():
    listing = a_variant().listing
    at = timezone.now()
    GoodsPaper.objects.create(
        code="GT-1", listing=listing, group="supplement", file_code="T-1", status=PaperStatus.ACCEPTED,
        handed_in_by="ND-1", handed_in_at=at,
    )  # fmt: skip

    write_season_note(listing=listing, text=CLAIMED, actor=manager_of(listing.seller), at=at)

    assert SeasonNote.objects.get().text == CLAIMED
