"""Goods on their way through the three steps."""

from chophien.catalog.models import Listing
from chophien.sellerdesk.tests.factories import a_picture

STORY = {
    "title": "Chè Shan tuyết Lùng Phình",
    "description": "Chè búp hái tay trên cây cổ thụ, sao trong ngày.",
    "category": "che",
    "attribute_che_bien": "Hồng trà",
    "attribute_co_thu": "1",
}


def begun_by(client):
    """The first step: a photo. Returns the listing that it begins."""
    answer = client.post("/ban-hang/hang/them/", {"photos": [a_picture()], "next": "1"})
    listing = Listing.objects.select_related("working").get()
    assert answer["Location"] == f"/ban-hang/hang/{listing.code}/la-gi/"
    return listing


def fresh(listing):
    return Listing.objects.select_related("live", "working", "seller").get(pk=listing.pk)
