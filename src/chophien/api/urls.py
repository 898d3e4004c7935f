from django.urls import path, re_path

from chophien.api.mount import api
from chophien.api.views import no_such_address

urlpatterns = [
    path("", api.urls),
    re_path(r"^.*$", no_such_address),
]
