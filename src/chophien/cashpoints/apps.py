from django.apps import AppConfig


class CashpointsConfig(AppConfig):
    name = "chophien.cashpoints"
