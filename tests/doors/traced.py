"""The interface for events of EPCIS, which asks every caller for a key, for the table of doors."""

EVENTS_BY_KEY = frozenset(
    f"traceability:{name}" for name in ("epcis", "captures", "capture", "events", "event", "event-types", "events-of")
)
"""Sessions open nothing there; `traceability/tests/test_capture_and_query.py` has what keys do."""
EVENT_VALUES = {
    "traceability:": {"code": "BT-NONE", "event_id": "urn:uuid:none", "resource": "bizSteps", "value": "shipping"}
}
