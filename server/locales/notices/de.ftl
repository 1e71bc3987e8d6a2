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
notice-delay-complex = weil er umfangreich ist
notice-delay-many = weil viele zugleich gefragt haben
notice-delay-either = weil er umfangreich ist oder weil es viele Anträge gibt
