from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "chophien.knowledge"
