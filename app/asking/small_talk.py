"""The phrases by which small talk is known, in English and Spanish. Only patterns, for folded words single-spaced."""

import re
from dataclasses import dataclass

_ENGLISH = {
    "rude": (
        r"(?:(?:you|u|this|that|it|citeseed|the)(?: (?:thing|bot|app|tool|chat|chatbot|program))?"
        r"(?: (?:are|re|r|is|s|was))?(?: (?:so|such|really|very|completely|totally|just|all|not|fucking|damn|a|an))*"
        r" (?:useless|stupid|dumb|idiots?|bad|terrible|awful|horrible|garbage|trash|rubbish|crap|shit|joke|moron"
        r"|worthless|hopeless|sucks?|annoying|pathetic|wrong|liar|helping|helpful at all|any good|waste of time)"
        r"(?: (?:bot|thing|machine|program|app|tool|ai))?"
        r"|(?:stupid|dumb|useless|bad|worst)(?: (?:bot|thing|machine|app|tool|ai|ever))*|(?:fuck|screw) (?:you"
        r"|off|this)"
        r"|fuck|shit|damn|wtf|shut up|idiot|i hate (?:you|this)|you know nothing|you don t know anything)"
    ),
    "help": (
        r"(?:(?:and )?who (?:are|r|made|built|created) (?:you|u)|what (?:are|r) (?:you|u)(?: exactly)?"
        r"|(?:(?:so|and|then) )?what (?:can|could|do) (?:you|u|i) (?:do|ask|offer)(?: (?:for )?(?:you|me|u|here"
        r"|about|with you))*"
        r"|how (?:do|can|should|does) (?:i|you|u|this (?:chat|bot|app|tool|page|site)) (?:work|use (?:you|this"
        r"|it)|start|begin|ask)"
        r"|how (?:can|could|may) (?:you|i) (?:help|use you|ask)(?: me)?|(?:what|how) can you help(?: me)?(?: with)?"
        r"|(?:can|could|will|would) you (?:please )?help(?: (?:me|out|us))*|(?:please )?help(?: me| us| please| out)*"
        r"|i need (?:some )?help|instructions|commands|menu|introduce yourself|tell me about (?:yourself|you)"
        r"|what (?:is|s) (?:your name|citeseed|this (?:bot|app|site|page|chat|tool|thing|program))|your name"
        r"|are you (?:a |an )?(?:real )?(?:bot|robot|human|person|ai|real|chatgpt|gpt|llm|machine|chatbot)"
        r"|what (?:should|could|may|can) i ask(?: you)?(?: about)?|what (?:kinds? of )?questions (?:can|could"
        r"|should) i ask(?: you)?)"
    ),
    "how": (
        r"(?:how (?:are|r) (?:you|u|things|ya)(?: doing| going| feeling)?(?: today)?|how (?:is|s) (?:it|life"
        r"|everything)(?: going)?"
        r"|how is your day(?: going)?|how do you do|how have you been|how you doing|(?:are )?you (?:ok|okay"
        r"|there|awake|alive|working)"
        r"|(?:what s|whats|what is|wats) (?:up|new|good)|nice to meet you|sup|wassup)"
    ),
    "thanks": (
        r"(?:(?:many |big |ok |okay )?(?:thanks|thank (?:you|u|ya)|thx|thnx|thanx|tnx|ty|tysm|tks)"
        r"(?: (?:so much|very much|a lot|a million|again|you|kindly|in advance|all|man|mate|dear))*"
        r"(?: for (?:that|this|all|everything|(?:the|your|all your) (?:help|answers?|info|information|time)))*"
        r"|much appreciated|(?:i )?appreciate (?:it|that|this)|that (?:helps|helped)(?: a lot)?|cheers)"
    ),
    "goodbye": (
        r"(?:(?:good )?bye(?: bye)?(?: for now)?|goodbye|see (?:you|ya|u)(?: (?:later|soon|tomorrow|around"
        r"|then))?|cya|farewell"
        r"|good ?night|take care|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|night)"
        r"|talk to you later|ttyl"
        r"|that s (?:all|it)(?: for (?:now|today))?|that is all|i m done|quit|exit)"
    ),
    "test": (
        r"(?:(?:this is )?(?:just )?(?:a )?test(?:s|ing)?(?: (?:test(?:ing)?|123|1 2 3|one two three|message"
        r"|question|only|please))*"
        r"|is (?:this|it|anyone|anybody|someone) (?:thing )?(?:on|there|working|here)|does (?:this|it) work"
        r"|ping|asdf\w*|qwerty|foo|lorem ipsum|123|1 2 3)"
    ),
    "greeting": (
        r"(?:hi+|hey+(?: you)?|hello+|hullo|helo|hallo|yo|howdy|hiya|heya|hay there|greetings|salutations"
        r"|good (?:morning|afternoon|evening|day)|g day|morning|welcome)"
    ),
    "praise": (
        r"(?:(?:(?:that (?:is|was|s)|it (?:is|was|s)|you are|you re|this is) )?(?:very |really |so |quite |pretty )*"
        r"(?:great|good|nice|cool|awesome|perfect|excellent|amazing|wonderful|fantastic|brilliant|helpful"
        r"|impressive|correct"
        r"|interesting|smart|clever|funny|neat|super|lovely|wow)(?: (?:job|work|bot|one|answer|stuff))?"
        r"|well done|ok+|okay|okey|okie|k|got it|i see|understood|i understand|makes sense|all right|alright"
        r"|fair enough"
        r"|lol|lmao|ha(?: ?ha)*|i (?:love|like) (?:you|it|this)|i m (?:bored|fine|good|ok|new here|sorry)|sorry"
        r"|never ?mind)"
    ),
    "answer": r"(?:yes|yeah|yep|yup|no|nope|nah|sure|of course|maybe|please|no thanks|no thank you)",
}
_SPANISH = {
    "rude": (
        r"(?:(?:tu |esto )?(?:eres|es) (?:un |una )?(?:muy )?(?:inutil|tonto|tonta|estupido|idiota|malo|mala"
        r"|basura|mierda)"
        r"|no sirves(?: para nada)?|mierda|no sabes nada)"
    ),
    "help": (
        r"(?:quien eres(?: tu)?|que eres|que (?:puedes|sabes) hacer|que (?:puedo|debo) preguntar(?:te)?"
        r"|como funcionas?(?: esto)?"
        r"|como te llamas|ayuda(?:me)?|en que (?:me )?puedes ayudar(?:me)?|(?:me )?puedes ayudar(?:me)?|necesito ayuda)"
    ),
    "how": r"(?:que tal(?: (?:estas|todo|va|te va))?|como (?:estas?|esta usted|te va|va todo|andas|vas)"
    "|todo bien|que onda)",
    "thanks": r"(?:(?:muchas |muchisimas |mil |ok )?gracias(?: (?:por (?:todo|tu ayuda|la ayuda)|amigo))*"
    "|te lo agradezco)",
    "goodbye": (
        r"(?:adios|hasta (?:luego|pronto|manana|la vista|la proxima)|chau?|ciao|nos vemos|buenas noches"
        r"|que tengas (?:un )?buen dia)"
    ),
    "test": r"(?:(?:esto es )?(?:una )?prueba|probando(?: (?:1 2 3|uno dos tres))?)",
    "greeting": r"(?:hola+|buen(?:os|as)?(?: (?:dias|dia|tardes))?|saludos|alo)",
    "praise": r"(?:muy bien|bien|genial|perfecto|excelente|vale|de acuerdo|entendido|estupendo|bueno|que bueno"
    "|increible)",
    "answer": r"(?:si|claro|por favor)",
}
_FILLER = (
    r"(?:there|everyone|everybody|all|bot|citeseed|friend|my friend|guys|again|please|pls|dear|sir|mate|man|buddy|today"
    r"|and|y|oh|ah|um|uh|hmm|well|then|just|now|very much|so much|a lot|for that|amigos?|amiga|usted|team"
    r"|assistant|chat)"
)


@dataclass(frozen=True, slots=True)
class _Talk:
    """`whole` matches small talk that opens a conversation, `later` such as comes in the middle of one too."""

    whole: re.Pattern[str]
    later: re.Pattern[str]
    kinds: dict[str, re.Pattern[str]]
    spanish: re.Pattern[str]
    head: re.Pattern[str]
    opener: re.Pattern[str]
    hello: re.Pattern[str]
    closer: re.Pattern[str]


def _run(*phrases: str) -> re.Pattern[str]:
    """One or more of the phrases, among fillers."""
    one = "|".join(phrases)
    return re.compile(rf"(?:{_FILLER} )*(?:{one})(?: (?:{_FILLER}|{one}))*(?<! and)(?<! y)")


def _of(*kinds: str) -> list[str]:
    return [phrases[kind] for kind in kinds for phrases in (_ENGLISH, _SPANISH)]


_ABOUT_CHAT = r"how (?:does|do) (?:this|it|that) work|what is this|what s this|como funciona(?: esto)?|que es esto"
TALK = _Talk(
    whole=_run(*_of(*_ENGLISH), _ABOUT_CHAT),
    later=_run(*_of(*_ENGLISH)),
    kinds={
        kind: re.compile(rf"\b(?:{pattern}|{_SPANISH[kind]}{'|' + _ABOUT_CHAT if kind == 'help' else ''})\b")
        for kind, pattern in _ENGLISH.items()
    },
    spanish=re.compile(rf"\b(?:{'|'.join(_SPANISH.values())}|como funciona(?: esto)?|que es esto)\b"),
    head=_run(*_of("greeting", "thanks", "how", "praise", "rude", "help", "test")),
    opener=_run(*_of("greeting", "thanks", "how", "praise")),
    hello=_run(*_of("greeting", "thanks", "how")),
    closer=re.compile(rf"(?:{'|'.join(_of('thanks', 'goodbye'))})(?: {_FILLER})*"),
)
TALK_WORDS = frozenset(
    """hello hiya hallo thanks thank thankyou please goodbye morning afternoon evening night useless stupid
    great awesome perfect excellent appreciate help testing test doing working today hola gracias muchas buenos
    buenas dias tardes noches adios saludos estas eres puedes quien ayuda prueba documents document documentos
    files indexed topics cover docs sources reports papers texts notes list lista listar suck sucks dumb idiot
    shit crap joke hate tonto bueno vale""".split()
)
QUESTION_START = re.compile(
    r"(?:and |but |so |now |then |y )?(?:who|whom|whose|what|when|where|which|why|how|can|could|do|does|did|is"
    r"|are|was|were"
    r"|will|would|should|has|have|had|tell|list|give|show|name|find|explain|describe|compare|summar|please|i "
    r"|quien|que|cual"
    r"|cuando|donde|por que|como|cuant|dime|dame|muestra|resum|lista)"
)
