"""People, how they sign in, and the roles they hold. Being a buyer needs no role: everybody may buy."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from chophien.accounts.states import CodeUse, KeyOwner, Role, Scope, SignInWay


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
    sessions_mark = models.CharField(
        max_length=43, blank=True, help_text="drawn anew to end every session of this person"
    )

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "phone"
    is_system = False

    def __str__(self) -> str:
        return self.code

    @property
    def mobile(self) -> str:
        """The number that messages go to; empty for somebody without a phone, who has their code in its place."""
        return self.phone if self.phone.startswith("+") else ""

    def get_session_auth_hash(self) -> str:
        """What a session must know to stay valid: it changes with the password and with `sessions_mark`."""
        return salted_hmac(
            "chophien.accounts.session", self.password + self.sessions_mark, algorithm="sha256"
        ).hexdigest()


class SignInCode(models.Model):
    """A six-digit code that was sent to a phone. Only its digest is kept, and only the newest one of a use counts."""

    phone = models.CharField(max_length=16)
    use = models.CharField(max_length=8, choices=CodeUse, default=CodeUse.SIGN_IN, db_default="sign_in")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone", "-sent_at"], name="accounts_code_phone")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gte=models.F("sent_at")), name="accounts_code_expires_after_sent"
            ),
            models.CheckConstraint(condition=models.Q(use__in=CodeUse.values), name="accounts_code_use_known"),
        ]


class SignInGuard(models.Model):
    """Wrong tries to sign in with one number by one way, and until when it is locked.

    Its row is held while a code is sent or tried, so that everything about one number happens in turn.
    """

    phone = models.CharField(max_length=16)
    way = models.CharField(max_length=10, choices=SignInWay)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phone", "way"], name="accounts_guard_once")]


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
                | (models.Q(scope_kind__in=[Scope.PROVINCE, Scope.COMMUNE, Scope.SELLER]) & ~models.Q(scope_code="")),
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
    code = models.CharField(max_length=20, unique=True)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)


class ApiKey(models.Model):
    """A key with which a program speaks for somebody at the API. Only its digest is kept; it is shown once.

    A key that a person made can do what its scopes name and that person may still do; one that a command made speaks
    for the market itself, within its scopes and its owner.
    """

    code = models.CharField(max_length=20, unique=True)
    prefix = models.CharField(max_length=16, unique=True, help_text="the part that lists show, to tell keys apart")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole key")
    name = models.CharField(max_length=80, help_text="what its maker calls it")
    scopes = models.JSONField(default=list, help_text="what it opens, such as products:read")
    owner_kind = models.CharField(max_length=12, choices=KeyOwner)
    owner_code = models.CharField(max_length=80, blank=True, help_text="of the person or shop; an organisation's name")
    calls_per_minute = models.PositiveIntegerField(null=True, help_text="unset: what the rules say for every key")
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner_kind", "owner_code", "-made_at"], name="accounts_key_owner")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner_kind__in=KeyOwner.values), name="accounts_key_owner_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SignInCard(models.Model):
    """A printed card that opens its owner's desk on anybody's phone: a QR with a token, and a PIN. Digests only.

    One card counts at a time. A card that somebody else printed wants a PIN of its owner's own before it opens.
    """

    code = models.CharField(max_length=20, unique=True, help_text="printed on it, for a kiosk that cannot scan")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cards")
    opens = models.CharField(max_length=60, help_text="code of the shop whose desk it opens")
    token_digest = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=128, help_text="hashed as passwords are")
    wants_own_pin = models.BooleanField(default=False)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=60)
    issued_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=60, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "opens"], condition=models.Q(revoked_at__isnull=True), name="accounts_card_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code
