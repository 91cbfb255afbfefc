"""The phrases by which a question about the corpus, and a wish for a summary, is known. Only patterns.

`CORPUS` is for folded words with single blanks between, `SUMMARIES` for text as typed.
"""

import re

_DOCS = r"(?:documents|docs|files|sources|texts|papers|reports|articles|pdfs|notes|materials|press releases)"
_STORE = (
    r"(?:corpus|collection|knowledge ?base|index|folder|database|dataset|documents|docs|files|sources|papers"
    r"|articles)"
)
_IN = rf"(?: (?:in|inside|within|from|of) (?:the|your|this|these|my|our|that) {_STORE})?"
_TAIL = (
    r"(?: (?:available|here|currently|now|right now|so far|exactly|in total|altogether|there|please|to you"
    r"|for me|about))*"
)
_HAVE = (
    r"(?:have(?: got)?|got|know(?: of| about)?|hold|use|contain|include|see|read|access|have access to"
    r"|work with|rely on"
    r"|search|cover|index|store|load|indexed|loaded|answer from)"
)
_LEAD = r"(?:(?:so|and|please|pls|can|could|would|you|i|see|tell|show|me|us|know|to|want|like|ok) )*"
_DOCS_ES = r"(?:documentos|archivos|ficheros|fuentes|textos|informes|articulos)"
CORPUS = [
    re.compile(_LEAD + pattern)
    for pattern in (
        rf"(?:which|what|how many)(?: (?:kinds?|sorts?|types?) of| other)? (?:{_DOCS}|document|file)"
        rf"(?: (?:do|did|can|have|are) (?:you|we|i|there)(?: {_HAVE})?(?: there)?| (?:are|is|were|have been|got)"
        rf"(?: (?:there|indexed|loaded|available|included|in use|stored|you using))?| exist)?{_IN}{_TAIL}",
        r"(?:list|show|name|give|display|enumerate|print)(?: me| us)?(?: (?:all|every|the|of|your|a|complete"
        r"|full|list|my"
        rf"|names?|titles?|these|indexed|available|in))* {_DOCS}(?: (?:that |which )?(?:you|we|i) {_HAVE})?"
        rf"(?: (?:that|which) (?:are|is) (?:indexed|available|there|loaded))?{_IN}{_TAIL}",
        rf"(?:a |the )?(?:full )?list of (?:all )?(?:the |your )?{_DOCS}{_IN}{_TAIL}|{_DOCS} list",
        r"what (?:all )?(?:do|can|could) (?:you|u) (?:know|tell(?: me| us)?|answer|talk(?: to me| with me)?"
        r"|discuss|explain)"
        rf"(?: about)?{_IN}{_TAIL}",
        r"(?:what|which) (?:(?:kinds?|sorts?|types?) of )?(?:topics|subjects|themes|areas|information|things"
        r"|content|data)"
        rf"(?: (?:do|can|does|did) (?:you|(?:the|your|these|this) {_STORE}) (?:cover|{_HAVE}|deal with|discuss"
        rf"|talk about"
        rf"|address)(?: about)?| (?:are|is) (?:there|covered|available|included)| can i ask(?: you)?(?: about)?)"
        rf"(?: (?:in|by) (?:the|your|these) {_STORE})?{_TAIL}",
        rf"what are the(?: main)? (?:topics|subjects|themes) (?:of|in|covered by|covered in) (?:the|your"
        rf"|these) {_STORE}",
        rf"what(?: is| s| are| do (?:we|you) have| have you got| can i find)(?: there)? (?:(?:in|inside) (?:the"
        rf"|your|this|these|my) {_STORE}|in here|in there){_TAIL}|whats? in (?:here|there)",
        rf"what (?:do|does) (?:the|your|these|this) {_STORE} (?:contain|have|hold|include|cover)",
        rf"(?:do|are|have) (?:you|there) (?:(?:have|got|read|any|hold) )*{_DOCS}(?: indexed| loaded)?{_TAIL}",
        r"what (?:have you|did you) (?:got|read|indexed?|learned|learnt|loaded|load)",
        rf"(?:what|which) (?:period|time|dates|years|time span|time period|date range)(?: do| does| are| is)?"
        rf" (?:the|your|these) {_STORE} (?:cover|span|from|include)",
        rf"(?:que|cuales|cuantos|cuantas)(?: son| hay)?(?: los| las| tus)? {_DOCS_ES}(?: (?:tienes|tienen"
        rf"|tenemos|hay|conoces"
        r"|usas|manejas|estan|son|existen|has|leido|indexado|cargado|indexados|disponibles|cargados|aqui|en total))*",
        r"(?:lista|listame|listar|enumera|muestra|muestrame|dime|dame|ensename|ver)(?: (?:una|la|lista|de|todos"
        r"|todas|los|las"
        rf"|tus|mis))* {_DOCS_ES}(?: (?:que|tienes|hay|disponibles|indexados))*",
        r"que (?:sabes|conoces)|de que (?:sabes|puedes hablar|temas (?:sabes|puedes hablar))|sobre que (?:sabes|temas"
        r"|puedes (?:hablar|responder)|puedo preguntar(?:te)?)(?: (?:puedes hablar|sabes))?|que temas (?:cubres"
        r"|conoces|tienes"
        r"|hay|cubren los documentos|tratan los documentos)|que (?:hay en|contienen) (?:los documentos"
        r"|el indice|la carpeta"
        r"|el corpus)|que informacion (?:tienes|hay)",
    )
]

_POLITE = (
    r"(?:(?:please|pls|can|could|would|will|you|kindly|i|i'd|want|need|like|to|just|now|quickly|briefly|ok|then"
    r"|me)[ ,]+)*"
)
_SIZE = r"(?:(?:short|brief|quick|concise|general|executive|high[- ]level|rough|good|very) )*"
_NOUN = r"(?:summar(?:y|ies)|summery|overview|synopsis|gist|tl ?[;,:]? ?dr|recap)"
SUMMARIES = [
    (re.compile(pattern, re.IGNORECASE), needs_document)
    for pattern, needs_document in (
        (
            rf"{_POLITE}(?:summ?[ae]r+i[sz]e|sum up|recap|condense)(?: (?:for )?(?:me"
            rf"|us))?\b[:,]?(?: (?P<topic>.+))?",
            False,
        ),
        (
            rf"{_POLITE}(?:(?:give|write|make|show|get|have|provide|create|tell|do)(?: me| us)? )?(?:an? |the "
            rf"|some )?{_SIZE}"
            rf"{_NOUN}(?:(?: (?:of|on|about|for|from|regarding)\b|:) ?(?P<topic>.+))?",
            False,
        ),
        (r"tl ?[;,:]? ?dr[:,]? (?P<topic>.+)", False),
        (rf"(?P<topic>\S+(?: \S+){{0,5}}?)[,:]? {_NOUN}", True),
        (
            r"what(?:'s|’s| is| are|s| was)? (?P<topic>.+?)(?: (?:all|mainly|basically|actually))? about",
            True,
        ),
        (
            r"what (?:does|do|did) (?P<topic>(?:(?:this|the|that|these) )?(?:\w+ )?(?:documents?|docs?|files?"
            r"|texts?|papers?|reports?"
            r"|articles?|press release)(?: \S+)?) (?:say|cover|contain|discuss|describe|talk about|deal with"
            r"|report|tell us)",
            True,
        ),
        (
            r"(?:what (?:are|is|were) |list |give me |tell me )?(?:the )?(?:main|key|most important|central)"
            r" (?:points?|ideas?|takeaways?|messages?|findings?|contents?) (?:of|in|from) (?P<topic>.+)",
            True,
        ),
        (
            r"(?:por favor,? )?(?:me )?(?:puedes |podr[ií]as )?(?:res[uú]me(?:me|nos|lo)|res[uú]me(?= (?:el|la"
            r"|los|las|est[aeo]"
            r"|todos?|lo|un|sobre|\d)\b)|resumir(?:me)?|(?:haz|hazme|dame) un (?:breve )?resumen|(?:un )?resumen)"
            r"(?: (?:de|sobre|acerca de)\b|(?= del\b))?(?: (?:del )?(?P<topic>.+))?",
            False,
        ),
        (r"de qu[eé] (?:tratan?|van?|hablan?) (?P<topic>.+)", True),
    )
]
