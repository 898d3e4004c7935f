"""What a template needs to draw a form field: Django's own widget data, made accessible."""

from collections.abc import Iterator
from typing import Any

from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect


def control_of(bound: BoundField, *, hint: bool = False, **attrs: str) -> dict[str, Any]:
    """The widget's context: kind, name, value, attrs, choices; with aria attributes added.

    `hint` says that the template shows a hint with the id ``<id>-hint``. Attributes that are
    empty are left out.
    """
    field = bound.field
    given = {name.replace("_", "-"): value for name, value in attrs.items() if value}
    marked = bound.id_for_label or bound.auto_id
    described = [f"{marked}-error"] if bound.errors else []
    described += [f"{marked}-hint"] if hint or bound.help_text else []
    if described:
        given["aria-describedby"] = " ".join(described)
    if bound.errors:
        given["aria-invalid"] = "true"
    built = bound.build_widget_attrs({"id": bound.auto_id, **given}, field.widget)
    built["aria-describedby"] = given.get("aria-describedby", False)
    if field.disabled:
        built["disabled"] = True
    context: dict[str, Any] = field.widget.get_context(bound.html_name, bound.value(), built)["widget"]
    context["kind"] = _kind(bound)
    context["groups"] = list(_choices(context))
    return context


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "tick"
    if widget.is_hidden:
        return "hidden"
    return {"select": "select", "textarea": "textarea", "file": "file"}.get(_form_of(widget), "input")


def _form_of(widget: Any) -> str:
    kind = getattr(widget, "input_type", None)
    return str(kind or "textarea")


def _choices(context: dict[str, Any]) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    for name, options, _index in context.get("optgroups", ()):
        yield name, options
