# Die Wörter der eigenen Seiten von Kundinnen und Kunden.
me-sections = Ihre Seiten
me-brands = Aussehen der Seiten
me-home = Start
me-choices = Auswahl
me-contact = Kontakt
me-data = Ihre Daten
me-history = Verlauf
me-looks = Wer Ihre Daten angesehen hat
me-rights = Was Sie noch entscheiden können
me-back-home = Zu Ihren Seiten
me-failed = Das hat nicht geklappt
me-failed-body = Wir konnten Ihre Daten gerade nicht lesen oder schreiben. Nichts wurde geändert. Bitte versuchen Sie es gleich noch einmal.
me-denied = Dieses Formular kam nicht von Ihren Seiten
me-denied-body = Zu Ihrem Schutz nehmen wir Formulare nur von Seiten an, die Sie selbst geöffnet haben. Nichts wurde geändert. Öffnen Sie die Seite noch einmal und senden Sie das Formular von dort.

## Die Tür
me-enter = Sehen und entscheiden, was mit Ihren Daten geschieht
me-enter-lead = Geben Sie Ihre E-Mail-Adresse oder Handynummer ein. Wir schicken Ihnen einen Code, damit niemand sonst hineinkommt.
me-address = E-Mail-Adresse oder Handynummer
me-address-hint = Eine Nummer mit Landesvorwahl, zum Beispiel +49 170 1234567.
me-address-wrong = Das ist keine E-Mail-Adresse und keine Handynummer mit Landesvorwahl. Bitte prüfen Sie die Eingabe.
me-asked-too-often = Das war oft in kurzer Zeit. Bitte warten Sie eine Viertelstunde und versuchen Sie es dann noch einmal.
me-enter-button = Code zuschicken
me-enter-why = Was Sie hier eingeben, dient nur dazu, Sie hereinzulassen. Ein Passwort brauchen Sie nicht.
me-code = Geben Sie den Code ein
me-code-lead = Wenn wir diese Adresse kennen, ist ein Code unterwegs. Er gilt 10 Minuten und nur einmal.
me-code-label = Code
me-code-hint = Sechs Ziffern
me-code-wrong = Dieser Code gilt nicht. Vielleicht ist er vertippt, schon benutzt oder zu alt. Sie können sich einen neuen schicken lassen.
me-code-button = Hinein
me-code-again = Neuen Code schicken
me-link-lead = Noch ein Klick, damit Programme, die Ihre E-Mails prüfen, den Link nicht verbrauchen.
me-link-button = Hinein
me-link-wrong = Dieser Link gilt nicht mehr: Er wurde benutzt oder ist zu alt. Lassen Sie sich einen neuen Code schicken.
me-letter-subject = Ihr Code für { $brand }
me-letter-code =
    { $code } ist Ihr Code für Ihre Datenschutz-Seiten bei { $brand }.
    Er gilt 10 Minuten und nur einmal.
me-letter-link =
    Oder öffnen Sie innerhalb von 30 Minuten diesen Link:
    { $link }
me-letter-not-you = Sie haben das nicht angefordert? Dann müssen Sie nichts tun. Ohne den Code kommt niemand hinein.

## Bestätigen
me-confirm = Ein Klick zur Bestätigung
me-confirm-lead = Sie haben bei { $brand } Ja dazu gesagt. Bitte bestätigen Sie, dass Sie das waren.
me-confirm-button = Ja, das war ich
me-confirm-else = Sie waren es nicht oder haben es sich anders überlegt? Dann tun Sie nichts: Ohne diesen Klick bleibt es ausgeschaltet.
me-confirm-wrong = Dieser Link gilt nicht
me-confirm-wrong-body = Er wurde schon benutzt, ist zu alt, oder Sie haben inzwischen anders entschieden. Auf Ihren Seiten sehen Sie, was gilt, und können es ändern.
me-confirmed = Bestätigt. Vielen Dank
me-confirmed-body = Es ist ab sofort eingeschaltet. Sie können es jederzeit genauso leicht wieder ausschalten.
me-letter-confirm-subject = { $brand }: Bitte bestätigen Sie „{ $purpose }“
me-letter-confirm =
    Sie haben bei { $brand } Ja zu „{ $purpose }“ gesagt.

    Bitte bestätigen Sie innerhalb von 7 Tagen, dass Sie das waren:
    { $link }

    Sie waren es nicht? Dann tun Sie nichts, und es bleibt ausgeschaltet.

## Was gerade geschah
me-told-yes = Gespeichert. Es ist ab sofort eingeschaltet.
me-told-pending = Gespeichert. Eines fehlt noch: Bitte bestätigen Sie über den Link, den wir Ihnen gerade schicken.
me-told-no = Gespeichert. Es ist ausgeschaltet, und wir hören ab sofort damit auf.
me-told-saved = Gespeichert. Wir halten uns ab sofort daran.
me-told-corrected = Gespeichert. Ab sofort gilt der neue Wert.
me-told-not-corrected = Dieser Wert wurde nicht übernommen: Er ist in dieser Form nicht gültig oder darf nicht gespeichert werden. Nichts wurde geändert.
me-told-objected = Gespeichert. Wir hören ab sofort damit auf.
me-told-unobjected = Gespeichert. Es ist ab sofort wieder erlaubt.
me-told-restricted = Gespeichert. Ab sofort bewahren wir Ihre Daten nur auf und tun sonst nichts damit.
me-told-unrestricted = Gespeichert. Ab sofort gelten wieder Ihre Entscheidungen.
me-told-left = Sie sind abgemeldet.
me-told-unchanged = Nichts wurde geändert: Es war schon so.
me-told-welcome = Willkommen. Sie bleiben zwei Stunden angemeldet.

## Start
me-title = Ihre Daten, Ihre Entscheidung
me-lead = Hier sehen Sie, was { $brands } seit { $date } über Sie wissen, und entscheiden, was damit geschehen darf.
me-home-on = { $on } von { $count } Verwendungen, über die Sie entscheiden können, sind eingeschaltet.
me-home-undecided = { $count ->
    [one] { $count } wartet auf Ihre Antwort
   *[other] { $count } warten auf Ihre Antwort
}
me-home-choose = Entscheiden
me-home-data = Alles ansehen und berichtigen
me-home-contact = Ändern, wie wir Sie erreichen
me-home-changes = { $count ->
    [one] { $count } Änderung, am { $date }.
   *[other] { $count } Änderungen, die letzte am { $date }.
}
me-home-looks = { $count ->
    [0] In den letzten 30 Tagen hat niemand Ihre Daten angesehen.
    [one] In den letzten 30 Tagen wurden Ihre Daten { $count } Mal angesehen.
   *[other] In den letzten 30 Tagen wurden Ihre Daten { $count } Mal angesehen.
}
me-home-history = Jede Änderung ansehen
me-home-rights = Ansehen, was Sie noch entscheiden können

## Entscheidungen
me-choices-lead = Jede Verwendung Ihrer Daten in einfachen Worten, mit einem Ja und einem Nein. Was Sie drücken, gilt sofort.
me-restricted-note = Sie haben uns gebeten, Ihre Daten nur aufzubewahren. Bis Sie das aufheben, ist alles Folgende ausgeschaltet, außer was das Gesetz verlangt.
me-objected-note = Sie haben Nein zu aller Werbung von { $brand } gesagt.
me-change = Ändern
me-on = Eingeschaltet
me-off = Ausgeschaltet
me-pending = Wartet: Bitte bestätigen Sie über den Link, den wir Ihnen geschickt haben
me-changed = Der Text hat sich geändert: Bitte antworten Sie noch einmal
me-expired = Ihr Ja ist zu alt: Bitte antworten Sie noch einmal
me-what-changed = Was sich seit Ihrem Ja geändert hat
me-child-note = Sie sind noch nicht in dem Alter, in dem Sie das allein entscheiden dürfen. Ein Ja zu freiwilligen Verwendungen zählt nur von Eltern oder Vormund; Ihr Nein zählt sofort.
me-child-note-sale = Sie sind noch nicht in dem Alter, in dem Sie alles hier allein entscheiden dürfen. Ob Ihre Daten verkauft oder weitergegeben werden, sagen Sie selbst. Ein Ja zu den anderen freiwilligen Verwendungen zählt nur von Eltern oder Vormund; Ihr Nein zählt sofort.
me-yes = Ja
me-no = Nein
me-if-yes = Ja: Wir tun, was hier steht, und nicht mehr.
me-if-no = Nein: Wir hören sofort auf. Für Sie wird dadurch nichts schlechter oder teurer.
me-if-object = Nein: Wir hören sofort auf.
me-fixed = Das lässt sich nicht ausschalten, weil { $basis }.
me-not-here = Dort, wo Sie sind, tun wir das nicht.
me-fixed-count = { $count ->
    [one] { $count } Verwendung, die sich nicht ausschalten lässt, und warum
   *[other] { $count } Verwendungen, die sich nicht ausschalten lassen, und warum
}
me-more = Warum, was und wie lange
me-why = Warum wir das dürfen
me-basis-contract = wir es für Ihre Bestellung brauchen
me-basis-legal_obligation = das Gesetz es verlangt
me-basis-vital_interests = ein Leben davon abhängen kann
me-basis-public_task = es eine öffentliche Aufgabe ist
me-because-consent = Weil Sie Ja gesagt haben. Ohne Ihr Ja tun wir es nicht.
me-because-contract = Weil wir es für Ihre Bestellung brauchen.
me-because-legal_obligation = Weil das Gesetz es verlangt.
me-because-vital_interests = Weil ein Leben davon abhängen kann.
me-because-public_task = Weil es eine öffentliche Aufgabe ist. Sie können Nein sagen.
me-because-legitimate_interests = Weil es dem Laden nützt und Ihnen nach unserer Einschätzung nicht schadet. Sie können Nein sagen.
me-because-opt_out = Weil das Gesetz es erlaubt, bis Sie Nein sagen.
me-recipients = Wer es noch bekommt
me-agreed = Ihr Ja
me-agreed-on = am { $date }, zu Fassung { $version } dieses Textes
me-until = Ihr Ja gilt bis

## Kontakt
me-contact-lead = Auf welchen Wegen dürfen wir uns melden, wie oft, und wann nicht? Das macht immer nur weniger daraus, nie mehr, als Sie erlaubt haben.
me-contact-empty = Keine Marke meldet sich bei Ihnen.
me-channel-ask = Darf { $brand } diesen Weg nutzen: { $channel }?
me-often-when = Wie oft, und wann nicht
me-often-label = Höchstens
me-often-any = so oft es etwas zu sagen gibt
me-often = { $count ->
    [one] { $count } Nachricht
   *[other] { $count } Nachrichten
} { $days ->
    [one] am Tag
   *[other] in { $days } Tagen
}
me-quiet = Ruhezeit
me-quiet-hint = Zwischen diesen Zeiten kommt nichts. Lassen Sie beide leer, wenn Sie keine wollen.
me-quiet-from = Von
me-quiet-until = Bis
me-quiet-zone = Ihre Zeitzone
me-topics = Themen
me-topics-ask = Worüber möchten Sie von { $brand } hören?
me-save = Speichern

## Ihre Daten
me-data-lead = Alles, was wir über Sie haben, nach Art geordnet, mit Herkunft und Zweck.
me-data-empty = Wir haben nichts über Sie außer der Adresse, mit der Sie hereingekommen sind.
me-likes = Was Sie mögen
me-likes-lead = Sagen Sie in eigenen Worten, was Sie mögen und was nicht. Es dient nur dem, was Sie erlauben, und Sie können es jederzeit ändern oder leeren.
me-likes-empty = Hier wird nichts gefragt.
me-likes-hint = Trennen Sie Wörter durch Kommas. Ein leeres Feld nimmt zurück, was Sie gesagt haben.
me-from = Herkunft: { $source } ({ $brand }), { $date }.
me-from-third = Erhoben von { $provider }, verwendet nach: { $licence }.
me-held-for = Aufbewahrt für: { $purposes }.
me-correct = Berichtigen
me-correct-label = Der richtige Wert
me-times = { $count ->
    [one] { $count } Mal
   *[other] { $count } Mal
}
me-sum = insgesamt { $sum }
me-segments = Gruppen, in die wir Sie einordnen
me-segments-lead = Aus den Daten oben errechnet, jede für eine Verwendung. Schalten Sie die Verwendung aus, und Sie verlassen die Gruppe.

## Verlauf
me-history-lead = Jede Änderung dessen, was Sie erlauben, die neueste zuerst. Ohne Sie wird nichts aus dieser Liste entfernt.
me-history-empty = Sie haben noch nichts geändert.
me-purpose-of = { $purpose } ({ $brand })
me-fact-request = Sie wurden gefragt: { $purpose }
me-fact-grant = Ja zu { $purpose }
me-fact-confirm = Ja bestätigt: { $purpose }
me-fact-deny = Nein zu { $purpose }
me-fact-withdraw = Ja zurückgenommen: { $purpose }
me-fact-revoke = Von der Marke beendet: { $purpose }
me-fact-invalidate = Zählt nicht mehr: { $purpose }
me-fact-object = Widerspruch gegen { $purpose }
me-fact-unobject = Widerspruch zurückgenommen: { $purpose }
me-fact-no-marketing = Nein zu aller Werbung von { $brand }
me-fact-marketing = Werbung von { $brand } wieder erlaubt
me-fact-flag-on = Gesetzt: { $flag }
me-fact-flag-off = Aufgehoben: { $flag }
me-flag-restriction = Daten nur aufbewahren
me-flag-sale = Daten nicht verkaufen oder weitergeben
me-flag-gpc = der Browser sagt: nicht verkaufen oder weitergeben (Global Privacy Control)
me-flag-sensitive = besonders Privates nur, wo es nötig ist
me-flag-child = die Person ist ein Kind
me-flag-young = die Person ist zu jung, um über den Verkauf von Daten zu entscheiden
me-flag-hold = muss für eine Rechtssache aufbewahrt werden
me-flag-erased = gelöscht
me-fact-channel-yes = { $channel } von { $brand }: ja
me-fact-channel-no = { $channel } von { $brand }: nein
me-fact-topic-yes = { $topic } von { $brand }: ja
me-fact-topic-no = { $topic } von { $brand }: nein
me-fact-often-any = { $channel } von { $brand }: ohne Obergrenze
me-fact-often = { $channel } von { $brand }: höchstens { $limit }
me-fact-quiet = { $channel } von { $brand }: Ruhezeit gesetzt
me-fact-quiet-none = { $channel } von { $brand }: keine Ruhezeit
me-by = Gesagt von: { $by }, { $method }
me-by-person = Ihnen
me-by-guardian = Ihren Eltern oder Ihrem Vormund
me-by-staff = unseren Leuten für Sie
me-by-agent = jemandem, der für Sie handelt
me-by-signal = Ihrem Browser oder Gerät
me-by-controller = der Marke
me-text-version = Fassung { $version } des Textes
me-method-me = auf diesen Seiten
me-method-api = über ein Programm der Marke
me-method-sdk = auf der Website oder in der App
me-method-gpc = durch ein Signal des Browsers
me-method-form = in einem Formular
me-method-store = in einem Laden
me-method-phone = am Telefon
me-method-guardian-link = über einen Link im Brief
me-method-age = aus dem angegebenen Alter
me-method-paper = auf Papier
me-method-import = aus einem früheren System übernommen
me-looks-lead = Jedes Mal, wenn jemand von uns Ihr Profil geöffnet hat, und jeder Tag, an dem ein Programm daraus gelesen hat, mit dem Grund.
me-looks-empty = Noch niemand hat Ihre Daten angesehen.
me-looked-staff = Jemand von uns
me-looked-program = Programm „{ $name }“
me-looked-profile = Ihr Profil
me-looked-timeline = was Sie getan haben
me-looked-permissions = was Sie erlauben
me-looked-for = für: { $purpose }

## Mehr entscheiden
me-rights-lead = Entscheidungen, die über eine einzelne Verwendung hinausgehen. Sie gelten sofort, und Sie können sie jederzeit ändern.
me-right-marketing = Alle Werbung beenden
me-right-marketing-body = Ein Nein zu allem, was wirbt, auf jedem Weg. Es steht über Ihren einzelnen Entscheidungen, bis Sie es zurücknehmen.
me-marketing-stop = Werbung von { $brand } beenden
me-marketing-go = Nach meinen Entscheidungen
me-right-restrict = Meine Daten anhalten
me-right-restrict-body = Wir bewahren auf, was wir haben, und tun nichts damit, außer was das Gesetz verlangt. Nützlich, solange Sie prüfen, ob Ihre Daten stimmen.
me-restrict-stop = Anhalten
me-restrict-go = Nach meinen Entscheidungen
me-right-sale = Meine Daten nicht verkaufen oder weitergeben
me-right-sale-body = Niemand bekommt Ihre Daten für Geld oder für eigene Werbung.
me-sale-stop = Nicht verkaufen oder weitergeben
me-sale-go = Nach meinen Entscheidungen
me-sure-sale = Verkauf und Weitergabe erlauben?
me-sure-sale-body = Sie haben dazu schon einmal Nein gesagt oder sind unter 16. Deshalb fragt { $brand } noch einmal: Dürfen Ihre Daten nach Ihren Entscheidungen verkauft oder weitergegeben werden?
me-sure-yes = Ja, erlauben
me-sure-no = Nein, alles so lassen
me-right-sensitive = Besonders Privates nur, wo es nötig ist
me-right-sensitive-body = Gesundheit, Glaube, Herkunft und Ähnliches nutzen wir nur für das, worum Sie uns bitten.
me-sensitive-stop = Nur, wo es nötig ist
me-sensitive-go = Nach meinen Entscheidungen
me-right-correct = Etwas berichtigen
me-right-correct-body = Ein Wert stimmt nicht? Berichtigen Sie ihn selbst, gleich neben dem Wert.

## Was sie von Rechts wegen verlangen
me-requests = Ihre Anträge
me-requests-lead = Diese Rechte gibt Ihnen das Gesetz, kostenlos. Sie sehen hier, bis wann wir spätestens antworten.
me-requests-empty = Sie haben noch nichts beantragt.
me-requests-new = Etwas beantragen
me-requests-many = Sie haben schon viel beantragt
me-requests-many-body = Zwanzig Ihrer Anträge sind offen. Bitte warten Sie die Antworten ab oder nehmen Sie einige zurück.
me-home-asked = { $count ->
    [one] { $count } Antwort von uns steht noch aus
   *[other] { $count } Antworten von uns stehen noch aus
}
me-ask-information = Sagen, was mit meinen Daten geschieht
me-ask-access = Eine Kopie aller meiner Daten
me-ask-rectification = Meine Daten berichtigen
me-ask-erasure = Meine Daten löschen
me-ask-restriction = Meine Daten ruhen lassen
me-ask-portability = Meine Daten mitnehmen
me-ask-objection = Eine Nutzung meiner Daten beenden
me-ask-automated-decision = Einen Menschen darauf schauen lassen
me-ask-sale-opt-out = Meine Daten nicht verkaufen oder teilen
me-ask-limit-sensitive = Sehr Privates nur, wo es nötig ist
me-request-received = Wartet auf Sie
me-request-identified = Eingegangen
me-request-working = In Arbeit
me-request-completed = Erledigt
me-request-refused = Nicht möglich
me-request-cancelled = Zurückgenommen
me-request-body-received = Ihr Antrag ist da. Bevor wir anfangen, zeigen Sie uns bitte, dass wirklich Sie es sind.
me-request-body-identified = Ihr Antrag ist da, und wir wissen, dass Sie es sind. Wir fangen bald an.
me-request-body-working = Wir haben angefangen. Fertig ist es, wenn alle, die hier stehen, ihren Teil getan haben.
me-request-body-completed = Alles, was möglich ist, ist getan.
me-request-body-cancelled = Sie haben ihn zurückgenommen, und nichts wurde getan.
me-request-late = Verspätet: Unsere Antwort hätte da sein müssen
me-request-asked = Beantragt am
me-request-due = Antwort bis
me-request-closed = Beantwortet am
me-request-extended = Das Gesetz gab uns mehr Zeit.
me-request-waits-for = Haben noch zu tun
me-request-staff = unsere Mitarbeitenden
me-request-not = Dieser Teil ist nicht möglich:
me-request-on = Weiter
me-request-back = Zurücknehmen
me-hindrance-not_under_basis = Das Gesetz gibt dieses Recht nicht für Daten, die wir für diesen Zweck haben.
me-hindrance-kept_by_law = Ein Gesetz verlangt, dass wir es eine Zeit lang aufheben.
me-hindrance-public_task = Wir haben es für eine öffentliche Aufgabe.
me-hindrance-legal_hold = Eine Rechtssache ist offen, für die vorerst alles aufgehoben werden muss.
me-hindrance-nothing_held = Wir haben dafür nichts über Sie.
me-hindrance-no_automated_decision = Hier entscheidet kein Programm etwas über Sie.
me-hindrance-not_sold = Hier wird nichts verkauft oder geteilt.
me-hindrance-no_sensitive_data = Hier wird nichts sehr Privates genutzt, oder nur, wo es nötig ist.
me-hindrance-identity_not_shown = Niemand hat uns rechtzeitig gezeigt, dass Sie es wirklich waren.
me-hindrance-agent_not_authorised = Wer den Antrag stellte, hat nicht gezeigt, dass er für Sie handeln darf.
me-hindrance-excessive = Es wurde viel zu oft oder ohne jeden Grund beantragt.
me-hindrance-rights_of_others = Es würde die Rechte anderer verletzen.
me-hindrance-nobody_known = Unter diesen Angaben kennen wir niemanden.
me-prove = Zeigen Sie noch einmal, dass Sie es sind
me-prove-lead = Geben Sie eine andere Adresse von sich ein: eine Mobilnummer, wenn Sie mit der E-Mail hereinkamen, eine E-Mail-Adresse, wenn Sie mit dem Telefon hereinkamen. Kamen Sie vor mehr als einer Stunde herein, genügt dieselbe Adresse. Wir schicken einen Code dorthin.
me-prove-none = Wir kennen nur eine Adresse von Ihnen? Dann fragen Sie unsere Mitarbeitenden: Sie können stattdessen ein Dokument ansehen.
me-prove-why = Um sehr Privates zu schützen, oder weil Sie vor längerer Zeit hereinkamen, bitten wir hier um einen weiteren Code. Bisher wurde nichts getan.
me-prove-button = Noch einen Code schicken
me-told-ready = Ihre Daten liegen bereit.
me-told-asked = Ihr Antrag ist da. Hier sehen Sie, wie es weitergeht.
me-told-prove = Eines fehlt noch: Zeigen Sie bitte noch einmal, dass Sie es sind.
me-told-proven = Danke, das genügt. Drücken Sie jetzt auf „Weiter“.
me-told-taken-back = Zurückgenommen. Nichts wurde getan.
me-told-erasing = Wir haben angefangen. Alles geht, sobald auch die Systeme gelöscht haben, die hier stehen.
me-told-erased-in-part = Gelöscht, außer dem, was wir nach dem Gesetz aufheben müssen. Sie sehen es hier.

## Eine Kopie
me-copy = Eine Kopie aller meiner Daten
me-copy-lead-access = Alles, was wir über Sie haben, in einer Datei zum Lesen und Aufheben.
me-copy-lead-portability = Was Sie uns gegeben haben, in einer Datei, die andere Dienste lesen können.
me-copy-in-it = Was darin ist
me-copy-has-access = Ihre Adressen und Angaben mit ihrer Herkunft, alles, was Sie getan haben, die Gruppen, in die wir Sie einordnen, und jedes Ja und Nein.
me-copy-has-portability = Was Sie uns gesagt und was Sie getan haben, soweit es auf Ihrem Ja oder auf einer Bestellung beruht.
me-copy-else-access = Wer Ihre Daten bekommt und wie lange wir sie aufheben, steht auf Ihren Seiten bei jeder Nutzung.
me-copy-else-portability = Was wir über Sie errechnet haben, ist nicht darin: Dafür gibt es die Kopie aller Ihrer Daten.
me-copy-make = Datei erstellen
me-copy-soon = Sie ist sofort fertig.
me-copy-ready = Ihre Datei liegt bereit
me-copy-made = Erstellt am { $moment }. Heute können Sie beide Knöpfe so oft drücken, wie Sie möchten.
me-copy-as-csv = Als Tabelle herunterladen
me-copy-as-json = Für Programme herunterladen
me-copy-care = In der Datei steht alles über Sie. Heben Sie sie dort auf, wo nur Sie sie lesen können.
me-download-used = Dieser Link wurde schon benutzt
me-download-used-body = Jeder Link zu Ihren Daten gilt einmal und nur für Sie. Auf der Seite Ihrer Kopie erhalten Sie einen neuen.

## Ein Mensch schaut darauf
me-human-lead = Programme ordnen Menschen nach dem, was sie getan haben, in Gruppen ein, um ihnen Passendes zu zeigen. Sie können verlangen, dass ein Mensch das prüft, und sagen, was Sie davon halten.
me-human-empty = Kein Programm errechnet etwas über Sie.
me-human-none = Sie sind dabei in keiner Gruppe.
me-human-groups = Sie wurden eingeordnet in: { $groups }
me-human-ask = Einen Menschen darauf schauen lassen
me-human-then = Jemand von uns prüft, was herauskam und warum, ändert es, wo es falsch ist, und die Antwort steht unter „Ihre Anträge“.

## Löschen
me-erase-lead = Das lässt sich nicht rückgängig machen. Bitte lesen Sie, was geht und was bleibt.
me-erase-goes = Was geht
me-erase-goes-body = Alles davon, bei allen Marken, samt den Schlüsseln, ohne die niemand mehr alte Kopien lesen kann. Sie verlassen alle Gruppen und Listen.
me-erase-goes-part = Alles davon, bei allen Marken, außer dem, was unten steht. Sie verlassen alle Gruppen und Listen.
me-erase-first = Vorher eine Kopie mitnehmen
me-erase-stays = Was bleibt
me-erase-stays-body = Was bleibt, ist gesperrt: Sonst geschieht nichts damit, und es geht, wenn die Zeit um ist.
me-erase-mark = Damit keine alte Liste Sie zurückbringt, behalten wir ein verschlüsseltes Kennzeichen Ihrer Adressen. Die Adresse lässt sich daraus nicht lesen.
me-erase-until = Für { $time }.
me-erase-systems = Wer noch löscht
me-erase-systems-body = Bevor wir hier löschen, müssen es diese Systeme tun: { $systems }. Auf der Seite Ihrer Anträge sehen Sie, wie weit es ist.
me-erase-unsure = Bitte setzen Sie zuerst das Häkchen, damit nichts aus Versehen gelöscht wird.
me-erase-sure = Ich weiß, dass sich das nicht rückgängig machen lässt
me-erase-button = Meine Daten löschen
me-erase-no = Meine Daten behalten
me-erased = Ihre Daten sind gelöscht
me-erased-lead = Sie sind abgemeldet, und wir kennen Sie nicht mehr. Kommen Sie eines Tages wieder, fangen Sie neu an.
me-erased-certificate = Ihre Bescheinigung
me-erased-certificate-body = Sie beweist, dass es getan ist, und nennt niemanden. Heben Sie sie auf: Diese Seite findet man nur unter ihrer Adresse.
me-erased-number = Nummer
me-erased-at = Gelöscht am
me-erased-identifiers = Adressen und Nummern
me-erased-entries = Dinge, die Sie getan haben
me-erased-facts = Antworten, die Sie gegeben haben
me-erased-download = Bescheinigung herunterladen
me-erased-proofs = Belege, die Sie heruntergeladen haben, gelten weiter.

## Belege
me-receipt = Beleg
me-receipt-what = Jeder Eintrag hat einen Beleg, der beweist, was Sie wann gesagt haben, auch gegenüber einer Behörde.
me-receipt-check = Einen Beleg prüfen
me-receipt-none = Davon gibt es keinen Beleg
me-receipt-none-body = Es wurde gesagt, bevor hier Belege geführt wurden. Der Eintrag selbst bleibt in Ihrem Verlauf.

## Namen von Werten
me-field-first_name = Vorname
me-field-last_name = Nachname
me-field-name = Name
me-field-title = Titel
me-field-username = Benutzername
me-field-email = E-Mail
me-field-phone = Telefon
me-field-loyalty_id = Kundenkarte
me-field-customer_id = Nummer in einem anderen System
me-field-birthday = Geburtstag
me-field-age = Alter
me-field-gender = Geschlecht
me-field-address-street = Straße
me-field-address-street_number = Hausnummer
me-field-address-address_2 = Adresszusatz
me-field-address-city = Ort
me-field-address-postal_code = Postleitzahl
me-field-address-state = Region
me-field-address-country = Land
me-field-company = Firma
me-field-company-name = Firma
me-field-website = Website
me-field-description = Notizen
me-field-created_at = Kundin oder Kunde seit
me-field-language = Sprache
me-field-loyalty_tier = Treuestufe
me-field-loyalty_points = Treuepunkte
me-field-favourite_genres = Lieblingsgenres
me-field-favourite_cuisine = Lieblingsküche
me-field-allergies = Allergien
me-field-newsletter_interest = Interessen

## Eltern oder Vormund entscheiden
me-guardian = Ihr Kind möchte das gern
me-guardian-lead = Ein Kind hat Sie als Elternteil oder Vormund genannt. { $brand } tut nichts davon ohne Ihr Ja.
me-guardian-legend = Womit sind Sie einverstanden?
me-guardian-yes = Als Elternteil oder Vormund bin ich einverstanden: { $what }
me-guardian-send = Speichern
me-guardian-none = Nein zu allem
me-guardian-back = Alles zurücknehmen
me-guardian-else = Nichts ist vorab angekreuzt. Heben Sie den Brief auf: Mit demselben Link können Sie sich jederzeit umentscheiden, bis Ihr Kind alt genug ist. Sie sind weder Elternteil noch Vormund? Dann tun Sie nichts, und es geschieht nichts.
me-guardian-wrong = Dieser Link funktioniert nicht
me-guardian-wrong-body = Er ist zu alt, oder das Kind ist inzwischen alt genug. Es wurde nichts geändert.
me-guardian-changed = Unsere Texte haben sich geändert
me-guardian-changed-body = Öffnen Sie den Link im Brief noch einmal, lesen Sie die neuen Texte und entscheiden Sie dann. Es wurde nichts geändert.
me-guardian-done = Gespeichert. Vielen Dank
me-guardian-done-body = Ihre Entscheidung gilt ab jetzt. Mit demselben Link können Sie sie genauso leicht ändern.
me-letter-guardian-subject = { $brand }: Ein Kind bittet um Ihre Einwilligung
me-letter-guardian =
    Ein Kind ({ $child }) hat Sie bei { $brand } als Elternteil oder Vormund genannt und möchte etwas, wozu es Ihre Einwilligung braucht.

    Sehen Sie nach, worum es geht, und entscheiden Sie innerhalb von 7 Tagen:
    { $link }

    Heben Sie diesen Brief auf: Mit demselben Link können Sie ein Ja jederzeit zurücknehmen.
    Sie sind weder Elternteil noch Vormund? Dann tun Sie nichts, und es geschieht nichts. Wir haben Ihre Adresse nicht behalten.

## Who received what
me-received = Wer Ihre Daten erhielt
me-received-lead = Alle, die etwas über Sie erhielten, was es war und wofür, und ob sie es seither losgelassen haben.
me-received-empty = Niemandem wurde etwas über Sie gegeben.
me-received-brand = Marke
me-received-what = Arten von Daten
me-received-why = Wofür
me-received-first = Zuerst
me-received-last = Zuletzt
me-received-deleting = Am { $date } um Löschung gebeten, noch nicht bestätigt
me-received-stopping = Am { $date } gebeten, es nicht mehr zu nutzen, noch nicht bestätigt
me-received-deleted = Gelöscht, bestätigt am { $date }
me-received-stopped = Nicht mehr genutzt, bestätigt am { $date }
me-received-each = Was hinausging, einzeln
me-received-more = Hier stehen die neuesten.
me-received-lost = Aufgegeben: Ein Teil kann angekommen sein.
me-sent-event = Etwas, das Sie taten
me-sent-traits = Ihre Angaben
me-sent-segment = Eine Gruppe, in der Sie sind
me-sent-consent = Was Sie erlauben
me-sent-suppress = Die Anweisung, nichts mehr zu nutzen
me-sent-delete = Die Anweisung, alles zu löschen

## Meine Adressen
me-addresses = Meine Adressen
me-addresses-lead = Die E-Mail-Adressen und Handynummern, unter denen wir Sie kennen. Was nachweislich Ihnen gehört, lässt Sie auf diese Seiten.
me-addresses-confirmed = Lässt Sie herein
me-addresses-unconfirmed = Nicht als Ihre gezeigt
me-addresses-unconfirmed-body = Jemand hat uns diese Adresse genannt, und niemand hat gezeigt, dass sie Ihnen gehört. Sie lässt niemanden herein. Gehört sie Ihnen, dann lassen Sie einen Code dorthin schicken.
me-addresses-confirm = Code dorthin schicken
me-addresses-remove = Entfernen
me-addresses-remove-body = Nicht oder nicht mehr Ihre? Ist sie entfernt, lässt sie niemanden mehr auf Ihre Seiten, und wir kennen Sie nicht mehr unter ihr. Sagt uns später ein Geschäft, dass sie Ihnen gehört, kommt sie wieder: Sagen Sie es dann dem Geschäft.
me-addresses-only = Keine andere Adresse lässt Sie herein, darum bleibt diese. Fügen Sie erst eine andere hinzu.
me-addresses-add = Adresse hinzufügen
me-addresses-add-lead = Neue E-Mail-Adresse oder neue Nummer? Wir schicken einen Code dorthin, damit niemand anders sie als seine ausgeben kann.
me-addresses-code = Ein Code ist unterwegs zu der Adresse, die Sie eingegeben haben. Er gilt 10 Minuten und nur einmal.
me-addresses-code-button = Diese Adresse hinzufügen
me-told-address-added = Hinzugefügt. Diese Adresse lässt Sie von jetzt an herein.
me-told-address-already = Diese Adresse lässt Sie schon herein.
me-told-address-others = Diese Adresse öffnet eigene Seiten, darum haben wir sie hier nicht hinzugefügt. Gehen Sie hinaus und dort mit ihr hinein. Sind beide Sie, können unsere Mitarbeitenden sie zusammenführen.
me-told-address-not = Wir können diese Adresse nicht für Sie aufheben. Nichts wurde geändert. Bitte fragen Sie unsere Mitarbeitenden.
me-told-address-removed = Entfernt. Sie lässt niemanden mehr auf Ihre Seiten.
me-told-address-last = Das ist die letzte Adresse, die Sie hereinlässt, darum bleibt sie. Fügen Sie erst eine andere hinzu.
me-letter-addresses = { $brand }: Ihre Adressen haben sich geändert
me-letter-new =
    { $code } ist Ihr Code, um diese Adresse Ihren Datenschutz-Seiten bei { $brand } hinzuzufügen.
    Er gilt 10 Minuten und nur einmal.

    Sie haben das nicht angefordert? Dann müssen Sie nichts tun. Ohne den Code wird nichts hinzugefügt.
me-letter-added =
    Die Adresse { $address } wurde Ihren Datenschutz-Seiten bei { $brand } hinzugefügt und lässt Sie von jetzt an herein.

    Das waren nicht Sie? Gehen Sie mit dieser Adresse hier hinein und entfernen Sie die andere unter „Meine Adressen“.
me-letter-removed =
    Die Adresse { $address } wurde von Ihren Datenschutz-Seiten bei { $brand } entfernt. Sie lässt niemanden mehr herein.

    Das waren nicht Sie? Dann sagen Sie es bitte unseren Mitarbeitenden.

## Wie sicher es ist, dass Sie es sind
me-proofs = Woran wir sehen, dass Sie es sind
me-proofs-two = Hier liegt sehr Privates von Ihnen, an das sonst niemand kommen darf. Darum brauchen wir zwei Nachweise, die nicht voneinander abhängen.
me-proofs-one = Wir brauchen einen Nachweis, der höchstens eine Stunde alt ist.
me-proofs-enough = Das genügt.
me-proofs-document = Sie können einen fehlenden Nachweis nicht bringen? Unsere Mitarbeitenden können stattdessen ein Dokument ansehen.
me-proof-code-by-email = Ein Code an Ihre E-Mail-Adresse
me-proof-code-by-sms = Ein Code an Ihr Handy
me-proof-there = Da
me-proof-missing = Fehlt
me-proof-until = gilt bis { $moment }
me-proof-old = Er war da und ist inzwischen zu alt. Sie können sich einen neuen Code schicken lassen.
me-proof-known = Sie können sich einen Code an eine Adresse von Ihnen schicken lassen.
me-proof-unknown = Keine Adresse dieser Art lässt Sie herein. Eine, die Sie jetzt hinzufügen, zählt erst nach 30 Tagen als eigener Nachweis.

## Ein Kind bittet um seine Eltern
me-child = Sollen wir fragen?
me-child-lead = Du möchtest bei { $brand } etwas, das du noch nicht allein entscheiden kannst:
me-child-guardian = Wir fragen deine Eltern oder deinen Vormund: { $guardian }
me-child-button = Ja, fragt sie
me-child-else = Das warst nicht du, oder du hast es dir anders überlegt? Dann tu nichts. Niemand wird gefragt, und nichts geschieht.
me-child-asked = Wir haben gefragt
me-child-asked-body = Sobald sie zustimmen, geht es los. Nein sagen kannst du jederzeit, auch ohne sie.
me-letter-child-subject = { $brand }: Sollen wir deine Eltern oder deinen Vormund fragen?
me-letter-child =
    Bei { $brand } möchte jemand, wahrscheinlich du, etwas, wozu Eltern oder Vormund einwilligen müssen.

    Drück innerhalb von 7 Tagen den Knopf auf dieser Seite, und wir schreiben an { $guardian }:
    { $link }

    Das warst nicht du? Dann tu nichts, und niemand wird gefragt.
