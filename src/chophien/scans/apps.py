from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "chophien.scans"
