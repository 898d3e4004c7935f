from django.apps import AppConfig


class TraceabilityConfig(AppConfig):
    name = "chophien.traceability"

    def ready(self) -> None:
        """Have every step of a lot leave its event."""
        from chophien.traceability import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
