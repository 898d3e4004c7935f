"""How goods are scored, and what may not be sold here: for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chophien.catalog.quality.score_rules import FULL_SCORE, score_editions
from chophien.catalog.quality.score_rules import score_rules as rules_in_force
from chophien.catalog.quality.word_list import word_groups
from chophien.catalog.states import Severity
from chophien.web.decorators import guest_cacheable


@guest_cacheable
@require_safe
def score_rules(request: HttpRequest) -> HttpResponse:
    """The rules by which goods are scored, with their points, and the editions before."""
    rules = rules_in_force(at=timezone.now())
    earlier = [edition for edition in score_editions() if edition != rules]
    context = {"rules": rules, "full": FULL_SCORE, "earlier": earlier}
    return render(request, "storefront/buyer/score_rules.html", context)


@guest_cacheable
@require_safe
def forbidden_goods(request: HttpRequest) -> HttpResponse:
    """What may not be sold here, and what only with a paper, each with the law that says so."""
    groups = word_groups().values()
    context = {
        "forbidden": [one for one in groups if one.severity == Severity.FORBID],
        "conditional": [one for one in groups if one.severity == Severity.ASK_DOCUMENT],
    }
    return render(request, "storefront/buyer/forbidden_goods.html", context)
