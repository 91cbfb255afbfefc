"""French, as natives write it: what each test of `test_romance` asks, with the answer."""

KINDS = {
    "date": "Quand expire le contrat ?|À quelle date la réunion a-t-elle eu lieu ?|Quelle est la date limite ?|"
    "En quelle année l'école a-t-elle été fondée ?|Depuis quand le musée est-il fermé ?|À quelle heure ouvre la piscine ?|"
    "Jusqu'à quand puis-je m'inscrire ?|Quels jours la bibliothèque est-elle ouverte ?",
    "money": "Combien coûte l'abonnement ?|Combien ça coûte ?|Combien doit-on payer pour la carte ?|"
    "Combien d'argent a-t-on dépensé ?|Combien vaut la maison ?|Quel est le prix du billet ?|À combien s'élève la caution ?",
    "duration": "Combien de temps dure la garantie ?|Combien de jours de congé ai-je ?|Quelle est la durée du préavis ?|"
    "Pendant combien de mois dois-je payer ?",
    "number": "Combien de personnes peuvent entrer ?|Combien y a-t-il de salles ?|Quel est le nombre de membres ?|"
    "Quel pourcentage est remboursé ?",
    "age": "Quel âge faut-il avoir ?|À partir de quel âge paie-t-on plein tarif ?|Quel est l'âge minimum ?",
    None: "Qui a signé le bail ?|Où se trouve la salle ?|Pourquoi le vol est-il annulé ?|Qu'est-ce qu'une franchise ?|"
    "Est-ce que les chiens sont admis ?|Que faut-il apporter ?|Le loyer comprend-il le chauffage ?",
}
WANTED = {
    "person": "Qui a signé le bail ?|À qui dois-je écrire ?|Par qui le rapport a-t-il été rédigé ?|Avec qui ont-ils parlé ?",
    "place": "Où se trouve la salle ?|Dans quelle ville se tient le congrès ?|D'où vient l'eau ?",
    "reason": "Pourquoi le vol est-il annulé ?|Pour quelle raison a-t-elle démissionné ?",
    "verdict": "Est-ce que les chiens sont admis ?|Les chiens sont-ils admis ?|Puis-je annuler ma réservation ?|"
    "Peut-on payer par carte ?|Faut-il réserver ?|Le petit-déjeuner est compris ?|Y a-t-il un ascenseur ?",
    "other": "Qu'est-ce qu'une franchise ?|Quel est le numéro du bureau ?|Comment ouvre-t-on la porte ?|"
    "Les chiens ou les chats sont-ils admis ?",
}
LEANS = """
    Et en juin ?|Et pour les enfants ?|Mais pourquoi ?|Quand est-il ouvert ?|Combien coûte-t-elle ?|Et les chiens ?
    Non, je parle du bail|Où habite-t-il ?|Qui l'a signé ?|Combien de temps cela dure-t-il ?|Qu'en est-il des chats ?
    Quel est son montant ?|Qu'a-t-il dit de celui-ci ?|Et si je suis en retard ?|Pourquoi ?|Quand a-t-elle quitté le bureau de Lyon ?
"""
STANDS = """
    Quand expire le contrat de location ?|Le musée est-il ouvert le lundi de Pâques ?|Comment résilier son abonnement ?
    Combien coûte la location de la salle ?|Faut-il réserver une table à l'avance ?|Y a-t-il un parking près du musée ?
    Quelle est la date limite d'inscription ?|Un locataire peut-il sous-louer son logement ?|Parle-moi du fentanyl
    Qui est le directeur de l'école ?|Est-il possible de payer la cotisation par carte ?
"""
AFTER = [
    ("Combien a-t-on vendu en mai 2023 ?", "et en juin ?", "Combien a-t-on vendu en juin 2023 ?"),
    ("Quel était le loyer en 2022 ?", "Et en 2023 ?", "Quel était le loyer en 2023 ?"),
    ("Qui est allé à Lyon ?", "Et à Bordeaux ?", "Qui est allé à Bordeaux ?"),
    ("Quand ouvre le musée ?", "Pourquoi ?", "Quand ouvre le musée? Pourquoi ?"),
]
TALK = {
    "greeting": "Bonjour|Bonjour !|Salut|bonsoir|Coucou !|Bonjour à tous",
    "how": "Comment ça va ?|Ça va ?|Comment allez-vous ?|Salut, ça va ?",
    "thanks": "Merci|Merci beaucoup !|merci bien|Merci pour ton aide|Je vous remercie",
    "goodbye": "Au revoir|À bientôt !|Bonne journée|À demain",
    "help": "Qui es-tu ?|Que peux-tu faire ?|Comment tu fonctionnes ?|Aide-moi|Peux-tu m'aider ?|Es-tu un robot ?",
    "rude": "Tu es nul|Tu ne sers à rien|C'est vraiment n'importe quoi",
    "praise": "Très bien|Parfait !|C'est super|Bravo|D'accord",
}
PLAIN = """
    Combien coûte l'abonnement annuel ?|Qui a signé le bail ?|Quand ouvre la piscine ?|Où se trouve l'entrée ?
    Est-ce que les chiens sont admis ?|Que doit faire le locataire ?|Quel est le montant de la caution ?
    Qui dois-je prévenir en cas d'absence ?|Pourquoi le vol a-t-il été annulé ?|À quelle heure ferme la cantine ?
    Quel est le sujet de l'article 5 ?|Bonne nuit de sommeil : combien d'heures ?|Le bonjour est-il obligatoire au guichet ?
    Qui a remercié le maire ?|Que dit le règlement sur les vélos ?|L'aide au logement est-elle imposable ?
    Le test de l'alarme a lieu quand ?|Est-ce que les clés restent au bureau ?
"""
CORPUS = """
    Quels documents as-tu ?|Quels fichiers avez-vous ?|Combien de documents y a-t-il ?|Liste les documents
    Montre-moi tous les documents|De quoi peux-tu parler ?|Que contiennent les documents ?|Qu'y a-t-il dans le dossier ?
"""
SUMMARIES = {
    "Résume ce document": "",
    "Fais-moi un résumé": "",
    "Résumez tous les documents, s'il vous plaît": "*",
    "Résume le bail": "le bail",
    "Fais un résumé du rapport sur la pêche": "la pêche",
    "De quoi parle ce document ?": "",
    "Peux-tu me résumer la réunion de mai ?": "la réunion de mai",
}
SHAPES = {
    "plus court s'il te plaît": "short", "en une phrase": "short", "Répète": "again", "plus de détails": "long",
    "sous forme de liste": "list", "en anglais": "language", "juste la date": "number", "combien en juin ?": "question",
}  # fmt: skip
DAYS = {
    "Le 14 mars 2024 à Lyon": ["2024-3-14"],
    "Le 1er janvier 2023.": ["2023-1-1"],
    "Du 3 au 5 mai 2022": ["2022-5-5"],
    "en février 2021, puis fin mars": ["2021-2-?", "?-3-?"],
    "Le 14/03/2024": ["2024-3-14"],
    "mardi 2 avril": ["?-?-?", "?-4-2"],
    "Ils sont partis hier, en août.": ["?-?-?", "?-8-?"],
    "La marche a duré 5 heures.": [],
}
HOURS = {
    "Ouvert de 9 h à 18 h 30.": ["9 h=9:00", "18 h 30=18:30"],
    "Rendez-vous à 14h30.": ["14h30=14:30"],
    "Départ à 14 h, retour vers 17h.": ["14 h=14:00", "17h=17:00"],
    "à 8 heures du matin": ["8 heures du matin=8:00"],
    "à 8 h du soir": ["8 h du soir=20:00"],
    "jusqu'à minuit": ["minuit=0:00"],
    "Le trajet dure 2 heures.": [],
    "pendant 48 h": [],
}
AMOUNTS = {
    "Le loyer est de 1 250,50 € par mois.": [("money", 1250.5, "EUR")],
    "Elle coûte 3 millions d'euros.": [("money", 3e6, "EUR")],
    "un budget de 3,5 M€": [("money", 3.5e6, "EUR")],
    "12 000 habitants": [("number", 12000.0, "")],
    "vingt-cinq pour cent": [("percent", 25.0, "percent")],
    "environ 40 km": [("number", 40.0, "kilometer")],
    "un préavis de trois mois": [("duration", 3.0, "month")],
    "Un enfant âgé de 12 ans": [("age", 12.0, "year")],
    "une demi-heure": [("duration", 0.5, "hour")],
    "l'article 5 du bail": [("identifier", "article 5", "")],
    "200 francs suisses": [("money", 200.0, "CHF")],
}  # fmt: skip
NAMES = {
    "Elle a vu l'Italie et le musée d'Orsay à Paris.": ["Italie", "Orsay", "Paris"],
    "Hier, Anne de La Tour a rencontré M. Berg.": ["Anne de La Tour", "M. Berg"],
    "Selon L'Oréal, tout va bien.": ["Oréal"],
}
SUPPORTED = [
    ("Ann Silva a vendu 3 bateaux.", "En mai, Ann Silva a vendu trois bateaux à Bo Berg."),
    ("La réunion a lieu à 14 h 30.", "La réunion a lieu à 14h30."),
    ("Les chiens ne sont pas admis.", "Les chiens ne sont pas admis dans la salle."),
    ("L'accord a été signé le 3 mai 2021.", "L’accord a été signé le 3 mai 2021 à Lisbonne."),
    ("Le loyer est de 1 250 euros.", "Le loyer est de 1 250 € par mois."),
    ("Le musée n'ouvre pas le lundi.", "Le musée n'ouvre pas le lundi."),
]
UNSUPPORTED = [
    ("Ann Silva a vendu 4 bateaux.", "En mai, Ann Silva a vendu trois bateaux à Bo Berg."),
    ("La réunion a lieu à 15 h 30.", "La réunion a lieu à 14h30."),
    ("Les chiens sont admis.", "Les chiens ne sont pas admis."),
    ("Le musée accepte les chèques.", "Le musée n'accepte pas les chèques."),
    ("Le musée accepte les chèques.", "Le musée n'accepte plus les chèques."),
    ("Les chiens ne sont pas admis.", "Les chiens sont admis."),
    ("Le musée ouvre tôt.", "Le musée n'ouvre pas tôt."),
    ("Le loyer a augmenté.", "Le loyer a diminué."),
    ("Le service est interdit aux mineurs.", "Le service est autorisé aux mineurs."),
    ("L'accord a été signé le 4 mai 2021.", "L'accord a été signé le 3 mai 2021."),
]
VERDICTS = [
    ("Les chiens sont-ils admis dans la salle ?", "Les chiens ne sont pas admis dans la salle.", "no"),
    ("Est-ce que le musée accepte les chèques ?", "Le musée n'accepte pas les chèques.", "no"),
    ("Peut-on fumer dans le hall ?", "Non, c'est interdit.", "no"),
    ("Le petit-déjeuner est-il compris ?", "Oui, avec le café.", "yes"),
    (
        "Les chiens sont-ils admis dans la salle ?",
        "Les chiens ne sont pas admis dans la salle, sauf les chiens guides.",
        None,
    ),
    ("Combien de chiens sont admis ?", "Les chiens ne sont pas admis.", None),
    ("Le musée accepte-t-il les chèques ?", "Le musée n'accepte que les espèces.", None),
]
POLITE = ("Bonjour, pourriez-vous me dire quand ouvre la piscine ?", "quand ouvre la piscine ?")
CORES = [
    ("En mai 2021, qui a signé l'accord de paix ?", "qui a signé l'accord de paix ?"),
    ("Quel était le montant maximum de la caution en 2023 ?", "Quel était le montant maximum de la caution?"),
]
