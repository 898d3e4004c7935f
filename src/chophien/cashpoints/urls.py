from django.urls import URLPattern

app_name = "cashpoints"
urlpatterns: list[URLPattern] = []
