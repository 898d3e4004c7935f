import re

import pytest
from django.utils import timezone

from chophien.regulations import figures
from chophien.regulations.models import RegulationVersion
from chophien.regulations.rendering import as_html
from chophien.regulations.selectors.documents import regulation_in_force
from chophien.regulations.states import DOCUMENTS
from chophien.rules.selectors import rules_in_force, value

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[a-z]+[_-][a-z]+|[{}\[\]']|https?:")
NO_AMOUNT = {"", "contract", "date", "month_day", "period", "text", "weekday", "word"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.key)
def test_every_document_can_be_read(client, document):
    page = client.get(f"/quy-che/{document.slug}/")

    version = regulation_in_force(document.key, at=timezone.now())
    assert page.status_code == 200
    assert f"<h1>{version.title}</h1>" in page.content.decode()
    assert page["X-Guest-Cache"] == "yes"


def test_the_list_names_every_document_in_its_order(client):
    page = client.get("/quy-che/").content.decode()

    links = re.findall(r'<h2><a href="(/quy-che/[^"]+)">', page)
    assert links == [f"/quy-che/{document.slug}/" for document in DOCUMENTS]


def test_the_about_page_has_its_own_address(client):
    assert "<h1>Giới thiệu Chợ Phiên</h1>" in client.get("/gioi-thieu/").content.decode()


def test_an_english_reader_gets_the_translation_and_is_told_what_counts(client):
    client.cookies["lang"] = "en"

    page = client.get("/quy-che/doi-tra/").content.decode()

    assert "<h1>Returns</h1>" in page
    assert "The Vietnamese text counts" in page


def test_a_version_can_be_read_by_its_name(client):
    assert client.get("/quy-che/doi-tra/2026-07/").status_code == 200


@pytest.mark.parametrize("path", ["/quy-che/khong-co/", "/quy-che/doi-tra/1999-01/", "/quy-che/returns/"])
def test_what_was_never_published_is_no_page(client, path):
    assert client.get(path).status_code == 404


def test_the_figures_are_listed_with_their_sources(client):
    page = client.get("/quy-che/con-so/").content.decode()

    assert "Luật 19/2023/QH15, điều 38" in page
    assert "Số mã đăng nhập gửi tới một số điện thoại trong một giờ" in page


def test_no_figure_is_told_in_the_words_of_the_code(client):
    rules = [rule for rule in rules_in_force(at=timezone.now()) if rule.note]

    told = {rule.key: figures.said(rule) for rule in rules}

    unworded = {rule.unit for rule in rules} - set(figures.UNITS) - NO_AMOUNT
    assert (unworded, [key for key, words in told.items() if CODE.search(words)]) == (set(), [])
    assert told["ocop.criteria_weights"] == "Phần A: 40; Phần B: 25; Phần C: 35\N{NO-BREAK SPACE}điểm"
    assert told["tax.threshold_warning_percents"] == "80, 100%"
    assert told["settlement.pay_weekday"] == "thứ Ba"
    assert "bị quét dù chưa gắn lên gói nào: hơn 2, 50 điểm; " in told["scans.copy_rules"]
    assert told["scans.copy_rules"].count("điểm") == len(value("scans.copy_rules", at=timezone.now()))
    assert told["lots.yield_percent"].startswith("chè: 15 – 30; măng: 5 – 20; nghệ: 3 – 15; cà phê: 15 – 25; ")


def test_the_list_takes_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/quy-che/")


def test_a_document_takes_two_queries(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/quy-che/doi-tra/")


def test_links_between_documents_lead_somewhere(client):
    bodies = "".join(RegulationVersion.objects.values_list("body", flat=True))

    for path in sorted(set(re.findall(r"\]\((/[^)]+)\)", bodies))):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## Đầu đề", "<h2>Đầu đề</h2>"),
        ("Một\nhai\n\nBa", "<p>Một hai</p>\n<p>Ba</p>"),
        ("- một\n- **hai**", "<ul><li>một</li><li><strong>hai</strong></li></ul>"),
        ("1. một\n2. hai", "<ol><li>một</li><li>hai</li></ol>"),
        ("[trang](/noi/)", '<p><a href="/noi/">trang</a></p>'),
        ("<b>x</b> & [y](javascript:1)", "<p>&lt;b&gt;x&lt;/b&gt; &amp; [y](javascript:1)</p>"),
        ('[a](/"onclick=x)', '<p><a href="/&#34;onclick=x">a</a></p>'),
    ],
)
def test_marks_become_html_and_html_becomes_text(text, html):
    assert str(as_html(text)) == html
