"""A shop's own numbers from GS1 count once an operator has looked at the paper; nobody's are made up."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from chophien.accounts.tests.factories import operator
from chophien.lots.tests.factories import goods_of
from chophien.sellers.tests.factories import a_seller, manager_of
from chophien.traceability.models import GivenNumber
from chophien.traceability.selectors import codes

pytestmark = pytest.mark.django_db
OWN, PLACE = "9506000134352", "9506000100005"  # of GS1's own prefix for examples


def a_paper(colour="white"):
    kept = BytesIO()
    Image.new("RGB", (400, 400), colour).save(kept, "PNG")
    return SimpleUploadedFile("giay.png", kept.getvalue(), "image/png")


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def test_a_number_counts_once_an_operator_has_looked_at_its_paper():
    seller = a_seller()
    variant, manager, office = goods_of(seller), as_(manager_of(seller)), as_(operator())
    page = f"/truy-xuat/ma-so/{seller.code}/"
    market_number = codes.gtin_of(variant)

    wrong = manager.post(page, {"of": variant.code, "value": "9506000134350", "paper": a_paper()})
    made_up = manager.post(page, {"of": variant.code, "value": market_number, "paper": a_paper()})
    said = manager.post(page, {"of": variant.code, "value": OWN, "paper": a_paper()})
    place = manager.post(page, {"of": "", "value": PLACE, "paper": a_paper("grey")})

    assert [answer.status_code for answer in (wrong, made_up, said, place)] == [422, 422, 302, 302]
    assert (codes.gtin_of(variant), GivenNumber.objects.count()) == (market_number, 2)
    assert manager.get(page).status_code == office.get(page).status_code == 200
    assert as_(manager_of(a_seller())).get(page).status_code == 404
    for number in GivenNumber.objects.all():
        step = f"{page}{number.file_code}/"
        assert manager.post(step + "dung/").status_code == 409
        assert office.post(step + "giay/")["Content-Type"] == "image/png"
        assert office.post(step + "dung/").status_code == 302
    assert codes.gtin_of(variant) == "0" + OWN
    assert codes.variant_of_gtin(OWN) == codes.variant_of_gtin(market_number) == variant
    assert codes.location_of(seller) == f"https://id.gs1.org/414/{PLACE}"

    manager.post(f"{page}{GivenNumber.objects.get(value='0' + OWN).file_code}/thoi/")
    assert codes.gtin_of(variant) == market_number


def test_one_number_counts_for_one_shop_only():
    first, second = a_seller(), a_seller()
    office = as_(operator())

    answers = []
    for seller in (first, second):
        page = f"/truy-xuat/ma-so/{seller.code}/"
        as_(manager_of(seller)).post(page, {"of": "", "value": PLACE, "paper": a_paper()})
        answers.append(office.post(f"{page}{GivenNumber.objects.get(seller=seller).file_code}/dung/").status_code)

    assert answers == [302, 409]
    assert codes.location_of(second).endswith(second.code)


def test_a_company_prefix_counts_with_its_licence_and_keeps_its_numbers_from_all_other_shops():
    owner, stranger = a_seller(), a_seller()
    office, theirs = as_(operator()), goods_of(stranger)
    page, other = (f"/truy-xuat/ma-so/{one.code}/" for one in (owner, stranger))
    manager, rival = as_(manager_of(owner)), as_(manager_of(stranger))

    wrong = [
        manager.post(page, {"of": "gcp", "value": value, "paper": a_paper()}).status_code
        for value in ("29123", "893", "89385x0", "0000123", "8" * 13)
    ]
    said = manager.post(page, {"of": "gcp", "value": "9506 000", "paper": a_paper()})
    before = rival.post(other, {"of": theirs.code, "value": OWN, "paper": a_paper("grey")})
    office.post(f"{page}{GivenNumber.objects.get(seller=owner).file_code}/dung/")
    later = [
        rival.post(other, {"of": of, "value": value, "paper": a_paper("red")}).status_code
        for of, value in ((theirs.code, OWN), ("", PLACE), ("gcp", "95060001"), ("gcp", "9506"))
    ]
    too_late = office.post(f"{other}{GivenNumber.objects.get(seller=stranger).file_code}/dung/")

    assert (wrong, said.status_code, before.status_code) == ([422] * 5, 302, 302)
    assert (later, too_late.status_code) == ([409] * 4, 409)
    assert codes.gtin_of(theirs).startswith("029")
    assert manager.post(page, {"of": "", "value": PLACE, "paper": a_paper("blue")}).status_code == 302
    assert "9506000" in manager.get(page).content.decode()


def test_a_second_company_prefix_counts_beside_the_first_and_a_second_place_instead_of_it():
    seller = a_seller()
    page, manager, office = f"/truy-xuat/ma-so/{seller.code}/", as_(manager_of(seller)), as_(operator())

    for of, value, colour in (
        ("gcp", "9506000", "white"),
        ("gcp", "8935001", "grey"),
        ("", PLACE, "red"),
        ("", "9506000134352", "blue"),
    ):
        manager.post(page, {"of": of, "value": value, "paper": a_paper(colour)})
        office.post(f"{page}{GivenNumber.objects.get(value=value).file_code}/dung/")

    counts = GivenNumber.objects.filter(verified_at__isnull=False, ended_at__isnull=True).order_by("pk")
    assert list(counts.values_list("value", flat=True)) == ["9506000", "8935001", "9506000134352"]


def test_one_licence_covers_all_numbers_that_begin_with_its_prefix_and_they_end_with_it():
    seller = a_seller()
    first, second = goods_of(seller), goods_of(seller)
    page, manager, office = f"/truy-xuat/ma-so/{seller.code}/", as_(manager_of(seller)), as_(operator())
    market_number = codes.gtin_of(first)

    def says(of, value, paper=None):
        return manager.post(page, {"of": of, "value": value, **({"paper": paper} if paper else {})}).status_code

    def counting():
        rows = GivenNumber.objects.filter(verified_at__isnull=False, ended_at__isnull=True).order_by("pk")
        return list(rows.values_list("value", flat=True))

    bare = says(first.code, OWN)
    waits = says(first.code, OWN, a_paper())
    licence = says("gcp", "9506000", a_paper("grey"))
    assert (bare, waits, licence, counting()) == (422, 302, 302, [])
    paper = GivenNumber.objects.get(kind="gcp")
    office.post(f"{page}{paper.file_code}/dung/")
    assert counting() == ["0" + OWN, "9506000"]  # what waited counts too
    outside = says(second.code, "4006381333931")
    assert (outside, says(second.code, OWN), says(second.code, "9506000134369"), says("", PLACE)) == (
        422,
        409,
        302,
        302,
    )
    assert counting() == ["0" + OWN, "9506000", "09506000134369", PLACE]
    assert codes.gtin_of(second) == "09506000134369"
    assert set(GivenNumber.objects.values_list("file_code", "verified_by")) == {
        (paper.file_code, GivenNumber.objects.get(kind="gcp").verified_by)
    }
    shown = manager.get(page).content.decode()
    assert shown.count("theo giấy phép của 9506000") == 3
    assert office.post(f"{page}{PLACE}/giay/")["Content-Type"] == "image/png"

    renewed = says("gcp", "9506000", a_paper("blue"))
    office.post(f"{page}{GivenNumber.objects.latest('pk').file_code}/dung/")
    assert (renewed, counting()) == (302, ["0" + OWN, "09506000134369", PLACE, "9506000"])
    manager.post(f"{page}{PLACE}/thoi/")
    assert counting() == ["0" + OWN, "09506000134369", "9506000"]
    manager.post(f"{page}{GivenNumber.objects.get(kind='gcp', ended_at=None).file_code}/thoi/")
    assert counting() == []
    assert codes.gtin_of(first) == market_number


def test_what_counts_for_another_shop_already_goes_on_waiting_when_the_licence_counts():
    seller, other = a_seller(), a_seller()
    office = as_(operator())
    for one, of, value, colour in (
        (other, goods_of(other).code, OWN, "white"),
        (seller, goods_of(seller).code, OWN, "grey"),
        (seller, "gcp", "9506000", "red"),
    ):
        page = f"/truy-xuat/ma-so/{one.code}/"
        as_(manager_of(one)).post(page, {"of": of, "value": value, "paper": a_paper(colour)})
        if of == "gcp" or one == other:
            office.post(f"{page}{GivenNumber.objects.latest('pk').file_code}/dung/")

    theirs, own, licence = GivenNumber.objects.order_by("pk")
    assert [one.verified_at is None for one in (theirs, own, licence)] == [False, True, False]
    assert own.file_code not in {theirs.file_code, licence.file_code}
