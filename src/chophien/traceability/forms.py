"""What shops and officers write when they call a lot back, and say about their numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.catalog.models import Variant
from chophien.traceability.actions.recalling import WORDS_MOST, Notice
from chophien.uploads.forms import PaperField
from chophien.web.forms import PlainForm

PREFIX = "gcp"


class RecallLotForm(PlainForm):
    """Why a lot is called back, and what buyers shall do."""

    why = forms.CharField(label=_("Why?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=WORDS_MOST)
    what_to_do = forms.CharField(
        label=_("What shall buyers do?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=WORDS_MOST
    )

    def notice(self) -> Notice:
        """What was written."""
        return Notice(self.cleaned_data["why"], self.cleaned_data["what_to_do"])


class NumberForm(PlainForm):
    """A number that GS1 gave to the shop, of what, and its paper. Where licences of the shop count (`prefixes`), the
    numbers that they cover need none.
    """

    of = forms.ChoiceField(label=_("The number of"), choices=())
    value = forms.CharField(label=_("Number as it is on the paper"), max_length=20)
    paper = PaperField(label=_("The paper from GS1"))

    def __init__(self, *args: Any, goods: Sequence[Variant], prefixes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].required = not prefixes
        self.goods = {one.code: one for one in goods}
        of = self.fields["of"]
        if isinstance(of, forms.ChoiceField):
            of.choices = [
                ("", _("The place of the shop (GLN)")),
                (PREFIX, _("All numbers of the shop begin with it (company prefix)")),
                *((code, _title(one)) for code, one in self.goods.items()),
            ]
            of.required = False

    @property
    def is_prefix(self) -> bool:
        """Whether it is the company prefix."""
        return bool(self.cleaned_data.get("of") == PREFIX)

    @property
    def variant(self) -> Variant | None:
        """The goods that were chosen; none for the place."""
        return self.goods.get(self.cleaned_data.get("of", ""))


def _title(one: Variant) -> str:
    live = one.listing.live
    return " · ".join(part for part in (live.title if live else one.listing.code, one.title) if part)
