"""What keeps goods from being sent in, and on which of the three steps it is mended."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chophien.catalog.models import Listing
from chophien.catalog.selectors import attributes_of, latest_version, missing_in
from chophien.sellerdesk.writing import ATTRIBUTE

STEP_OF = dict.fromkeys(("title", "description", "category", "special", "use", "storage", "origin"), "story")


@dataclass(frozen=True)
class Missing:
    """One missing thing: the step that asks for it, its field there, and the sentence."""

    step: str
    field: str
    sentence: str


def missing_of(listing: Listing, *, at: datetime) -> dict[str, Missing]:
    """Everything that is missing, by field, in the order of the steps."""
    version = latest_version(listing)
    if version is None:
        return {}
    english = get_language() == "en"
    labels = {
        ATTRIBUTE + one.key: one.label_en if english and one.label_en else one.label_vi
        for one in attributes_of(version.category)
    }
    found = [
        Missing("story", name, _("%(question)s: %(sentence)s") % {"question": labels[name], "sentence": sentence})
        if name in labels
        else Missing(STEP_OF.get(name, "sizes"), name, sentence)
        for name, sentence in missing_in(version, at=at).items()
    ]
    return {one.field: one for one in sorted(found, key=lambda one: one.step != "story")}
