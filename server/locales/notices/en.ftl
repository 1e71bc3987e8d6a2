# Letters to people about their requests.
notice-subject = { $brand }: your request ({ $right })
notice-received = We have received your request to { $brand }: { $right }.
notice-until = You get an answer by { $date } at the latest.
notice-identity-link =
    Before we can begin, please show us that it is you. You can do that here, with a one-time code:
    { $link }
notice-identity = Before we can begin, we have to be sure that it is you. We will tell you how to show it.
notice-extended = Your request to { $brand } ({ $right }) takes us longer, { $why }. The law gives us more time for that.
notice-completed = Your request to { $brand } is done: { $right }.
notice-hindered = This part of it we could not do:
notice-part = – { $purpose }: { $why }
notice-fetch =
    You can get your data here:
    { $link }
notice-refused = We cannot do what you asked { $brand } for: { $right }. The reason:
notice-complain = If you do not agree, you can answer us, complain to a data protection authority, or go to court.
notice-erased = Your request to { $brand } is done: { $right }. What we held about you is destroyed, and so is this address once this letter is sent.
notice-certificate = The number of the certificate of your erasure: { $number }
notice-why-you = You get this letter because of a request about your personal data. It is no advertising. If you did not ask for this, please tell us.
notice-delay-complex = because it is extensive
notice-delay-many = because many have asked at once
notice-delay-either = because it is extensive or because there are many requests
