"""What buyers, shops and operators write about goods."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chophien.reviews.actions.writing import ANSWER_MOST, PHOTOS_MOST, QUESTION_MOST, TEXT_MOST, Opinion
from chophien.reviews.states import Ground
from chophien.uploads.forms import PhotosField
from chophien.web.forms import PlainForm

SCORES = [
    ("5", _("5 – very good")),
    ("4", _("4 – good")),
    ("3", _("3 – all right")),
    ("2", _("2 – not good")),
    ("1", _("1 – bad")),
]


class ReviewForm(PlainForm):
    """A score, and perhaps words and photos."""

    score = forms.ChoiceField(label=_("How did you find it?"), choices=SCORES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": "4"}),
        max_length=TEXT_MOST,
        required=False,
    )
    photos = PhotosField(label=_("Photos"), most=PHOTOS_MOST, required=False)

    def opinion(self) -> Opinion:
        """What was said."""
        return Opinion(int(self.cleaned_data["score"]), self.cleaned_data["text"])


class QuestionForm(PlainForm):
    """What somebody wants to know about goods."""

    text = forms.CharField(
        label=_("Your question"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=QUESTION_MOST
    )


class AnswerForm(PlainForm):
    """The shop's answer, once."""

    text = forms.CharField(
        label=_("Your answer"), widget=forms.Textarea(attrs={"rows": "3"}), max_length=ANSWER_MOST, required=False
    )


class ReportForm(PlainForm):
    """Why something that was written is against the law."""

    why = forms.CharField(label=_("What is wrong with it?"), max_length=300)


class HideForm(PlainForm):
    """Which law something is against, and what exactly."""

    ground = forms.ChoiceField(label=_("Against which law?"), choices=Ground.choices)
    why = forms.CharField(label=_("What exactly?"), max_length=300, required=False)
