"""Who a shop is for the tax office: opened for returns and certificates that the law asks for, shown on no page."""

from collections.abc import Collection
from dataclasses import dataclass

from chophien.sellers.models import Seller
from chophien.sellers.sealed import answers_of, answers_of_many
from chophien.sellers.states import SellerKind


@dataclass(frozen=True)
class Taxpayer:
    """Name, number and address as papers for the tax office write them; an empty number is not known yet.

    The number is a household's registration or tax number, else the personal identity number, which replaces a tax code
    (Decree 117/2025 art. 11).
    """

    name: str
    number: str
    address: str


def taxpayer_of(seller: Seller) -> Taxpayer:
    """Who stands behind a shop."""
    return _taxpayer(seller, answers_of(seller))


def taxpayers(seller_codes: Collection[str]) -> dict[str, Taxpayer]:
    """Who stands behind many shops, by their code. Two statements."""
    sellers = list(Seller.objects.filter(code__in=seller_codes).select_related("commune__province").order_by("pk"))
    answers = answers_of_many(sellers)
    return {seller.code: _taxpayer(seller, answers.get(seller.pk, {})) for seller in sellers}


def _taxpayer(seller: Seller, answers: dict[str, str]) -> Taxpayer:
    is_person = seller.kind == SellerKind.INDIVIDUAL
    names = ("full_name",) if is_person else ("registered_name", "full_name")
    numbers = ("personal_id_number",) if is_person else ("registration_number", "personal_id_number")
    where = answers.get("head_office", "") or seller.hamlet
    place = f"{seller.commune.full_name}, {seller.commune.province.full_name}"
    return Taxpayer(
        name=_first(answers, names) or seller.name,
        number=_first(answers, numbers),
        address=", ".join(part for part in (where, place) if part),
    )


def _first(answers: dict[str, str], keys: Collection[str]) -> str:
    return next((answers[key] for key in keys if answers.get(key)), "")
