"""The market's documents, for everybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from chophien.regulations.errors import RegulationMissing
from chophien.regulations.figures import said
from chophien.regulations.models import RegulationVersion
from chophien.regulations.rendering import as_html
from chophien.regulations.selectors import documents
from chophien.regulations.selectors.fees import fees_published, reductions_in_force
from chophien.regulations.selectors.sales import fee_vat
from chophien.regulations.states import SELLER_KINDS
from chophien.rules.selectors import rules_in_force, whole
from chophien.web.decorators import guest_cacheable

PAYMENT = "payment"
NAMES = {"vnpay": "VNPay", "momo": "MoMo"}


@require_safe
@guest_cacheable
def index(request: HttpRequest) -> HttpResponse:
    """All documents with the version in force."""
    published = documents.regulations_in_force(at=timezone.now())
    return render(request, "regulations/public/index.html", {"published": published})


@require_safe
@guest_cacheable
def document(request: HttpRequest, key: str) -> HttpResponse:
    """A document as it is in force today."""
    try:
        version = documents.regulation_in_force(key, at=timezone.now())
    except RegulationMissing as problem:
        raise Http404 from problem
    return _shown(request, version)


@require_safe
@guest_cacheable
def version(request: HttpRequest, key: str, edition: str) -> HttpResponse:
    """One version of a document, in force, past or to come."""
    try:
        found = documents.version_of(key, edition)
    except RegulationMissing as problem:
        raise Http404 from problem
    return _shown(request, found)


@require_safe
@guest_cacheable
def figures(request: HttpRequest) -> HttpResponse:
    """Every limit and deadline that the market goes by today, with its source."""
    rows = [(one, said(one)) for one in rules_in_force(at=timezone.now()) if one.note]
    return render(request, "regulations/public/figures.html", {"rows": rows})


@require_safe
@guest_cacheable
def fees(request: HttpRequest) -> HttpResponse:
    """What the market asks sellers to pay, from when, and who bears it for whom."""
    at = timezone.now()
    context = {
        "rates": fees_published(at=at),
        "kinds": SELLER_KINDS,
        "reductions": reductions_in_force(at=at),
        "today": timezone.localdate(),
        "notice_days": whole("regulations.fee_notice_days", at=at),
        "vat_percent": fee_vat(at=at),
    }
    return render(request, "regulations/public/fees.html", context)


def _gateways() -> list[str]:
    """The payment gateways that are open here, by name."""
    return [NAMES.get(name, name) for name, keys in settings.GATEWAYS.items() if keys]


def _shown(request: HttpRequest, found: RegulationVersion) -> HttpResponse:
    in_english = get_language() == "en" and bool(found.body_en)
    versions = documents.versions_of(found.key)
    today = timezone.localdate()
    context = {
        "version": found,
        "title": found.title_en if in_english else found.title,
        "body": as_html(found.body_en if in_english else found.body),
        "in_english": in_english,
        "versions": versions,
        "gateways": _gateways() if found.key == PAYMENT else [],
        "current": next((one for one in versions if one.effective_from <= today), None),
    }
    return render(request, "regulations/public/document.html", context)
