"""What the law asks of each kind of seller: one table, read by the forms, the checks and the reviewers' page.

Law 122/2025/QH15 (L122), Decree 248/2026/NĐ-CP (D248), Decree 117/2025/NĐ-CP (D117, now in Decree 252/2026),
Law 19/2023/QH15 (L19), Civil Code 91/2015/QH13 (CC). Nothing is asked that is not in the table.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import Sentence
from chophien.sellers.states import DocumentKind, SellerKind


class Shape(StrEnum):
    """How an answer is read."""

    LINE = "line"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    PERSONAL_ID = "personal_id"
    REGISTRATION = "registration"


@dataclass(frozen=True)
class Question:
    """One thing that must be known about who sells. `secret` answers are not shown again, not even to their writer."""

    key: str
    label: Sentence
    shape: Shape
    source: str
    hint: Sentence = ""
    secret: bool = False


@dataclass(frozen=True)
class Paper:
    """One paper that is handed in; a paper that is not required may help the reviewer."""

    kind: DocumentKind
    required: bool
    source: str
    hint: Sentence = ""


@dataclass(frozen=True)
class Requirements:
    """All that is asked of one kind. `own_names` are the answers in whose name an account may be."""

    questions: tuple[Question, ...]
    papers: tuple[Paper, ...]
    own_names: tuple[str, ...]

    @property
    def required_papers(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.required)


D248 = "Nghị định 248/2026/NĐ-CP, điều 18.1"
VERIFY = "Luật 19/2023/QH15, điều 39; Luật 122/2025/QH15, điều 17"

_FULL_NAME = Question(
    "full_name", _("Full name"), Shape.NAME, D248, _("As it stands on the identity card. One word is fine too.")
)
_REPRESENTATIVE = Question(
    "full_name",
    _("Full name of the representative"),
    Shape.NAME,
    D248,
    _("As it stands on the identity card. One word is fine too."),
)
_BIRTH_DATE = Question(
    "birth_date",
    _("Date of birth"),
    Shape.BIRTH_DATE,
    D248,
    _("Day/month/year, like 15/9/1980. If only the year is known, write the year."),
    secret=True,
)
_PERSONAL_ID = Question(
    "personal_id_number",
    _("Personal identity number"),
    Shape.PERSONAL_ID,
    D248,
    _("The 12 digits on the identity card."),
    secret=True,
)
_PERSON = (_BIRTH_DATE, _PERSONAL_ID)
_ORGANISATION = (
    Question("registered_name", _("Registered name"), Shape.LINE, D248, _("As it stands on the registration paper.")),
    Question("head_office", _("Registered address"), Shape.LINE, D248),
    Question(
        "registration_number",
        _("Registration or tax number"),
        Shape.REGISTRATION,
        D248,
        _("As it stands on the registration paper, mostly 10 digits."),
    ),
)
_CARD = (
    Paper(DocumentKind.ID_FRONT, required=True, source=VERIFY, hint=_("A clear photo of the whole card.")),
    Paper(DocumentKind.ID_BACK, required=False, source=VERIFY),
)
_REGISTRATION_PAPER = Paper(DocumentKind.BUSINESS_REGISTRATION, required=True, source=VERIFY)
_AUTHORISATION = Paper(
    DocumentKind.AUTHORISATION,
    required=False,
    source="Bộ luật Dân sự 91/2015/QH13, điều 138",
    hint=_("Only if somebody else than the representative runs this shop."),
)

REQUIREMENTS: dict[str, Requirements] = {
    SellerKind.INDIVIDUAL: Requirements(
        questions=(_FULL_NAME, *_PERSON),
        papers=_CARD,
        own_names=("full_name",),
    ),
    SellerKind.HOUSEHOLD_BUSINESS: Requirements(
        questions=(*_ORGANISATION, _REPRESENTATIVE, *_PERSON),
        papers=(_REGISTRATION_PAPER, *_CARD, _AUTHORISATION),
        own_names=("registered_name", "full_name"),
    ),
    SellerKind.COOPERATIVE: Requirements(
        questions=(*_ORGANISATION, _REPRESENTATIVE, *_PERSON),
        papers=(_REGISTRATION_PAPER, *_CARD, _AUTHORISATION),
        own_names=("registered_name",),
    ),
    SellerKind.ENTERPRISE: Requirements(
        questions=(*_ORGANISATION, _REPRESENTATIVE, *_PERSON),
        papers=(_REGISTRATION_PAPER, *_CARD, _AUTHORISATION),
        own_names=("registered_name",),
    ),
    SellerKind.COOPERATIVE_GROUP: Requirements(
        questions=(
            Question(
                "registered_name",
                _("Name of the group"),
                Shape.LINE,
                D248,
                _("As it stands in the cooperation contract."),
            ),
            _REPRESENTATIVE,
            *_PERSON,
        ),
        papers=(
            Paper(
                DocumentKind.COOPERATION_CONTRACT,
                required=True,
                source="Bộ luật Dân sự 91/2015/QH13, điều 504; Nghị định 77/2019/NĐ-CP",
                hint=_("All pages with the signatures."),
            ),
            *_CARD,
            _AUTHORISATION,
        ),
        own_names=("registered_name", "full_name"),
    ),
}
