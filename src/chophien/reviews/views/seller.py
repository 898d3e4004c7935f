"""What buyers say and ask, answered by the shop."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.lib.errors import DomainError
from chophien.reviews.actions.writing import answer_words
from chophien.reviews.forms import AnswerForm
from chophien.reviews.models import Review
from chophien.reviews.selectors.words import page_of, questions_for_staff, reviews_for_staff, words_by_code
from chophien.web.decorators import signed_in

REFUSED = 409


@never_cache
@require_safe
@signed_in
def reviews(request: SignedInRequest) -> HttpResponse:
    """What buyers say about the goods of the shops that the reader answers for."""
    return _reviews(request)


@never_cache
@require_safe
@signed_in
def questions(request: SignedInRequest) -> HttpResponse:
    """What buyers ask."""
    return _questions(request)


@never_cache
@require_POST
@signed_in
def answer(request: SignedInRequest, code: str) -> HttpResponse:
    """Answer a review or a question, once."""
    at = timezone.now()
    words = words_by_code(code)
    mine = reviews_for_staff if isinstance(words, Review) else questions_for_staff
    if words is None or not any(one.code == code for one in mine(request.user, at=at).in_bulk([words.pk]).values()):
        raise Http404
    form = AnswerForm(request.POST)
    form.is_valid()
    try:
        answer_words(words=words, text=form.cleaned_data.get("text", ""), actor=request.user, at=at)
    except DomainError as refusal:
        typed = str(form["text"].value() or "")
        page = _reviews if isinstance(words, Review) else _questions
        return page(request, problem=refusal, about=code, typed=typed)
    name = "reviews:seller-reviews" if isinstance(words, Review) else "reviews:seller-questions"
    return HttpResponseRedirect(reverse(name) + "?xong=tra-loi")


def _reviews(
    request: SignedInRequest, *, problem: DomainError | None = None, about: str = "", typed: str = ""
) -> HttpResponse:
    found = reviews_for_staff(request.user, at=timezone.now())
    page = page_of(found, cursor=request.GET.get("trang", ""), purpose="reviews.seller")
    context = {"page": page, "problem": problem, "about": about, "typed": typed, "done": request.GET.get("xong", "")}
    return render(request, "reviews/seller/reviews.html", context, status=REFUSED if problem else 200)


def _questions(
    request: SignedInRequest, *, problem: DomainError | None = None, about: str = "", typed: str = ""
) -> HttpResponse:
    found = questions_for_staff(request.user, at=timezone.now())
    page = page_of(found, cursor=request.GET.get("trang", ""), purpose="questions.seller")
    context = {"page": page, "problem": problem, "about": about, "typed": typed, "done": request.GET.get("xong", "")}
    return render(request, "reviews/seller/questions.html", context, status=REFUSED if problem else 200)
