"""Refusals about labels, in words for who wants to print them."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class LabelIncomplete(DomainError):
    """Something that the law wants on this label is not known. Nothing is printed."""

    code = "label_incomplete"
    message = _("The label still lacks: %(fields)s. It cannot be printed before.")


class LabelTooSmall(DomainError):
    code = "label_too_small"
    message = _("Not everything fits on labels of this size in letters that can be read. Choose larger ones.")


class TooManyLabels(DomainError):
    code = "too_many_labels"
    message = _("At most %(most)s labels are printed at once.")


class NotThisPack(DomainError):
    code = "label_not_this_pack"
    message = _("These goods were not packed of that lot. Choose again.")
