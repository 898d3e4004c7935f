from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "chophien.catalog"

    def ready(self) -> None:
        import_module("chophien.catalog.receivers")
