from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chophien.lib.gs1.digital_link import BadLink
from chophien.lib.gs1.keys import CSET_82, BadKey, restricted_gtin
from chophien.lib.gs1.trace_codes import TraceCode, full_year, read_trace_code, trace_link

TODAY = date(2026, 11, 22)
STEM = "https://chophien.example"
TEA = restricted_gtin(84)
DAYS = st.dates(date(1990, 1, 1), date(2070, 1, 1)) | st.none()


def test_a_pack_of_tea_has_a_code_that_says_its_batch():
    code = TraceCode(TEA, "BANBE-26A", "7K3", date(2026, 11, 1), expires_on=date(2028, 11, 1), net_g=100)

    link = trace_link(code, stem=STEM)

    assert str(link) == f"{STEM}/01/0{TEA}/10/BANBE-26A/21/7K3?11=261101&17=281101&3103=000100"


@given(
    batch=st.text(CSET_82, min_size=1, max_size=20),
    serial=st.text(CSET_82, max_size=20),
    days=st.tuples(DAYS, DAYS, DAYS),
    net_g=st.integers(0, 999_999) | st.none(),
)
def test_a_code_reads_back_as_it_was_written(batch, serial, days, net_g):
    code = TraceCode(TEA.zfill(14), batch, serial, *days, net_g)

    assert read_trace_code(str(trace_link(code, stem=STEM)), today=TODAY) == code


@pytest.mark.parametrize(("digits", "day"), [("270200", date(2027, 2, 28)), ("281200", date(2028, 12, 31))])
def test_a_month_without_a_day_ends_with_its_last(digits, day):
    assert read_trace_code(f"{STEM}/01/0{TEA}/10/A?17={digits}", today=TODAY).expires_on == day


@pytest.mark.parametrize(
    ("year", "digits", "meant"),
    [(2026, 76, 2076), (2026, 77, 1977), (2026, 0, 2000), (2099, 49, 2149), (2099, 48, 2148), (2099, 50, 2050)],
)
def test_two_digits_mean_the_nearest_year(year, digits, meant):
    assert full_year(digits, today=date(year, 1, 1)) == meant


def test_what_cannot_be_a_code_is_refused():
    with pytest.raises(BadKey):
        trace_link(TraceCode("8930000000000", "A"), stem=STEM)
    for batch in ("", "bản Bẹ", "A" * 21):
        with pytest.raises(BadLink):
            trace_link(TraceCode(TEA, batch), stem=STEM)
    with pytest.raises(ValueError, match="grams"):
        trace_link(TraceCode(TEA, "A", net_g=1_000_000), stem=STEM)
    for uri in (f"{STEM}/01/0{TEA}", f"{STEM}/414/9520123456788", "hello"):
        with pytest.raises(BadLink):
            read_trace_code(uri, today=TODAY)
