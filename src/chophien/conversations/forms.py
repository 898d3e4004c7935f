"""What people write to each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.conversations.actions.talking import TEXT_MOST, WHY_MOST, Words
from chophien.uploads.forms import PhotoField, RecordingField
from chophien.web.forms import PlainForm


class MessageForm(PlainForm):
    """A text, a photo, a voice, or several of them."""

    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=TEXT_MOST, required=False
    )
    photo = PhotoField(label=_("Photo"), required=False)
    voice = RecordingField(label=_("Your voice"), required=False)

    def words(self) -> Words:
        """What was written, shown and said."""
        said = self.cleaned_data
        return Words(said["text"], said["photo"] or None, said["voice"] or None)


class ReportForm(PlainForm):
    """What the other side does wrong."""

    why = forms.CharField(label=_("What is wrong?"), max_length=WHY_MOST, required=False)
