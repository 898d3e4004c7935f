from django.urls import URLPattern

app_name = "sellerdesk"
urlpatterns: list[URLPattern] = []
