# Briefe an Menschen über ihre Anträge.
notice-subject = { $brand }: Ihr Antrag ({ $right })
notice-received = Ihr Antrag an { $brand } ist bei uns angekommen: { $right }.
notice-until = Sie bekommen spätestens am { $date } eine Antwort.
notice-identity-link =
    Bevor wir beginnen können, zeigen Sie uns bitte, dass Sie es sind. Das geht hier mit einem einmaligen Code:
    { $link }
notice-identity = Bevor wir beginnen können, müssen wir sicher sein, dass Sie es sind. Wir sagen Ihnen, wie Sie das zeigen können.
notice-extended = Ihr Antrag an { $brand } ({ $right }) braucht länger, { $why }. Das Gesetz gibt uns dafür mehr Zeit.
notice-completed = Ihr Antrag an { $brand } ist erledigt: { $right }.
notice-hindered = Diesen Teil konnten wir nicht erledigen:
notice-part = – { $purpose }: { $why }
notice-fetch =
    Ihre Daten bekommen Sie hier:
    { $link }
notice-refused = Wir können nicht tun, worum Sie { $brand } gebeten haben: { $right }. Der Grund:
notice-complain = Wenn Sie das anders sehen, können Sie uns antworten, sich bei einer Datenschutzbehörde beschweren oder vor Gericht gehen.
notice-erased = Ihr Antrag an { $brand } ist erledigt: { $right }. Was wir über Sie hatten, ist vernichtet, und auch diese Adresse, sobald dieser Brief verschickt ist.
notice-certificate = Die Nummer der Bescheinigung Ihrer Löschung: { $number }
notice-why-you = Sie bekommen diesen Brief wegen eines Antrags zu Ihren persönlichen Daten. Er ist keine Werbung. Wenn Sie nicht darum gebeten haben, sagen Sie es uns bitte.
notice-right-information = erfahren, was mit Ihren Daten geschieht
notice-right-access = Ihre Daten sehen
notice-right-rectification = Ihre Daten berichtigen
notice-right-erasure = Ihre Daten löschen
notice-right-restriction = Ihre Daten ruhen lassen
notice-right-portability = Ihre Daten mitnehmen
notice-right-objection = widersprechen
notice-right-automated-decision = eine automatische Entscheidung von einem Menschen prüfen lassen
notice-right-sale-opt-out = Ihre Daten nicht verkaufen oder weitergeben
notice-right-limit-sensitive = sensible Daten nur nutzen, wo es nötig ist
notice-why-not_under_basis = das Gesetz gibt dieses Recht für diese Nutzung nicht
notice-why-kept_by_law = ein Gesetz verlangt, dass wir das eine Zeit lang aufbewahren
notice-why-public_task = wir haben das für eine Aufgabe im öffentlichen Interesse
notice-why-legal_hold = solange ein Verfahren läuft, dürfen wir nichts löschen
notice-why-nothing_held = wir haben dafür nichts über Sie
notice-why-no_automated_decision = hier entscheidet keine Maschine allein
notice-why-not_sold = hier wird nichts verkauft oder weitergegeben
notice-why-no_sensitive_data = hier werden keine sensiblen Daten genutzt, außer wo es nötig ist
notice-why-identity_not_shown = wir konnten nicht rechtzeitig feststellen, ob Sie es waren
notice-why-agent_not_authorised = wer für Sie gefragt hat, hat keinen Auftrag von Ihnen gezeigt
notice-why-excessive = der Antrag hatte keinen Grund oder kam viel zu oft
notice-why-rights_of_others = es würde die Rechte anderer verletzen
notice-why-nobody_known = wir kennen niemanden unter diesen Angaben
notice-delay-complex = weil er umfangreich ist
notice-delay-many = weil viele zugleich gefragt haben
notice-delay-either = weil er umfangreich ist oder weil es viele Anträge gibt
