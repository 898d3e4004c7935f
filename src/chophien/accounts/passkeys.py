"""The words of WebAuthn, spoken by py_webauthn: what the browser is asked, and whether its answer is sound.

Nothing here touches the database. A relying party is the site's host name, an origin its whole address.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chophien.accounts.errors import PasskeyRefused

SITE_NAME = "Chợ Phiên"
CREDENTIAL_MOST = 16_384
UNSOUND = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
"""What py_webauthn lets through when a browser's answer is nonsense: its own errors and its parsers'."""


@dataclass(frozen=True)
class Site:
    """Where the key belongs: ``Site("cho.example", "https://cho.example")``."""

    host: str
    origin: str


@dataclass(frozen=True)
class Question:
    """What the browser is asked (JSON), and the challenge that its answer must hold (base64url)."""

    options: str
    challenge: str


@dataclass(frozen=True)
class NewKey:
    credential_id: bytes
    public_key: bytes
    sign_count: int


def ask_to_register(site: Site, *, person_code: str, person_name: str, known: Sequence[bytes]) -> Question:
    """Ask a device to make a key for this person, unless it already holds one of `known`."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=SITE_NAME,
        user_id=person_code.encode(),
        user_name=person_name,
        user_display_name=person_name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one)) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def ask_to_sign_in(site: Site) -> Question:
    """Ask a device for any key of this site that it holds: nobody has to say who they are first."""
    options = generate_authentication_options(rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED)
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def challenge_bytes(kept: str) -> bytes:
    """The challenge of a question, as it was kept while the device thought."""
    return base64url_to_bytes(kept)


def read_new_key(site: Site, *, answer: str, challenge: bytes) -> NewKey:
    """The key that a device made.

    :raises PasskeyRefused: if the answer is unsound or belongs to another question or site
    """
    try:
        made = verify_registration_response(
            credential=_checked(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except UNSOUND as fault:
        raise PasskeyRefused from fault
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def which_key(answer: str) -> bytes:
    """The id of the key that signed an answer, not yet checked.

    :raises PasskeyRefused: if the answer names none
    """
    try:
        return parse_authentication_credential_json(_checked(answer)).raw_id
    except UNSOUND as fault:
        raise PasskeyRefused from fault


def check_answer(site: Site, *, answer: str, challenge: bytes, public_key: bytes, sign_count: int) -> int:
    """The key's new count of signatures, when it truly signed this question.

    :raises PasskeyRefused: if it did not, or if the count went back as a copied key's does
    """
    try:
        verified = verify_authentication_response(
            credential=_checked(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except UNSOUND as fault:
        raise PasskeyRefused from fault
    return verified.new_sign_count


def _checked(answer: str) -> str:
    """The answer, if it is a JSON object of sane size: py_webauthn expects one.

    :raises ValueError: if it is none
    """
    if len(answer) > CREDENTIAL_MOST or not isinstance(json.loads(answer), dict):
        raise ValueError("no credential")
    return answer
