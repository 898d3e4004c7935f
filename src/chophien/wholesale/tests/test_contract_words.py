"""What the contract's file says in exact words: how the price is made, the deposit, what is owed for late and short."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from chophien.orders.selectors.orders import regulations_in_force
from chophien.orders.tests.factories import NOON
from chophien.sellers.tests.factories import manager_of
from chophien.wholesale.actions.deliveries import close_delivery, enter_index, send_part
from chophien.wholesale.actions.signing import send_contract_code, sign_contract
from chophien.wholesale.actions.terms import set_terms
from chophien.wholesale.contract import contract_pdf
from chophien.wholesale.selectors.contracts import contract_seen_by
from chophien.wholesale.tests.factories import FIRST, a_contract_in_force, a_draft_contract, some_terms
from chophien.wholesale.tests.test_agree import pin_of

pytestmark = pytest.mark.django_db
INDEXED = {
    "share_percent": 60,
    "index_name": "Giá miến Lào Cai",
    "base_index": Decimal(50),
    "floor_vnd": 45_000,
    "cap_vnd": 60_000,
}
TODAY = NOON.date()
FOURTH_DAY, NINTH = datetime(2026, 12, 5, 5, tzinfo=UTC), datetime(2026, 12, 9, 5, tzinfo=UTC)


def text_of(contract, *, on=TODAY):
    seen = contract_seen_by(contract.buyer, contract.code, at=NOON)
    with override("en"):
        pages = PdfReader(io.BytesIO(contract_pdf(seen, on=on))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (
            {},
            (
                "Giá thỏa thuận 50.000 đ / kg Mỗi lần giao trả bằng Thu tiền khi giao hàng Đặt cọc và phạt "
                "Mỗi ngày giao chậm 0,5% giá trị phần giao chậm Phần không giao 5% giá trị phần đó "
                "Phạt nhiều nhất 8% giá trị đợt giao Lịch giao hàng"
            ),
        ),
        (
            INDEXED,
            (
                "Giá thỏa thuận 50.000 đ / kg Cách tính giá 60% giá tính theo “Giá miến Lào Cai”; giá thỏa thuận ứng với "
                "mức 50 Không thấp hơn 45.000 đ Không cao hơn 60.000 đ Mỗi lần giao trả bằng Thu tiền khi giao hàng"
            ),
        ),
        (
            {"late_permyriad": 0, "short_percent": 0, "payment": "vietqr"},
            (
                "Mỗi lần giao trả bằng Chuyển khoản (VietQR) Đặt cọc và phạt Mỗi ngày giao chậm 0% giá trị phần giao chậm "
                "Phần không giao 0% giá trị phần đó Phạt nhiều nhất 8% giá trị đợt giao"
            ),
        ),
        (
            {"deposit_vnd": 12_000_000, "deposit_on": date(2026, 11, 25), "late_permyriad": 125},
            (
                "Đặt cọc và phạt Tiền cọc 12.000.000 đ, trước hết ngày 25/11/2026 Tiền cọc dùng thế nào Trừ dần vào tiền "
                "từng lần giao Nếu đến hạn tiền cọc chưa về Hợp đồng vẫn còn, chợ nhắc hai bên "
                "Mỗi ngày giao chậm 1,25% giá trị phần giao chậm"
            ),
        ),
        (
            {"deposit_vnd": 9, "deposit_on": FIRST, "deposit_use": "return", "deposit_late": "end"},
            (
                "Tiền cọc 9 đ, trước hết ngày 01/12/2026 Tiền cọc dùng thế nào Trả lại khi giao xong hợp đồng "
                "Nếu đến hạn tiền cọc chưa về Hợp đồng hết, trừ khi đã giao hàng"
            ),
        ),
    ],
)
def test_s04_the_file_says_how_the_price_is_made_what_the_deposit_is_and_what_late_and_short_cost(terms, words):
    contract = a_draft_contract()
    set_terms(contract=contract, terms=some_terms(**terms), actor=contract.buyer, at=NOON)

    text = text_of(contract)

    assert words in text
    assert f"Số {contract.code}, soạn ngày 21/11/2026: Bản nháp: hai bên còn phải xác nhận" in text
    assert ("Tiền cọc" in text) == ("deposit_vnd" in terms)
    assert text.endswith("Chưa ai xác nhận. 1 / 1")


def test_s04_the_file_says_what_each_delivery_cost_and_what_is_owed_for_late_and_short():
    contract = a_contract_in_force(terms=some_terms(**INDEXED))
    manager = manager_of(contract.seller)
    rows = {"source": "Sở Công Thương", "actor": manager}
    enter_index(contract=contract, on=date(2026, 12, 1), value=Decimal(55), at=FOURTH_DAY, **rows)
    before = text_of(contract, on=date(2026, 11, 30))
    send_part(contract=contract, number=1, quantity=Decimal(1500), idempotency_key="a", actor=manager, at=FOURTH_DAY)
    close_delivery(contract=contract, number=1, actor=contract.buyer, at=FOURTH_DAY)
    enter_index(contract=contract, on=date(2026, 12, 8), value=Decimal(100), at=NINTH, **rows)

    text = text_of(contract, on=NINTH.date())

    head = "Lịch giao hàng Ngày Số lượng Giá Đã giao Tiền phạt"
    assert f"{head} 01/12/2026 2.000 kg 53.000 đ 0 kg 0 đ" in before
    first = "01/12/2026 2.000 kg 53.000 đ 1.500 kg 2.915.000 đ"  # 4 days × 0,5 % of 79.500.000, 5 % of 26.500.000
    second = "08/12/2026 2.000 kg 60.000 đ 0 kg 600.000 đ"  # the price at its cap; one day × 0,5 % of 120.000.000
    assert f"{head} {first} {second} 15/12/2026 2.000 kg 60.000 đ 0 kg 0 đ" in text


def test_a_price_that_waits_for_its_figure_is_said_to_be_unknown():
    contract = a_contract_in_force(terms=some_terms(**INDEXED))

    assert "01/12/2026 2.000 kg chưa biết 08/12/2026 2.000 kg chưa biết" in text_of(contract)


def test_s04_who_confirmed_when_and_what_the_buyer_agreed_to_with_it_stands_in_the_file():
    contract = a_draft_contract()
    set_terms(contract=contract, terms=some_terms(), actor=contract.buyer, at=NOON)
    manager = manager_of(contract.seller)
    for minutes, person in ((1, contract.buyer), (2, manager)):
        at = NOON + timedelta(minutes=minutes)
        send_contract_code(contract=contract, actor=person, at=at)
        sign_contract(contract=contract, pin=pin_of(contract), actor=person, at=at, consent=person != manager)

    text = text_of(contract)

    version = regulations_in_force(at=NOON).version
    assert (
        f"Người mua: {contract.buyer.name}, bằng mã gửi đến điện thoại, lúc 12:01, 21/11/2026, đồng ý với quy chế của "
        f"Chợ Phiên, bản {version}, cho mọi đợt giao"
    ) in text
    assert f"Người bán: {manager.name}, bằng mã gửi đến điện thoại, lúc 12:02, 21/11/2026 1 / 1" in text
    assert f"Số {contract.code}, soạn ngày 21/11/2026: Đang hiệu lực" in text
