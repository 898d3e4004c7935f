"""Beginning a shop, what it says of itself, and closing it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.accounts.actions.people import add_person_without_phone, ensure_person
from chophien.accounts.models import Person
from chophien.audit.actions import record
from chophien.lib.actor import SYSTEM, Actor
from chophien.lib.codes import new_code
from chophien.lib.errors import Invalid, Sentence
from chophien.lib.money import MAX_VND
from chophien.lib.names import BadName
from chophien.lib.phone import BadPhone, parse_mobile, parse_phone
from chophien.lib.text import clean_line, clean_text, fold
from chophien.messages.actions.telling import tell
from chophien.places.models import TODAY, Commune
from chophien.sellers import policies
from chophien.sellers.actions.bulk import free_slugs
from chophien.sellers.actions.staff import first_manager, tell_staff
from chophien.sellers.errors import NotChangeable, TooManyDrafts
from chophien.sellers.events import seller_described
from chophien.sellers.models import Seller, SellerStep
from chophien.sellers.selectors.shops import lock_seller, managers_of, unfinished_shops_of
from chophien.sellers.states import BEING_WRITTEN, SellerKind, SellerStatus
from chophien.sellers.steps import checked_reason, take_step
from chophien.switches.selectors import require_on
from chophien.switches.states import Feature

PREFIX, SYMBOLS = "GH", 8
NAME_LEAST, NAME_MOST = 2, 160
HAMLET_MOST, LANDMARK_MOST, ABOUT_MOST = 120, 200, 3_000
DRAFTS_MOST = 5


@dataclass(frozen=True)
class ShopDetails:
    """What a shop says of itself. `phone` as people type it, or empty; free shipping from so many đồng on, or never."""

    name: str
    kind: str
    commune: Commune
    hamlet: str = ""
    landmark: str = ""
    phone: str = ""
    about: str = ""
    free_shipping_from_vnd: int | None = None


@transaction.atomic
def start_seller(*, details: ShopDetails, actor: Person, at: datetime) -> Seller:
    """Begin a shop as a draft; whoever begins it becomes its manager. The same draft begun again is the same shop.

    :raises Invalid: naming each answer that cannot be used
    :raises TooManyDrafts: if the person has many shops that are not open yet
    :raises NotOffered: if no shops are opened in that province at the moment
    """
    return _start(details, owner=actor, actor=actor, at=at)


@transaction.atomic
def open_shop_for(*, phone: str, name: str, details: ShopDetails, actor: Person, at: datetime) -> Seller:
    """Begin a shop for a household: it belongs to the person with this number, who alone is its manager.

    Without a `phone` it belongs to a new person of that name, who enters by a printed card.

    Whoever helps may do nothing in it yet: that needs the household's own yes (`actions.mandates.ask_for_mandate`).
    The same draft begun again is the same shop.

    :raises NotPermitted: if `actor` is no community helper of that commune
    :raises Invalid: naming each answer that cannot be used; the household's number is not the helper's
    :raises TooManyDrafts: if the household has many shops that are not open yet
    :raises AccountClosed: if the household's account was closed
    :raises NotOffered: if no shops are opened in that province at the moment
    """
    policies.can_open_for_others(actor, details.commune, at=at).require()
    owner = _owner_of(phone, name, details, actor=actor, at=at)
    seller = _start(details, owner=owner, actor=actor, at=at)
    if seller.created_at == at:
        tell(
            kind="mandate.asked",
            person_code=owner.code,
            text=_("%(helper)s opened the shop %(shop)s for you at Cho Phien. It sells nothing without your yes."),
            facts={"helper": actor.name[:30] or actor.phone, "shop": seller.name[:40]},
            link=shop_path(seller),
            about=seller.code,
            seller_code=seller.code,
            at=at,
        )
    return seller


def _owner_of(phone: str, name: str, details: ShopDetails, *, actor: Person, at: datetime) -> Person:
    """The household's person: by the number; without one, the owner of the same draft begun before, or somebody new."""
    try:
        number = parse_mobile(phone) if phone.strip() else ""
    except BadPhone as fault:
        raise Invalid({"phone": [str(fault)]}) from fault
    if number == actor.phone:
        raise Invalid({"phone": [_("This is your own number. Write the number of the household itself.")]})
    try:
        if number:
            return ensure_person(phone=number, name=name, actor=actor, at=at)
        begun = Seller.objects.filter(steps__step="start", steps__actor_code=actor.code, status__in=BEING_WRITTEN)
        for same in begun.filter(folded_name=fold(details.name), commune=details.commune).order_by("pk"):
            for manager in managers_of(same, at=at):
                if not manager.mobile and fold(manager.name) == fold(name):
                    return manager
        return add_person_without_phone(name=name, actor=actor, at=at)
    except BadName as fault:
        raise Invalid({"owner_name": [str(fault)]}) from fault


def _start(details: ShopDetails, *, owner: Person, actor: Person, at: datetime) -> Seller:
    Person.objects.select_for_update().get(pk=owner.pk)
    tidy = _tidy(details, phone=owner.mobile)
    begun = list(unfinished_shops_of(owner, at=at))
    for seller in begun:
        if (seller.folded_name, seller.kind, seller.commune.pk) == (fold(tidy.name), tidy.kind, tidy.commune.pk):
            return seller
    if len(begun) >= DRAFTS_MOST:
        raise TooManyDrafts
    require_on(Feature.NEW_SHOPS, at=at, province_code=tidy.commune.province.code)

    code = new_code(PREFIX, SYMBOLS)
    seller = Seller(code=code, slug=free_slugs({code: tidy.name})[code], created_at=at)
    _write(seller, tidy)
    seller.save()
    if seller.about:
        seller_described.send(sender=Seller, seller=seller, at=at)
    SellerStep.objects.create(
        seller=seller,
        step="start",
        from_status=SellerStatus.DRAFT,
        to_status=SellerStatus.DRAFT,
        actor_code=actor.code,
        at=at,
        effective_at=at,
    )
    first_manager(seller=seller, person=owner, actor=SYSTEM, at=at)
    behalf = seller.code if owner.pk != actor.pk else ""
    facts = {"kind": seller.kind}
    record("sellers.started", actor=actor, subject_code=seller.code, on_behalf_of=behalf, at=at, facts=facts)
    return seller


@transaction.atomic
def save_seller_details(*, seller: Seller, details: ShopDetails, actor: Actor, at: datetime) -> Seller:
    """Write down what the shop says of itself. Once it was sent in, its name, kind and place stay as they were.

    :raises NotPermitted: if `actor` does not manage the shop
    :raises Invalid: naming each answer that cannot be used, and the words that a shop may not say
    :raises NotChangeable: if name, kind or place would change after the shop was sent in, or if it is closed
    """
    seller = lock_seller(seller.pk)
    policies.can_manage_shop(actor, seller, at=at).require()
    tidy = _tidy(details, phone=seller.phone)
    fixed_changes = (seller.name, seller.kind, seller.commune.pk) != (tidy.name, tidy.kind, tidy.commune.pk)
    if seller.status == SellerStatus.CLOSED or (fixed_changes and seller.status not in BEING_WRITTEN):
        raise NotChangeable

    if seller.name != tidy.name:
        seller.slug = free_slugs({seller.code: tidy.name})[seller.code]
    is_new = tidy.about not in {"", seller.about}
    _write(seller, tidy)
    seller.save()
    if is_new:
        seller_described.send(sender=Seller, seller=seller, at=at)
    record("sellers.details_saved", actor=actor, subject_code=seller.code, at=at)
    return seller


@transaction.atomic
def close_seller(*, seller: Seller, reason: str, actor: Actor, at: datetime) -> Seller:
    """Close a shop for good. Its orders and contracts stay readable for its people.

    :raises NotPermitted: if `actor` neither manages the shop nor decides about it
    :raises StepNotAllowed: while the shop is being reviewed, or if it is closed already
    :raises ReasonMissing: if no reason is given
    """
    seller = lock_seller(seller.pk)
    policies.can_close_shop(actor, seller, at=at).require()
    why = checked_reason(reason)

    take_step(seller, "close", actor=actor, at=at, reason=why, changes={"suspension_due_at": None})
    tell_staff(
        seller=seller,
        text=_("The shop %(shop)s is closed. Its orders can still be read."),
        facts={"shop": seller.name},
        link=shop_path(seller),
        about=seller.code,
        at=at,
    )
    return seller


def shop_path(seller: Seller) -> str:
    """The page that shows a shop's people how it stands."""
    return f"/gian-hang-cua-toi/{seller.code}/"


def _write(seller: Seller, tidy: ShopDetails) -> None:
    seller.name, seller.folded_name = tidy.name, fold(tidy.name)[:NAME_MOST]
    seller.kind, seller.commune = tidy.kind, tidy.commune
    seller.hamlet, seller.landmark = tidy.hamlet, tidy.landmark
    seller.phone, seller.about = tidy.phone, tidy.about
    seller.free_shipping_from_vnd = tidy.free_shipping_from_vnd


def _tidy(details: ShopDetails, *, phone: str) -> ShopDetails:
    """The same details fit to keep; an empty number becomes `phone`."""
    faults: dict[str, list[Sentence]] = {}
    name = clean_line(details.name)
    if len(name) < NAME_LEAST or not any(letter.isalpha() for letter in name):
        faults["name"] = [_("Write the shop's name.")]
    hamlet, landmark, about = clean_line(details.hamlet), clean_line(details.landmark), clean_text(details.about)
    lengths = {
        "name": (name, NAME_MOST),
        "hamlet": (hamlet, HAMLET_MOST),
        "landmark": (landmark, LANDMARK_MOST),
        "about": (about, ABOUT_MOST),
    }
    for field, (text, most) in lengths.items():
        if len(text) > most:
            faults[field] = [
                _("This is too long: %(length)s letters. At most %(most)s are possible.")
                % {"length": len(text), "most": most}
            ]
    if details.kind not in SellerKind.values:
        faults["kind"] = [_("Choose what kind of seller you are.")]
    if details.commune.vintage != TODAY:
        faults["commune_code"] = [_("Choose a commune of today.")]
    try:
        number = parse_phone(details.phone) if details.phone.strip() else phone
    except BadPhone as fault:
        number, faults["phone"] = "", [str(fault)]
    free_from = details.free_shipping_from_vnd
    if free_from is not None and not 0 <= free_from <= MAX_VND:
        faults["free_shipping_from_vnd"] = [_("Write the amount in whole đồng, like 1.250.000.")]
    if faults:
        raise Invalid(faults)
    return ShopDetails(
        name=name,
        kind=details.kind,
        commune=details.commune,
        hamlet=hamlet,
        landmark=landmark,
        phone=number,
        about=about,
        free_shipping_from_vnd=free_from,
    )
