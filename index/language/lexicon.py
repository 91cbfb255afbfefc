"""Words that a check of facts must know, in English and Spanish: numbers, months, negations, opposites. Pure data.

Documents in other languages are read with the English ones. Words stand as `index.language.words.fold` leaves them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from index.language.words import FUNCTION_WORDS, terms

_MONTHS = """january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday""".split()
MONTHS = _MONTHS[:12]


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("/") for pair in text.split())


NATIONS = _pairs(  # those whose people are not called by a mere ending
    """denmark/danish england/english france/french germany/german greece/greek ireland/irish netherlands/dutch
    norway/norwegian panama/panamanian peru/peruvian poland/polish portugal/portuguese scotland/scottish spain/spanish
    sweden/swedish switzerland/swiss turkey/turkish wales/welsh"""
)


UNITS = {  # what follows a figure leads to its stem, of all languages
    form: terms(forms.split("/")[0])[0]
    for forms in """dollars/dollar/dolar/dolares euros/euro pounds/pound/libra/libras/lb/lbs yen/yenes
    rupees/rupee/rupia/rupias pesos/peso francs/franc/franco/francos cents/cent/centavo/centavos percent
    tons/ton/tonne/tonnes/tonelada/toneladas kilograms/kilogram/kilo/kilos/kg/kilogramo/kilogramos
    grams/gram/g/gramo/gramos milligrams/mg/miligramos ounces/ounce/oz/onza/onzas
    kilometers/kilometer/kilometre/kilometres/km/kilometro/kilometros miles/mile/milla/millas
    meters/meter/metre/metres/m/metro/metros centimeters/centimetres/cm/centimetros
    millimeters/millimetres/mm/milimetros feet/foot/ft/pie/pies inches/inch/pulgada/pulgadas yards/yard/yarda/yardas
    acres/acre hectares/hectare/hectarea/hectareas a.m./am pm minutes/minute/minuto/minutos hours/hour/hora/horas
    days/day/dia/dias weeks/week/semana/semanas months/month/mes/meses years/year/ano/anos
    decades/decade/decada/decadas centuries/century/siglo/siglos""".split()
    for form in forms.split("/")
}


OPPOSITES = {
    "en": """left/right north/south east/west northern/southern eastern/western increase/decrease increase/reduce
    rise/fall rise/drop grow/shrink before/after win/lose accept/reject accept/refuse agree/refuse
    approve/reject allow/forbid allow/prohibit permit/forbid more/less more/fewer most/least first/last
    high/low higher/lower highest/lowest large/small larger/smaller largest/smallest big/small
    bigger/smaller early/late earlier/later oldest/youngest older/younger long/short longer/shorter
    longest/shortest best/worst better/worse strong/weak hot/cold warm/cold above/below minimum/maximum
    open/close begin/end start/end start/stop enter/leave arrive/depart include/exclude success/failure
    succeed/fail support/oppose love/hate male/female import/export public/private majority/minority
    always/never all/none possible/impossible legal/illegal complete/incomplete dependent/independent
    correct/incorrect formal/informal accurate/inaccurate visible/invisible regular/irregular direct/indirect
    appear/disappear approve/disapprove agree/disagree able/unable likely/unlikely inside/outside true/false
    guilty/innocent alive/dead dry/wet gain/loss profit/loss victory/defeat ancestor/descendant ban/allow
    ban/permit over/under beat/lose hire/fire convict/acquit uphold/overturn upheld/overturn
    all/some must/may may/will""",
    "es": """norte/sur este/oeste izquierda/derecha aumentar/disminuir aumento/disminucion aumentar/reducir
    subir/bajar antes/despues ganar/perder aceptar/rechazar aprobar/rechazar permitir/prohibir mas/menos
    primero/ultimo primera/ultima mayor/menor mejor/peor alto/bajo grande/pequeno abrir/cerrar empezar/terminar
    apoyar/oponer siempre/nunca legal/ilegal posible/imposible ganancia/perdida""",
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language.

    `counts` are numbers in words; `months`, weekdays among them, lead to their English names; `refusals` are stems of
    words that deny what follows; `perhaps` are words of what may be, `supposes` words and stems after which a whole
    clause need not be so; after a negation `passed` words say nothing yet, and `only` takes it back; `of_agents`
    stand before who does what a passive with `be` says.
    """

    small: frozenset[str]
    counts: Mapping[str, str]
    months: Mapping[str, str]
    negators: frozenset[str]
    refusals: frozenset[str]
    perhaps: frozenset[str]
    supposes: frozenset[str]
    passed: frozenset[str]
    only: frozenset[str]
    be: frozenset[str]
    of_agents: frozenset[str]
    prepositions: frozenset[str]
    joins: frozenset[str]
    opposites: Mapping[str, frozenset[str]]


def lexicon(language: str) -> Lexicon:
    """That of a language, the English one if there is none."""
    return _spanish() if language == "es" else _english()


@cache
def _english() -> Lexicon:
    counts = _pairs(
        """zero/0 one/1 two/2 three/3 four/4 five/5 six/6 seven/7 eight/8 nine/9 ten/10 eleven/11 twelve/12
            thirteen/13 fourteen/14 fifteen/15 sixteen/16 seventeen/17 eighteen/18 nineteen/19 twenty/20 thirty/30
            forty/40 fifty/50 sixty/60 seventy/70 eighty/80 ninety/90 hundred/100 hundreds/100 thousand/1000
            thousands/1000 million/1000000 millions/1000000 billion/1000000000 billions/1000000000
            trillion/1000000000000 trillions/1000000000000 dozen/12 dozens/12 half/0.5 twice/2 first/1 second/2 third/3
            fourth/4 fifth/5 sixth/6 seventh/7 eighth/8 ninth/9 tenth/10 eleventh/11 twelfth/12 thirteenth/13
            fourteenth/14 fifteenth/15 sixteenth/16 seventeenth/17 eighteenth/18 nineteenth/19 twentieth/20
            thirtieth/30"""
    )
    return Lexicon(
        small=FUNCTION_WORDS,
        counts=counts,
        months={name[:length]: name for name in _MONTHS for length in (3, 4, len(name))},
        negators=frozenset("not no never none nobody nothing neither nor without cannot hardly".split()),
        refusals=frozenset("fail deni refus lack reject exclud prevent unabl unlik absenc absent".split()),
        perhaps=frozenset("may might could".split()),
        supposes=frozenset("if whether claim alleg alleged believ threaten".split()),
        passed=frozenset("longer even yet ever really fully actually".split()),
        only=frozenset({"only"}),
        be=frozenset("is are was were be been being am".split()),
        of_agents=frozenset({"by"}),
        prepositions=frozenset("by in on at for from of to with into over under against between through until".split()),
        joins=frozenset(", and or & nor plus".split()),
        opposites=_opposites("en", FUNCTION_WORDS | counts.keys()),
    )


@cache
def _spanish() -> Lexicon:
    small = frozenset(
        """a al ante aquel aquella aun aunque como con contra cual cuando de del desde donde durante el ella ellas
            ellos en entre era eran eres es esa ese eso esos esta estaba estan estas este esto estos fue fueron ha
            habia han hasta hay la las le les lo los mas me menos mi muy ni no nos o os para pero por porque que quien
            se segun ser sera sido sin sobre son su sus tambien tampoco te tiene tras tu u un una unas unos y ya
            yo""".split()
    )
    counts = _pairs(
        """cero/0 uno/1 dos/2 tres/3 cuatro/4 cinco/5 seis/6 siete/7 ocho/8 nueve/9 diez/10 once/11 doce/12
            trece/13 catorce/14 quince/15 dieciseis/16 diecisiete/17 dieciocho/18 diecinueve/19 veinte/20 veintiuno/21
            veintidos/22 veintitres/23 veinticuatro/24 veinticinco/25 veintiseis/26 veintisiete/27 veintiocho/28
            veintinueve/29 treinta/30 cuarenta/40 cincuenta/50 sesenta/60 setenta/70 ochenta/80 noventa/90 cien/100
            ciento/100 cientos/100 mil/1000 miles/1000 millon/1000000 millones/1000000 docena/12 medio/0.5 media/0.5
            primer/1 primero/1 primera/1 segundo/2 segunda/2 tercer/3 tercero/3 tercera/3 cuarto/4 cuarta/4 quinto/5
            quinta/5 sexto/6 sexta/6 septimo/7 septima/7 octavo/8 octava/8 noveno/9 novena/9 decimo/10 decima/10"""
    )
    return Lexicon(
        small=small,
        counts=counts,
        months=dict(
            zip(
                """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes
                miercoles jueves viernes sabado domingo""".split(),
                _MONTHS,
                strict=True,
            )
        )
        | {"setiembre": "september"},
        negators=frozenset("no nunca jamas sin ni ningun ninguno ninguna nadie nada tampoco".split()),
        refusals=frozenset(
            stem for word in "negar rechazar evitar impedir carecer".split() for stem in terms(word, "es")
        ),
        perhaps=frozenset("podria podrian quiza quizas".split()),
        supposes=frozenset({"si"}).union(*(terms(word, "es") for word in "alegar amenazar creer".split())),
        passed=frozenset("mas aun siquiera".split()),
        only=frozenset("solo solamente".split()),
        be=frozenset("es son era eran fue fueron ser sido siendo sera seran".split()),
        of_agents=frozenset({"por"}),
        prepositions=frozenset("por en de del con desde hasta para sobre contra entre sin".split()),
        joins=frozenset(", y e o u ni".split()),
        opposites=_opposites("es", small | counts.keys()),
    )


def _opposites(language: str, as_they_are: Collection[str]) -> dict[str, frozenset[str]]:
    """Both ways, by what the check of support compares: the stem, or the word itself if it is small or a number."""
    found: dict[str, frozenset[str]] = {}
    for pair in OPPOSITES[language].split():
        one, other = (word if word in as_they_are else " ".join(terms(word, language)) for word in pair.split("/"))
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


def opposed(own: Iterable[str], held: Iterable[str], opposites: Mapping[str, frozenset[str]]) -> bool:
    """Whether one of `own` is not among `held`, but its opposite is, which is not among `own`."""
    own, held = frozenset(own), frozenset(held)
    return any(opposites.get(word, frozenset()) & held - own for word in own - held)
