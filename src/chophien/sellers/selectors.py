"""Reads about shops. What a page or another app needs comes from here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from chophien.accounts.models import Grant, Person
from chophien.accounts.policies import covers
from chophien.accounts.selectors import grants_of, grants_over, in_force, people_by_code, reach_of
from chophien.accounts.states import SELLER_ROLES, Role, Scope
from chophien.lib.actor import Actor
from chophien.lib.codes import token_matches
from chophien.lib.dates import local_date
from chophien.lib.errors import Sentence
from chophien.lib.text import fold
from chophien.places.selectors import region_class
from chophien.regulations.models import RegulationVersion
from chophien.regulations.selectors import version_to_accept
from chophien.regulations.states import SupportTarget
from chophien.sellers.identity import unanswered
from chophien.sellers.mandates import mandates_in_force, mandates_of_helper
from chophien.sellers.models import Callback, Mandate, PayoutAccount, Seller, SellerDocument, SellerStep
from chophien.sellers.policies import DECIDING, LOOKING_ON, MANAGING
from chophien.sellers.requirements import REQUIREMENTS, Paper, Question
from chophien.sellers.sealed import answers_of, targets_decided
from chophien.sellers.states import STEP_NAMES, CallbackStatus, Deed, SellerKind, SellerStatus

COMMUNE, PROVINCE = "commune__code", "commune__province__code"


@dataclass(frozen=True)
class Shop:
    """A shop somebody works for, and the roles they have there."""

    seller: Seller
    roles: tuple[str, ...]
    deeds: frozenset[str] = frozenset()
    """What a household lets the person do for it; empty for those who work there themselves."""

    @property
    def is_managed(self) -> bool:
        """Whether the person may change the shop."""
        return Role.SELLER_MANAGER in self.roles

    @property
    def role_names(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles]


@dataclass(frozen=True)
class IdentityOutline:
    """What may be shown of who sells to those who wrote it: secret answers only as "given", with a few digits."""

    shown: dict[str, str]
    given: frozenset[str]
    id_tail: str


@dataclass(frozen=True)
class PaperState:
    """One paper that is asked for, and what was handed in for it, newest first."""

    paper: Paper
    documents: Sequence[SellerDocument]


@dataclass(frozen=True)
class StepLine:
    """One step of a shop's standing, in words."""

    step: SellerStep
    title: Sentence


@dataclass(frozen=True)
class ReviewSheet:
    """All that a shop's own people and its reviewers see of how it stands. No secret is in it."""

    seller: Seller
    questions: Sequence[Question]
    outline: IdentityOutline
    papers: Sequence[PaperState]
    missing: Sequence[Sentence]
    steps: Sequence[StepLine]
    account: PayoutAccount | None

    @property
    def reason(self) -> str:
        """What the latest decision said to the shop; empty when it needed no words."""
        return next((line.step.reason for line in reversed(self.steps) if line.step.reason), "")


def lock_seller(pk: int) -> Seller:
    """Fetch the shop and hold its row until the transaction ends."""
    return Seller.objects.select_for_update(of=("self",)).select_related("commune__province").get(pk=pk)


def lock_mandate(pk: int) -> Mandate:
    """Fetch the mandate and hold its row until the transaction ends."""
    rows = Mandate.objects.select_for_update(of=("self",))
    return rows.select_related("seller__commune__province", "helper").get(pk=pk)


def public_sellers() -> QuerySet[Seller]:
    """The shops everybody may see."""
    return Seller.objects.filter(status=SellerStatus.APPROVED)


def seller_by_slug(slug: str) -> Seller | None:
    """The public shop with this address, with its place, or none."""
    return public_sellers().select_related("commune__province").filter(slug=slug).order_by("pk").first()


def sellers_visible_to(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody works for, looks after as an officer or decides about, open or not."""
    reach = reach_of(person.code, roles=SELLER_ROLES | LOOKING_ON, at=at)
    return Seller.objects.filter(reach.q(province=PROVINCE, commune=COMMUNE, seller="code"))


def sellers_decided_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that an operator may decide about: the queryset to `can_decide_about_shop`, own shops left out."""
    reach = reach_of(person.code, roles=DECIDING, at=at)
    own = grants_of(person.code, at=at).filter(role__in=SELLER_ROLES).values("scope_code")
    return Seller.objects.filter(reach.q(province=PROVINCE)).exclude(code__in=own)


def sellers_to_review(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The operators' queue with places and papers: what was sent in first comes first. Two queries."""
    waiting = sellers_decided_by(person, at=at).filter(status=SellerStatus.IN_REVIEW)
    papers = SellerDocument.objects.order_by("kind", "pk")
    return (
        waiting.select_related("commune__province")
        .prefetch_related(Prefetch("documents", queryset=papers))
        .order_by("submitted_at", "pk")
    )


def sellers_managed_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody may change: the queryset to `can_manage_shop`."""
    reach = reach_of(person.code, roles=MANAGING, at=at)
    return Seller.objects.filter(reach.q(seller="code")).select_related("commune__province")


def sellers_staffed_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody works for in any role, however they stand."""
    reach = reach_of(person.code, roles=SELLER_ROLES, at=at)
    return Seller.objects.filter(reach.q(seller="code")).select_related("commune__province")


def shops_of(person: Person, *, at: datetime) -> list[Shop]:
    """The shops that somebody works for with their roles there, by name; suspended and closed ones too. Two queries."""
    return _shops_worked_for(_roles_of(person, SELLER_ROLES, at=at))


def desks_of(person: Person, *, at: datetime) -> list[Shop]:
    """The shops somebody works for, then the households that let them help, by name. Two queries, three for helpers."""
    roles = _roles_of(person, SELLER_ROLES | {Role.HELPER}, at=at)
    helps = any(Role.HELPER in held for held in roles.values())
    own = _shops_worked_for({code: held for code, held in roles.items() if Role.HELPER not in held})
    if not helps:
        return own
    known = {shop.seller.pk for shop in own}
    mandates = mandates_of_helper(person.code, at=at).exclude(seller__in=known)
    helped = mandates.select_related("seller__commune__province").order_by("seller__folded_name", "pk")
    return [*own, *(Shop(one.seller, (), frozenset(one.deeds)) for one in helped)]


def _roles_of(person: Person, roles: Collection[str], *, at: datetime) -> dict[str, list[str]]:
    """The roles somebody holds, by the code of what they are held over."""
    held: dict[str, list[str]] = {}
    grants = grants_of(person.code, at=at).filter(role__in=roles)
    for code, role in grants.order_by("role").values_list("scope_code", "role"):
        held.setdefault(code, []).append(role)
    return held


def _shops_worked_for(roles: Mapping[str, Sequence[str]]) -> list[Shop]:
    if not roles:
        return []
    sellers = Seller.objects.filter(code__in=roles).select_related("commune__province")
    return [Shop(seller, tuple(roles[seller.code])) for seller in sellers.order_by("folded_name", "pk")]


def staff_of(seller: Seller, *, at: datetime) -> QuerySet[Grant]:
    """Who works for the shop, with the people themselves."""
    return grants_over(scope=Scope.SELLER, scope_code=seller.code, at=at).filter(role__in=SELLER_ROLES)


def managers_of(seller: Seller, *, at: datetime) -> list[Person]:
    """Who manages the shop, the longest-standing first: those who speak for it."""
    held = staff_of(seller, at=at).filter(role=Role.SELLER_MANAGER).order_by("given_at", "pk")
    return [grant.person for grant in held]


def first_managers(seller_codes: Collection[str], *, at: datetime) -> Mapping[str, Person]:
    """Who speaks for each of these shops, by its code. One query."""
    held = Grant.objects.filter(
        in_force(at),
        person__is_active=True,
        role=Role.SELLER_MANAGER,
        scope_kind=Scope.SELLER,
        scope_code__in=seller_codes,
    )
    rows = held.select_related("person").order_by("-given_at", "-pk")
    return {grant.scope_code: grant.person for grant in rows}


def unfinished_shops_of(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops that somebody has begun and that are not open yet."""
    return sellers_managed_by(person, at=at).filter(status__in=[SellerStatus.DRAFT, SellerStatus.NEEDS_CHANGES])


def outline_of(seller: Seller) -> IdentityOutline:
    """What was said about who sells, without its secrets."""
    answers = answers_of(seller)
    secret = {question.key for question in REQUIREMENTS[seller.kind].questions if question.secret}
    return IdentityOutline(
        shown={key: value for key, value in answers.items() if key not in secret},
        given=frozenset(answers),
        id_tail=answers.get("personal_id_number", "")[-3:],
    )


def documents_of(seller: Seller) -> list[SellerDocument]:
    """The papers that were handed in, newest first."""
    return list(seller.documents.order_by("-sent_at", "-pk"))


def missing_of(seller: Seller) -> list[Sentence]:
    """What the law still asks of this shop before it can be sent in, in words."""
    handed_in = set(seller.documents.values_list("kind", flat=True))
    questions = [question.label for question in unanswered(seller.kind, answers_of(seller))]
    papers = [paper.kind.label for paper in REQUIREMENTS[seller.kind].required_papers if paper.kind not in handed_in]
    return [*questions, *papers]


def review_sheet(seller: Seller) -> ReviewSheet:
    """How a shop stands and what is known and missing. Four queries."""
    needs = REQUIREMENTS[seller.kind]
    documents = documents_of(seller)
    outline = outline_of(seller)
    handed_in = {document.kind for document in documents}
    missing = [question.label for question in needs.questions if question.key not in outline.given]
    missing += [paper.kind.label for paper in needs.required_papers if paper.kind not in handed_in]
    steps = seller.steps.order_by("pk")
    return ReviewSheet(
        seller=seller,
        questions=needs.questions,
        outline=outline,
        papers=[
            PaperState(paper, [document for document in documents if document.kind == paper.kind])
            for paper in needs.papers
        ],
        missing=missing,
        steps=[StepLine(step, STEP_NAMES.get(step.step, step.step)) for step in steps],
        account=account_of(seller),
    )


def account_of(seller: Seller) -> PayoutAccount | None:
    """The account the seller is paid to, its number sealed; none while none was named."""
    return PayoutAccount.objects.filter(seller=seller).order_by("pk").first()


def accounts_to_confirm(person: Person, *, at: datetime) -> QuerySet[PayoutAccount]:
    """Accounts of open shops that an operator has still to compare with the seller's name."""
    sellers = sellers_decided_by(person, at=at).filter(status=SellerStatus.APPROVED)
    waiting = PayoutAccount.objects.filter(Q(seller__in=sellers), confirmed_at__isnull=True)
    return waiting.select_related("seller").order_by("updated_at", "pk")


def mandated_sellers(actor: Actor, *, at: datetime, deed: Deed | None = None) -> QuerySet[Seller]:
    """The households for which somebody may act by mandate now; with `deed` those that let them do it."""
    mandates = mandates_of_helper(actor.code, at=at, deed=deed)
    return Seller.objects.filter(pk__in=mandates.values("seller"))


def mandates_of_households(sellers: Collection[int], *, at: datetime) -> QuerySet[Mandate]:
    """The mandates of these households that count now, with their helpers, the longest-standing first."""
    lasting = mandates_in_force(at=at).filter(seller__in=sellers)
    return lasting.select_related("helper").order_by("given_at", "pk")


def helpers_of(seller_code: str, *, at: datetime, deed: Deed | None = None) -> list[Person]:
    """Who may help this household now, each once; with `deed` those who may do it. One query."""
    mandates = mandates_in_force(at=at).filter(seller__code=seller_code).select_related("helper").order_by("pk")
    if deed is not None:
        mandates = mandates.filter(deeds__contains=[deed])
    return list({one.helper.pk: one.helper for one in mandates}.values())


def sellers_answered_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops for which somebody answers buyers, by a role there or by a household's mandate: the queryset to
    `policies.may` with `Deed.ANSWER`, the operators of the area aside.
    """
    roles = [Role.SELLER_MANAGER, Role.SELLER_PACKER]
    codes = reach_of(person.code, roles=roles, at=at).sellers
    helped = mandates_of_helper(person.code, at=at, deed=Deed.ANSWER)
    answered = Seller.objects.filter(Q(code__in=codes) | Q(pk__in=helped.values("seller")))
    return answered.select_related("commune__province").order_by("folded_name", "pk")


def principal_of(actor: Actor, seller: Seller, *, at: datetime) -> str:
    """The shop's code when `actor` acts for it only as its helper, else empty: what goes into `on_behalf_of`.

    It asks who somebody is, not what they may: a mandate that was taken back a moment ago still tells whose act it
    is. Whether they may is the verdict of `policies.may`.
    """
    if actor.is_system or not isinstance(actor, Person):
        return ""
    reach = reach_of(actor.code, roles=SELLER_ROLES | DECIDING, at=at)
    if covers(replace(reach, communes=frozenset()), seller_code=seller.code, commune=seller.commune):
        return ""
    helped = Mandate.objects.filter(seller=seller, helper__code=actor.code, given_at__isnull=False)
    return seller.code if helped.exists() else ""


def mandates_of(seller: Seller) -> QuerySet[Mandate]:
    """All that was ever asked of a household or given by it, with the helpers, newest first."""
    return Mandate.objects.filter(seller=seller).select_related("helper", "consent").order_by("-asked_at", "-pk")


def mandates_asked_by(person: Person) -> QuerySet[Mandate]:
    """All that a helper ever asked for or was given, with the households, newest first."""
    theirs = Mandate.objects.filter(helper=person).select_related("seller__commune__province", "consent")
    return theirs.order_by("-asked_at", "-pk")


def mandates_overseen_by(person: Person, *, at: datetime) -> QuerySet[Mandate]:
    """The mandates of the households in somebody's area as officer or operator, newest first."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    area = Mandate.objects.filter(reach.q(province=f"seller__{PROVINCE}", commune=f"seller__{COMMUNE}"))
    return area.select_related("seller__commune__province", "helper", "consent").order_by("-asked_at", "-pk")


def mandate_by_link(code: str, token: str) -> Mandate | None:
    """The mandate that a household's own link opens, compared in constant time; none when it opens nothing."""
    rows = Mandate.objects.select_related("seller__commune__province", "helper").exclude(access_digest="")
    found = rows.filter(code=code).first()
    return found if found is not None and token_matches(token, found.access_digest) else None


def households_to_ask(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops in a helper's communes that could be asked: open ones, and those the helper began for a household."""
    reach = reach_of(person.code, roles={Role.HELPER}, at=at)
    begun = SellerStep.objects.filter(step="start", actor_code=person.code).values("seller")
    near = Seller.objects.filter(commune__code__in=reach.communes)
    known = near.filter(Q(status=SellerStatus.APPROVED) | Q(pk__in=begun)).exclude(status=SellerStatus.CLOSED)
    return known.select_related("commune__province").order_by("folded_name", "pk")


def households_found(sellers: QuerySet[Seller], text: str) -> QuerySet[Seller]:
    """Those of `sellers` that a name or code means."""
    typed = text.strip()
    return sellers.filter(Q(folded_name__contains=fold(typed)) | Q(code__iexact=typed)) if typed else sellers


def helps_somewhere(person: Person, *, at: datetime) -> bool:
    """Whether somebody is a community helper of any commune."""
    return bool(reach_of(person.code, roles={Role.HELPER}, at=at))


def sellers_carded_by(person: Person, *, at: datetime) -> QuerySet[Seller]:
    """The shops for which somebody may have a card printed: the queryset to `policies.can_issue_card`."""
    reach = reach_of(person.code, roles=MANAGING | LOOKING_ON, at=at)
    helped = mandates_of_helper(person.code, at=at).values("seller")
    own = Seller.objects.filter(reach.q(province=PROVINCE, commune=COMMUNE, seller="code"))
    return Seller.objects.filter(Q(pk__in=own) | Q(pk__in=helped)).select_related("commune__province")


def helped_name(shop: str, helper: str) -> str:
    """``Bà Sùng (anh Páo giúp)``: whose act it was, and whose hand."""
    return _("%(shop)s (%(helper)s helping)") % {"shop": shop, "helper": helper or _("a helper")}


def helping_for(actor: Actor, seller: Seller, *, at: datetime) -> str:
    """``Bà Sùng (anh Páo giúp)`` while `actor` is at work in the household's name, else empty."""
    if not isinstance(actor, Person) or not principal_of(actor, seller, at=at):
        return ""
    return helped_name(seller.name, actor.name)


def names_of_doers(acts: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """How to name who did something, for pairs of actor and on-behalf-of; only those done by a helper. Two queries."""
    helped = {(actor, shop) for actor, shop in acts if shop}
    if not helped:
        return {}
    people = people_by_code({actor for actor, _shop in helped})
    codes = {shop for _actor, shop in helped}
    shops = dict(Seller.objects.filter(code__in=codes).values_list("code", "name"))
    return {
        (actor, shop): helped_name(shops.get(shop, shop), people[actor].name if actor in people else "")
        for actor, shop in helped
    }


def callbacks_open_to(person: Person, *, at: datetime) -> QuerySet[Callback]:
    """The households of somebody's area that are to be called about what their helper did, longest waiting first."""
    reach = reach_of(person.code, roles=LOOKING_ON, at=at)
    path = "mandate__seller__"
    area = Callback.objects.filter(reach.q(province=path + PROVINCE, commune=path + COMMUNE))
    waiting = area.filter(status__in=[CallbackStatus.OPEN, CallbackStatus.UNREACHED])
    rows = waiting.exclude(mandate__helper=person)
    return rows.select_related("mandate__seller__commune__province", "mandate__helper").order_by("drawn_at", "pk")


def regulations_to_accept(seller: Seller, *, at: datetime) -> RegulationVersion | None:
    """The version of the market's rules that this shop is asked to accept; None while there is nothing to ask."""
    return version_to_accept(seller_code=seller.code, since=seller.approved_at, at=at)


def must_accept_first(seller: Seller, *, at: datetime) -> bool:
    """Whether new rules are in force already that the shop has not accepted."""
    version = regulations_to_accept(seller, at=at)
    return version is not None and version.effective_from <= local_date(at)


COOPERATIVES = frozenset({SellerKind.COOPERATIVE, SellerKind.COOPERATIVE_GROUP})
REGION_III = 3


def support_targets(seller: Seller, *, at: datetime) -> frozenset[SupportTarget]:
    """As whom a shop is to be helped, for `regulations.selectors.fee_of` alone: no page and no file shows it.

    Region III follows from the commune, being a cooperative from the kind; the rest was decided on evidence.
    """
    day = local_date(at)
    found = set(targets_decided(seller, on=day))
    if seller.kind in COOPERATIVES:
        found.add(SupportTarget.COOPERATIVE)
    if region_class(seller.commune.code, at=day) == REGION_III:
        found.add(SupportTarget.REGION_III)
    return frozenset(found)


def own_answers(seller: Seller) -> dict[str, str]:
    """Who stands behind a shop, opened for the file of data that its own manager asked for; no page shows it."""
    return answers_of(seller)
