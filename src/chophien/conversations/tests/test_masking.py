"""Phones and ways to other channels are found as people hide them; what belongs to the deal stays as it is."""

import pytest

from chophien.conversations.masking import HIDDEN, mask

HIDES = [
    "Gọi em 0912345678 nhé",
    "Gọi em 0912 345 678 nhé",
    "0912.345.678",
    "0912-345-678",
    "+84 912 345 678",
    "+84912345678",
    "84 912 345 678",
    "(091) 234 5678",
    "0 9 1 2 3 4 5 6 7 8",
    "0.9.1.2.3.4.5.6.7.8",
    "o912345678",
    "O9l2 345 678",
    "０９１２３４５６７８",
    "số em: không chín một hai ba bốn năm sáu bảy tám",
    "khong chin mot hai ba bon nam sau bay tam",
    "KHÔNG CHÍN MỘT HAI BA BỐN LĂM SÁU BẢY TÁM",
    "không-chín-một-hai-ba-bốn-năm-sáu-bảy-tám",
    "không chín một 2 3 4 năm sáu bảy tám",
    "0 chín 1 hai 3 bốn 5 sáu 7 tám",
    "024 3825 1234",
    "0912/345/678",
    "0912_345_678",
    "xem ở www.hangrehon.vn nhé",
    "https://shopee.vn/abc",
    "http://zalo.me/0912345678",
    "vào hangrehon.com mua cho rẻ",
    "hangrehon chấm com",
    "thư cho em: lan.nguyen@gmail.com",
    "lan.nguyen (a) gmail.com",
    "zalo là lannguyen88",
    "Zalo: lannguyen88",
    "zl: lan88",
    "fb là Lan.Nguyen",
    "facebook: chelungphin",
    "tele: @lanche",
    "nhắn messenger: lan.che",
]
KEEPS = [
    "Giá 185.000 đ một hộp",
    "Cả thảy 1.250.000 đồng",
    "1 250 000 đ",
    "Em mua 2,5 kg",
    "Giao ngày 24/11/2026 được không?",
    "Giao 24/11 lúc 14:30",
    "Đơn CP-7K3M-92 tới đâu rồi?",
    "Lần đặt GD-7K3M-92HV",
    "SP-2K49-9254-5M còn không chị?",
    "Một hộp 100 g, mười hộp 1.000 g",
    "Nhà có năm, sáu người",
    "Ba má em thích lắm, mua bốn năm lần rồi",
    "Không có gì, cảm ơn chị",
    "Chín một nửa thì có ngon không?",
    "Hái sáng 5 giờ, 7 giờ tới, 9 giờ giao",
    "Độ cao 1.600 m, cây 300 năm",
    "Chè pha 80–85 độ, 3 phút",
    "Bên em có zalo không?",
    "Em thấy trên facebook rồi",
    "Hàng Việt Nam. Com lam ngon",
    "2 hộp, 3 gói, 4 túi, 5 chai",
    "",
]


@pytest.mark.parametrize("text", HIDES)
def test_ways_around_the_market_are_taken_out(text):
    masked = mask(text)

    assert masked.changed
    assert HIDDEN in masked.text
    digits = [letter for letter in masked.text if letter.isdigit()]
    assert len(digits) < 7


@pytest.mark.parametrize("text", KEEPS)
def test_prices_days_weights_and_codes_stay(text):
    assert mask(text) == type(mask(text))(text, changed=False)


def test_only_the_number_goes_and_the_rest_stays():
    assert mask("Chị Lan ơi, gọi 0912 345 678 trước 5 giờ, giá 185.000 đ nhé").text == (
        "Chị Lan ơi, gọi ••• trước 5 giờ, giá 185.000 đ nhé"
    )


def test_a_long_text_of_digits_and_words_is_read_quickly():
    assert mask("0 " * 400 + "không " * 100).changed
