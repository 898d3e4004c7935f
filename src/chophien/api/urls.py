from django.urls import path, re_path

from chophien.api.mount import api
from chophien.api.views import document, no_such_address

urlpatterns = [
    path("openapi.json", document, name="openapi"),
    path("", api.urls),
    re_path(r"^.*$", no_such_address),
]
