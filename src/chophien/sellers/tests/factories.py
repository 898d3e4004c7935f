"""Shops for tests, and the people around them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count

from chophien.accounts.models import Person
from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import JOINED, PersonFactory, holder_of
from chophien.lib.codes import new_code
from chophien.lib.dates import local_date
from chophien.lib.text import fold, slugify_vi
from chophien.places.tests.factories import a_commune
from chophien.regulations.models import Acceptance, RegulationVersion
from chophien.regulations.selectors.documents import OPERATING, regulation_in_force
from chophien.sellers.actions.accepting import BY_OPENING
from chophien.sellers.actions.papers import add_document, save_identity
from chophien.sellers.actions.shops import ShopDetails, start_seller
from chophien.sellers.actions.standing import submit_seller
from chophien.sellers.models import Mandate, Seller
from chophien.sellers.requirements import REQUIREMENTS
from chophien.sellers.states import Deed, MandateStatus, SellerKind, SellerStatus
from chophien.uploads.tests.factories import PDF

NOON = datetime(2026, 9, 14, 5, 0, tzinfo=UTC)
ANSWERS = {
    "registered_name": "Hợp tác xã Nông sản Tả Phìn",
    "head_office": "Thôn Sả Séng",
    "registration_number": "5300123456",
    "full_name": "Lý Mẩy Chạn",
    "birth_date": "15/9/1980",
    "personal_id_number": "010180001234",
}
_NUMBERS = count(1)


def a_seller(*, name: str = "", commune_code: str = "00721", **facts: object) -> Seller:
    number = next(_NUMBERS)
    name = name or f"HTX Chè số {number}"
    code = facts.pop("code", f"shop-{number}")
    status = facts.pop("status", SellerStatus.APPROVED)
    facts.setdefault("submitted_at", JOINED if status == SellerStatus.IN_REVIEW else None)
    approved_at = facts.pop("approved_at", JOINED if status == SellerStatus.APPROVED else None)
    seller = Seller.objects.create(
        code=code,
        slug=f"{slugify_vi(name)}-{number}",
        name=name,
        folded_name=fold(name),
        kind=facts.pop("kind", SellerKind.COOPERATIVE),
        status=status,
        approved_at=approved_at,
        commune=a_commune(commune_code),
        created_at=JOINED,
        **facts,
    )
    if approved_at is not None:
        accept_first_version(seller)
    return seller


def accept_first_version(seller: Seller) -> None:
    """The shop has said yes to the regulations with which the market began."""
    first = RegulationVersion.objects.filter(key=OPERATING).order_by("effective_from").first()
    if first is not None:
        Acceptance.objects.create(
            version=first, person_code="ND", seller_code=seller.code, how=BY_OPENING, at=first.published_at
        )


def lan() -> Person:
    """Somebody who begins a shop."""
    return PersonFactory(name="Lan")


def manager_of(seller: Seller, **facts: object) -> Person:
    return holder_of(Role.SELLER_MANAGER, Scope.SELLER, seller.code, **facts)


def packer_of(seller: Seller, **facts: object) -> Person:
    return holder_of(Role.SELLER_PACKER, Scope.SELLER, seller.code, **facts)


def details(**facts: object) -> ShopDetails:
    return ShopDetails(
        **{"name": "Nhà Lan", "kind": SellerKind.INDIVIDUAL, "commune": a_commune(), "hamlet": "Sủng Là", **facts}
    )


def a_draft(person: Person, kind: str = SellerKind.INDIVIDUAL, **facts: object) -> Seller:
    """A shop that the person has begun and manages."""
    return start_seller(details=details(kind=kind, **facts), actor=person, at=NOON)


def complete(seller: Seller, person: Person, **answers: str) -> Seller:
    """Answer all that the law asks of this shop and hand in its papers."""
    save_identity(seller=seller, answers={**ANSWERS, **answers}, actor=person, at=NOON)
    for paper in REQUIREMENTS[seller.kind].required_papers:
        add_document(seller=seller, kind=paper.kind, file=BytesIO(PDF), actor=person, at=NOON)
    return seller


def send_in(seller: Seller, person: Person, *, at: datetime = NOON) -> Seller:
    """Send the shop in, with the yes to the regulations that are in force."""
    agreed_to = regulation_in_force(OPERATING, at=at).version
    return submit_seller(seller=seller, actor=person, at=at, agreed_to=agreed_to)


def helper_in(commune_code: str = "00721", **facts: object) -> Person:
    """A community helper of a commune."""
    facts.setdefault("name", "Giàng A Páo")
    return holder_of(Role.HELPER, Scope.COMMUNE, commune_code, **facts)


def a_mandate(
    *, seller: Seller, helper: Person, deeds: tuple[str, ...] = tuple(Deed.values), at: datetime = NOON, **facts: object
) -> Mandate:
    """A mandate that the household gave; with a `status` of its own it stands otherwise."""
    status = facts.setdefault("status", MandateStatus.GIVEN)
    facts.setdefault("given_at", None if status in {MandateStatus.ASKED, MandateStatus.DECLINED} else at)
    if status not in {MandateStatus.ASKED, MandateStatus.GIVEN}:
        facts.setdefault("ended_at", at)
    facts.setdefault("valid_from", local_date(at))
    facts.setdefault("valid_until", local_date(at) + timedelta(days=90))
    return Mandate.objects.create(
        code=new_code("UQ", 8),
        seller=seller,
        helper=helper,
        deeds=list(deeds),
        asked_by=helper.code,
        asked_at=at,
        **facts,
    )
