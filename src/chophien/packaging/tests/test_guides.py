"""How goods are packed: the nearest guide upwards, and until when they keep in it."""

from datetime import date

from chophien.packaging.selectors.guides import guide_of, guided

TODAY = date(2026, 11, 24)


def test_the_nearest_category_upwards_has_the_word():
    tea = guide_of("thuc-pham/che-tra/che", on=TODAY)
    other = guide_of("thuc-pham/hat-rau-qua/mang", on=TODAY)

    assert tea is not None
    assert (tea.category, len(tea.steps), tea.most_days) == ("che-tra", 4, 365)
    assert tea.materials == ["Túi giấy bạc có khóa", "Hộp giấy cứng"]
    assert other is not None
    assert other.category == "thuc-pham"
    assert guide_of("du-lich/diem-du-lich", on=TODAY) is None
    assert guide_of("thuc-pham/che-tra", on=date(2026, 10, 31)) is None


def test_goods_keep_by_their_packaging_or_by_their_own_day_whichever_is_first():
    fruit = guide_of("thuc-pham/nong-san-tuoi/trai-cay", on=TODAY)
    cloth = guide_of("thu-cong-my-nghe/det-may/tho-cam", on=TODAY)

    assert fruit is not None
    assert cloth is not None
    assert fruit.keeps_until(TODAY) == date(2026, 12, 1)
    assert fruit.keeps_until(TODAY, best_before=date(2026, 11, 28)) == date(2026, 11, 28)
    assert fruit.keeps_until(TODAY, best_before=date(2027, 1, 1)) == date(2026, 12, 1)
    assert cloth.keeps_until(TODAY) is None


def test_every_step_is_in_both_languages_and_steps_are_counted_from_one():
    for category in guided(on=TODAY):
        guide = guide_of(category, on=TODAY)
        assert guide is not None
        assert [one.number for one in guide.steps] == list(range(1, len(guide.steps) + 1))
        assert all(one.text_vi and one.text_en for one in guide.steps)
        assert all(one.picture.startswith("<svg ") and "style" not in one.picture for one in guide.steps)
