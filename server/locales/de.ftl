# Die Wörter der Konsole auf Deutsch.
language-name = Deutsch
skip = Zum Inhalt springen
languages = Sprache
sections = Konsole
leave = Abmelden
now = Jetzt
people = Personen
catalog = Katalog
parts = Bausteine
none = –
# Between two sentences.
gap = {" "}
list-separator = {", "}
date = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }
clock = { $time } UTC
moment = { $date }, { $time } UTC
yes = ja
no = nein
nothing-given = leer

## Anmeldung
enter = An der Konsole anmelden
enter-lead = Die Konsole zeigt, was hereinkommt und was die Menschen erlaubt haben. Hinein darf nur, wer den Konsolenschlüssel hat.
console-key = Konsolenschlüssel
console-key-hint = Sie bekommen ihn von denen, die Telos betreiben. Die Demo zeigt ihn beim Start an.
enter-button = Anmelden
enter-wrong = Das ist nicht der Konsolenschlüssel. Bitte prüfen Sie ihn und versuchen Sie es noch einmal.
enter-slow = Zu viele falsche Schlüssel in kurzer Zeit. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
notice-denied = Dieses Formular kam nicht von der Konsole
notice-denied-body = Zu Ihrem Schutz werden Formulare nur von Seiten dieser Konsole angenommen. Es wurde nichts geändert. Öffnen Sie die Seite neu und senden Sie das Formular von dort.
notice-absent = Hier ist nichts
notice-absent-body = Vielleicht ist die Adresse falsch geschrieben, oder das Gesuchte gibt es nicht mehr.
notice-failed = Das konnte nicht gelesen werden
notice-failed-body = Der Speicher hat nicht geantwortet. Es wurde nichts geändert. Versuchen Sie es gleich noch einmal; bleibt es so, steht der Grund im Protokoll.
back-to-now = Zu „Jetzt“

## Jetzt
now-lead = Was gerade hereinkommt und was die Schranke damit macht. Was kein Zweck haben darf, bleibt draußen, bevor irgendetwas geschrieben wird.
today = Heute
today-of = { $date }, seit Mitternacht UTC
today-empty = Heute ist noch nichts hereingekommen.
kept = Behalten
forgotten = Vergessen
duplicate = Schon gesehen
rejected = Abgewiesen
fields-left-out = Weggelassene Felder
chart-today = Nachrichten heute nach Quelle
chart-part = { $what }: { $count }
chart-bar = { $source }: { $kept } behalten, { $forgotten } vergessen, { $duplicate } schon gesehen, { $rejected } abgewiesen
table-behind = Zahlen als Tabelle zeigen
source = Quelle
brand = Marke
purpose = Zweck
field = Feld
reason = Grund
times = Anzahl
top-reasons = Warum Felder weggelassen wurden
top-reasons-empty = Heute wurde kein Feld weggelassen.
live = Kommt herein
live-plain = Die letzten Nachrichten. Laden Sie neu, um neuere zu sehen.
live-on = Neue Nachrichten erscheinen hier von selbst.
live-off = Angehalten. Neue Nachrichten werden nicht gezeigt.
live-lost = Die Verbindung ist unterbrochen. Neuer Versuch läuft.
live-empty = Noch keine Nachricht. Sobald eine Quelle etwas sendet, erscheint es hier.
refresh = Neu laden
pause = Anhalten
resume = Weiter
left-out = Weggelassen
outcome-kept = { $count ->
    [0] Kein Feld wurde behalten.
    [one] { $count } Feld wurde behalten.
   *[other] { $count } Felder wurden behalten.
}
outcome-left-out = { $count ->
    [one] { $count } wurde weggelassen.
   *[other] { $count } wurden weggelassen.
}
outcome-facts = { $count ->
    [one] Sie brachte { $count } Eintrag zur Erlaubnis mit.
   *[other] Sie brachte { $count } Einträge zur Erlaubnis mit.
}
outcome-new = Die Person ist neu.
outcome-linked = Sie zeigte, dass zwei Datensätze dieselbe Person sind.
outcome-fields = Welche Felder, und warum
outcome-forgotten = Kein Zweck darf etwas davon haben, also wurde sie gezählt und vergessen.
outcome-duplicate = Diese Nachricht war schon da. Es hat sich nichts geändert.
outcome-rejected = Sie war nicht zu verstehen:
held-for = für { $purposes }
the-event-itself = Das Ereignis selbst
segment-entered = Dazugekommen
segment-left = Herausgefallen
open-person = Diese Person öffnen

## Personen
people-lead = Finden Sie eine Person und sagen Sie, für welchen Zweck Sie nachsehen. Sie sehen nur, was dieser Zweck sehen darf.
people-absent = Diese Kennung gehört hier zu niemandem.
people-find = Person zeigen
people-other = Jemand anderen finden
identifier-kind = Art der Kennung
identifier-value = Kennung
identifier-hint = So, wie die Person sie angegeben hat. Sie landet in keiner Adresse und keinem Protokoll.
identifier-wrong = Das ist keine gültige Kennung dieser Art.
identifier-missing = Bitte füllen Sie die Kennung aus.
purpose-wrong = Bitte wählen Sie den Zweck, für den Sie nachsehen.
purpose-why = Für welchen Zweck sehen Sie nach?
purpose-hint = Ohne Zweck wird nichts gezeigt.
purpose-looking = Sie sehen für diesen Zweck nach
purpose-look = Für diesen Zweck ansehen
choose = Zweck wählen
person = Person
person-back = Zurück zur Person
person-denied = Dieser Zweck darf diese Person nicht sehen
purpose-missing = Wählen Sie zuerst einen Zweck
purpose-missing-body = Daten über Menschen werden nur für einen Zweck gezeigt. Wählen Sie oben den, für den Sie nachsehen.
ground = Warum Sie das sehen dürfen
ground-because = Sie dürfen das sehen, denn { $purpose } ({ $brand }) hat diese Grundlage: { $basis }.
ground-facts = { $count ->
    [one] Das stützt sich auf { $count } Eintrag zur Erlaubnis der Person.
   *[other] Das stützt sich auf { $count } Einträge zur Erlaubnis der Person.
}
ground-until = Sagt die Person nichts Neues, gilt das bis { $until }.
ground-until-news = Das gilt, bis die Person etwas anderes sagt.
ground-retention = { $days ->
    [one] Die Daten dürfen { $days } Tag aufbewahrt werden.
   *[other] Die Daten dürfen { $days } Tage aufbewahrt werden.
}
ground-categories = Arten von Daten: { $categories }
traits = Was bekannt ist
traits-empty = Nichts, was dieser Zweck sehen darf.
not-valid = ungültig
as-sent = wie gesendet: { $value }
badge-purposes = { $count ->
    [one] sichtbar für { $count } Zweck
   *[other] sichtbar für { $count } Zwecke
}
provenance = Aus { $source }, { $date }, für { $purposes }
computed = Errechnet
computed-empty = Es ist nichts errechnet, was dieser Zweck sehen darf.
behaviour = Was die Person getan hat
behaviour-empty = Nichts, was dieser Zweck sehen darf.
measured = Was
sum = Summe
first = Zuerst
last = Zuletzt
identifiers = Kennungen
identifiers-empty = Keine, die dieser Zweck sehen darf.
seen-between = Zuerst gesehen am { $first }, zuletzt am { $last }
segments = Segmente
segments-empty = In keinem Segment dieses Zwecks.
since = seit { $date }
groups = Gruppen
consents = Einwilligungen nach Zweck
consents-empty = Hier fragt kein Zweck nach einer Einwilligung.
state = Stand
withheld = Was nicht gezeigt wird, und warum
withheld-lead = Das ist bekannt, wird für den gewählten Zweck aber nicht gezeigt.
withheld-empty = Es wird nichts zurückgehalten.
withheld-category = der Zweck nimmt diese Art von Daten nicht
withheld-others = nur erhoben für { $purposes }
why-one = Warum das eine Person ist
why-one-single = Alles kommt aus einem einzigen Datensatz; nichts musste verknüpft werden.
why-one-lead = { $count ->
    [one] { $count } Datensatz ist diese Person.
   *[other] { $count } Datensätze gelten als eine Person, denn:
}
node-since = seit { $date }
node-kind = { $kind }: { $count }
edge-pair = { $a } und { $b }:
edge-together = { $a } und { $b } kamen in einer Nachricht.
edge-alias = Eine Nachricht sagte, dass beide dieselbe Person sind.
edge-staff = Das Personal sagte, dass beide dieselbe Person sind.
severed = { $count ->
    [one] { $count } Paar wurde getrennt und bleibt getrennt.
   *[other] { $count } Paare wurden getrennt und bleiben getrennt.
}
graph-label = { $nodes } Datensätze, { $edges } Verbindungen
graph-edge = { $a } und { $b }
timeline = Verlauf
timeline-empty = Es ist nichts geschehen, was dieser Zweck sehen darf.
timeline-more = Früheres zeigen
left-out-count = { $count ->
    [one] { $count } Feld wurde weggelassen
   *[other] { $count } Felder wurden weggelassen
}

## Katalog
catalog-lead = Die geltenden Regeln: was erhoben wird, wofür und auf welcher Grundlage.
catalog-version = Version { $number }, in Kraft seit { $date }
catalog-parts = Teile des Katalogs
brands = Marken
purposes = Zwecke
sources = Quellen
data = Ereignisse und Felder
jurisdictions = Rechtsräume
history = Versionen
empty-list = Der Katalog nennt keine.
name = Name im Katalog
established = Niedergelassen in
purpose-version = Version { $version }
mark-marketing = Werbung
mark-sells = verkauft oder teilt Daten
mark-necessary = notwendig
mark-profiling = automatische Entscheidungen
mark-channel-consent = je Kanal eigene Einwilligung
categories = Arten von Daten
operations = Was getan werden darf
recipients = Wer sie bekommen darf
nobody = niemand
retention = Aufbewahrt
retention-none = solange die Person bekannt ist
days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
bases = Rechtsgrundlagen
bases-count = { $count ->
    [0] Nirgends eine Rechtsgrundlage: überall verboten
    [one] Rechtsgrundlage in { $count } Rechtsraum
   *[other] Rechtsgrundlagen in { $count } Rechtsräumen
}
jurisdiction = Rechtsraum
basis = Grundlage
rules = Regeln
citation = Wo es im Gesetz steht
rule-explicit = ausdrücklich
rule-separate = getrennt gefragt
rule-double-opt-in = doppelt bestätigt
rule-age = { $days ->
    [one] nach { $days } Tag neu gefragt
   *[other] nach { $days } Tagen neu gefragt
}
channel = Kanal
collects-for = Sammelt für
rate = Höchstens
rate-value = { $count ->
    [one] { $count } Ereignis je Sekunde
   *[other] { $count } Ereignisse je Sekunde
}
rate-none = keine eigene Grenze
data-traits = Merkmale
data-context = Umstände
data-group = Merkmale von Gruppen
data-event = Ereignis: { $name }
event-category = Dass es geschah, gehört zu: { $category }
fields-empty = Keine eigenen Felder.
type = Typ
type-list = (Liste)
category = Art der Daten
notes = Hinweise
note-required = Pflicht
note-identifier = kennzeichnet die Person
note-measure = je Tag summiert
note-raw = auch wie gesendet behalten
segment-for = Für { $purpose } ({ $brand })
pack-strictest = wo sonst nichts bekannt ist
model-opt-in = Freiwilliges nur nach einem Ja
model-opt-out = Erlaubt bis zu einem Nein
law = Gesetz
places = Gilt in
places-none = überall, wo keine anderen Regeln bekannt sind
child-age = Kinder
child-age-value = unter { $age } Jahren
answer-within = Anfragen werden beantwortet innerhalb von
request-months = { $count ->
    [one] { $count } Monat
   *[other] { $count } Monaten
}
request-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tagen
}
request-business-days = { $count ->
    [one] { $count } Werktag
   *[other] { $count } Werktagen
}
request-promptly = keiner festen Frist, sondern unverzüglich
demands = Es verlangt
demand-sale-own-yes = Kinder ab einem bestimmten Alter sagen selbst, ob ihre Daten verkauft werden dürfen
demand-sensitive-explicit = ausdrückliche Einwilligung für sensible Daten
demand-sensitive-separate = getrennte Einwilligung für sensible Daten
demand-disclosure-separate = getrennte Einwilligung für die Weitergabe an andere
demand-gpc = Global Privacy Control zählt als Nein zum Verkauf
demand-sale = Menschen können Verkauf und Weitergabe ablehnen
demand-sale-two-steps = nach einem Nein braucht ein Ja zum Verkauf zwei Schritte
demand-limit = Menschen können die Nutzung sensibler Daten begrenzen
reviewed = Geprüft von
version = Version
applied = In Kraft seit
hash = Prüfsumme

## Bausteine
parts-lead = Die Bausteine, aus denen die Seiten bestehen, mit Beispieldaten. Nur während der Entwicklung.
parts-pages = Ganze Seiten mit Beispieldaten
parts-badge = Marken und Herkunft
parts-field = Felder und Knöpfe
parts-chart = Diagramm
parts-table = Leere Tabelle
parts-graph = Bild der Kennungen
parts-timeline = Verlauf
parts-toast = Meldungen an die Lesenden

## Gründe von Entscheidungen
reason-purpose_unknown = der Zweck steht nicht im Katalog
reason-category_unknown = eine Art von Daten steht nicht im Katalog
reason-recipient_unknown = der Empfänger steht nicht im Katalog
reason-jurisdiction_unknown = für den Ort der Person sind keine Regeln bekannt
reason-channel_unknown = der Kanal steht nicht im Katalog
reason-topic_unknown = das Thema steht nicht im Katalog
reason-erased = die Person wurde gelöscht
reason-restricted = die Person hat die Nutzung ihrer Daten eingeschränkt
reason-child_without_guardian = die Person ist ein Kind, und niemand Sorgeberechtigtes hat zugestimmt
reason-category_not_declared = der Zweck nimmt diese Art von Daten nicht
reason-recipient_not_declared = der Zweck nennt diesen Empfänger nicht
reason-operation_not_declared = der Zweck erlaubt diese Nutzung nicht
reason-channel_not_declared = der Zweck nutzt diesen Kanal nicht
reason-no_basis = am Ort der Person gibt es keine Rechtsgrundlage
reason-consent_unknown = es braucht eine Einwilligung, und die Person wurde nicht gefragt
reason-consent_requested = die Person wurde gefragt und hat nicht geantwortet
reason-consent_pending = die Person muss ihr Ja noch bestätigen
reason-consent_denied = die Person hat Nein gesagt
reason-consent_withdrawn = die Person hat ihr Ja zurückgenommen
reason-consent_revoked = die Marke hat die Einwilligung aufgehoben
reason-consent_expired = die Einwilligung ist zu alt
reason-consent_invalidated = die Einwilligung deckt den heutigen Text nicht ab
reason-consent_not_explicit = es braucht eine ausdrückliche Einwilligung
reason-consent_not_separate = es braucht eine getrennte Einwilligung
reason-objected = die Person hat widersprochen
reason-sale_opted_out = die Person hat Verkauf und Weitergabe abgelehnt
reason-global_privacy_control = der Browser sendet Global Privacy Control
reason-sensitive_limited = die Person hat die Nutzung sensibler Daten begrenzt
reason-channel_consent_missing = der Kanal braucht eine eigene Einwilligung
reason-channel_unwanted = die Person wünscht diesen Kanal nicht
reason-topic_unwanted = die Person wünscht dieses Thema nicht
reason-frequency_reached = die Person wünscht vorerst keine weiteren Nachrichten
reason-quiet_hours = es ist Ruhezeit der Person
reason-no_purpose = kein Zweck der Quelle nimmt diese Art von Daten

## Was an einem Wert falsch war
problem-undeclared_trait = der Katalog kennt dieses Merkmal nicht
problem-undeclared_property = das Ereignis kennt diese Eigenschaft nicht
problem-undeclared_context = der Katalog kennt dieses Umstandsfeld nicht
problem-wrong_type = der Wert hat den falschen Typ
problem-too_large = der Wert ist zu lang
problem-blocked_identifier = der Wert kennzeichnet niemanden
problem-undeclared_identifier = der Katalog kennt diese Art von Kennung nicht
problem-invalid_identifier = der Wert ist für seine Art nicht gültig
problem-unknown_consent_category = kein Zweck ist unter dieser Einwilligungskategorie bekannt
problem-future_clock = die Uhr ging vor; es gilt die Zeit des Eingangs

## Stand der Einwilligung
state-unknown = nicht gefragt
state-requested = gefragt
state-pending = noch zu bestätigen
state-granted = ja
state-denied = nein
state-withdrawn = zurückgenommen
state-revoked = aufgehoben
state-expired = zu alt
state-invalidated = ungültig

## Rechtsgrundlagen
basis-consent = Einwilligung der Person
basis-contract = Vertrag mit der Person
basis-legal_obligation = gesetzliche Pflicht
basis-vital_interests = lebenswichtige Interessen
basis-public_task = öffentliche Aufgabe
basis-legitimate_interests = Interesse der Marke, dem die Person widersprechen kann
basis-opt_out = Hinweis, bis die Person Nein sagt

## Aufrufe
call-identify = Wer jemand ist
call-track = Ereignis
call-page = Seite gesehen
call-screen = Bildschirm gesehen
call-group = Gruppe
call-alias = Dieselbe Person
call-consent = Erlaubnis

## Kanäle der Quellen
channel-web = Web
channel-app = App
channel-store = Ladenkasse
channel-phone = Telefon
channel-email = E-Mail
channel-server = Server
channel-import = Datei
channel-choices = eigene Seiten und Formulare

## Arten von Kennungen
identifier-user_id = Kundennummer
identifier-email = E-Mail
identifier-phone = Telefon
identifier-anonymous_id = Browser
identifier-device_id = Gerät
identifier-loyalty_id = Kundenkarte
identifier-customer_id = Nummer in einem anderen System

## Vorgänge
operation-collect = erheben
operation-merge = Datensätze verknüpfen
operation-read = zeigen
operation-query = zählen
operation-segment = in Segmente einteilen
operation-train = Modelle trainieren
operation-send = senden
operation-replay = neu verarbeiten

## Typen von Feldern
type-text = Text
type-number = Zahl
type-boolean = ja oder nein
type-time = Datum oder Zeit
type-email = E-Mail
type-phone = Telefonnummer
type-country = Land
type-region = Region
type-city = Ort
type-name = Name
type-postal_code = Postleitzahl
type-ip = Netzadresse
type-locale = Sprache und Region
type-note = Freitext, in dem Personendaten gekennzeichnet sind

## Warum eine Nachricht abgewiesen wurde
rejection-other = ein anderer Fehler
rejection-source_unknown = die Quelle ist nicht bekannt
rejection-message_not_object = die Nachricht ist kein Objekt
rejection-type_unknown = diese Art von Nachricht ist nicht bekannt
rejection-message_id_invalid = die Nachrichten-ID ist ungültig
rejection-timestamp_ancient = die Zeit liegt zu lange zurück
rejection-timestamp_invalid = die Zeit ist ungültig
rejection-event_missing = das Ereignis hat keinen Namen
rejection-event_unknown = der Katalog kennt dieses Ereignis nicht
rejection-property_required = eine Pflichtangabe fehlt
rejection-group_missing = die Gruppe fehlt
rejection-previous_id_missing = die frühere Kennung fehlt
rejection-identifier_unusable = keine Kennung ist brauchbar
rejection-identifier_missing = eine Kennung fehlt
rejection-identifiers_too_many = sie hat zu viele Kennungen
rejection-statements_too_many = sie hat zu viele Angaben zur Erlaubnis
rejection-consent_empty = die Einwilligung ist leer
rejection-text_version_unknown = diese Fassung des Textes ist nicht bekannt
rejection-actor_unknown = es ist nicht bekannt, wer das erklärt hat
rejection-detail_too_long = eine Angabe ist zu lang
rejection-purpose_unknown = der Zweck steht nicht im Katalog
rejection-channel_unknown = der Kanal steht nicht im Katalog
rejection-topic_unknown = das Thema steht nicht im Katalog
rejection-preference_invalid = der Wunsch ist ungültig
rejection-consent_not_list = die Einwilligung ist keine Liste
rejection-flag_not_boolean = eine Markierung ist weder Ja noch Nein
rejection-act_unknown = es ist nicht bekannt, was mit der Einwilligung geschah
rejection-flag_unknown = die Markierung ist nicht bekannt
rejection-message_too_large = die Nachricht ist zu groß
rejection-json_syntax = das JSON ist nicht wohlgeformt
rejection-json_duplicate_key = ein Name steht doppelt da
rejection-json_too_deep = sie ist zu tief verschachtelt
rejection-json_too_many_items = sie hat zu viele Teile
rejection-json_number = eine Zahl liegt außerhalb des Bereichs
rejection-json_utf8 = sie ist kein gültiges UTF-8
rejection-permissions_full = die Person hat zu viele Einträge zur Erlaubnis
rejection-batch_too_long = der Stapel hat zu viele Nachrichten
rejection-message_type_mismatch = die Nachricht hat eine andere Art als ihre Adresse
rejection-message_malformed = die Nachricht ist nicht wohlgeformt
rejection-write_key_mismatch = die Nachricht trägt einen anderen Schreibschlüssel
rejection-json_empty = es ist kein JSON da
rejection-json_not_utf8 = sie ist kein gültiges UTF-8
rejection-json_truncated = das JSON endet zu früh
rejection-json_trailing = nach dem JSON folgt noch etwas
rejection-json_bad_string = ein Text ist nicht wohlgeformt
rejection-json_bad_number = eine Zahl ist nicht wohlgeformt
rejection-json_not_finite = eine Zahl ist zu groß
rejection-actor_not_trusted = der Schlüssel darf nicht für andere sprechen
rejection-age_invalid = das Alter oder Geburtsdatum ist nicht gültig
rejection-detail_not_text = Weg, Nachweis oder Sprache einer Erklärung ist kein Text
rejection-statement_member_unknown = eine Erklärung hat eine unbekannte Angabe
