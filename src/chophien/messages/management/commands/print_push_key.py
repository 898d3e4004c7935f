"""A new key for notifications in browsers."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "prints a new key for CHOPHIEN_PUSH_KEY; browsers that allowed notifications have to do so anew"

    def handle(self, *_args: object, **_options: object) -> None:
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        self.stdout.write(base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode())
