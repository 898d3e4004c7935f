"""What is decided about many at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.web.forms import PlainForm

REASON_MOST = 500


class BulkForm(PlainForm):
    """One verdict about everything that was chosen. What was chosen travels along with the versions that were seen.

    With `helpers` it is given to one of them; `reason` is what the field of the reason is called, empty where no
    verdict wants one.
    """

    chosen = forms.CharField(widget=forms.HiddenInput, max_length=60_000, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    verdict = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    helper = forms.ChoiceField(label=_("Helper"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=REASON_MOST, required=False)

    def __init__(
        self,
        *args: Any,
        verdicts: list[tuple[str, str]],
        helpers: list[tuple[str, str]] | None = None,
        reason: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("verdict", verdicts)
        if len(verdicts) == 1:
            self.fields["verdict"].widget = forms.HiddenInput()
        if helpers is None:
            del self.fields["helper"]
        else:
            self._choose("helper", [("", str(_("Choose a helper"))), *helpers])
        if reason:
            self.fields["reason"].label = reason
        else:
            del self.fields["reason"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
