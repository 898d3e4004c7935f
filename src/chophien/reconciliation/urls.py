from django.urls import path

from chophien.reconciliation.views import payos

app_name = "reconciliation"
urlpatterns = [
    path("webhooks/bank/payos", payos.receive, name="payos"),
]
