"""Who may have which report over which area."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chophien.accounts.policies import has_role_over
from chophien.accounts.states import Scope
from chophien.lib.actor import Actor
from chophien.lib.verdict import YES, Verdict, no
from chophien.places.models import TODAY, Commune
from chophien.reports.kinds.base import ReportKind

NOT_YOURS = _("You may not have this report over this area.")


def can_ask(actor: Actor, kind: ReportKind, *, scope_kind: str, scope_code: str, at: datetime) -> Verdict:
    """Whether somebody's role covers the area, and the report is made for such areas."""
    if scope_kind not in kind.scopes or (scope_kind == Scope.NATION) == bool(scope_code):
        return no(NOT_YOURS)
    if scope_kind == Scope.PROVINCE:
        covered = has_role_over(actor, kind.roles, at=at, province_code=scope_code)
    elif scope_kind == Scope.COMMUNE:
        commune = Commune.objects.select_related("province").filter(vintage=TODAY, code=scope_code).first()
        covered = commune is not None and has_role_over(actor, kind.roles, at=at, commune=commune)
    elif scope_kind == Scope.SELLER:
        covered = has_role_over(actor, kind.roles, at=at, seller_code=scope_code)
    else:
        covered = has_role_over(actor, kind.roles, at=at)
    return YES if covered else no(NOT_YOURS)
