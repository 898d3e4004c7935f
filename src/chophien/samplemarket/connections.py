"""The demonstration's shop in Đồng Văn on other sites: a place that shows some of its goods, and that site's table."""

from datetime import datetime
from io import BytesIO

from chophien.accounts.selectors import person_by_phone
from chophien.catalog.models import Listing
from chophien.catalog.selectors import published_listings
from chophien.channels.actions.channels import link_listing, open_channel, sync_channel
from chophien.channels.actions.foreign import name_columns, take_foreign_table
from chophien.lib.actor import Actor
from chophien.sellers.models import Seller

SHOP, MANAGER = "gian-hang-mau-dong-van", "+84900000012"
PLACE, PERCENT = "Sàn của tỉnh (mẫu)", 10
SHOWN = 3
SITE = "https://cho-phien.example"


def connect_sample_shop(*, loader: Actor, at: datetime) -> None:
    """Open the place, link three goods, one of them without its number there, and send in a table with doubles."""
    manager = person_by_phone(MANAGER)
    seller = Seller.objects.filter(code=SHOP).first()
    if manager is None or seller is None:
        return
    goods = list(published_listings().filter(seller=seller).select_related("live").order_by("pk")[:SHOWN])
    channel = open_channel(seller=seller, name=PLACE, connector="table", price_percent=PERCENT, actor=manager, at=at)
    for number, listing in enumerate(goods):
        outside_id = f"MAU-{number}" if number else ""
        link_listing(channel=channel, listing=listing, outside_id=outside_id, actor=manager, at=at)
    sync_channel(channel=channel, site=SITE, actor=loader, at=at)
    file = BytesIO(_their_table(goods))
    table = take_foreign_table(seller=seller, file=file, file_name="hang-mau.csv", actor=manager, at=at)
    name_columns(table=table, columns=table.columns, instead={"category": "che", "unit": "box"}, actor=manager, at=at)


def _their_table(goods: list[Listing]) -> bytes:
    rows = [f"{listing.live.title};100000;" for listing in goods if listing.live]
    return "\n".join(["Tên sản phẩm;Giá bán;Quy cách", *rows, "Hàng mẫu từ trang khác;100000;1 hộp", ""]).encode()
