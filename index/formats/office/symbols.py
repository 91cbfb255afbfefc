"""Characters of fonts that draw symbols in the places of letters (Symbol, Wingdings), as what they look like. Pure."""

_LETTERS = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
}
_SIGNS = zip(
    bytes.fromhex(
        "2d a2 a3 a5 ab ac ad ae af b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 ba bb bc c7 c8 cc ce d1 d2 d3 d4 d5 d6 d7 e5 f2"
    ),
    "−′≤∞↔←↑→↓°±″≥×∝∂•÷≠≡≈…∩∪⊂∈∇®©™∏√⋅∑∫",
    strict=True,
)
_TABLES: dict[str, dict[int, str]] = {
    "symbol": {**_LETTERS, **dict(_SIGNS)},
    "wingdings": dict(
        zip(bytes.fromhex("28 2a 6c 6e 6f 78 9f a7 a8 d8 df e0 e8 fb fc fd fe"), "☎✉●■☐☒•▪☐➢←→➔✗✓☒☑", strict=True)
    ),
    "wingdings 2": dict(zip(bytes.fromhex("4f 50 51 52 53 54 a3"), "✗✓☒☑☒☒☐", strict=True)),
}
_PRIVATE = range(0xF020, 0xF100)  # where Office keeps the characters of such fonts


def symbols(text: str, font: str) -> str:
    """The text with the symbols that a font shows; text in any other font is left as it is.

    >>> symbols("\\uf0fe", "Wingdings"), symbols("a", "Symbol"), symbols("a", "Arial")
    ('☑', 'α', 'a')
    """
    table = _TABLES.get(font.lower())
    if table is None and text.isprintable():  # characters of private use are not
        return text
    return "".join(_shown(char, table) for char in text)


def _shown(char: str, table: dict[int, str] | None) -> str:
    code = ord(char)
    if code in _PRIVATE:
        return (table or _TABLES["symbol"]).get(code & 0xFF, char)
    return char if table is None else table.get(code, char)
