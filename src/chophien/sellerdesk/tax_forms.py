"""What a producer signs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chophien.tax.selectors.declaring import Declarable
from chophien.tax.states import DeclaredFor
from chophien.web.forms import PlainForm

NAME_MOST = 100


class DeclareForm(PlainForm):
    """Signing that goods are own produce."""

    goods = forms.ChoiceField(label=gettext_lazy("Which goods?"))
    signed_name = forms.CharField(label=gettext_lazy("Your full name, as a signature"), max_length=NAME_MOST)
    agreed = forms.BooleanField(
        label=gettext_lazy("I declare this"),
        error_messages={"required": gettext_lazy("Read the words and tick the box to sign them.")},
    )

    def __init__(self, *args: Any, options: Sequence[Declarable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["goods"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.key, _named(one)) for one in options]


def _named(one: Declarable) -> str:
    if one.declared_for == DeclaredFor.CATEGORY:
        return _("All my goods of the kind %(kind)s") % {"kind": one.goods}
    return one.goods
