from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "chophien.audit"
