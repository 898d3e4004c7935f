"""Reviews and questions that somebody of the market has to look at; only what is against the law is hidden."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.models import Person
from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.officedesk.filters import LISTS, Shelf, shelf_of
from chophien.officedesk.paging import page_by_pk
from chophien.officedesk.selectors import Office
from chophien.officedesk.views import _office
from chophien.officedesk.words import what_was_reported, words_to_look_at
from chophien.reviews.actions.moderating import find_lawful, hide_words, restore_words
from chophien.reviews.forms import HideForm
from chophien.reviews.models import Question, Review
from chophien.reviews.selectors.words import questions_moderated_by, reviews_moderated_by, words_by_code
from chophien.uploads.selectors import photo_sources

Step = Callable[[Review | Question, Person, HideForm, datetime], object]
STEPS: dict[str, Step] = {
    "hop-phap": lambda one, actor, _form, at: find_lawful(words=one, actor=actor, at=at),
    "an": lambda one, actor, form, at: hide_words(
        words=one,
        ground=form.cleaned_data.get("ground", ""),
        why=form.cleaned_data.get("why", ""),
        actor=actor,
        at=at,
    ),
    "hien": lambda one, actor, _form, at: restore_words(words=one, actor=actor, at=at),
}


@require_safe
@_office.operating
def words(request: SignedInRequest, office: Office) -> HttpResponse:
    """What waits for a look: flagged, reported, with photos."""
    shelf = shelf_of(LISTS["words"], request.user, request.GET.dict())
    return HttpResponseRedirect(shelf.away) if shelf.away else _page(request, office, shelf)


@require_POST
@_office.operating
def decide(request: SignedInRequest, office: Office, code: str, step: str) -> HttpResponse:
    """Find it lawful, hide it with the law it is against, or show it again."""
    at = timezone.now()
    found = words_by_code(code)
    seen = reviews_moderated_by if isinstance(found, Review) else questions_moderated_by
    if found is None or step not in STEPS or not seen(request.user, at=at).in_bulk([found.pk]):
        raise Http404
    form = HideForm(request.POST)
    form.is_valid()
    try:
        STEPS[step](found, request.user, form, at)
    except DomainError as refusal:
        shelf = shelf_of(LISTS["words"], request.user, request.GET.dict())
        return _page(request, office, shelf, problem=refusal, about=code)
    return HttpResponseRedirect(_office.address("words", xong=step))


def _page(
    request: SignedInRequest, office: Office, shelf: Shelf, *, problem: DomainError | None = None, about: str = ""
) -> HttpResponse:
    at, hidden = timezone.now(), "an" in shelf.asked
    reviews = page_by_pk(
        words_to_look_at(reviews_moderated_by(request.user, at=at), hidden=hidden),
        cursor=request.GET.get("trang", ""),
        purpose="officedesk.reviews",
        newest_first=False,
    )
    questions = page_by_pk(
        words_to_look_at(questions_moderated_by(request.user, at=at), hidden=hidden),
        cursor=request.GET.get("trang-hoi", ""),
        purpose="officedesk.questions",
        newest_first=False,
    )
    rows = [*reviews.rows, *questions.rows]
    context = {
        "rows": rows,
        "reasons": what_was_reported([one.code for one in rows]),
        "photos": photo_sources([code for one in reviews.rows for code in one.photo_codes]),
        "following": _office.address("words", **shelf.asked, trang=reviews.following) if reviews.following else "",
        "following_questions": (
            _office.address("words", **shelf.asked, **{"trang-hoi": questions.following}) if questions.following else ""
        ),
        "hidden": hidden,
        "shelf": shelf,
        "form": HideForm(),
        "problem": problem,
        "about": about,
        "done": request.GET.get("xong", ""),
    }
    return _office.page(request, "words.html", office, context, status=_office.status_of(problem))
