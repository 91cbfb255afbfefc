"""What of a web page is read, what is counted, and what is furniture."""

import json
import time

import pytest

from index.errors import LoadError
from index.formats.registry import parse


def _text(source: str, data: str | bytes) -> str:
    return parse(source, data.encode() if isinstance(data, str) else data).text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>A <em>b</em></h1><p>C<br>d</p>tail", "# A b\n\nC\nd\n\ntail"),
        ("<p>Caf&eacute;&nbsp;&amp;\n bar<b>s</b></p>", "Café & bars"),
        ("<ul><li>A<ul><li>B</ul><li><p>C</p><p>D</p></ul><p>E</p>", "- A\n  - B\n- C\n  D\n\nE"),
        ('<ol start="3"><li>A<li>B</ol><ul><li>C</ul>', "3. A\n4. B\n\n- C"),
        ("<nav>N</nav><p hidden>H</p><p style='display: none'>D</p><script>S</script><!-- C --><p>P</p>", "P"),
        ("<p>Said.<sup><a href='#n1'>[1]</a></sup> So.</p><p>x<sup>2</sup></p>", "Said. So.\n\nx²"),
        ("<a href='http://x.org'>link</a> <img src=x alt=no>", "link (http://x.org)"),
        ("<h2>Use<a href='#use'>¶</a></h2><p><a href='#use'>See</a></p>", "## Use\n\nSee"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>soft\u00adhyphen\u200b</p>", "softhyphen"),
        ("<table><tr><td>Only<p>layout</table>", "Only\n\nlayout"),
        ("<table><tr><td><h2>Head</h2><td>side</table>", "## Head\n\nside"),
        ("<table><caption>T</caption><tr><th>A<th>2024<tr><td>x<td>y</table>end", "T\n\nA: x; 2024: y.\n\nend"),
        (
            "<table><tr><th>A<th>B<th>C<tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4</table>",
            "A: x; B: 1; C: 2.\nA: x; B: 3; C: 4.",
        ),
        ("<table><tr><th>A<th colspan=2>B<tr><td>x<td>1<td>2</table>", "A: x; B: 1; B: 2."),
        ("<!-- nothing -->", ""),
    ],
)  # fmt: skip
def test_html_worked_by_hand(html: str, expected: str) -> None:
    assert _text("a.html", f"<!doctype html>{html}") == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "shift_jis"])
def test_html_is_decoded_as_it_declares(encoding: str) -> None:
    words = "日本語の文章" if encoding == "shift_jis" else "Привет, мир"
    page = f'<html><head><meta charset="{encoding}"></head><p>{words}</p></html>'
    assert _text("a.html", page.encode(encoding)) == words


def test_html_in_utf_8_that_claims_to_be_latin_1_is_read_as_utf_8() -> None:
    assert _text("a.html", "<meta charset=iso-8859-1><p>Núñez</p>") == "Núñez"


def test_html_nested_too_deeply_is_refused_and_deep_html_is_read() -> None:
    assert _text("a.html", f"{'<div>' * 1500}deep") == "deep"
    with pytest.raises(LoadError, match="nested too deeply"):
        _text("a.html", f"{'<div>' * 5000}deep")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>Heat</h2><h3><button>How warm?</button></h3><p>Warm.</p><button>Add to cart</button>", "## Heat\n\n### How warm?\n\nWarm."),
        (
            "<button aria-expanded=false aria-controls=a>May dogs come?</button><div id=a hidden><p>Yes.</div>"
            "<button aria-expanded=false aria-controls=m aria-haspopup=true>Menu</button>"
            "<button aria-expanded=false>More about the old mill</button><div>The mill is closed in winter.</div>",
            "May dogs come?\n\nYes.\n\nMore about the old mill\n\nThe mill is closed in winter.",
        ),
        (
            "<ul role=tablist><li><a role=tab href='#s'>Size</a><li><a role=tab href='#c'>Care</a></ul>"
            "<div id=s role=tabpanel>It is 4 m.</div><div id=c role=tabpanel aria-hidden=true>Dry it.</div>",
            "### Size\n\nIt is 4 m.\n\n### Care\n\nDry it.",
        ),
        ("<div role=tablist><span>A</span><span>B</span></div>", "A\n\nB"),
        ("<template><p>No</p></template><div><template shadowrootmode=open><p>Yes</p></template></div>", "Yes"),
        ("<p>A</p><noscript><p>The timetable is on page four of the leaflet.</p></noscript>", "A\n\nThe timetable is on page four of the leaflet."),
        ("<p>A</p><noscript>You need to enable JavaScript to run this app.</noscript>", "A"),
        ("<p>A</p><iframe srcdoc='<p>Within</p>'></iframe><p>B</p>", "A\n\nWithin\n\nB"),
        ("<p>10<sup>6</sup> m<sup>2</sup>, the 5<sup>th</sup>, CO<sub>2</sub>, v<sub>max</sub>, x<sup>2k</sup>", "10⁶ m², the 5th, CO₂, v_max, x^2k"),
        ("<dl><dt>Keeper<dd>Odd Lie<dt>Open?<dd>Daily<dd>not in May</dl>", "Keeper: Odd Lie.\nOpen? Daily; not in May."),
        ("<p>in <st1:City><st1:place>Namsos</st1:place></st1:City> and <x-price>9 euros</x-price>.<o:p></o:p></p>", "in Namsos and 9 euros."),
        ("<x-card>Title<p>One</p>two</x-card>three", "Title\n\nOne\n\ntwo\n\nthree"),
        ("<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>長", "港長"),
        ("<svg><title>x</title><text>North 4</text><text>South 5</text></svg>", "Drawing: North 4; South 5"),
        ("<dl><dt>Boat<dd><p>One.</p><p>Two.</p></dl>", "Boat\n\nOne.\n\nTwo."),
    ],
)  # fmt: skip
def test_parts_of_pages_are_read_as_people_see_them(html: str, expected: str) -> None:
    assert _text("a.html", f"<!doctype html>{html}") == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>The minutes are <a href='https://gol.example/m'>here</a>.</p>", "The minutes are here (https://gol.example/m)."),
        ("<p>Ask <a href='mailto:a@b.example?subject=x'>Ann</a>, <a href='tel:+47%2051'>51</a>", "Ask Ann (a@b.example), 51 (+47 51)"),
        ("<p>Ask <a href='mailto:a@b.example'>a@b.example</a>.", "Ask a@b.example."),
        ("<p>See the site of <a href='https://www.gol.example/'>gol.example</a>.", "See the site of gol.example."),
        ("<p>Go back <a href='#top'>up</a> or <a href='javascript:x()'>close</a>.", "Go back up or close."),
        ("<p>The plan is <a href='/plan.pdf'>here</a>.", "The plan is here."),
        ("<base href='https://a.example/x/'><p>The plan is <a href='plan.pdf'>here</a>.", "The plan is here (https://a.example/x/plan.pdf)."),
        ("<ul><li><a href='https://a.example/1'>One</a><li><a href='https://a.example/2'>Two</a></ul>", "- One\n- Two"),
        ("<ul><li><a href='https://a.example/rules.pdf'>Rules</a></ul>", "- Rules (https://a.example/rules.pdf)"),
        ("<h2><a href='https://a.example/1'>One</a> of the boats we have</h2>", "## One of the boats we have"),
        ("<table><tr><th>A<th>B<tr><td>1<td><a href='mailto:x@y.example'>Ann</a></table>", "A: 1; B: Ann (x@y.example)."),
    ],
)  # fmt: skip
def test_addresses_are_kept_where_they_say_more_than_the_text(html: str, expected: str) -> None:
    assert _text("a.html", f"<!doctype html>{html}") == expected


def test_a_web_of_links_keeps_only_the_addresses_that_are_pointed_at() -> None:
    links = "".join(
        f"<p>The town of <a href='https://w.example/{place}'>Town{place}</a> lies there.</p>" for place in range(30)
    )
    text = _text("a.html", f"{links}<p>A map of all of them is <a href='https://w.example/map'>here</a>.</p>")
    assert text.count("https://") == 1 and "here (https://w.example/map)" in text


@pytest.mark.parametrize(
    ("math", "expected"),
    [
        ("<mi>A</mi><mo>=</mo><mn>6</mn><mo>×</mo><mn>8</mn>", "A = 6 × 8"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a + b)/c"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^2"),
        ("<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn><mi>k</mi></mrow></msubsup>", "x_i^2k"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x + 1)"),
        ("<mi>f</mi><mo>&#x2061;</mo><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo>", "f(x, y)"),
        ("<semantics><mn>4</mn><annotation encoding='application/x-tex'>\\tex</annotation></semantics>", "4"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>",
            "[1, 2; 3, 4]",
        ),
    ],
)  # fmt: skip
def test_formulas_are_read_in_one_line(math: str, expected: str) -> None:
    assert _text("a.html", f"<p>So <math>{math}</math> holds.</p>") == f"So {expected} holds."


def test_a_formula_beside_its_picture_is_read_once() -> None:
    page = (
        "<p>So <span><span style='display:none'><math alttext='E=mc'><mi>E</mi></math></span>"
        "<img aria-hidden=true alt='{\\displaystyle E}'></span> holds.</p><math alttext='37'></math>"
    )
    assert _text("a.html", page) == "So E holds.\n\n37"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("<label>Name</label><input value='Runa B'><label>Note</label><textarea>Ring twice.</textarea>", "Name: Runa B\n\nNote: Ring twice."),
        ("<label>Name <input value=Runa></label><label for=x>Size:</label><br><select id=x><option>S<option selected>XL</select>", "Name: Runa\n\nSize: XL"),
        ("<select aria-label=Colour><option>Red<option>Blue</select>", "Colour: Red, Blue"),
        ("<p><input type=checkbox checked> Breakfast <input type=checkbox> Sauna</p>", "[x] Breakfast [ ] Sauna"),
        ("<label>E-mail</label><input type=email><input type=submit value=Send><input type=hidden value=t0k3n>", "E-mail"),
    ],
)  # fmt: skip
def test_what_is_filled_into_a_form_is_read(form: str, expected: str) -> None:
    assert _text("a.html", f"<form>{form}</form>") == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "<tr><th rowspan=2>Room<th colspan=2>Price<tr><th>Low<th>High<tr><td>Double<td>5<td>7",
            "Room: Double; Price Low: 5; Price High: 7.",
        ),
        ("<thead><tr><td>Item<td>Fee<tbody><tr><td>Late book<td>none", "Item: Late book; Fee: none."),
        ("<tr><th>Opening<td>Mon-Fri<tr><th>Head?<td>Nora Eide", "Opening: Mon-Fri.\nHead? Nora Eide."),
        ("<tr><th>A<th>B<tr><td>1<td><tr><td> <td>2", "A: 1.\nB: 2."),
        ("<tr><th>Weight<td>4 kg<td>5 kg<tr><th>Colour<td>red<td>blue", "Weight: 4 kg; 5 kg.\nColour: red; blue."),
        ("<tr><th>A<th>B<tr><td>Mill Lane 9<br>4040 Sund<td><ul><li>x<li>y</ul>", "A: Mill Lane 9, 4040 Sund; B: x, y."),
        ("<tr><th>A<th>B<tr><td colspan=2>Adults<tr><td>one<td>9", "Adults\n\nA: one; B: 9."),
        ("<tr><th>Wifi<th>Pool<tr><td><img alt=yes src=y.png><td><img alt=no src=n.png>", "Wifi: yes; Pool: no."),
    ],
)  # fmt: skip
def test_tables_name_their_columns_and_rows(table: str, expected: str) -> None:
    assert _text("a.html", f"<table>{table}</table>") == expected


def test_furniture_stays_out_and_content_of_the_same_names_stays_in() -> None:
    story = "<h1>Kayaks</h1><p>Rinse the hull with fresh water after every trip, and dry it in the shade.</p>" * 3
    furniture = (
        "<header><a href=/>Home</a> <a href=/s>Shop</a> <a href=/j>Jobs</a></header>"
        "<div id=cookie-banner>We use cookies. Accept all.</div><div class=breadcrumb>Home &gt; Guides</div>"
        "<div class='share-buttons'>Tweet</div><div class=newsletter-form>Get news!</div>"
        "<div role=dialog><p>Sale ends today, do not miss it for anything.</p></div>"
        "<div class=cookie-consent style='display:none'><p>We and our 812 partners store things on your device.</p></div>"
        "<footer><ul><li><a href=/a>Imprint<li><a href=/b>Terms<li><a href=/c>Press</ul><p>Call 0800-551-220</p></footer>"
    )
    content = (
        "<div class=menu><p>Soup of the day costs 40 crowns.</p></div><section id=cookies><p>The site sets one cookie, "
        "for the language.</p></section><div id=share-capital>The share capital is 3 million.</div>"
    )
    document = parse("a.html", f"<body>{furniture}{story}{content}</body>".encode())
    assert document.omissions == ()
    assert document.text.replace(
        "# Kayaks\n\nRinse the hull with fresh water after every trip, and dry it in the shade.\n\n", ""
    ) == (
        "Call 0800-551-220\n\nSoup of the day costs 40 crowns.\n\nThe site sets one cookie, for the language.\n\n"
        "The share capital is 3 million."
    )


def test_hidden_panels_are_read_and_previews_of_mails_are_not() -> None:
    page = (
        "<p>Seen.</p><div style='display:none'><p>The frame weighs 1,840 grams in all.</p></div>"
        "<div style='display:none;max-height:0'><p>Our news of this week, with many offers.</p></div>"
        "<form><div hidden><p>Please enter a valid address of your own.</p><input></div></form>"
        f"<span hidden>{'A message for later. ' * 9}</span>"
        f"<div class=modal aria-hidden=true><p>{'About those who made this. ' * 9}</p></div>"
        f"<div class=side-menu hidden><p>{'About those who made this. ' * 9}</p></div>"
    )
    document = parse("a.html", page.encode())
    assert document.text == "Seen.\n\nThe frame weighs 1,840 grams in all."
    assert document.omissions == ("2 hidden parts",)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"@graph": [{"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "When is it open?",
             "acceptedAnswer": {"@type": "Answer", "text": "<p>From ten to <b>six</b>.</p>"}}]}]},
            "## What the page says of itself\n\n### When is it open?\n\nFrom ten to six .",
        ),
        (
            {"@type": "Product", "name": "Lamp", "image": "https://x/y.png", "offers": {"@type": "Offer", "price": 640.50,
             "priceCurrency": "NOK", "availability": "https://schema.org/InStock"}},
            "## What the page says of itself\n\nProduct; name: Lamp; offers price: 640.5; offers price currency: NOK; "
            "offers availability: in stock.",
        ),
        ({"@type": "Person", "name": "x", "jobTitle": "The words of the page"}, ""),
        ({"@type": "BreadcrumbList", "itemListElement": [{"name": "Home and more"}]}, ""),
    ],
)  # fmt: skip
def test_what_only_the_data_for_machines_says_is_read(data: object, expected: str) -> None:
    page = f"<script type='application/ld+json'>{json.dumps(data)}</script><p>The words of the page.</p>"
    assert _text("a.html", page).removeprefix("The words of the page.").strip() == expected


def test_nothing_of_a_page_is_lost_in_silence() -> None:
    page = (
        "<head><meta name=description content='Planted in the description of it'></head>"
        "<h1>Planted in the heading</h1><p>Planted in the text, <s>not struck</s><del>nor removed</del>.</p>"
        "<figure><img src=a.png alt='Planted in the alternative'><figcaption>Planted in the caption</figcaption></figure>"
        "<img src=b.png><img src=c.png><img src=spacer.gif width=1 height=1><img src=d.png alt=''>"
        "<details><summary>Planted in the summary</summary>Planted in the details</details>"
        "<video>x</video><audio></audio><canvas></canvas><iframe src=https://x.example></iframe><object></object>"
        "<select><option>Pick one<option>Planted as a choice</select><select>" + "<option>x" * 30 + "</select>"
        "<address>Planted in the address</address><footer>Planted in the footer</footer>"
    )  # fmt: skip
    document = parse("a.html", page.encode())
    for place in (
        "description of it",
        "heading",
        "text",
        "alternative",
        "caption",
        "summary",
        "details",
        "address",
        "footer",
    ):
        assert f"Planted in the {place}" in document.text
    assert "Planted as a choice" in document.text
    assert set(document.omissions) == {
        "2 passages that are struck out", "2 pictures", "1 video", "1 sound", "1 drawing", "1 embedded page",
        "1 embedded object", "1 long list to choose from",
    }  # fmt: skip
    assert "struck" not in document.text and "removed" not in document.text


def test_a_page_made_by_scripts_says_so() -> None:
    shell = "<noscript>You need to enable JavaScript.</noscript><div id=root></div><script src=app.js></script>"
    with pytest.raises(LoadError, match="what its scripts would show; open it in a browser and save it as PDF"):
        parse("a.html", f"<body>{shell}</body>".encode())


def test_pages_made_to_take_long_do_not() -> None:
    for part in (
        "<div class='share menu' hidden>",
        "<a href=http://x.y/z>",
        "<x-y>",
        "<blockquote>",
        "<span><sup>1",
        "<b class='-_-_-_-_-_-_-_-_-_'>",
    ):
        text = part * 900 + "<p>The end of it all is near.</p>"
        started = time.perf_counter()
        parse("a.html", text.encode())
        assert time.perf_counter() - started < 5
