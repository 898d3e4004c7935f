from django.apps import AppConfig


class SellerDeskConfig(AppConfig):
    name = "chophien.sellerdesk"
