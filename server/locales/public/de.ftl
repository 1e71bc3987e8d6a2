# The words of the pages that everybody may see, of forms and of the record of processing.

## Brands tell what they do with data
colon = {": "}
years = { $years ->
    [one] { $years } Jahr
   *[other] { $years } Jahre
}
transparency = Was wir mit Ihren Daten tun
transparency-of = Was { $brand } mit Ihren Daten tut
transparency-back = Zurück zu: Was wir mit Ihren Daten tun
transparency-brands = Wählen Sie eine Marke und lesen Sie, was sie sammelt, warum, wie lange, wer es bekommt und wie Sie Nein sagen.
transparency-lead = Diese Seite entsteht aus den Regeln, denen unsere Computer folgen. Was hier nicht steht, tun sie nicht.
transparency-outdated = Sie lesen Fassung { $number }, wie sie ab { $date } galt. Sie gilt nicht mehr.
transparency-newest = Lesen, was heute gilt
transparency-place = Wo leben Sie?
transparency-place-hint = Das Recht ist nicht überall gleich. Wir speichern Ihre Antwort nicht.
transparency-everywhere = Überall
transparency-show = Zeigen
transparency-contents = Auf dieser Seite
transparency-purposes = Wofür wir Daten nutzen
transparency-no = So sagen Sie Nein, und wen Sie fragen
transparency-no-how = Sie brauchen keinen Grund, und es kostet nichts. Ein Nein gilt sofort und braucht nicht mehr Schritte als ein Ja.
transparency-choices = Ihre Entscheidungen öffnen
transparency-gpc = Sendet Ihr Browser das Signal „Global Privacy Control“, nehmen wir es überall dort als Nein zu Verkauf und Weitergabe, wo das Gesetz es so will. Sie müssen hier nichts weiter tun.
transparency-controller = Wer verantwortlich ist
transparency-officer = Datenschutz: { $who }
transparency-representative = Vertreter in Europa: { $who }
transparency-authority = Sie können sich auch bei der Datenschutzaufsicht an Ihrem Wohnort beschweren.
transparency-proof = So können Sie das prüfen
transparency-version = Sie lesen Fassung { $number } der Regeln von { $brand }, in Kraft seit { $date }.
transparency-history = Alle Fassungen und was sich geändert hat
transparency-history-lead = Jede Änderung der Regeln bleibt erhalten, und jede Fassung kann so gelesen werden, wie sie war.
transparency-ledger = Das Verzeichnis der Erlaubnisse
transparency-ledger-lead = Jedes Ja und jedes Nein ist ein Eintrag in einem Verzeichnis, das danach niemand ändern kann, auch wir nicht. Persönliches steht nicht darin. Sein Kopf ist jetzt:
transparency-ledger-how = Notieren Sie ihn oder vergleichen Sie ihn mit dem, was andere sehen. Ihre Belege lassen sich auf Ihrem eigenen Rechner dagegen prüfen.
ledger-origin = Name
ledger-size = Einträge
ledger-root = Wurzel
ledger-at = Unterschrieben
told-sells = Daten können für Werbung verkauft oder weitergegeben werden
told-profiling = Ein Computer entscheidet
told-held = Was wir haben
told-sensitive = besonders privat
told-examples = etwa { $list }
told-from = Woher es kommt
told-from-none = Dafür wird zurzeit nichts gesammelt.
told-recipients = Wer es bekommt
told-recipients-none = Niemand außer uns.
told-in = in: { $list }
told-safeguard = geschützt durch: { $what }
told-kept = Wie lange
told-basis = Warum wir das dürfen
told-places = { $count ->
    [one] Wo, und das Gesetz dazu
   *[other] Wo ({ $count } Gebiete), und das Gesetz dazu
}
told-nowhere = Gar nicht tun wir das hier: { $list }
told-no = So sagen Sie Nein

## What a purpose rests on, in a sentence
ground-consent = Nur, wenn Sie Ja sagen.
ground-contract = Es ist nötig für das, was Sie bestellt oder verlangt haben.
ground-legal_obligation = Ein Gesetz verlangt es.
ground-vital_interests = Es kann um ein Leben gehen.
ground-public_task = Es ist eine Aufgabe für das Gemeinwohl.
ground-legitimate_interests = Wir haben einen guten Grund, der schwerer wiegt als der Nachteil, und Sie können widersprechen.
ground-opt_out = Wir sagen es Ihnen und tun es, bis Sie Nein sagen.
ground-short-consent = Wo wir Ihr Ja brauchen
ground-short-contract = Wo es zur Bestellung gehört
ground-short-legal_obligation = Wo ein Gesetz es verlangt
ground-short-vital_interests = Wo es um ein Leben geht
ground-short-public_task = Wo es dem Gemeinwohl dient
ground-short-legitimate_interests = Wo wir uns auf einen eigenen Grund stützen
ground-short-opt_out = Wo es gilt, bis Sie Nein sagen
say-no-withdraw = Sagen Sie nichts, passiert nichts. Haben Sie Ja gesagt, nehmen Sie es in Ihren Entscheidungen zurück; dann ist sofort Schluss.
say-no-object = Schalten Sie es in Ihren Entscheidungen ab; dann ist sofort Schluss.
say-no-object_to_marketing = Schalten Sie es in Ihren Entscheidungen oder über den Link in jeder Nachricht ab; es endet sofort, ohne Grund.
say-no-contract = Das lässt sich nicht abschalten: Ohne das könnten wir nicht tun, worum Sie uns gebeten haben.
say-no-law = Das lässt sich nicht abschalten: Darüber entscheidet das Gesetz, nicht wir.

## History of versions
history-version = Fassung { $number }
history-first = Die erste Fassung.
history-nothing = Für die Menschen bei { $brand } hat sich nichts geändert.
history-change = { $what }: { $act }.
history-read = Fassung { $number } lesen
history-more = Ältere Fassungen sind auch erhalten; fragen Sie uns danach.
act-added = neu
act-removed = wird nicht mehr getan
act-changed = geändert
meaning-neutral = erlaubt dasselbe
meaning-narrows = erlaubt weniger
meaning-widens = erlaubt mehr
side-basis = warum wir dürfen
side-categories = Arten von Daten
side-recipients = wer es bekommt
side-retention = wie lange
side-operations = was getan werden darf
side-channels = Kanäle
side-sale = Verkauf
side-profiling = automatische Entscheidungen
side-text = die Worte
side-mission = der Leitgedanke
side-controller = wer verantwortlich ist

## Pages that everybody may see
public-absent = Hier ist nichts
public-absent-body = Die Adresse ist vielleicht vertippt, oder es gibt das nicht mehr.
country-DE = Deutschland
country-JP = Japan
country-US = USA
country-IE = Irland
country-PT = Portugal
country-FR = Frankreich
country-GB = Vereinigtes Königreich
country-NL = Niederlande
country-CN = China
country-TW = Taiwan
country-CA = Kanada
country-BR = Brasilien
country-IN = Indien

## Record of processing
records = Verzeichnis der Verarbeitungen
records-lead = Was Artikel 30 DSGVO verlangt, aus dem geltenden Katalog. Es ist nie veraltet.
records-csv = Als CSV herunterladen
records-json = Als JSON herunterladen
record-controller = Verantwortlicher
record-contact = Kontakt
record-officer = Datenschutzbeauftragter
record-representative = Vertreter
record-controller-missing = Der Katalog sagt nicht, wer verantwortlich ist. Ergänzen Sie `controller` bei der Marke.
record-people = Betroffene
record-transfers = Länder und Garantien
record-measures = Schutzmaßnahmen
measure-sealed = Persönliche Werte sind mit einem eigenen Schlüssel je Person verschlüsselt; der Hauptschlüssel liegt getrennt von den Daten.
measure-purpose = Nichts wird gespeichert, gelesen oder gesendet ohne einen Zweck, den die Erlaubnisse der Person zulassen.
measure-recorded = Was behalten und was weggelassen wird, wird mit Grund gezählt, ohne Werte.
measure-shortened = Netzadressen werden gekürzt; Kennungen werden nur über verschlüsselte Prüfwerte gefunden.
measure-access = Mitarbeitende und Maschinen haben eigene Schlüssel und sehen nur, was ihr Zweck sehen darf.
measure-erasure = Wird der Schlüssel einer Person vernichtet, sind alle ihre Werte für immer unlesbar.
concerned-customers = Kundinnen und Kunden
concerned-visitors = Besucher von Websites und Apps
concerned-subscribers = Menschen, die Briefe bestellt haben
concerned-enquirers = Menschen, die schreiben oder anrufen
concerned-staff = Beschäftigte

## Signals that could not be read
problem-damaged_tc_string = die TCF-Zeichenkette ist nicht lesbar
problem-damaged_gpp_string = die GPP-Zeichenkette ist nicht lesbar
problem-damaged_consent_mode = die Zustände des Google-Einwilligungsmodus sind nicht lesbar

## The banner of the consent script
banner-title = Darf { $brand } das nutzen?
banner-lead = Sie entscheiden. Ein Nein ist so leicht wie ein Ja, und Sie können sich jederzeit umentscheiden. Wenn Sie das schließen, ist nichts entschieden.
banner-yes = Ja zu allem
banner-no = Nein zu allem
banner-choose = Einzeln wählen
banner-save = Meine Wahl speichern
banner-close = Schließen, ohne zu entscheiden
banner-gpc = Ihr Browser sendet Global Privacy Control. Wir haben es als Nein zu Verkauf und Weitergabe genommen.

## Forms
form-title-first-contact = Dürfen wir Ihnen schreiben?
form-lead-first-contact = Wir fragen nach Ihrer Adresse und Ihrem Ja, nach nichts sonst.
form-send-first-contact = Abschicken
form-title-newsletter = Unsere Briefe bekommen
form-lead-newsletter = Ihre Adresse genügt. Alles Weitere hilft uns nur beim Auswählen.
form-send-newsletter = Anmelden
form-title-account = Konto eröffnen
form-lead-account = Damit wir Sie wiedererkennen, wenn Sie wiederkommen oder Hilfe brauchen.
form-send-account = Konto eröffnen
form-title-checkout = Wohin dürfen wir liefern?
form-lead-checkout = Das brauchen wir zum Liefern. Was freiwillig ist, dürfen Sie leer lassen.
form-send-checkout = Weiter
form-title-profile = Sagen Sie uns, was Sie mögen
form-lead-profile = All das liegt bei Ihnen, und Sie können es jederzeit zurücknehmen.
form-send-profile = Speichern
form-optional = (freiwillig)
form-for = Für: { $list }
form-only-with-yes = Nur gespeichert, wenn Sie Ja sagen zu: { $list }
form-decide = Sie entscheiden
form-decide-hint = Nichts ist vorab angekreuzt. Sie können sich jederzeit umentscheiden.
form-yes = Ja: { $what }
form-yes-explicit = Ja, ich willige in das ein, was unten steht: { $what }
form-yes-channel = { $what }, per: { $channel }
form-no = Nein zu: { $what }
form-no-hint = Kreuzen Sie an, und wir tun es nicht.
form-double = Es gilt erst, wenn Sie es bestätigt haben.
form-again = Das gilt so lange: { $time }. Danach fragen wir Sie wieder.
form-told = Was Sie wissen sollten
form-transparency = Was { $brand } mit Ihren Daten tut
form-age = Sind Sie { $years } oder älter?
form-age-hint = Wir fragen, weil das Gesetz Kinder schützt. Wir behalten die Antwort, nicht den Geburtstag.
form-age-older = Ja, ich bin { $years } oder älter
form-age-younger = Nein, ich bin jünger
form-guardian = E-Mail-Adresse eines Elternteils oder Vormunds
form-guardian-hint = Wir schreiben einmal dorthin und fragen nach der Einwilligung. Diese Adresse behalten wir nicht.
form-done-guardian = Wir haben dir geschrieben. Öffne diesen Brief und drück den Knopf: Dann fragen wir deine Eltern oder deinen Vormund. Was du angekreuzt hast, geschieht erst nach ihrem Ja.
form-done = Danke
form-done-lead = { $brand } hat Ihre Entscheidung festgehalten, mit den Worten, die Sie gesehen haben.
form-done-confirm = Ein Teil gilt erst, wenn Sie ihn bestätigt haben. Bis dahin bekommen Sie nichts zugeschickt.
form-wrong = Bitte sehen Sie noch einmal hin. Noch ist nichts gespeichert.
form-problem-form_token_forged = So kam dieses Formular nicht von uns. Prüfen Sie es und schicken Sie es noch einmal ab.
form-problem-form_token_stale = Dieses Formular war länger als einen Tag offen. Prüfen Sie es und schicken Sie es noch einmal ab.
form-problem-form_changed = Unsere Worte haben sich geändert, seit Sie diese Seite geöffnet haben. Lesen Sie sie noch einmal und schicken Sie das Formular dann ab.
form-problem-form_busy = Das ging gerade nicht. Warten Sie einen Moment und schicken Sie es noch einmal ab.
form-problem-form_not_kept = Wir dürfen diese Angaben nicht behalten; es wurde nichts gespeichert.
form-place = Dieser Ort ist nicht bekannt
form-place-body = Die Adresse nennt einen Ort, den wir nicht kennen; so wissen wir nicht, welches Recht gilt.
form-not-here = Das bieten wir an Ihrem Wohnort nicht an
form-not-here-body = Das Recht dort gibt uns keinen Grund, nach diesen Daten zu fragen; also fragen wir nicht.
form-origin = Dieses Formular kam von einer Seite, die es nicht senden darf
form-origin-body = Zu Ihrem Schutz wurde nichts gespeichert. Öffnen Sie das Formular auf der Seite der Marke und schicken Sie es dort ab.
form-body = Dieses Formular war nicht lesbar
form-body-body = Es war zu groß oder ist unterwegs beschädigt worden. Nichts wurde gespeichert. Öffnen Sie es noch einmal.
slip-missing = Bitte ausfüllen: Ohne das geht es nicht weiter.
slip-not_text = Schreiben Sie höchstens 256 Zeichen in eine Zeile.
slip-email = Schreiben Sie eine E-Mail-Adresse, etwa name@example.org.
slip-phone = Schreiben Sie eine Telefonnummer, die man anrufen kann.
slip-phone_country = Beginnen Sie die Nummer mit + und der Landesvorwahl.
slip-country = Schreiben Sie den Namen eines Landes.
slip-date = Schreiben Sie ein Datum, etwa 1990-12-31.
slip-date_future = Schreiben Sie ein Datum, das schon war.
slip-number = Schreiben Sie eine Zahl.
slip-postal_code = Das ist keine Postleitzahl dieses Landes. Bitte prüfen.
slip-nobody = Schreiben Sie Ihre eigene: Diese gehört niemandem.
slip-not_ticked = Kreuzen Sie an, wenn Sie das möchten. Wenn nicht, verlassen Sie einfach die Seite.
slip-own_address = Schreiben Sie die Adresse eines Elternteils oder Vormunds, nicht die eigene.
