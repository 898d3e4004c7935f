"""Whether words of buyers are shown, why they may be hidden, and what makes somebody look at them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class WordsStatus(models.TextChoices):
    """Of a review or a question. Everything is shown unless it is against the law."""

    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden: against the law")


WORDS_FLOW = Flow(
    hide={WordsStatus.SHOWN: WordsStatus.HIDDEN},
    restore={WordsStatus.HIDDEN: WordsStatus.SHOWN},
)


class Ground(models.TextChoices):
    """The only reasons to hide what buyers write (Law 122/2025/QH15 art. 17.2: reviews are shown in full)."""

    PERSONAL_DATA = "personal_data", _("Personal data of somebody (Law 91/2025/QH15)")
    INSULT = "insult", _("Insult or slander (Civil Code 2015, art. 34)")
    HATRED = "hatred", _("Hatred between peoples or beliefs (Law 24/2018/QH14, art. 8)")
    OBSCENE = "obscene", _("Obscene or violent (Law 24/2018/QH14, art. 8)")
    FORBIDDEN_GOODS = "forbidden_goods", _("Offers goods that may not be sold")
    FRAUD = "fraud", _("Fraud, or a link that harms (Law 24/2018/QH14, art. 8)")
    NOT_BOUGHT = "not_bought", _("Written by the shop's own people or for money (Law 19/2023/QH15, art. 10)")


class Sign(models.TextChoices):
    """What makes somebody of the market look. Nothing is hidden because of it."""

    BURST = "burst", _("Many reviews within an hour")
    SAME_PHONE = "same_phone", _("The same phone has reviewed these goods before")
    SAME_ADDRESS = "same_address", _("Somebody else of the same address has reviewed these goods")
    OWN_PEOPLE = "own_people", _("Works for the shop, or helps it")
    PHOTO = "photo", _("Has photos")
    REPORTED = "reported", _("Was reported")
