from django.urls import path

from chophien.collecting.views import receipts

app_name = "collecting"
urlpatterns = [
    path("giay-giao-tien/<str:code>.pdf", receipts.receipt, name="receipt"),
]
