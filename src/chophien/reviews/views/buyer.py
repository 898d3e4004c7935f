"""Reviews and questions as buyers read and write them."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chophien.accounts.requests import SignedInRequest
from chophien.catalog.models import Listing
from chophien.lib.errors import DomainError
from chophien.orders.requests import own_order
from chophien.orders.selectors.buyers import BuyerOrder
from chophien.reviews.actions.moderating import report_words
from chophien.reviews.actions.writing import ask_question, write_review
from chophien.reviews.errors import TooOften
from chophien.reviews.forms import QuestionForm, ReportForm, ReviewForm
from chophien.reviews.selectors.ratings import photos_of, rating, rating_of
from chophien.reviews.selectors.words import (
    lines_to_review,
    listing_public,
    page_of,
    questions_shown,
    reviews_shown,
    words_by_code,
)
from chophien.rules import selectors as rules
from chophien.web.decorators import guest_cacheable, signed_in
from chophien.web.ratelimit import allow

INVALID, REFUSED, TOO_MANY, HOUR = 422, 409, 429, 3600


@never_cache
@require_safe
def order(request: HttpRequest, code: str) -> HttpResponse:
    """What can be said about the goods of an order, one by one."""
    found = own_order(request, code, at=timezone.now())
    context = {"order": found.order, "lines": lines_to_review(found.order), "done": request.GET.get("xong", "")}
    return render(request, "reviews/buyer/order.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str, variant: str) -> HttpResponse:
    """Review one of the goods of an order."""
    at = timezone.now()
    found = own_order(request, code, at=at)
    line = next((one for one, _said in lines_to_review(found.order) if one.variant.code == variant), None)
    if line is None:
        raise Http404
    form = ReviewForm(request.POST, request.FILES) if request.method == "POST" else ReviewForm()
    problem, status = None, 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                _write(found, variant, form, at=at)
            except DomainError as refusal:
                problem, status = refusal, REFUSED
            else:
                return HttpResponseRedirect(reverse("reviews:order", args=[found.order.code]) + "?xong=viet")
    context = {"order": found.order, "line": line, "form": form, "problem": problem}
    return render(request, "reviews/buyer/write.html", context, status=status)


@guest_cacheable
@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that buyers have said about goods."""
    at = timezone.now()
    goods = _goods(code)
    page = page_of(reviews_shown(goods), cursor=request.GET.get("trang", ""), purpose="reviews.listing")
    context = {
        "goods": goods,
        "rating": rating_of([goods.pk], at=at).get(goods.pk) or rating(0, 0, at=at),
        "page": page,
        "photos": photos_of(page.rows),
        "least": rules.whole("reviews.least_for_average", at=at),
    }
    return render(request, "reviews/buyer/listing.html", context)


@guest_cacheable
@require_safe
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked about goods and answered by the shop, and the form to ask."""
    return _questions(request, _goods(code), QuestionForm())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask about goods."""
    at = timezone.now()
    goods = _goods(code)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("reviews:questions", args=[code]))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _questions(request, goods, form, status=INVALID)
    try:
        _not_too_often("reviews.questions_per_hour", request.user.code, at=at)
        ask_question(listing=goods, text=form.cleaned_data["text"], actor=request.user, at=at)
    except TooOften as refusal:
        return _questions(request, goods, form, problem=refusal, status=TOO_MANY)
    except DomainError as refusal:
        return _questions(request, goods, form, problem=refusal, status=REFUSED)
    return HttpResponseRedirect(reverse("reviews:questions", args=[code]) + "?xong=hoi")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request: SignedInRequest, code: str) -> HttpResponse:
    """Tell the market that something is against the law."""
    at = timezone.now()
    words = words_by_code(code)
    if words is None:
        raise Http404
    form = ReportForm(request.POST or None)
    problem, status = None, 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                _not_too_often("reviews.reports_per_hour", request.user.code, at=at)
                report_words(words=words, why=form.cleaned_data["why"], actor=request.user, at=at)
            except DomainError as refusal:
                problem, status = refusal, TOO_MANY if isinstance(refusal, TooOften) else REFUSED
            else:
                return HttpResponseRedirect(reverse("reviews:report", args=[code]) + "?xong=bao")
    context = {"words": words, "form": form, "problem": problem, "done": request.GET.get("xong", "")}
    return render(request, "reviews/buyer/report.html", context, status=status)


def _write(found: BuyerOrder, variant: str, form: ReviewForm, *, at: datetime) -> None:
    photos = form.cleaned_data["photos"]
    write_review(
        order=found.order, variant_code=variant, opinion=form.opinion(), photos=photos, actor=found.actor, at=at
    )


def _goods(code: str) -> Listing:
    goods = listing_public(code)
    if goods is None:
        raise Http404
    return goods


def _questions(
    request: HttpRequest,
    goods: Listing,
    form: QuestionForm,
    *,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "goods": goods,
        "page": page_of(questions_shown(goods), cursor=request.GET.get("trang", ""), purpose="reviews.questions"),
        "form": form,
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, "reviews/buyer/questions.html", context, status=status)


def _not_too_often(rule: str, key: str, *, at: datetime) -> None:
    wait = allow(rule, key, limit=rules.whole(rule, at=at), per_seconds=HOUR, at=at)
    if wait is not None:
        raise TooOften(facts={"minutes": -(-wait.seconds // 60)})
