from django.apps import AppConfig


class TraceabilityConfig(AppConfig):
    name = "chophien.traceability"

    def ready(self) -> None:
        """Have every step of a lot leave its event, and every refusal of EPCIS be told in its words."""
        from chophien.traceability import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
        from chophien.traceability.views import epcis  # noqa: PLC0415 -- as above
        from chophien.web.error_pages import speak_under  # noqa: PLC0415 -- as above

        speak_under(f"{epcis.ROOT}/", epcis.refused_outside)
