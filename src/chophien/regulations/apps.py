from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "chophien.regulations"

    def ready(self) -> None:
        """Have regulations hear of accounts that are opened."""
        from chophien.regulations import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
