"""Portuguese of Portugal and Brazil, as natives write it: what each test of `test_romance` asks, with the answer."""

KINDS = {
    "date": "Quando termina o contrato?|Em que data se realizou a reunião?|Qual é a data limite?|Em que ano foi fundada a escola?|"
    "Desde quando o museu está fechado?|A que horas abre a piscina?|Até quando posso me inscrever?|Qual é o prazo de entrega?",
    "money": "Quanto custa a assinatura?|Quanto é que custa o bilhete?|Quanto devo pagar pelo cartão?|Quanto custam os ingressos?|"
    "Qual é o preço do bilhete?|Quanto dinheiro gastaram?",
    "duration": "Quanto tempo dura a garantia?|Quantos dias de férias tenho?|Qual é a duração do aviso prévio?|Quanto dura a visita?|"
    "Durante quantos meses devo pagar?",
    "number": "Quantas pessoas podem entrar?|Quantos são os sócios?|Qual é o número de membros?|Que percentagem é reembolsada?",
    "age": "Quantos anos tem de ter o candidato?|Qual é a idade mínima?|Que idade tinha o presidente?",
    None: "Quem assinou o contrato?|Onde fica a sala?|Por que o voo foi cancelado?|O que é uma franquia?|Os cães são permitidos?|"
    "O que devo levar?|O aluguel inclui o aquecimento?",
}
WANTED = {
    "person": "Quem assinou o contrato?|A quem devo escrever?|Por quem foi redigido o relatório?|Com quem falaram?",
    "place": "Onde fica a sala?|Em que cidade se realiza o congresso?|De onde vem a água?",
    "reason": "Por que o voo foi cancelado?|Porque é que o voo foi cancelado?|Qual é o motivo da demissão?",
    "verdict": "Os cães são permitidos?|É possível cancelar a reserva?|Posso pagar com cartão?|Pode-se fumar no átrio?|"
    "É preciso reservar?|O café da manhã está incluído?|Há um elevador?",
    "other": "O que é uma franquia?|Qual é o número da sala?|Como se abre a porta?|São permitidos cães ou gatos?",
}
LEANS = """
    E em junho?|E para as crianças?|Mas por quê?|Quando foi assinado?|Quanto custa?|E os cães?|Não, eu queria dizer o contrato
    Onde ele mora?|Quem o assinou?|Quanto dura?|Qual é o seu valor?|O que disse sobre isso?|E se eu me atrasar?
    Quando ela deixou o escritório de Lisboa?|Também aos domingos?|Qual era o cargo dele?
"""
STANDS = """
    Quando termina o contrato de aluguel?|O museu está aberto na segunda-feira de Páscoa?|Como cancelar a sua assinatura?
    Quanto custa o aluguel da sala?|É preciso reservar uma mesa com antecedência?|Há estacionamento perto do museu?
    Qual é a data limite de inscrição?|O inquilino pode subarrendar o imóvel?|Fala-me do fentanil
    Quem é o diretor da escola?|É possível pagar a quota com cartão?
"""
AFTER = [
    ("Quanto se vendeu em maio de 2023?", "e em junho?", "Quanto se vendeu em junho de 2023?"),
    ("Qual era o aluguel em 2022?", "E em 2023?", "Qual era o aluguel em 2023?"),
    ("Quem é que visitou Lisboa?", "E Coimbra?", "Quem é que visitou Coimbra?"),
    ("Quando é que abre o museu?", "Por quê?", "Quando é que abre o museu? Por quê?"),
]
TALK = {
    "greeting": "Olá|Olá!|Bom dia|boa tarde|Oi|Olá a todos",
    "how": "Tudo bem?|Como está você?|Como vai você?|Oi, tudo bem?",
    "thanks": "Obrigado|Muito obrigada!|obrigado pela ajuda|Valeu|Agradeço muito",
    "goodbye": "Tchau|Até logo!|Até amanhã|Adeus",
    "help": "Quem é você?|O que você pode fazer?|Como é que funcionas?|Ajuda-me|Pode me ajudar?|Você é um robô?",
    "rude": "Você é inútil|Não serve para nada|Isso é uma porcaria",
    "praise": "Muito bem|Ótimo!|Bom trabalho|Está bem|Entendi",
}
PLAIN = """
    Quanto custa a assinatura anual?|Quem assinou o contrato?|Quando abre a piscina?|Onde fica a entrada?|Os cães são permitidos?
    O que deve fazer o inquilino?|Qual é o valor da caução?|Quem devo avisar em caso de ausência?|Por que o voo foi cancelado?
    A que horas fecha a cantina?|De que trata a cláusula 5?|O teste do alarme é obrigatório?|Quem agradeceu ao prefeito?
    O que diz o regulamento sobre as bicicletas?|A ajuda para o aluguel é tributada?|As chaves ficam no escritório?
    É verdade que a sala é boa para concertos?|O que as crianças devem trazer?
"""
CORPUS = """
    Que documentos tens?|Quais documentos você tem?|Quantos documentos há?|Lista os documentos|Mostre todos os arquivos
    Sobre o que você pode falar?|O que contêm os documentos?|O que há na pasta?
"""
SUMMARIES = {
    "Resume este documento": "",
    "Faça um resumo": "",
    "Resuma todos os documentos, por favor": "*",
    "Resume o contrato": "o contrato",
    "Faz um resumo do relatório sobre a pesca": "a pesca",
    "De que trata este documento?": "",
    "Pode me resumir a reunião de maio?": "a reunião de maio",
}
SHAPES = {
    "mais curto por favor": "short",
    "numa frase": "short",
    "Repete": "again",
    "mais detalhes": "long",
    "em forma de lista": "list",
    "em inglês": "language",
    "só a data": "number",
    "quantos em junho?": "question",
}
DAYS = {
    "Em 14 de março de 2024, em Lisboa": ["2024-3-14"],
    "No 1º de janeiro de 2023.": ["2023-1-1"],
    "De 3 a 5 de maio de 2022": ["2022-5-5"],
    "em fevereiro de 2021, depois no final de março": ["2021-2-?", "?-3-?"],
    "Em 14/03/2024": ["2024-3-14"],
    "terça-feira, 2 de abril": ["?-?-?", "?-4-2"],
    "Partiram ontem, em agosto.": ["?-?-?", "?-8-?"],
    "A marcha durou 5 horas.": [],
    "Em mar aberto há entre 5 e dez barcos.": [],
}
HOURS = {
    "Aberto das 9h às 18h30.": ["9h=9:00", "18h30=18:30"],
    "Encontro às 14h30min.": ["14h30min=14:30"],
    "Partida às 14 horas, volta pelas 17h.": ["14 horas=14:00", "17h=17:00"],
    "às 8 horas da manhã": ["8 horas da manhã=8:00"],
    "às 8 da noite": ["8 da noite=20:00"],
    "até à meia-noite": ["meia-noite=0:00"],
    "A viagem dura 2 horas.": [],
    "durante 48 h": [],
}
AMOUNTS = {
    "O aluguel é de R$ 1.250,50 por mês.": [("money", 1250.5, "BRL")],
    "Custa 3 milhões de euros.": [("money", 3e6, "EUR")],
    "um orçamento de R$ 3,5 mi": [("money", 3.5e6, "BRL")],
    "12 000 habitantes": [("number", 12000.0, "")],
    "vinte e cinco por cento": [("percent", 25.0, "percent")],
    "cerca de 40 km": [("number", 40.0, "kilometer")],
    "um aviso de três meses": [("duration", 3.0, "month")],
    "com 12 anos de idade": [("age", 12.0, "year")],
    "50 reais": [("money", 50.0, "BRL")],
    "o artigo 5 do contrato": [("identifier", "artigo 5", "")],
    "200 francos suíços": [("money", 200.0, "CHF")],
}
NAMES = {
    "Ela viu o Museu da Água em Lisboa.": ["Museu da Água", "Lisboa"],
    "Ontem, Ana de Sousa encontrou Paulo Berg.": ["Ana de Sousa", "Paulo Berg"],
    "Segundo o Banco do Brasil, está certo.": ["Banco do Brasil"],
}
SUPPORTED = [
    ("Ana Silva vendeu 3 barcos.", "Em maio, Ana Silva vendeu três barcos a Paulo Berg."),
    ("A reunião realiza-se às 14h30.", "A reunião realiza-se às 14:30."),
    ("Os cães não são permitidos.", "Os cães não são permitidos na sala."),
    ("O acordo foi assinado no dia 3 de maio de 2021.", "O acordo foi assinado no dia 3 de maio de 2021 em Lisboa."),
    ("O aluguel é de 1250 euros.", "O aluguel é de 1.250 € por mês."),
    ("O museu não abre na segunda-feira.", "O museu não abre na segunda-feira."),
    ("O texto fica no arquivo.", "O texto fica no arquivo da casa."),
]
UNSUPPORTED = [
    ("Ana Silva vendeu 4 barcos.", "Em maio, Ana Silva vendeu três barcos a Paulo Berg."),
    ("A reunião realiza-se às 15h30.", "A reunião realiza-se às 14h30."),
    ("Os cães são permitidos.", "Os cães não são permitidos."),
    ("O museu aceita cheques.", "O museu não aceita cheques."),
    ("O museu aceita cheques.", "O museu já não aceita cheques."),
    ("Os cães não são permitidos.", "Os cães são permitidos."),
    ("Nenhum sócio votou.", "Cada sócio votou."),
    ("O aluguel aumentou.", "O aluguel diminuiu."),
    ("O serviço é proibido a menores.", "O serviço é permitido a menores."),
    ("O acordo foi assinado no dia 4 de maio de 2021.", "O acordo foi assinado no dia 3 de maio de 2021."),
]
VERDICTS = [
    ("Os cães são permitidos na sala?", "Os cães não são permitidos na sala.", "no"),
    ("O museu aceita cheques?", "O museu não aceita cheques.", "no"),
    ("Pode-se fumar no átrio?", "Não, é proibido.", "no"),
    ("O café da manhã está incluído?", "Sim, com o almoço.", "yes"),
    ("São permitidos cães na sala?", "Na sala não é permitido nenhum cão.", "no"),
    ("Os cães são permitidos na sala?", "Os cães não são permitidos na sala, exceto os cães-guia.", None),
    ("Quantos cães são permitidos?", "Os cães não são permitidos.", None),
]
POLITE = ("Bom dia, pode me dizer quando abre a piscina?", "quando abre a piscina?")
CORES = [
    ("Quem assinou o acordo de pesca em junho de 2021?", "Quem assinou o acordo de pesca?"),
]
