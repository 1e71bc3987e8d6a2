# Die Worte der Seiten für Datenschutzbeauftragte: Anträge, Pakete, Aufbewahrung, Prüfung.
me-looked-request = auf einen Antrag von Ihnen

## Anträge: die Liste
requests = Anträge
rq-lead = Was Menschen nach ihrem Recht verlangt haben. Was zuerst zu spät wird, steht oben.
rq-take = Antrag aufnehmen
rq-right = Recht
rq-any = alle
rq-show = Zeigen
rq-all-brands = alle Marken
rq-empty = Niemand hat einen offenen Antrag. Sobald jemand etwas verlangt, steht es hier mit seiner Frist.
rq-empty-narrowed = Kein Antrag passt zu dem, was Sie suchen.
rq-empty-so-far = Unter den bisher angesehenen ist keiner. Es gibt weitere.
rq-more = Die nächsten zeigen
rq-due-on = Antwort fällig bis { $date }
rq-came-on = gestellt am { $date }
rq-ended-on = Abgeschlossen am { $date }
rq-waits-for = Wartet auf: { $systems }
rq-back = Alle Anträge
rq-mark-late = { $days ->
    [one] { $days } Tag zu spät
   *[other] { $days } Tage zu spät
}
rq-mark-late-today = seit heute zu spät
rq-mark-today = weniger als ein Tag übrig
rq-mark-soon = { $days ->
    [one] noch { $days } Tag: bald fällig
   *[other] noch { $days } Tage: bald fällig
}
rq-mark-in-time = { $days ->
    [one] noch { $days } Tag
   *[other] noch { $days } Tage
}
rq-mark-closed = abgeschlossen
rq-mark-was-in-time = rechtzeitig beantwortet
rq-mark-was-late = zu spät beantwortet
rq-right-information = Informiert werden
rq-right-access = Auskunft über die Daten
rq-right-rectification = Daten berichtigen lassen
rq-right-erasure = Gelöscht werden
rq-right-restriction = Nutzung einschränken lassen
rq-right-portability = Daten mitnehmen
rq-right-objection = Widersprechen
rq-right-automated-decision = Ein Mensch soll eine automatische Entscheidung prüfen
rq-right-sale-opt-out = Kein Verkauf, keine Weitergabe
rq-right-limit-sensitive = Sensible Daten nur, wo nötig
rq-state-open = alle offenen
rq-state-received = Identität offen
rq-state-identified = bereit zum Beginn
rq-state-working = in Arbeit
rq-state-ended = abgeschlossen
rq-state-completed = erledigt
rq-state-refused = abgelehnt
rq-state-cancelled = zurückgezogen
rq-state-erased = Person gelöscht

## Anträge: einen aufnehmen
rq-take-lead = Für jemanden, der brieflich, am Telefon oder im Laden fragt. Wird dasselbe Recht noch einmal verlangt, kommt es zum offenen Antrag dazu.
rq-right-asked = Was wird verlangt?
rq-right-missing = Wählen Sie, was verlangt wird.
rq-choose = Recht wählen
rq-asker = Wer fragt?
rq-asks-person = Die Person selbst
rq-asks-staff = Personal für die Person
rq-asks-agent = Jemand, den die Person bevollmächtigt hat
rq-asks-opendsr = Ein anderer Verantwortlicher über OpenDSR
rq-agent = Name der bevollmächtigten Stelle
rq-agent-hint = Nur, wenn jemand mit Vollmacht fragt.
rq-agent-missing = Tragen Sie den Namen ein.
rq-mandate-seen = Ich habe die Vollmacht gesehen
rq-take-button = Aufnehmen

## Anträge: ein einzelner
rq-next-received = Als Nächstes: Wer fragt, zeigt, wer er ist. Vorher wird nichts herausgegeben oder geändert.
rq-next-identified = Als Nächstes: beginnen. Was es je Zweck ergibt, steht unten.
rq-next-working = Der Antrag ist in Arbeit. Er ist erledigt, sobald jedes System bestätigt hat.
rq-next-completed = Alles, was getan werden kann, ist getan.
rq-next-cancelled = Wer gefragt hat, hat den Antrag zurückgezogen.
rq-who = Wer fragt
rq-no-mandate = Vollmacht nicht gesehen
rq-not-shown = noch nicht identifiziert
rq-required-named = Es genügt, dass sie sich nennen.
rq-required-reached = Ein Nachweis genügt.
rq-required-strong = Nötig sind zwei Nachweise oder ein amtlicher Ausweis.
rq-assurance-named = genannt
rq-assurance-reached = erreicht
rq-assurance-strong = stark nachgewiesen
rq-shown = Am { $date }: { $ways }
rq-checks = Welche Nachweise wurden gerade erbracht?
rq-checks-hint = Nur ankreuzen, was Sie in der letzten Stunde selbst geprüft haben.
rq-check-code-by-email = ein Code per E-Mail
rq-check-code-by-sms = ein Code per SMS
rq-check-signed-in = im eigenen Konto angemeldet
rq-check-questions = Fragen, die nur sie beantworten können
rq-check-document = ein amtlicher Ausweis
rq-check-controller = das Wort des anderen Verantwortlichen
rq-identify = Nachweis festhalten
rq-cancel = Antrag zurückziehen
rq-cancel-hint = Nur, wenn sie es selbst gesagt haben. Andere, die dasselbe verlangen, bleiben.
rq-parts = Was es ergibt
rq-foreseen = Nach dem Stand von jetzt. Bei Beginn wird es noch einmal ermittelt.
rq-parts-empty = Unter keinem Zweck wird etwas gehalten.
rq-can = möglich
rq-done = erledigt
rq-cannot = nicht möglich
rq-begin = Beginnen
rq-begin-hint = Nennen Sie die anderen Systeme, die die Daten halten. Der Antrag ist nicht erledigt, bevor jedes bestätigt hat.
rq-systems-known = Empfänger dieser Zwecke
rq-systems-others = Weitere Systeme
rq-systems-hint = Eines je Zeile, höchstens 64 Buchstaben.
rq-systems = Systeme, die die Daten halten
rq-here = dieses System
rq-reply = Antwort festhalten
rq-reply-none = noch nichts gehört
rq-reply-waiting = wartet
rq-reply-done = bestätigt
rq-reply-failed = gescheitert
rq-reply-is-done = Es hat seinen Teil getan
rq-reply-code = Falls gescheitert: ein kurzer Code
rq-reply-code-hint = Etwa „timeout“. Keine personenbezogenen Daten.
rq-reply-is-failed = Es ist gescheitert
rq-advance = Weiter
rq-advance-hint = Tut hier, was jetzt getan werden kann.
rq-deadline = Frist
rq-due = Antwort fällig bis
rq-came = Eingegangen
rq-rule = Zeit nach dem Gesetz
rq-counted = Gezählt
rq-counted-in = nach dem Kalender von { $zone }; der Tag des Eingangs zählt nicht
rq-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
rq-acknowledge = Zu bestätigen bis
rq-extended = Mehr Zeit genommen am
rq-extendable = Das Gesetz gibt mehr Zeit
rq-delay-complex = weil es aufwendig ist
rq-delay-many = weil viele zugleich gefragt haben
rq-others = Andere Schritte
rq-extend = Mehr Zeit nehmen
rq-extend-hint = Einmal, und nur vor der ersten Frist. Die Person muss es jetzt mit dem Grund erfahren.
rq-refuse = Ganz ablehnen
rq-refuse-hint = Die Person erfährt den Grund, und dass sie sich bei der Behörde beschweren kann.
rq-hold = Löschsperre setzen
rq-lift = Löschsperre aufheben
rq-on-hold = Löschsperre
rq-hold-hint = Solange die Sperre steht, wird nichts von dieser Person gelöscht. Sie steht im Verzeichnis, und die Person sieht sie.
rq-hold-reason = Grund
rq-hold-reason-hint = Etwa das Aktenzeichen. Es bleibt beim Eintrag.
rq-link = Link zum Herunterladen erzeugen
rq-link-why = Er führt zu allem, was gehalten wird, und gilt einmal und sieben Tage lang. Geben Sie ihn nur der identifizierten Person.
rq-link-made = Der Link. Er wird nur jetzt gezeigt:
rq-link-hint = Mit ?format=html als Seite zum Lesen, mit ?format=csv als Tabelle; ohne Zusatz als JSON.
rq-gone = Die Person wurde gelöscht
rq-gone-lead = Der Antrag ging mit ihr: Niemand kann mehr sagen, um wen es ging. Dies ist die Bescheinigung.
rq-certificate = Nummer
rq-erased-on = Gelöscht am
rq-erased-keys = Vernichtete Schlüssel
rq-erased-identifiers = Gesperrte Kennungen
rq-erased-entries = Entfernte Einträge
rq-erased-facts = Entfernte Einträge zur Erlaubnis
rq-told-taken = Aufgenommen. Die Frist läuft ab jetzt.
rq-told-joined = Dasselbe wurde schon verlangt: Es kam zum offenen Antrag dazu. Wer fragt, zeigt trotzdem noch, wer er ist.
rq-told-identified = Festgehalten. Wer fragt, ist identifiziert.
rq-told-advanced = Getan, soweit es jetzt möglich ist.
rq-told-replied = Festgehalten.
rq-told-extended = Die Frist ist jetzt länger. Sagen Sie es der Person noch heute.
rq-told-refused = Abgelehnt. Sagen Sie der Person den Grund.
rq-told-cancelled = Zurückgezogen.
rq-told-held = Die Löschsperre gilt ab jetzt.
rq-told-lifted = Die Löschsperre ist aufgehoben.
rq-problem-nobody = Unter dieser Kennung ist niemand bekannt. Wer gefragt hat, darf das nicht erfahren: Antworten Sie wie allen.
rq-problem-many = Diese Person hat zu viele offene Anträge. Beantworten Sie zuerst diese.
rq-problem-busy = Jemand anderes hat gleichzeitig etwas geändert. Versuchen Sie es noch einmal.
rq-problem-not-shown = Diese Nachweise genügen für dieses Recht nicht. Lassen Sie sich weitere zeigen.
rq-problem-agent = Die Vollmacht wurde nicht gesehen, darum geschieht nichts.
rq-problem-closed = Dieser Antrag ist abgeschlossen. Mit ihm geschieht nichts mehr.
rq-problem-not-identified = Noch niemand, der fragt, ist identifiziert.
rq-problem-no-ground = Das ist jetzt kein Grund, alles abzulehnen.
rq-problem-no-time = Mehr Zeit gibt es nicht: Sie wurde schon genommen, die erste Frist ist vorbei, oder das Gesetz gibt keine.
rq-problem-systems-wait = Noch nicht jedes System hat bestätigt.
rq-problem-systems = Ein System hat mit diesem Antrag nichts zu tun, oder ein Name ist länger als 64 Buchstaben.
rq-problem-not-now = Das ist jetzt nicht möglich.
rq-problem-hold = Eine Löschsperre steht, darum wird nichts gelöscht. Heben Sie sie auf, oder lehnen Sie den Antrag ihretwegen ab.
rq-problem-code = Sagen Sie, was das System geantwortet hat, mit einem kurzen Code, falls es gescheitert ist.
rq-problem-reason = Wählen Sie einen Grund.
rq-problem-hold-reason = Geben Sie einen Grund mit höchstens 200 Buchstaben an.
rq-problem-unfound = Die Person hat keine Kennung, unter der das festgehalten werden könnte.

## Warum etwas nicht möglich ist
rq-why-not_under_basis = Unter der Rechtsgrundlage dieses Zwecks gibt es dieses Recht nicht.
rq-why-kept_by_law = Ein Gesetz verlangt, dass das aufbewahrt wird.
rq-why-public_task = Es wird für eine öffentliche Aufgabe aufbewahrt.
rq-why-legal_hold = Ein Verfahren verlangt, dass vorerst nichts gelöscht wird.
rq-why-nothing_held = Es wird nichts gehalten.
rq-why-no_automated_decision = Hier wird nichts automatisch entschieden.
rq-why-not_sold = Unter diesem Zweck wird nichts verkauft oder weitergegeben.
rq-why-no_sensitive_data = Sensible Daten werden nur genutzt, wo es nötig ist.
rq-why-identity_not_shown = Wer fragt, hat nicht gezeigt, wer er ist.
rq-why-agent_not_authorised = Es wurde keine Vollmacht gezeigt.
rq-why-excessive = Es ist offenkundig unbegründet oder exzessiv.
rq-why-rights_of_others = Es würde Rechte anderer verletzen.
rq-why-nobody_known = Unter dem Genannten ist niemand bekannt.

## Das Paket zum Lesen
pk-title = Ihre Daten
pk-lead = Alles, was { $brands } am { $date } über Sie gespeichert hatten, mit Herkunft und Grund.
pk-lead-portability = Was Sie { $brands } gegeben haben, Stand { $date }, zum Mitnehmen.
pk-contents = Inhalt
pk-other = Andere Daten
pk-empty = Über das hinaus, woran man Sie findet, ist nichts gespeichert.
pk-why = Wofür es aufbewahrt wird, und auf welcher Grundlage
pk-not-now = Es darf derzeit nicht genutzt werden: { $reasons }.
pk-worked-out = Gruppen, in die wir Sie einordnen
pk-done = Was Sie getan haben
pk-done-empty = Von Ihrem Tun ist nichts festgehalten.
pk-events = Jedes einzelne Mal
pk-events-left = { $count ->
    [one] { $count } älterer Eintrag fehlt hier; die JSON-Datei hat mehr.
   *[other] { $count } ältere Einträge fehlen hier; die JSON-Datei hat mehr.
}
pk-left-out = { $count ->
    [one] { $count } älterer Eintrag steht in keiner der Dateien, weil es zu viele für eine sind. Fragen Sie danach.
   *[other] { $count } ältere Einträge stehen in keiner der Dateien, weil es zu viele für eine sind. Fragen Sie danach.
}
pk-history = Was Sie erlaubt haben, und jede Änderung
pk-looks = Wer Ihre Daten angesehen hat
pk-foot = Stimmt etwas nicht? Sie können es berichtigen, löschen oder einschränken lassen oder widersprechen. Diese Datei braucht keine Verbindung: Bewahren Sie sie auf, wo andere sie nicht lesen können.

## Aufbewahrung
rt-title = Was nicht länger aufbewahrt werden darf
rt-lead = Einmal am Tag entfernt ein Durchgang, was kein Zweck länger aufbewahren darf. Hier sehen Sie vorher, was der nächste entfernen würde. Das Zählen ändert nichts.
rt-last = Letzter Durchgang
rt-next = Nächster fällig
rt-events = Einträge, die gingen
rt-trimmed = Datensätze, die kleiner würden
rt-looked = Angesehene Datensätze
rt-failed = Es konnte nicht gezählt werden. Das Protokoll sagt, warum.
rt-counting = Wird gezählt seit { $date }. Dabei werden alle angesehen, das kann dauern; Sie können diese Seite verlassen.
rt-counted = Gezählt am { $date }.
rt-not-counted = Seit dem Start noch nicht gezählt.
rt-count = Jetzt zählen
rt-periods = Nach Zweck
rt-ended = Werte über der Zeit

## The rail
rail-records = Register
rail-audit = Prüfung

## Prüfung
audit = Prüfung
au-questions = Fragen
au-consents = Wer hat zugestimmt
au-consents-lead = Wer was zu einem Zweck gesagt hat, zu welchem Text und wann. Lassen Sie die Person leer, um nach allen zu fragen.
au-decision = Auf welcher Grundlage
au-decision-lead = Ob etwas für eine Person zu einem Zeitpunkt erlaubt war: die Entscheidung noch einmal, mit dem Katalog und den Aussagen von damals.
au-changes = Was sich geändert hat
au-changes-lead = Katalogversionen mit den Unterschieden, wie Anträge endeten, was zur Erlaubnis festgehalten wurde, und wo Personal anstelle einer Person gesprochen hat.
au-person-hint = Leer lassen für alle. Es steht in keiner Adresse und keinem Protokoll.
au-person-now = Gefragt nach { $person }. Ausfüllen, um nach jemand anderem zu fragen.
au-version = Version des Textes
au-from = Von (UTC)
au-until = Bis einschließlich (UTC)
au-at = Zeitpunkt (UTC)
au-operation = Was getan wurde
au-month = Monat (UTC)
au-month-hint = Etwa 2026-05.
au-ask = Fragen
au-answer = Antwort
au-consents-empty = Unter den angesehenen Datensätzen passt keine Aussage.
au-decision-missing = Nennen Sie Person, Zweck und Zeitpunkt.
au-month-missing = Nennen Sie einen Monat, etwa 2026-05.
au-ahead = Dieser Zeitpunkt liegt noch vor uns. Fragen Sie nach jetzt oder früher.
au-no-catalog = Zu diesem Zeitpunkt galt kein Katalog.
au-permitted = { $purpose } war damals erlaubt. Grundlage: { $basis }.
au-denied = { $purpose } war damals nicht erlaubt
au-records = Datensätze, die damals diese Person waren
au-recorded-later = { $count ->
    [one] { $count } Aussage galt bis dahin, wurde aber erst später festgehalten und zählte nicht.
   *[other] { $count } Aussagen galten bis dahin, wurden aber erst später festgehalten und zählten nicht.
}
au-cut-records = { $count ->
    [one] { $count } Datensatz hat mehr als 5.000 Aussagen. Nur die neuesten 5.000 wurden gelesen; ältere können in der Antwort fehlen.
   *[other] { $count } Datensätze haben mehr als 5.000 Aussagen. Nur je die neuesten 5.000 wurden gelesen; ältere können in der Antwort fehlen.
}
au-place-later = Wo die Person lebt, wurde erst später festgehalten; es galten die strengsten Regeln.
au-rests-on = Worauf sie beruht
au-rests-on-nothing = Auf keiner Aussage: Die Grundlage braucht keine.
au-place = Eintrag { $index } im Verzeichnis
au-no-place = älter als das Verzeichnis
au-text = Der Text
au-versions-empty = Es wurde keine Katalogversion angewendet.
au-version-first = Die erste Version, oder eine ohne Vergleich.
au-differences = { $count ->
    [one] { $count } Unterschied zur Version davor
   *[other] { $count } Unterschiede zur Version davor
}
au-act-added = neu
au-act-removed = entfernt
au-act-changed = geändert
au-widens = erlaubt mehr
au-narrows = erlaubt weniger
au-basis-changed = Rechtsgrundlage
au-cut = Es gab mehr, als hier steht.
au-ended = Abgeschlossene Anträge
au-ended-empty = Kein Antrag wurde abgeschlossen.
au-outcome = Ergebnis
au-facts = Aussagen zur Erlaubnis
au-facts-empty = Unter den angesehenen Datensätzen wurde nichts festgehalten.
au-what = Was
au-who = Gesagt von
au-preferences = Vorlieben bei { $brand }
au-overrides = Von Personal oder Marke anstelle der Person gesagt oder getan
au-overrides-count = { $count ->
    [0] Keine unter den angesehenen Datensätzen.
    [one] { $count } Aussage unter den angesehenen Datensätzen.
   *[other] { $count } Aussagen unter den angesehenen Datensätzen; höchstens 50 werden gezeigt.
}
au-looked = { $count ->
    [one] { $count } Datensatz wurde angesehen.
   *[other] { $count } Datensätze wurden angesehen.
}
au-looked-all = Das war der Rest.
au-looked-more = Es gibt weitere: Gehen Sie weiter zu den nächsten.
au-more = Weiter
au-file = Antwort mit Beweisen aufbewahren (JSON)
au-file-hint = „telos receipt verify DATEI“ prüft jeden Beweis darin, ohne jemanden zu fragen. Gelöschte Personen sind nicht unter den Antworten.

## A copy on the own pages
me-copy-as-html = Zum Lesen herunterladen

## Who said it
au-said = Gesagt von: { $by } ({ $method })
au-by-person = der Person
au-by-guardian = Eltern oder Vormund
au-by-staff = Personal
au-by-agent = einem Bevollmächtigten
au-by-signal = Browser oder Gerät
au-by-controller = der Marke

## What staff did
au-deed-unmerge = Von einem anderen Datensatz getrennt
au-deed-refuse = Antrag abgelehnt
au-deed-extend = Mehr Zeit für einen Antrag genommen
au-deed-lift_suppression = Gelöschte Kennung wieder zugelassen
au-deed-by = Getan von { $name }
