"""Italian, as natives write it: what each test of `test_romance` asks, with the answer."""

KINDS = {
    "date": "Quando scade il contratto?|In che data si è tenuta la riunione?|Qual è la data di scadenza?|"
    "In quale anno è stata fondata la scuola?|Da quando è chiuso il museo?|A che ora apre la piscina?|"
    "Entro quando devo iscrivermi?|In quali giorni è aperta la biblioteca?",
    "money": "Quanto costa l'abbonamento?|Quanto si deve pagare per la tessera?|Quanto costano i biglietti?|"
    "Qual è il prezzo del biglietto?|A quanto ammonta la cauzione?|Quanti soldi hanno speso?",
    "duration": "Quanto tempo dura la garanzia?|Quanti giorni di ferie ho?|Qual è la durata del preavviso?|"
    "Quanto dura la visita?|Per quanti mesi devo pagare?",
    "number": "Quante persone possono entrare?|Quanti sono i soci?|Qual è il numero di iscritti?|Che percentuale viene rimborsata?",
    "age": "Quanti anni bisogna avere per iscriversi?|Qual è l'età minima?|Che età aveva il sindaco?",
    None: "Chi ha firmato il contratto?|Dove si trova la sala?|Perché il volo è stato cancellato?|Che cos'è una franchigia?|"
    "I cani sono ammessi?|Cosa devo portare?|L'affitto comprende il riscaldamento?",
}
WANTED = {
    "person": "Chi ha firmato il contratto?|A chi devo scrivere?|Da chi è stata redatta la relazione?|Con chi hanno parlato?",
    "place": "Dove si trova la sala?|In quale città si tiene il congresso?|Dov'è l'ingresso?",
    "reason": "Perché il volo è stato cancellato?|Per quale motivo si è dimessa?",
    "verdict": "I cani sono ammessi?|È possibile annullare la prenotazione?|Posso pagare con la carta?|Si può fumare nell'atrio?|"
    "Bisogna prenotare?|La colazione è inclusa?|C'è un ascensore?",
    "other": "Che cos'è una franchigia?|Qual è il numero dell'ufficio?|Come si apre la porta?|Sono ammessi i cani o i gatti?",
}
LEANS = """
    E a giugno?|E per i bambini?|Ma perché?|Quando è stato firmato?|Quanto costa?|E i cani?|No, intendevo il contratto
    Dove abita?|Chi l'ha firmato?|Quanto dura?|Qual è il suo importo?|Che cosa ha detto di questo?|E se sono in ritardo?
    Quando ha lasciato il suo ufficio?|Quanti ce ne sono?|Anche la domenica?
"""
STANDS = """
    Quando scade il contratto di locazione?|Il museo è aperto il lunedì di Pasqua?|Come disdire il suo abbonamento?
    Quanto costa l'affitto della sala?|Bisogna prenotare un tavolo in anticipo?|C'è un parcheggio vicino al museo?
    Qual è la data di scadenza delle iscrizioni?|L'inquilino può subaffittare il suo alloggio?|Parlami del fentanyl
    Chi è il direttore della scuola?|È possibile pagare la quota con la carta?
"""
AFTER = [
    ("Quanto è stato venduto a maggio 2023?", "e a giugno?", "Quanto è stato venduto a giugno 2023?"),
    ("Quanto era l'affitto nel 2022?", "E nel 2023?", "Quanto era l'affitto nel 2023?"),
    ("Chi ha visitato Torino?", "E Bologna?", "Chi ha visitato Bologna?"),
    ("Quando apre il museo?", "Perché?", "Quando apre il museo? Perché?"),
]
TALK = {
    "greeting": "Ciao|Ciao!|Buongiorno|buonasera|Salve|Ciao a tutti",
    "how": "Come stai?|Come va?|Ciao, come stai?|Tutto bene?",
    "thanks": "Grazie|Grazie mille!|grazie tante|Grazie per l'aiuto|Ti ringrazio",
    "goodbye": "Arrivederci|A presto!|Buona giornata|Ci vediamo domani",
    "help": "Chi sei?|Cosa puoi fare?|Come funzioni?|Aiutami|Mi puoi aiutare?|Sei un robot?",
    "rude": "Sei inutile|Non servi a niente|Fai schifo",
    "praise": "Benissimo|Perfetto!|Ottimo lavoro|Va bene|Ho capito",
}
PLAIN = """
    Quanto costa l'abbonamento annuale?|Chi ha firmato il contratto?|Quando apre la piscina?|Dove si trova l'ingresso?
    I cani sono ammessi?|Che cosa deve fare l'inquilino?|Qual è l'importo della cauzione?|Chi devo avvisare in caso di assenza?
    Perché il volo è stato cancellato?|A che ora chiude la mensa?|Di che cosa parla la clausola 5?|La prova dell'allarme è obbligatoria?
    Chi ha ringraziato il sindaco?|Che cosa dice il regolamento sulle biciclette?|L'aiuto per l'affitto è tassato?
    Qual è il saluto del coro?|Le chiavi restano in ufficio?|È vero che la sala va bene per i concerti?
"""
CORPUS = """
    Quali documenti hai?|Quali file avete?|Quanti documenti ci sono?|Elenca i documenti|Mostrami tutti i documenti
    Di cosa puoi parlare?|Cosa contengono i documenti?|Cosa c'è nella cartella?
"""
SUMMARIES = {
    "Riassumi questo documento": "",
    "Fammi un riassunto": "",
    "Riassumi tutti i documenti, per favore": "*",
    "Riassumi il contratto": "il contratto",
    "Fai un riassunto della relazione sulla pesca": "pesca",
    "Di cosa parla questo documento?": "",
    "Puoi riassumermi la riunione di maggio?": "la riunione di maggio",
}
SHAPES = {
    "più breve per favore": "short",
    "in una frase": "short",
    "Ripeti": "again",
    "più dettagli": "long",
    "come elenco": "list",
    "in inglese": "language",
    "solo la data": "number",
    "quanti a giugno?": "question",
}
DAYS = {
    "Il 14 marzo 2024 a Torino": ["2024-3-14"],
    "Il 1° gennaio 2023.": ["2023-1-1"],
    "Dal 3 al 5 maggio 2022": ["2022-5-5"],
    "a febbraio 2021, poi a fine marzo": ["2021-2-?", "?-3-?"],
    "Il 14/03/2024": ["2024-3-14"],
    "martedì 2 aprile": ["?-?-?", "?-4-2"],
    "Sono partiti ieri, in agosto.": ["?-?-?", "?-8-?"],
    "l'8 settembre del 1943": ["1943-9-8"],
    "La marcia è durata 5 ore.": [],
}
HOURS = {
    "Aperto dalle 9 alle 18.30.": ["9=9:00", "18.30=18:30"],
    "Appuntamento alle ore 14:30.": ["14:30=14:30"],
    "Partenza alle 14, ritorno verso le 17.": ["14=14:00", "17=17:00"],
    "alle 8 di mattina": ["8 di mattina=8:00"],
    "alle 8 di sera": ["8 di sera=20:00"],
    "fino a mezzanotte": ["mezzanotte=0:00"],
    "Il viaggio dura 2 ore.": [],
    "Rispondete alle 3 domande.": [],
}
AMOUNTS = {
    "L'affitto è di 1.250,50 € al mese.": [("money", 1250.5, "EUR")],
    "Costa 3 milioni di euro.": [("money", 3e6, "EUR")],
    "un fatturato di 3,5 mln di euro": [("money", 3.5e6, "EUR")],
    "12.000 abitanti": [("number", 12000.0, "")],
    "il venticinque per cento": [("percent", 25.0, "percent")],
    "circa 40 km": [("number", 40.0, "kilometer")],
    "un preavviso di tre mesi": [("duration", 3.0, "month")],
    "all'età di 12 anni": [("age", 12.0, "year")],
    "mezz'ora": [],
    "l'articolo 5 del contratto": [("identifier", "articolo 5", "")],
    "200 franchi svizzeri": [("money", 200.0, "CHF")],
}
NAMES = {
    "Ha visto l'Italia e il Museo dell'Opera a Firenze.": ["Italia", "Museo dell'Opera", "Firenze"],
    "Ieri, Anna De Luca ha incontrato Paolo Berg.": ["Anna De Luca", "Paolo Berg"],
    "Secondo la Banca d'Italia va bene.": ["Banca d'Italia"],
}
SUPPORTED = [
    ("Anna Silva ha venduto 3 barche.", "A maggio Anna Silva ha venduto tre barche a Paolo Berg."),
    ("La riunione si tiene alle 14.30.", "La riunione si tiene alle 14:30."),
    ("I cani non sono ammessi.", "I cani non sono ammessi nella sala."),
    ("L'accordo è stato firmato il 3 maggio 2021.", "L’accordo è stato firmato il 3 maggio 2021 a Lisbona."),
    ("L'affitto è di 1250 euro.", "L'affitto è di 1.250 € al mese."),
    ("Il museo non apre il lunedì.", "Il museo non apre il lunedì."),
]
UNSUPPORTED = [
    ("Anna Silva ha venduto 4 barche.", "A maggio Anna Silva ha venduto tre barche a Paolo Berg."),
    ("La riunione si tiene alle 15.30.", "La riunione si tiene alle 14.30."),
    ("I cani sono ammessi.", "I cani non sono ammessi."),
    ("Il museo accetta gli assegni.", "Il museo non accetta gli assegni."),
    ("Il museo accetta gli assegni.", "Il museo non accetta più gli assegni."),
    ("I cani non sono ammessi.", "I cani sono ammessi."),
    ("Nessun socio ha votato.", "Ogni socio ha votato."),
    ("L'affitto è aumentato.", "L'affitto è diminuito."),
    ("Il servizio è vietato ai minori.", "Il servizio è consentito ai minori."),
    ("L'accordo è stato firmato il 4 maggio 2021.", "L'accordo è stato firmato il 3 maggio 2021."),
]
VERDICTS = [
    ("I cani sono ammessi nella sala?", "I cani non sono ammessi nella sala.", "no"),
    ("Il museo accetta gli assegni?", "Il museo non accetta gli assegni.", "no"),
    ("Si può fumare nell'atrio?", "No, è vietato.", "no"),
    ("La colazione è inclusa?", "Sì, con il caffè.", "yes"),
    ("I cani sono ammessi nella sala?", "Nella sala non è ammesso nessun cane.", "no"),
    ("I cani sono ammessi nella sala?", "I cani non sono ammessi nella sala, tranne i cani guida.", None),
    ("Quanti cani sono ammessi?", "I cani non sono ammessi.", None),
]
POLITE = ("Buongiorno, mi può dire quando apre la piscina?", "quando apre la piscina?")
CORES = [
    (
        "Chi era il direttore della scuola quando il comune la chiuse nel giugno 2021?",
        "Chi era il direttore della scuola?",
    ),
]
