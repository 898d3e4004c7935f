from django.urls import path

from chophien.atlas.views import public

app_name = "atlas"
urlpatterns = [path("ban-do/", public.atlas, name="map")]
