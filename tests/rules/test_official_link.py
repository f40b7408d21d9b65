"""Which addresses may be handed out as the NACC's (domain.md §7)."""

import pytest

from rules import official_link as links

EIT = "https://itas.nacc.go.th/go/eit/a1b2c3"
IIT = "https://itas.nacc.go.th/go/iit/a1b2c3"


@pytest.mark.parametrize(
    ("url", "instrument"),
    [
        pytest.param(EIT, "EIT", id="the known EIT form"),
        pytest.param(IIT, "IIT", id="the known IIT form"),
        pytest.param(EIT, "eit", id="instrument in lower case"),
        pytest.param("https://itap.nacc.go.th/go/eit/demo01", "EIT", id="another host"),
        pytest.param("https://a.b.nacc.go.th/go/eit/000000", "EIT", id="a deeper host"),
        pytest.param("HTTPS://ITAS.NACC.GO.TH/go/eit/a1b2c3", "EIT", id="host in capitals"),
        pytest.param("https://itap.nacc.go.th/survey/2570/Xy9", "EIT", id="another path form"),
    ],
)
def test_a_link_of_the_naccs_is_accepted(url: str, instrument: str) -> None:
    assert links.problem_with(url, instrument) is None


WRONG_EIT = links.WRONG_INSTRUMENT.format(instrument="EIT")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        pytest.param("", links.MALFORMED, id="empty"),
        pytest.param("itas.nacc.go.th/go/eit/a1b2c3", links.MALFORMED, id="no scheme"),
        pytest.param(f" {EIT}", links.MALFORMED, id="a blank in front"),
        pytest.param(f"{EIT}\n", links.MALFORMED, id="a line break behind"),
        pytest.param("https://itas.nacc.go.th/go/\teit/a1b2c3", links.MALFORMED, id="a tab"),
        pytest.param("https://itas.nаcc.go.th/go/eit/a1b2c3", links.MALFORMED, id="Cyrillic a"),
        pytest.param("https://[itas.nacc.go.th/go/eit/a1b2c3", links.MALFORMED, id="a bracket"),
        pytest.param(EIT.replace("https", "http"), links.NOT_HTTPS, id="http"),
        pytest.param("javascript://x.nacc.go.th/%0aalert(1)", links.NOT_HTTPS, id="script"),
        pytest.param("https://example.com/go/eit/a1b2c3", links.WRONG_HOST, id="elsewhere"),
        pytest.param("https://nacc.go.th/go/eit/a1b2c3", links.WRONG_HOST, id="bare domain"),
        pytest.param("https://evilnacc.go.th/go/eit/a1b2c3", links.WRONG_HOST, id="no dot"),
        pytest.param("https://x.nacc.go.th.evil.com/go/eit/a1b2c3", links.WRONG_HOST, id="suffix"),
        pytest.param("https://x.nacc.go.th./go/eit/a1b2c3", links.WRONG_HOST, id="final dot"),
        pytest.param(r"https://evil.com\.nacc.go.th/", links.WRONG_HOST, id="backslash"),
        pytest.param("https://evil.com%2f.nacc.go.th/", links.WRONG_HOST, id="escaped slash"),
        pytest.param("https://.nacc.go.th/go/eit/a1b2c3", links.WRONG_HOST, id="empty label"),
        pytest.param("https://me@itas.nacc.go.th/go/eit/a1b2c3", links.HAS_EXTRAS, id="user"),
        pytest.param("https://x.nacc.go.th@evil.com/", links.HAS_EXTRAS, id="host as a user"),
        pytest.param("https://itas.nacc.go.th:443/go/eit/a1b2c3", links.HAS_EXTRAS, id="port"),
        pytest.param("https://itas.nacc.go.th:/go/eit/a1b2c3", links.HAS_EXTRAS, id="empty port"),
        pytest.param(f"{EIT}?u=7", links.HAS_EXTRAS, id="a parameter"),
        pytest.param(f"{EIT}?", links.HAS_EXTRAS, id="a bare question mark"),
        pytest.param(f"{EIT}#top", links.HAS_EXTRAS, id="a fragment"),
        pytest.param("https://itas.nacc.go.th", links.NO_PAGE, id="no path"),
        pytest.param("https://itas.nacc.go.th/", links.NO_PAGE, id="front page"),
        pytest.param(IIT, WRONG_EIT, id="the other instrument"),
        pytest.param("https://x.nacc.go.th/s/IIT/9", WRONG_EIT, id="the other, another form"),
        pytest.param("https://itas.nacc.go.th/go/eit/", links.BAD_CODE, id="no code"),
        pytest.param("https://itas.nacc.go.th/go/eit/a1b2c", links.BAD_CODE, id="five"),
        pytest.param("https://itas.nacc.go.th/go/eit/a1b2c3d", links.BAD_CODE, id="seven"),
        pytest.param("https://itas.nacc.go.th/go/eit/A1B2C3", links.BAD_CODE, id="capitals"),
        pytest.param("https://itas.nacc.go.th/GO/EIT/a1b2c3", links.BAD_CODE, id="path capitals"),
        pytest.param("https://itas.nacc.go.th/go/xit/a1b2c3", links.BAD_CODE, id="no instrument"),
        pytest.param("https://itas.nacc.go.th/go/eit/a1b2c3/7", links.BAD_CODE, id="a token"),
        pytest.param("https://itas.nacc.go.th//go/eit/a1b2c3", links.MALFORMED, id="two slashes"),
        pytest.param("https://itas.nacc.go.th/a%2fb", links.MALFORMED, id="an escape"),
    ],
)
def test_anything_else_is_refused_with_its_reason(url: str, problem: str) -> None:
    assert links.problem_with(url, "EIT") == problem


@pytest.mark.parametrize(
    ("url", "placeholder"),
    [
        pytest.param("https://itas.nacc.go.th/go/eit/demo01", True, id="demo code"),
        pytest.param("https://itas.nacc.go.th/go/iit/demoab", True, id="demo code, IIT"),
        pytest.param(EIT, False, id="a real code"),
        pytest.param("https://itas.nacc.go.th/go/eit/xdemo1", False, id="demo inside"),
        pytest.param("https://demo.nacc.go.th/go/eit/a1b2c3", False, id="demo in the host"),
        pytest.param("not a link", False, id="no link"),
    ],
)
def test_a_placeholder_is_known_by_its_code(url: str, placeholder: bool) -> None:
    assert links.is_placeholder(url) is placeholder
