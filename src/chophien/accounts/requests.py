"""A request that `signed_in` has let through, so that `request.user` is a Person."""

from django.http import HttpRequest

from chophien.accounts.models import Person


class SignedInRequest(HttpRequest):
    user: Person
