from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "chophien.scans"

    def ready(self) -> None:
        """Hear of what happens below."""
        from chophien.scans import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
