from pathlib import Path

from django.core.management import call_command

from chophien.api.flows import flows_page

DOCS = Path(__file__).parents[4] / "docs"


def test_the_documentation_shows_the_flows_as_they_are():
    assert (DOCS / "flows.md").read_text("utf-8") == flows_page()


def test_the_command_prints_the_page(capsys):
    call_command("print_flows")

    assert capsys.readouterr().out == flows_page()
