"""A shop at work, as its people see it."""

import io
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.catalog.actions.listings import start_listing
from chophien.catalog.models import Attribute
from chophien.catalog.selectors import forget_categories
from chophien.catalog.tests.factories import a_category, a_text
from chophien.lib.actor import SYSTEM
from chophien.orders.actions.answers import confirm_order
from chophien.orders.actions.sending import hand_over_order, pack_order, receive_order
from chophien.orders.tests.factories import NOON, an_order
from chophien.sellers.tests.factories import a_seller
from chophien.uploads.tests.factories import jpeg


def a_shop(**facts):
    """A shop and the person who manages it."""
    seller = a_seller(**facts)
    return seller, holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code, name="Vàng Thị Mỷ")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(response):
    return unescape(response.content.decode())


def a_picture(name="che.jpg", width=400, height=300):
    return SimpleUploadedFile(name, jpeg(width, height), content_type="image/jpeg")


def a_draft(seller, **text):
    """Goods that are begun and complete, and not sent in. Keyword arguments are those of `a_text`."""
    return start_listing(seller=seller, text=a_text(**text), actor=SYSTEM, at=NOON)


def tea_asks():
    """The category of tea with a question that has to be answered and one that need not."""
    tea = a_category("che")
    Attribute.objects.get_or_create(
        category=tea,
        key="che_bien",
        defaults={
            "label_vi": "Cách chế biến",
            "kind": "choice",
            "is_required": True,
            "choices": ["Chè xanh", "Hồng trà"],
        },
    )
    Attribute.objects.get_or_create(
        category=tea, key="co_thu", defaults={"label_vi": "Hái từ cây cổ thụ", "kind": "bool"}
    )
    forget_categories()
    return tea


def size_data(*sizes, season=("", ""), button="publish", **more):
    """The third step as a browser sends it."""
    data = {
        "size-TOTAL_FORMS": str(len(sizes)),
        "size-INITIAL_FORMS": "0",
        "size-MIN_NUM_FORMS": "0",
        "size-MAX_NUM_FORMS": "12",
        "season_from": season[0],
        "season_to": season[1],
        button: "1",
        **more,
    }
    for place, size in enumerate(sizes):
        data.update({f"size-{place}-{name}": value for name, value in size.items()})
    return data


def a_size(**changes):
    size = {
        "code": "", "price_vnd": "185.000", "unit": "box", "pack": "100 g", "weight_g": "180 g", "left": "12",
        "title": "", "step": "1", "min_quantity": "1",
    }  # fmt: skip
    return {**size, **changes}


def a_table(data=b"", name="hang.csv"):
    return io.BytesIO(data) if not name else SimpleUploadedFile(name, data, content_type="text/csv")


def sold(variant, quantity):
    """An order of these goods, delivered and paid for."""
    order = confirm_order(order=an_order(variant=variant, quantity=quantity), actor=SYSTEM, at=NOON)
    order = pack_order(order=order, actor=SYSTEM, at=NOON)
    order = hand_over_order(order=order, actor=SYSTEM, at=NOON)
    return receive_order(order=order, actor=SYSTEM, at=NOON)
