"""Whether what is wrong is told where it is wrong: who hears the page instead of seeing it comes to the field and hears why."""

import re

FAULT = re.compile(r'<p class="error"([^>]*)>')
CONTROL = re.compile(r"<(?:input|select|textarea)\b[^>]*>")
NAMED = re.compile(r'\b(?:id|aria-describedby)="([^"]*)"')
DESCRIBED = re.compile(r'aria-describedby="([^"]*)"')


def lost_faults(page: str) -> list[str]:
    """Faults that no field points at and that are not called out, and fields called wrong that do not say why."""
    described = {mark for marks in DESCRIBED.findall(page) for mark in marks.split()}
    faults = FAULT.findall(page)
    known = {mark for fault in faults for mark in NAMED.findall(fault)}
    alone = [fault for fault in faults if 'role="alert"' not in fault and not described & set(NAMED.findall(fault))]
    wrong = [control for control in CONTROL.findall(page) if 'aria-invalid="true"' in control]
    return alone + [one[:200] for one in wrong if not known & {m for d in DESCRIBED.findall(one) for m in d.split()}]
