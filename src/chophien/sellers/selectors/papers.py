"""What a shop has told and shown of itself: its outline, its papers, its account, the sheet of its review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from chophien.accounts.models import Person
from chophien.lib.errors import Sentence
from chophien.sellers.identity import unanswered
from chophien.sellers.models import PayoutAccount, Seller, SellerDocument, SellerStep
from chophien.sellers.requirements import REQUIREMENTS, Paper, Question
from chophien.sellers.sealed import answers_of
from chophien.sellers.selectors.shops import sellers_decided_by
from chophien.sellers.states import STEP_NAMES, SellerStatus


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
    """Accounts that an operator has still to compare with the seller's name: of open shops, and of closed ones, which
    may have the last of their money to come.
    """
    sellers = sellers_decided_by(person, at=at).filter(status__in=(SellerStatus.APPROVED, SellerStatus.CLOSED))
    waiting = PayoutAccount.objects.filter(Q(seller__in=sellers), confirmed_at__isnull=True)
    return waiting.select_related("seller").order_by("updated_at", "pk")


def own_answers(seller: Seller) -> dict[str, str]:
    """Who stands behind a shop, opened for the file of data that its own manager asked for; no page shows it."""
    return answers_of(seller)
