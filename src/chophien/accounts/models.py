"""People, how they sign in, and the roles they hold. Being a buyer needs no role: everybody may buy."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from chophien.accounts.states import Role, Scope


class PersonManager(BaseUserManager["Person"]):
    """What Django's own sign-in machinery asks of a user table."""


class Person(AbstractBaseUser):
    """Somebody who signs in, known by a phone number. One person may hold many roles."""

    code = models.CharField(max_length=20, unique=True)
    phone = models.CharField(max_length=16, unique=True, help_text="E.164")
    name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = PersonManager()
    USERNAME_FIELD = "phone"
    is_system = False

    def __str__(self) -> str:
        return self.code


class SignInCode(models.Model):
    """A six-digit code that was sent to a phone. Only its digest is kept."""

    phone = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone", "-sent_at"], name="accounts_code_phone")]


class Grant(models.Model):
    """A role that a person holds over a scope, from one day to another. Ended grants stay as history."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    scope_kind = models.CharField(max_length=10, choices=Scope)
    scope_code = models.CharField(max_length=40, blank=True, help_text="code of the province, commune or seller")
    given_by = models.CharField(max_length=60)
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope_kind", "scope_code"], name="accounts_grant_scope")]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_grant_role_known"),
            models.CheckConstraint(
                condition=models.Q(scope_kind=Scope.NATION, scope_code="")
                | (~models.Q(scope_kind=Scope.NATION) & ~models.Q(scope_code="")),
                name="accounts_grant_scope_named",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "scope_kind", "scope_code"],
                condition=models.Q(ends_at__isnull=True),
                name="accounts_grant_once",
            ),
        ]


class Passkey(models.Model):
    """A key on somebody's device that signs them in (WebAuthn)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True, max_length=1023)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
