"""What the API takes and tells of carts and orders, as its document shows it."""

from datetime import date, datetime
from decimal import Decimal

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict, StrictBool
from pydantic.config import JsonDict

from chophien.lib.names import MAX_NAME
from chophien.orders.wishes import HAMLET_MOST, LANDMARK_MOST, NOTE_MOST
from chophien.payments.states import PaymentMethod

VOUCHERS_MOST = 20
OFF = "what promotions take off goods and shipping"


class SellerOut(Schema):
    code: str
    slug: str
    name: str


class LineProblemOut(Schema):
    code: str
    detail: str


class CartLineOut(Schema):
    variant_code: str
    listing_code: str
    title: str
    unit: str
    pack: str
    price_vnd: int
    quantity: float
    line_vnd: int | None = Field(None, description="none when the line cannot be bought at all")
    available: float
    problems: list[LineProblemOut]


class CartGroupOut(Schema):
    seller: SellerOut
    lines: list[CartLineOut]
    goods_vnd: int
    discount_vnd: int = Field(0, description=OFF)
    shipping_vnd: int | None = Field(None, description="none until a commune is given")
    promised_to: date | None = None
    total_vnd: int


class PromotionOut(Schema):
    code: str
    name: str
    amount_vnd: int = Field(description="what it takes off; 0 when it does not count")
    problem: LineProblemOut | None = Field(None, description="why a voucher does not count")


class CartOut(Schema):
    code: str
    groups: list[CartGroupOut]
    promotions: list[PromotionOut] = Field([], description="combos that count, and the vouchers that were named")
    goods_vnd: int
    discount_vnd: int = Field(0, description=OFF)
    shipping_vnd: int | None
    total_vnd: int
    can_check_out: bool


class CartCodeOut(Schema):
    code: str


def _needs(*names: str) -> ConfigDict:
    """Say in the document what must be there. A missing answer is refused by the action, with all others that lack."""

    def told(schema: JsonDict) -> None:
        schema["required"] = list(names)
        properties = schema["properties"]
        if isinstance(properties, dict):
            for described in (properties[name] for name in names):
                if isinstance(described, dict):
                    described.pop("default", None)

    return ConfigDict(json_schema_extra=told)


class QuantityIn(BaseModel):
    quantity: Decimal = Field(max_digits=14, decimal_places=3, ge=0, description="in units of the variant; 0 removes")


class ContactIn(BaseModel):
    model_config = _needs("name", "phone")

    name: str = Field(default="", json_schema_extra={"minLength": 1, "maxLength": MAX_NAME})
    phone: str = Field(
        default="", description="a Vietnamese mobile number in any common form", examples=["0912 345 678"]
    )


class AddressIn(BaseModel):
    model_config = _needs("commune_code")

    province_code: str = Field(
        default="", examples=["08"], description="of today; checked against the commune if given"
    )
    commune_code: str = Field(default="", examples=["00721"], description="of today, from /places/communes")
    hamlet: str = Field(default="", json_schema_extra={"maxLength": HAMLET_MOST})
    landmark: str = Field(default="", json_schema_extra={"maxLength": LANDMARK_MOST})
    lat: float | None = Field(default=None, json_schema_extra={"minimum": -90, "maximum": 90})
    lon: float | None = Field(default=None, json_schema_extra={"minimum": -180, "maximum": 180})


class CheckoutIn(BaseModel):
    model_config = _needs("contact", "address", "payment", "consent")

    contact: ContactIn = ContactIn()
    address: AddressIn = AddressIn()
    payment: str = Field(default="", json_schema_extra={"enum": list(PaymentMethod.values)})
    consent: StrictBool = Field(
        default=False, description="the buyer agrees to the regulations in force", json_schema_extra={"enum": [True]}
    )
    note: str = Field(default="", json_schema_extra={"maxLength": NOTE_MOST})
    seen_total_vnd: int | None = Field(default=None, description="refuse unless the total is this one")
    vouchers: list[str] | None = Field(
        default=None, description="codes of vouchers; refused unless all of them count", max_length=VOUCHERS_MOST
    )


class PlacedOrderOut(Schema):
    code: str
    seller: SellerOut
    total_vnd: int
    status: str


class PaymentOut(Schema):
    method: str
    amount_vnd: int
    vietqr_payload: str | None = None
    bank: str | None = None
    account: str | None = None
    content: str | None = None


class PlacedOut(Schema):
    group_code: str
    access_token: str
    total_vnd: int
    orders: list[PlacedOrderOut]
    payment: PaymentOut


class OrderLineOut(Schema):
    title: str
    unit: str
    pack: str
    price_vnd: int
    quantity: float
    line_vnd: int
    discount_vnd: int = Field(0, description="off the goods of this line")


class HistoryOut(Schema):
    at: datetime
    axis: str
    step: str
    words: str
    side: str
    reason: str


class OrderStatusOut(Schema):
    order: str
    payment: str
    delivery: str


class OrderOut(Schema):
    code: str
    group_code: str
    seller: SellerOut
    status: OrderStatusOut
    goods_vnd: int
    discount_vnd: int = Field(0, description=OFF)
    shipping_vnd: int
    total_vnd: int
    placed_at: datetime
    promised_from: date
    promised_to: date
    tracking_code: str
    lines: list[OrderLineOut]
    history: list[HistoryOut]
