"""Shops that sleep after their season and wake before the next."""

from datetime import UTC, datetime, timedelta

import pytest

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import PersonFactory, holder_of
from chophien.audit.models import Entry
from chophien.catalog.search.cube import forget_cube
from chophien.catalog.search.find import search
from chophien.catalog.search.query import SearchQuery
from chophien.catalog.tests.factories import a_listing
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.messages.actions.telling import go_on
from chophien.messages.models import Message, Notice, OutgoingSms, PushDevice
from chophien.messages.tests.test_gateways import OUR_KEY
from chophien.seasons.actions.dormancy import keep_awake, let_sleep, look_at_shops
from chophien.seasons.errors import NothingSleeps
from chophien.seasons.jobs import shops
from chophien.seasons.tests.factories import NOON, a_harvest, resting_plums
from chophien.sellers.states import MandateStatus
from chophien.sellers.tests.factories import a_mandate, a_seller, helper_in, manager_of
from chophien.supply.tests.factories import a_variant

pytestmark = pytest.mark.django_db
MAY_1 = datetime(2027, 5, 1, 5, 0, tzinfo=UTC)  # 14 days before the season of the plums
EVE = MAY_1 - timedelta(days=1)


def look(at=NOON):
    return look_at_shops(actor=SYSTEM, at=at)


def found(at=NOON, **query):
    forget_cube()
    return [hit.title for hit in search(SearchQuery(**query), at=at).hits]


def asleep(seller):
    seller.refresh_from_db()
    return seller.asleep_since is not None


def test_s05_a_shop_sleeps_after_its_season_and_only_its_own_page_shows_its_goods():
    plums = resting_plums()
    a_variant(title="Chè Shan tuyết")
    seller = plums.listing.seller

    assert look() == (1, 0)

    seller.refresh_from_db()
    assert (f"{seller.asleep_since}", f"{seller.wakes_on}") == ("2026-11-21", "2027-05-01")
    assert found() == ["Chè Shan tuyết"]
    assert found(q="mận hậu") == []
    assert found(province=seller.commune.province.code) == ["Chè Shan tuyết"]
    assert found(seller=seller.code) == ["Mận hậu Mộc Châu"]


def test_s05_it_wakes_fourteen_days_before_with_a_message_to_its_people():
    seller = resting_plums().listing.seller
    manager = holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code)
    look()

    before, after = look(EVE), look(MAY_1)

    assert (before, after, asleep(seller)) == ((0, 0), (0, 1), False)
    assert "15/05/2027" in Notice.objects.get(person_code=manager.code).text
    assert found(MAY_1, q="mận hậu") == ["Mận hậu Mộc Châu"]


def test_s05_the_households_helper_hears_of_it_and_who_has_no_app_gets_an_sms():
    seller = resting_plums().listing.seller
    owner = manager_of(seller, phone="+84912000111")
    helper = helper_in(phone="+84912000222")
    a_mandate(seller=seller, helper=helper, valid_until=MAY_1.date())
    a_mandate(seller=seller, helper=helper_in(name="Người cũ"), status=MandateStatus.REVOKED)
    look()

    look(MAY_1)

    told = Message.objects.filter(kind="season.wake")
    assert set(told.values_list("person_code", flat=True)) == {owner.code, helper.code}
    texts = dict(OutgoingSms.objects.values_list("phone", "text"))
    assert set(texts) == {"+84912000111", "+84912000222"}
    assert all("15/05/2027" in text for text in texts.values())


def test_s05_the_wake_goes_to_the_app_of_who_has_one_and_by_sms_a_day_later_if_nobody_read_it(settings):
    settings.PUSH_KEY = OUR_KEY
    seller = resting_plums().listing.seller
    owner = manager_of(seller)
    PushDevice.objects.create(code="TB-1", person_code=owner.code, endpoint="https://push.example/1", added_at=NOON)
    look()

    look(MAY_1)
    [message] = Message.objects.filter(kind="season.wake")
    at_once = list(message.tried)
    go_on(message_id=message.pk, at=MAY_1 + timedelta(days=1, hours=1))

    message.refresh_from_db()
    assert (at_once, message.tried) == (["push"], ["push", "sms"])


def test_s05_the_clock_puts_shops_to_sleep_and_wakes_them_by_itself(monkeypatch):
    seller = resting_plums().listing.seller
    manager_of(seller)

    steps = []
    for moment in (NOON, NOON + timedelta(days=1), EVE, MAY_1):
        monkeypatch.setattr("chophien.seasons.jobs.timezone.now", lambda moment=moment: moment)
        shops(due_at=moment.isoformat())
        steps.append(asleep(seller))

    assert steps == [True, True, True, False]
    assert Message.objects.filter(kind="season.wake").count() == 1


@pytest.mark.parametrize("what", ["all year", "in season", "harvest"])
def test_a_shop_with_something_to_sell_stays_awake(what):
    plums = resting_plums()
    seller = plums.listing.seller
    if what == "harvest":
        a_harvest(plums)
    else:
        season = {"season_from": "10-01", "season_to": "12-31"} if what == "in season" else {}
        a_listing(seller=seller, title="Mận sấy", **season)

    assert look() == (0, 0)


def test_goods_for_all_year_wake_a_shop_at_once():
    seller = resting_plums().listing.seller
    look()

    a_listing(seller=seller, title="Mận sấy")

    assert (look(), asleep(seller)) == ((0, 1), False)


def test_the_seller_keeps_it_awake_and_lets_it_sleep_again():
    seller = resting_plums().listing.seller
    manager = holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code)
    look()

    keep_awake(seller=seller, actor=manager, at=NOON)
    kept = look(), asleep(seller)
    let_sleep(seller=seller, actor=manager, at=NOON)

    assert (kept, look()) == (((0, 0), False), (1, 0))
    steps = [entry.facts["step"] for entry in Entry.objects.filter(what="seasons.shop").order_by("pk")]
    assert steps == ["slept", "kept_awake", "let_sleep", "slept"]


def test_nobody_else_wakes_a_shop():
    seller = resting_plums().listing.seller
    look()

    with pytest.raises(NotPermitted):
        keep_awake(seller=seller, actor=PersonFactory(), at=NOON)

    assert asleep(seller)


def test_a_shop_that_is_awake_cannot_be_woken():
    with pytest.raises(NothingSleeps):
        keep_awake(seller=a_seller(), actor=SYSTEM, at=NOON)


def test_looking_twice_changes_nothing():
    resting_plums()

    assert (look(), look()) == ((1, 0), (0, 0))
