"""Land handed out as plots for a due-diligence statement: every look is written down, and so is the file."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chophien.audit.actions import record
from chophien.growing.models import GrowingArea
from chophien.growing.selectors.exact import land_for_purpose
from chophien.lib.actor import Actor
from chophien.lib.errors import Invalid
from chophien.lib.geo.eudr import Limits, Plot, read, written
from chophien.rules import selectors as rules
from chophien.sellers.selectors.helping import principal_of

NOTHING_CHOSEN = _("Choose one growing area at least.")


@transaction.atomic
def plots_file(
    areas: Sequence[GrowingArea], *, sizes: Mapping[str, Decimal], purpose: str, actor: Actor, at: datetime
) -> str:
    """The plots of these areas of one shop, with their exact borders, as the EU's information system takes them.

    `sizes` are hectares of areas of which only a point is known, by their codes. What comes out was read back.

    :raises Invalid: without any area
    :raises NotPermitted: if `actor` may not see one of the borders
    :raises PurposeMissing: for somebody else's land without a purpose
    :raises BorderMissing, SizeMissing: naming the plot that is not told well enough
    """
    if not areas:
        raise Invalid({"vung": [NOTHING_CHOSEN]})
    plots = [
        Plot(
            reference=area.code,
            producer=area.seller.name,
            place=f"{area.name}, {area.commune.full_name}, {area.commune.province.full_name}",
            land=land_for_purpose(area, actor=actor, purpose=purpose, at=at),
            hectares=area.hectares if area.hectares is not None else sizes.get(area.code),
        )
        for area in areas
    ]
    limits = limits_on(at)
    text = written(plots, limits=limits)
    read(text, limits=limits)
    seller = areas[0].seller
    record(
        "atlas.plots",
        actor=actor,
        subject_code=seller.code,
        on_behalf_of=principal_of(actor, seller, at=at),
        facts={"count": len(plots)},
        at=at,
    )
    return text


def limits_on(at: datetime) -> Limits:
    """What the European Union's regulation asks of a plot on that day."""
    return Limits(
        point_most_hectares=Decimal(rules.whole("eudr.point_most_hectares", at=at)),
        least_decimals=rules.whole("eudr.least_decimals", at=at),
    )


def chosen(areas: Sequence[GrowingArea], codes: Collection[str]) -> list[GrowingArea]:
    """Those of the areas that were ticked."""
    return [area for area in areas if area.code in codes]
