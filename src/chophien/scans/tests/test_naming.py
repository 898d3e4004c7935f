"""A household is named behind a code by its own word alone, and by no old word once it has taken it back."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from chophien.accounts.tests.factories import PersonFactory
from chophien.growing.actions.households import HouseholdText, add_household, end_household
from chophien.growing.actions.naming import take_name_back
from chophien.growing.errors import HasNoPhone, NamingCodeOld, NamingCodeWrong, SaidItself, TooManyNamingCodes
from chophien.growing.models import HouseholdWord
from chophien.growing.tests.factories import LON, a_square, agreed_on_paper, an_area
from chophien.lib.actor import SYSTEM
from chophien.lib.errors import NotPermitted
from chophien.lots.actions.growers import GrowerText, change_grower
from chophien.lots.tests.factories import a_cooperative, a_grower
from chophien.messages.kinds import kind_named
from chophien.messages.models import Message, Notice, OutgoingSms
from chophien.rules import selectors as rules
from chophien.scans.actions.naming import agree_by_code, say_naming, send_naming_code
from chophien.scans.selectors.naming import named_among, read_on, yes_to_another_name
from chophien.scans.tests.factories import NOON
from chophien.sellers.tests.factories import manager_of
from chophien.traceability.models import NamingWish

pytestmark = pytest.mark.django_db


def on_the_land(seller, grower):
    text = HouseholdText(grower.name, "Bản Bẹ", grower.code)
    return add_household(area=an_area(seller), text=text, actor=SYSTEM, at=NOON)


def pin_in_the_last_sms():
    return re.findall(r"\d{6}", OutgoingSms.objects.latest("pk").text)[-1]


def test_a_household_says_itself_whether_it_is_named_and_the_last_word_counts():
    seller = a_cooperative()
    grower = a_grower(seller, phone="0912345678")

    assert named_among([grower]) == set()
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON)
    assert named_among([grower]) == {grower.pk}
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON + timedelta(hours=1))
    assert named_among([grower]) == set()
    with pytest.raises(NotPermitted):
        say_naming(grower=grower, may_be_named=True, actor=manager_of(seller), at=NOON)
    for change in (lambda: NamingWish.objects.update(may_be_named=True), NamingWish.objects.all().delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_what_it_said_on_paper_for_its_land_counts_and_any_no_wins():
    seller = a_cooperative()
    grower = a_grower(seller, phone="0912345679")
    household = on_the_land(seller, grower)
    agreed_on_paper(household, at=NOON)

    assert named_among([grower]) == {grower.pk}
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON)
    assert named_among([grower]) == set()
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON + timedelta(hours=1))
    take_name_back(household=household, actor=manager_of(seller), at=NOON + timedelta(hours=2))
    assert named_among([grower]) == set()


def test_what_it_says_on_its_own_page_counts_for_its_land_and_nobody_else_turns_its_no_into_a_yes():
    seller = a_cooperative()
    grower = a_grower(seller, phone="0912345681")
    household = on_the_land(seller, grower)

    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON)
    household.refresh_from_db()
    assert (household.naming, household.naming_way) == ("agreed", "own")
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON + timedelta(hours=1))
    household.refresh_from_db()

    assert (household.naming, named_among([grower])) == ("unnamed", set())
    with pytest.raises(SaidItself):
        agreed_on_paper(household, actor=manager_of(seller), at=NOON + timedelta(hours=2))
    assert [word.way for word in HouseholdWord.objects.order_by("pk")] == ["own", "own"]


def test_a_yes_is_to_the_name_that_the_household_had_and_to_no_other():
    seller = a_cooperative()
    manager, grower, by_paper = manager_of(seller), a_grower(seller, phone="0912345683"), a_grower(seller, "Lò Văn Ín")
    agreed_on_paper(on_the_land(seller, by_paper), at=NOON)
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON)
    assert named_among([grower, by_paper]) == {grower.pk, by_paper.pk}

    growers = [
        change_grower(grower=one, text=GrowerText(name=name), actor=manager, at=NOON + timedelta(hours=1))
        for one, name in ((grower, "Giàng Thị Mới"), (by_paper, "Lò Văn Khác"))
    ]

    assert named_among(growers) == set()
    say_naming(grower=growers[0], may_be_named=True, actor=grower.person, at=NOON + timedelta(hours=2))
    assert named_among(growers) == {grower.pk}
    assert [wish.name for wish in NamingWish.objects.order_by("pk")] == [grower.name, "Giàng Thị Mới"]


def test_a_household_that_is_called_otherwise_is_told_that_its_yes_ended_and_pages_say_so(client):
    seller = a_cooperative()
    manager, grower = manager_of(seller), a_grower(seller, phone="0912345685")
    named, silent = (
        a_grower(seller, "Lò Văn Ín", phone="0912345686"),
        a_grower(seller, "Vàng Thị Dợ", phone="0912345687"),
    )
    household = on_the_land(seller, grower)
    for one in (grower, named):
        say_naming(grower=one, may_be_named=True, actor=one.person, at=NOON)
    area_page, naming_page = (
        f"/ban-hang/vung-trong/{household.area.code}/{end}" for end in ("", f"ho/{household.code}/")
    )
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert "Lời đồng ý không còn tính" not in client.get(area_page).content.decode()

    later = NOON + timedelta(hours=1)
    renamed = change_grower(grower=grower, text=GrowerText(name="Giàng Thị Mới"), actor=manager, at=later)
    change_grower(grower=named, text=GrowerText(name="Lo Van In"), actor=manager, at=later)  # only other marks
    change_grower(grower=silent, text=GrowerText(name="Vàng Thị Khác"), actor=manager, at=later)

    [message] = Message.objects.filter(kind="naming.ended")
    assert (message.person_code, kind_named("naming.ended").channels[-1]) == (grower.person.code, "sms")
    [notice] = Notice.objects.filter(person_code=grower.person.code, link__contains="#ten")
    for words in (seller.name, "Giàng Thị Mới", "Sùng Thị Máy"):
        assert words in notice.text
    assert named_among([renamed, named]) == {named.pk}
    assert yes_to_another_name(renamed) == "Sùng Thị Máy"
    for page in (area_page, naming_page):
        said = client.get(page).content.decode()
        assert "Lời đồng ý không còn tính cho hàng" in said
        assert "Trong các lô của gian hàng, hộ này có tên là Giàng Thị Mới" in said

    client.force_login(grower.person, backend="django.contrib.auth.backends.ModelBackend")
    mine = "/ban-hang/phan-cua-toi/"
    assert "Bạn đã đồng ý với tên Sùng Thị Máy" in client.get(mine).content.decode()
    client.post(f"{mine}{grower.code}/neu-ten/")
    assert "Bạn đã đồng ý với tên" not in client.get(mine).content.decode()
    household.refresh_from_db()
    assert (named_among([renamed]), household.naming) == ({grower.pk}, "agreed"), "what it said of the other name stays"
    assert HouseholdWord.objects.filter(household=household).count() == 1


def test_a_yes_to_a_new_name_ends_a_no_on_land_where_it_stands_by_another_and_names_it_not_there():
    seller = a_cooperative()
    grower = a_grower(seller, phone="0912345688")
    household = add_household(
        area=an_area(seller), text=HouseholdText("Tên Cũ", "", grower.code), actor=SYSTEM, at=NOON
    )
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON)

    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON + timedelta(hours=1))

    household.refresh_from_db()
    assert (household.naming, named_among([grower])) == ("not_asked", {grower.pk})
    assert read_on(household.area) == []


def test_a_household_is_read_on_its_land_by_the_name_that_it_agreed_to_while_its_shop_calls_it_so(client):
    seller = a_cooperative()
    manager, grower = manager_of(seller), a_grower(seller, phone="0912345689")
    household = on_the_land(seller, grower)
    area = household.area
    other = add_household(area=area, text=HouseholdText("Lò Thị Ín", "Bản Bẹ"), actor=SYSTEM, at=NOON)
    for one in (household, other):
        agreed_on_paper(one, at=NOON)
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")

    def named():
        page = client.get(f"/ban-hang/vung-trong/{area.code}/").content.decode()
        return re.findall(r"<dt>Nêu tên với người mua</dt><dd>(.*?)</dd>", page)

    before = named()
    grower = change_grower(grower=grower, text=GrowerText("Giàng Thị Mới"), actor=manager, at=NOON)
    renamed = named()
    change_grower(grower=grower, text=GrowerText("Sùng Thị Máy"), actor=manager, at=NOON)
    again = named()
    say_naming(grower=grower, may_be_named=False, actor=grower.person, at=NOON + timedelta(hours=1))
    take_name_back(household=other, actor=manager, at=NOON)

    both = ["Lò Thị Ín, Sùng Thị Máy"]
    assert (before, renamed, again, named()) == (both, ["Lò Thị Ín"], both, [])


def test_a_no_stays_when_the_household_grows_there_no_more_until_it_says_yes_again():
    seller = a_cooperative()
    manager, grower = manager_of(seller), a_grower(seller, phone="0912345684")
    above = on_the_land(seller, grower)
    below_area = an_area(seller, land=a_square(LON + 0.01), name="Nương dưới")
    below = add_household(area=below_area, text=HouseholdText(grower.name, "", grower.code), actor=SYSTEM, at=NOON)
    agreed_on_paper(above, at=NOON)
    take_name_back(household=below, actor=manager, at=NOON + timedelta(hours=1))
    end_household(household=below, actor=manager, at=NOON + timedelta(hours=2))

    assert named_among([grower]) == set()
    say_naming(grower=grower, may_be_named=True, actor=grower.person, at=NOON + timedelta(hours=3))
    assert named_among([grower]) == {grower.pk}
    end_household(household=above, actor=manager, at=NOON + timedelta(hours=4))
    assert named_among([grower]) == {grower.pk}, "its own word is of no land"


def test_a_yes_for_land_on_which_it_grows_no_more_names_nobody():
    seller = a_cooperative()
    grower = a_grower(seller)
    household = on_the_land(seller, grower)
    agreed_on_paper(household, at=NOON)

    end_household(household=household, actor=manager_of(seller), at=NOON)

    assert named_among([grower]) == set()


@pytest.mark.django_db(transaction=True)
def test_the_code_on_its_own_phone_says_yes_once_and_no_phone_that_the_shop_typed_ever_does():
    seller = a_cooperative()
    manager = manager_of(seller)
    grower, unasked = a_grower(seller, phone="0912345682"), a_grower(seller, "Lò Văn Ín")
    household = on_the_land(seller, grower)
    other = add_household(area=household.area, text=HouseholdText("Lò Văn Ín", "", unasked.code), actor=SYSTEM, at=NOON)
    for actor, who, refusal in (
        (manager, other, HasNoPhone),
        (PersonFactory(), household, NotPermitted),
        (manager_of(a_cooperative()), household, NotPermitted),
    ):
        with pytest.raises(refusal):
            send_naming_code(household=who, actor=actor, at=NOON)

    send_naming_code(household=household, actor=manager, at=NOON)
    pin, wrong = pin_in_the_last_sms(), "000000"
    with pytest.raises(NamingCodeWrong):
        agree_by_code(household=household, typed=wrong, actor=manager, at=NOON)
    with pytest.raises(NamingCodeOld):
        agree_by_code(household=household, typed=pin, actor=manager, at=NOON + timedelta(hours=3))
    agree_by_code(household=household, typed=pin, actor=manager, at=NOON)

    household.refresh_from_db()
    assert (household.naming, household.naming_way, named_among([grower])) == ("agreed", "code", {grower.pk})
    with pytest.raises(NamingCodeOld):
        agree_by_code(household=household, typed=pin, actor=manager, at=NOON)
    for _again in range(rules.whole("sellers.consent_codes_per_day", at=NOON) - 1):
        send_naming_code(household=household, actor=manager, at=NOON)
    with pytest.raises(TooManyNamingCodes):
        send_naming_code(household=household, actor=manager, at=NOON)


def test_words_from_before_names_were_written_down_count_for_the_name_of_that_day_and_stay_unchanged():
    seller = a_cooperative()
    yes, no = a_grower(seller, phone="0912345695"), a_grower(seller, "Lò Văn Ín", phone="0912345696")
    for grower, may in ((yes, True), (no, False)):
        NamingWish.objects.create(grower=grower, may_be_named=may, said_by=grower.person.code, at=NOON)
    before = named_among([yes, no])

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # in a migration nothing is pending
        cursor.execute(
            import_module("chophien.traceability.migrations.0008_a_yes_counts_for_the_name_it_was_said_of").FILL
        )

    assert (before, named_among([yes, no])) == (set(), {yes.pk})
    filled = NamingWish.objects.order_by("pk").values_list("name", "may_be_named", "said_by", "at")
    assert list(filled) == [
        (yes.name, True, yes.person.code, NOON),
        ("Lò Văn Ín", False, no.person.code, NOON),
    ]
    yes.name = "Sùng Thị Dợ"
    assert named_among([yes, no]) == set()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        NamingWish.objects.update(name="Sùng Thị Dợ")
