"""Spanish of Spain and Mexico, as natives write it: what each test of `test_romance` asks, with the answer."""

KINDS = {
    "date": "¿Cuándo vence el contrato?|¿En qué fecha se celebró la reunión?|¿Cuál es la fecha límite?|¿En qué año se fundó la escuela?|"
    "¿Desde cuándo está cerrado el museo?|¿A qué hora abre la piscina?|¿Hasta cuándo puedo inscribirme?|¿Qué días abre la biblioteca?",
    "money": "¿Cuánto cuesta el abono?|¿Cuánto hay que pagar por el carné?|¿Cuánto cuestan las entradas?|¿Cuál es el precio del billete?|"
    "¿A cuánto asciende la fianza?|¿Cuánto dinero gastaron?",
    "duration": "¿Cuánto tiempo dura la garantía?|¿Cuántos días de vacaciones tengo?|¿Cuál es la duración del preaviso?|"
    "¿Cuánto dura la visita?|¿Durante cuántos meses debo pagar?",
    "number": "¿Cuántas personas pueden entrar?|¿Cuántos son los socios?|¿Cuál es el número de miembros?|¿Qué porcentaje se reembolsa?",
    "age": "¿Cuántos años tiene el candidato?|¿Cuál es la edad mínima?|¿Qué edad tenía el alcalde?",
    None: "¿Quién firmó el contrato?|¿Dónde está la sala?|¿Por qué se canceló el vuelo?|¿Qué es una franquicia?|¿Se admiten perros?|"
    "¿Qué debo llevar?|¿El alquiler incluye la calefacción?",
}
WANTED = {
    "person": "¿Quién firmó el contrato?|¿A quién debo escribir?|¿Por quién fue redactado el informe?|¿Con quién hablaron?",
    "place": "¿Dónde está la sala?|¿En qué ciudad se celebra el congreso?|¿De dónde viene el agua?",
    "reason": "¿Por qué se canceló el vuelo?|¿Por cuál motivo dimitió?",
    "verdict": "¿Se admiten perros?|¿Es posible cancelar la reserva?|¿Puedo pagar con tarjeta?|¿Se puede fumar en el vestíbulo?|"
    "¿Hay que reservar?|¿El desayuno está incluido?|¿Hay ascensor?",
    "other": "¿Qué es una franquicia?|¿Cuál es el número de la sala?|¿Cómo se abre la puerta?|¿Se admiten perros o gatos?",
}
LEANS = """
    ¿Y en junio?|¿Y para los niños?|¿Pero por qué?|¿Cuándo se firmó?|¿Cuánto cuesta?|¿Y los perros?|No, quería decir el contrato
    ¿Dónde vive?|¿Quién lo firmó?|¿Cuánto dura?|¿Cuál es su importe?|¿Qué dijo de eso?|¿Y si llego tarde?
    ¿Cuándo dejó ella la oficina de Lima?|¿También los domingos?|¿Qué pasa en ese caso con la fianza del piso?
"""
STANDS = """
    ¿Cuándo vence el contrato de alquiler?|¿El museo abre el lunes de Pascua?|¿Cómo cancelar su suscripción?
    ¿Cuánto cuesta el alquiler de la sala?|¿Hay que reservar mesa con antelación?|¿Hay aparcamiento cerca del museo?
    ¿Cuál es la fecha límite de inscripción?|¿El inquilino puede subarrendar su vivienda?|Háblame del fentanilo
    ¿Quién es el director de la escuela?|¿Es posible pagar la cuota con tarjeta?
"""
AFTER = [
    ("¿Cuánto se vendió en mayo de 2023?", "¿y en junio?", "¿Cuánto se vendió en junio de 2023?"),
    ("¿Cuál era el alquiler en 2022?", "¿Y en 2023?", "¿Cuál era el alquiler en 2023?"),
    ("¿Quién visitó Lima?", "¿Y Cuzco?", "¿Quién visitó Cuzco?"),
    ("¿Cuándo abre el museo?", "¿Por qué?", "¿Cuándo abre el museo? ¿Por qué?"),
]
TALK = {
    "greeting": "Hola|¡Hola!|Buenos días|buenas tardes|Saludos|Hola a todos",
    "how": "¿Qué tal?|¿Cómo estás?|Hola, ¿qué tal?|¿Todo bien?",
    "thanks": "Gracias|¡Muchas gracias!|gracias por la ayuda|Te lo agradezco",
    "goodbye": "Adiós|¡Hasta luego!|Hasta mañana|Nos vemos",
    "help": "¿Quién eres?|¿Qué puedes hacer?|¿Cómo funcionas?|Ayúdame|¿Me puedes ayudar?|¿Eres un robot?",
    "rude": "Eres inútil|No sirves para nada|Qué asco",
    "praise": "Muy bien|¡Genial!|Buen trabajo|De acuerdo|Entendido",
}
PLAIN = """
    ¿Cuánto cuesta el abono anual?|¿Quién firmó el contrato?|¿Cuándo abre la piscina?|¿Dónde está la entrada?|¿Se admiten perros?
    ¿Qué debe hacer el inquilino?|¿Cuál es el importe de la fianza?|¿A quién debo avisar en caso de ausencia?|¿Por qué se canceló el vuelo?
    ¿A qué hora cierra el comedor?|¿De qué trata la cláusula 5?|¿La prueba de la alarma es obligatoria?|¿Quién dio las gracias al alcalde?
    ¿Qué dice el reglamento sobre las bicicletas?|¿La ayuda al alquiler tributa?|¿Las llaves se quedan en la oficina?
    ¿Es verdad que la sala es buena para conciertos?|¿Qué hay que hacer para entrar?
"""
CORPUS = """
    ¿Qué documentos tienes?|¿Qué archivos hay?|¿Cuántos documentos hay?|Lista los documentos|Muéstrame todos los documentos
    ¿De qué puedes hablar?|¿Qué contienen los documentos?|¿Qué hay en la carpeta?
"""
SUMMARIES = {
    "Resume este documento": "",
    "Hazme un resumen": "",
    "Resume todos los documentos, por favor": "*",
    "Resume el contrato": "el contrato",
    "Haz un resumen de la reunión de mayo": "la reunión de mayo",
    "¿De qué trata este documento?": "",
    "¿Puedes resumirme la reunión de mayo?": "la reunión de mayo",
}
SHAPES = {
    "más corto por favor": "short",
    "en una frase": "short",
    "Repite": "again",
    "más detalles": "long",
    "en forma de lista": "list",
    "en inglés": "language",
    "solo la fecha": "number",
    "¿cuántos en junio?": "question",
}
DAYS = {
    "El 14 de marzo de 2024 en Lima": ["2024-3-14"],
    "El 1º de enero de 2023.": ["2023-1-1"],
    "Del 3 al 5 de mayo de 2022": ["2022-5-5"],
    "en febrero de 2021, y a finales de marzo": ["2021-2-?", "?-3-?"],
    "El 14/03/2024": ["2024-3-14"],
    "martes 2 de abril": ["?-?-?", "?-4-2"],
    "Partieron ayer, en agosto.": ["?-?-?", "?-8-?"],
    "La marcha duró 5 horas.": [],
    "En mar abierto hay diez barcos.": [],
}
HOURS = {
    "Abierto de 9 h a 18:30 h.": ["9 h=9:00", "18:30=18:30"],
    "Cita a las 14.30.": ["14.30=14:30"],
    "Salida a las 14 horas, vuelta a las 17 h.": ["14 horas=14:00", "17 h=17:00"],
    "a las 8 de la mañana": ["8 de la mañana=8:00"],
    "a las 8 de la noche": ["8 de la noche=20:00"],
    "hasta medianoche": ["medianoche=0:00"],
    "El viaje dura 2 horas.": [],
    "durante 48 h": [],
}
AMOUNTS = {
    "El alquiler es de 1.250,50 € al mes.": [("money", 1250.5, "EUR")],
    "Cuesta 3 millones de euros.": [("money", 3e6, "EUR")],
    "12 000 habitantes": [("number", 12000.0, "")],
    "el veinticinco por ciento": [("percent", 25.0, "percent")],
    "unos 40 km": [("number", 40.0, "kilometer")],
    "un preaviso de tres meses": [("duration", 3.0, "month")],
    "de 12 años de edad": [("age", 12.0, "year")],
    "media hora": [("duration", 0.5, "hour")],
    "el artículo 5 del contrato": [("identifier", "articulo 5", "")],
    "200 francos suizos": [("money", 200.0, "CHF")],
}
NAMES = {
    "Ayer vieron el Museo de la Ciudad en Lima.": ["Museo de la Ciudad", "Lima"],
    "Ayer, Ana de la Cruz se reunió con Paulo Berg.": ["Ana de la Cruz", "Paulo Berg"],
}
SUPPORTED = [
    ("Ana Silva vendió 3 barcos.", "En mayo, Ana Silva vendió tres barcos a Paulo Berg."),
    ("La reunión es a las 14.30.", "La reunión es a las 14:30."),
    ("No se admiten perros.", "No se admiten perros en la sala."),
    ("El acuerdo se firmó el 3 de mayo de 2021.", "El acuerdo se firmó el 3 de mayo de 2021 en Lisboa."),
    ("El alquiler es de 1250 euros.", "El alquiler es de 1.250 € al mes."),
    ("El museo no abre los lunes.", "El museo no abre los lunes."),
]
UNSUPPORTED = [
    ("Ana Silva vendió 4 barcos.", "En mayo, Ana Silva vendió tres barcos a Paulo Berg."),
    ("La reunión es a las 15.30.", "La reunión es a las 14.30."),
    ("Se admiten perros.", "No se admiten perros."),
    ("El museo acepta cheques.", "El museo no acepta cheques."),
    ("El museo acepta cheques.", "El museo ya no acepta cheques."),
    ("No se admiten perros.", "Se admiten perros."),
    ("Ningún socio votó.", "Cada socio votó."),
    ("El alquiler aumentó.", "El alquiler disminuyó."),
    ("El servicio está prohibido a menores.", "El servicio está permitido a menores."),
    ("El acuerdo se firmó el 4 de mayo de 2021.", "El acuerdo se firmó el 3 de mayo de 2021."),
]
VERDICTS = [
    ("¿Se admiten perros en la sala?", "No se admiten perros en la sala.", "no"),
    ("¿El museo acepta cheques?", "El museo no acepta cheques.", "no"),
    ("¿Se puede fumar en el vestíbulo?", "No, está prohibido.", "no"),
    ("¿El desayuno está incluido?", "Sí, con el café.", "yes"),
    ("¿Se admiten perros en la sala?", "En la sala no se admite ningún perro.", "no"),
    ("¿Se admiten perros en la sala?", "No se admiten perros en la sala, salvo los perros guía.", None),
    ("¿Cuántos perros se admiten?", "No se admiten perros.", None),
]
POLITE = ("Buenos días, ¿me puede decir cuándo abre la piscina?", "cuándo abre la piscina?")
CORES = [
    ("¿Quién firmó el acuerdo de pesca en junio de 2021?", "¿Quién firmó el acuerdo de pesca?"),
]
