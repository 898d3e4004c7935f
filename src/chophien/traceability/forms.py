"""What shops and officers write when they call a lot back, and say about their numbers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.traceability.actions.recalling import WORDS_MOST, Notice
from chophien.web.forms import PlainForm


class RecallLotForm(PlainForm):
    """Why a lot is called back, and what buyers shall do."""

    why = forms.CharField(label=_("Why?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=WORDS_MOST)
    what_to_do = forms.CharField(
        label=_("What shall buyers do?"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=WORDS_MOST
    )

    def notice(self) -> Notice:
        """What was written."""
        return Notice(self.cleaned_data["why"], self.cleaned_data["what_to_do"])
