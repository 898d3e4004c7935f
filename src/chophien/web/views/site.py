"""What every browser may ask of any site: its language, its icon, its name."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from chophien.web import interrupted as interruptions
from chophien.web.decorators import safe_next

A_YEAR = 60 * 60 * 24 * 365
A_DAY = 60 * 60 * 24


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in a cookie and go back to the page they were on."""
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("lang", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@never_cache
@require_safe
def interrupted(request: HttpRequest) -> HttpResponse:
    """The form somebody had filled in when their session ended, to be sent again; 404 when there is none."""
    form = interruptions.kept(request)
    if form is None:
        raise Http404
    return render(request, "web/interrupted.html", {"form": form})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Old browsers ask for it at this address; pages carry the drawing themselves."""
    del request
    response = HttpResponseRedirect(static("web/icon.svg"))
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the market on its home screen."""
    del request
    icon = {"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    told = {
        "name": "Chợ Phiên",
        "short_name": "Chợ Phiên",
        "description": _("Goods from Vietnam's mountains, from the people who grow and make them."),
        "lang": "vi",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#232e63",
        "icons": [icon],
    }
    headers = {"Cache-Control": f"public, max-age={A_DAY}"}
    return JsonResponse(told, content_type="application/manifest+json", headers=headers)
