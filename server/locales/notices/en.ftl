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
notice-right-information = to be told what happens with your data
notice-right-access = to see your data
notice-right-rectification = to correct your data
notice-right-erasure = to erase your data
notice-right-restriction = to put your data on hold
notice-right-portability = to take your data along
notice-right-objection = to object
notice-right-automated-decision = to have a person look at an automated decision
notice-right-sale-opt-out = not to sell or share your data
notice-right-limit-sensitive = to use sensitive data only where needed
notice-why-not_under_basis = the law does not give this right for this use of data
notice-why-kept_by_law = a law demands that we keep this for a time
notice-why-public_task = we hold this for a task in the public interest
notice-why-legal_hold = we must not erase anything while legal proceedings are open
notice-why-nothing_held = we hold nothing about you for this
notice-why-no_automated_decision = nothing is decided by machines alone here
notice-why-not_sold = nothing is sold or shared here
notice-why-no_sensitive_data = no sensitive data is used here beyond what is needed
notice-why-identity_not_shown = we could not find out in time whether it was you who asked
notice-why-agent_not_authorised = whoever asked for you did not show that you had asked them to
notice-why-excessive = the request was without ground, or was made far too often
notice-why-rights_of_others = it would hurt the rights of others
notice-why-nobody_known = we know nobody by what was given
notice-delay-complex = because it is extensive
notice-delay-many = because many have asked at once
notice-delay-either = because it is extensive or because there are many requests
