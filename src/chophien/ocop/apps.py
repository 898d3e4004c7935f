from django.apps import AppConfig


class OcopConfig(AppConfig):
    name = "chophien.ocop"
