from django.urls import URLPattern

app_name = "officedesk"
urlpatterns: list[URLPattern] = []
