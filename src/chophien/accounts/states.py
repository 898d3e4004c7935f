"""The roles a person may hold, how far each reaches, and the ways to sign in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SELLER_MANAGER = "seller_manager", _("Shop manager")
    SELLER_ACCOUNTANT = "seller_accountant", _("Shop accountant")
    SELLER_PACKER = "seller_packer", _("Shop packer")
    HELPER = "helper", _("Community helper")
    COMMUNE_OFFICER = "commune_officer", _("Commune officer")
    PROVINCE_OFFICER = "province_officer", _("Provincial officer")
    OPERATOR = "operator", _("Operator")


class Scope(models.TextChoices):
    NATION = "nation", _("the whole country")
    PROVINCE = "province", _("a province")
    COMMUNE = "commune", _("a commune")
    SELLER = "seller", _("a shop")


class SignInWay(models.TextChoices):
    CODE = "code", _("Code by message")
    PASSWORD = "password", _("Password")
    PASSKEY = "passkey", _("Passkey")
    CARD = "card", _("Printed card")


class CodeUse(models.TextChoices):
    """What a code that was sent to a phone is good for, and nothing else."""

    SIGN_IN = "sign_in", _("To sign in")
    ACCOUNT = "account", _("To say where money goes")


class KeyOwner(models.TextChoices):
    """For whom a key of the API speaks."""

    PERSON = "person", _("a person")
    SELLER = "seller", _("a shop")
    ORGANISATION = "organisation", _("an organisation")


SCOPES_OF_ROLE: dict[str, frozenset[str]] = {
    Role.SELLER_MANAGER: frozenset({Scope.SELLER}),
    Role.SELLER_ACCOUNTANT: frozenset({Scope.SELLER}),
    Role.SELLER_PACKER: frozenset({Scope.SELLER}),
    Role.HELPER: frozenset({Scope.COMMUNE}),
    Role.COMMUNE_OFFICER: frozenset({Scope.COMMUNE}),
    Role.PROVINCE_OFFICER: frozenset({Scope.PROVINCE}),
    Role.OPERATOR: frozenset({Scope.NATION, Scope.PROVINCE}),
}
SELLER_ROLES = frozenset({Role.SELLER_MANAGER, Role.SELLER_ACCOUNTANT, Role.SELLER_PACKER})
COMMUNE_ROLES = frozenset({Role.HELPER, Role.COMMUNE_OFFICER})
OFFICE_ROLES = COMMUNE_ROLES | {Role.PROVINCE_OFFICER, Role.OPERATOR}
