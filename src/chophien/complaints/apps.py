from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "chophien.complaints"

    def ready(self) -> None:
        """Have complaints hear of what happens below."""
        from chophien.complaints import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
