"""What happens to goods when something happens to their shop or their photos."""

from datetime import datetime

from django.dispatch import receiver

from chophien.catalog.actions.scores import rescore_of_photo
from chophien.catalog.models import Listing
from chophien.catalog.quality.open_words import require_open_words
from chophien.catalog.search.refresh import refresh_search
from chophien.sellers.events import seller_described, seller_standing_changed
from chophien.sellers.models import Seller
from chophien.uploads.events import photo_ready
from chophien.uploads.models import Photo


@receiver(seller_standing_changed, dispatch_uid="catalog.seller_standing_changed")
def on_seller_standing_changed(*, seller: Seller, at: datetime, **_facts: object) -> None:
    """The goods of a shop that may no longer sell leave search at once; they come back when it may."""
    refresh_search(Listing.objects.filter(seller=seller).order_by("pk").values_list("pk", flat=True), at=at)


@receiver(seller_described, dispatch_uid="catalog.seller_described")
def on_seller_described(*, seller: Seller, at: datetime, **_facts: object) -> None:
    """A shop says nothing of itself that goods may not say."""
    require_open_words(seller.about, field="about", of=seller, at=at)


@receiver(photo_ready, dispatch_uid="catalog.photo_ready")
def on_photo_ready(*, photo: Photo, at: datetime, **_facts: object) -> None:
    """A photo whose copies are made takes the place of the drawing on the cards of its goods."""
    shown = Listing.objects.filter(seller__code=photo.owner_code, live__photo_codes__contains=[photo.code])
    refresh_search(shown.order_by("pk").values_list("pk", flat=True), at=at)
    rescore_of_photo(photo.code, owner_code=photo.owner_code, at=at)
