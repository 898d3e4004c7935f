"""Why somebody cannot sign in, or a role cannot be given, in words they are shown."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class TryLater(DomainError):
    """Too much was tried; `seconds` says how long to wait."""

    code = "try_later"
    message = _("There were too many tries. Wait %(minutes)s min, then try again.")

    def __init__(self, *, seconds: int) -> None:
        super().__init__(facts={"minutes": max(1, -(-seconds // 60))})
        self.seconds = max(1, seconds)


class TooManyCodes(TryLater):
    code = "too_many_codes"
    message = _("Too many codes were sent to this number. Wait %(minutes)s min, then ask for a new one.")


class SignInLocked(TryLater):
    code = "sign_in_locked"
    message = _("It was wrong too many times. For your safety wait %(minutes)s min, then try again.")


class WrongCode(DomainError):
    code = "wrong_code"
    message = _("This code is not right. Look at the newest message and type its 6 digits. Tries left: %(left)s.")

    def __init__(self, *, left: int) -> None:
        super().__init__(facts={"left": left})


class CodeTooOld(DomainError):
    code = "code_too_old"
    message = _("This code can no longer be used. Ask for a new one.")


class WrongPassword(DomainError):
    """Said for an unknown number too, so that nobody learns who has an account."""

    code = "wrong_password"
    message = _("The phone number or the password is not right. You can also sign in with a code by message.")


class WeakPassword(DomainError):
    code = "weak_password"
    message = _("Choose a longer password: at least %(least)s signs.")


class PasskeyRefused(DomainError):
    code = "passkey_refused"
    message = _("This device's key was not accepted. Sign in with a code by message.")


class AccountClosed(DomainError):
    code = "account_closed"
    message = _("This account is closed. Call the market if that is a mistake.")


class ScopeMismatch(DomainError):
    code = "scope_mismatch"
    message = _("This role cannot be given for that area. Choose the area again.")


class LastOperator(DomainError):
    code = "last_operator"
    message = _("This is the market's last operator. Give somebody else this role first.")


class ApiKeyMissing(DomainError):
    code = "key_missing"
    message = _("Send a key of the API: Authorization: Bearer cp_…")


class ApiKeyRefused(DomainError):
    """Unknown, ended or revoked: it is not said which."""

    code = "key_refused"
    message = _("This key is not accepted. It may be mistyped, too old, or taken back.")


class ScopeMissing(DomainError):
    code = "scope_missing"
    message = _("This key does not open that. It lacks: %(scope)s")


class TooManyCalls(DomainError):
    """The key has used up its calls; `seconds` says how long to wait."""

    code = "too_many_requests"
    message = _("Too many requests. Wait a little.")

    def __init__(self, *, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class BadScopes(DomainError):
    code = "bad_scopes"
    message = _("Choose what the key may open: words such as products:read.")


class TooManyKeys(DomainError):
    code = "too_many_keys"
    message = _("There are %(most)s keys already. Take one back first.")


class CardUnknown(DomainError):
    """Said for a card that was taken back too."""

    code = "card_unknown"
    message = _("This card does not count, or no longer. Ask your helper or the commune for a new one.")


class CardLocked(DomainError):
    code = "card_locked"
    message = _(
        "The PIN was wrong too many times, so the card is locked. Ask your helper or the commune for a new one."
    )


class WrongPin(DomainError):
    code = "wrong_pin"
    message = _("This PIN is not right. Tries left: %(left)s.")

    def __init__(self, *, left: int) -> None:
        super().__init__(facts={"left": left})


class OwnPinWanted(DomainError):
    code = "own_pin_wanted"
    message = _("Choose a PIN of your own now: whoever printed the card knows the one on it. Then keep it to yourself.")


class WeakPin(DomainError):
    code = "weak_pin"
    message = _("Choose 6 other digits: not all the same, not in a row, not those on the card.")


NOT_BY_CARD = _("This cannot be done with a card. Sign in with your own phone number for it.")
