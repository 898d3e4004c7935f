import re

import pytest

from chophien.accounts.models import Grant, Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import GrantFactory, PersonFactory, holder_of, operator
from chophien.messages.models import Notice
from chophien.officedesk.tests.factories import officer, signed_in, text_of
from chophien.places.tests.factories import a_commune
from chophien.sellers.tests.factories import a_seller

pytestmark = pytest.mark.django_db
GIVE = "/dieu-hanh/nguoi/trao-vai-tro/"


def names(page):
    return re.findall(r'<a class="strong" href="/dieu-hanh/nguoi/[^"]+">([^<]+)</a>', page)


def roles(page):
    return re.findall(r'href="[^"]*\?role=([a-z_]+)"', page)


def test_people_are_found_by_phone_name_and_code():
    pao = PersonFactory(name="Sùng A Páo", phone="+84912345678")
    PersonFactory(name="Người Khác")
    client = signed_in(operator(name="Thu"))

    def found(text):
        return names(text_of(client.get("/dieu-hanh/nguoi/", {"q": text})))

    assert found("0912.345.678") == ["Sùng A Páo"]
    assert found("a páo") == ["Sùng A Páo"]
    assert found(pao.code.lower()) == ["Sùng A Páo"]
    assert found("không có ai") == []


def test_a_provincial_officer_lists_those_of_the_own_communes():
    a_commune("00721")
    mine = holder_of(Role.HELPER, Scope.COMMUNE, "00721", name="Em Dợ")
    a_commune("06463")
    holder_of(Role.HELPER, Scope.COMMUNE, "06463", name="Ở tỉnh khác")
    PersonFactory(name="Một người mua")

    page = text_of(signed_in(officer()).get("/dieu-hanh/nguoi/"))

    assert names(page) == ["Em Dợ"]
    assert "Xã Đồng Văn" in page
    assert mine.code in page


def test_everybody_is_offered_only_the_roles_they_may_give():
    a_commune("00721")

    assert roles(text_of(signed_in(operator()).get(GIVE))) == [role.value for role in Role]
    assert roles(text_of(signed_in(officer()).get(GIVE))) == ["helper", "commune_officer"]
    assert roles(text_of(signed_in(holder_of(Role.OPERATOR, Scope.PROVINCE, "08")).get(GIVE))) == [
        "helper", "commune_officer", "province_officer",
    ]  # fmt: skip


def test_a_role_is_given_step_by_step_to_somebody_who_has_never_been_here():
    a_commune("00721")
    client = signed_in(operator())

    province = text_of(client.get(GIVE, {"role": "commune_officer"}))
    commune = text_of(client.get(GIVE, {"role": "commune_officer", "tinh": "08"}))
    person = text_of(client.get(GIVE, {"role": "commune_officer", "scope_kind": "commune", "scope_code": "00721"}))
    answer = client.post(
        GIVE,
        {
            "role": "commune_officer",
            "scope_kind": "commune",
            "scope_code": "00721",
            "phone": "0987 654 321",
            "name": "Hầu Mí Tuấn",
        },
    )

    grant = Grant.objects.select_related("person").get(person__phone="+84987654321")
    assert '<option value="08"' in province
    assert '<option value="00721">' in commune
    assert 'name="phone"' in person
    assert answer["Location"] == f"/dieu-hanh/nguoi/?q={grant.person.code}&xong=trao"
    assert (grant.role, grant.scope_kind, grant.scope_code, grant.person.name) == (
        "commune_officer",
        "commune",
        "00721",
        "Hầu Mí Tuấn",
    )
    assert Notice.objects.filter(person_code=grant.person.code).count() == 1


def test_shops_are_chosen_by_name():
    seller = a_seller(name="HTX Lùng Phình")
    client = signed_in(operator())

    page = text_of(client.get(GIVE, {"role": "seller_packer", "q": "lung phinh"}))

    assert f"role=seller_packer&scope_kind=seller&scope_code={seller.code}" in page


@pytest.mark.parametrize(
    "data",
    [
        {"role": "seller_packer", "scope_kind": "nation", "scope_code": "", "phone": "0987654321"},
        {"role": "commune_officer", "scope_kind": "commune", "scope_code": "99999", "phone": "0987654321"},
        {"role": "kaiser", "scope_kind": "nation", "scope_code": "", "phone": "0987654321"},
        {"role": "operator", "scope_kind": "nation", "scope_code": "", "phone": "12"},
        {"role": "operator", "scope_kind": "nation", "scope_code": "", "phone": "", "name": "x" * 200},
    ],
)
def test_what_cannot_be_given_is_refused_and_nobody_gets_it(data):
    before = Grant.objects.count()

    answer = signed_in(operator()).post(GIVE, data)

    assert answer.status_code in {409, 422}
    assert Grant.objects.count() == before + 1  # the operator's own


def test_nobody_gives_a_role_to_themselves():
    boss = operator(phone="+84912345678")

    answer = signed_in(boss).post(
        GIVE, {"role": "province_officer", "scope_kind": "province", "scope_code": "08", "phone": "0912345678"}
    )

    assert answer.status_code == 409
    assert boss.grants.count() == 1


def test_a_role_is_ended_at_once_and_stays_as_history():
    a_commune("00721")
    helper = holder_of(Role.HELPER, Scope.COMMUNE, "00721")
    client = signed_in(operator())

    answer = client.post(f"/dieu-hanh/nguoi/{helper.code}/thoi/helper.commune.00721/")
    again = client.post(f"/dieu-hanh/nguoi/{helper.code}/thoi/helper.commune.00721/")

    assert (answer.status_code, again.status_code) == (302, 404)
    assert helper.grants.get().ends_at is not None


def test_a_role_out_of_reach_is_not_ended():
    a_commune("06463")
    there = holder_of(Role.HELPER, Scope.COMMUNE, "06463")

    answer = signed_in(officer()).post(f"/dieu-hanh/nguoi/{there.code}/thoi/helper.commune.06463/")

    assert answer.status_code == 404
    assert there.grants.get().ends_at is None


def test_a_person_is_shown_with_all_roles():
    lan = PersonFactory(name="Lan")
    seller = a_seller(name="HTX Lùng Phình")
    GrantFactory(person=lan, role=Role.SELLER_MANAGER, scope_kind=Scope.SELLER, scope_code=seller.code)

    page = text_of(signed_in(operator()).get(f"/dieu-hanh/nguoi/{lan.code}/"))

    assert "Quản lý gian hàng" in page
    assert "HTX Lùng Phình" in page
    assert "Thôi vai trò" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    a_commune("00721")
    boss = operator()
    for _place in range(number):
        holder_of(Role.HELPER, Scope.COMMUNE, "00721")
    client = signed_in(boss)

    with django_assert_num_queries(14):
        assert client.get("/dieu-hanh/nguoi/").status_code == 200
    assert Person.objects.count() == number + 1
