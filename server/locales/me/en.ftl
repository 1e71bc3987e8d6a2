# The words of people's own pages, in plain British English.
me-sections = Your pages
me-brands = Look of the pages
me-home = Home
me-choices = Choices
me-contact = Contact
me-data = Your data
me-history = History
me-looks = Who looked at your data
me-rights = More you can decide
me-back-home = Go to your pages
me-failed = This did not work
me-failed-body = We could not read or write your data just now. Nothing was changed. Please try again in a moment.
me-denied = This form did not come from your pages
me-denied-body = To protect you, we take forms only from the pages you opened yourself. Nothing was changed. Open the page again and send the form from there.

## The door
me-enter = See and decide what happens with your data
me-enter-lead = Type your email address or mobile number. We send you a code, so that nobody else can get in.
me-address = Email address or mobile number
me-address-hint = A number with its country, such as +49 170 1234567.
me-address-wrong = This is not an email address or a mobile number with its country. Check it and try again.
me-asked-too-often = That was often in a short time. Please wait a quarter of an hour, then try again.
me-enter-button = Send me a code
me-enter-why = We use what you type here only to let you in. You need no password.
me-code = Type the code
me-code-lead = If we know this address, a code is on its way. It works for 10 minutes, once.
me-code-label = Code
me-code-hint = Six digits
me-code-wrong = This code does not work. It may be mistyped, used or too old. You can have a new one sent.
me-code-button = Go in
me-code-again = Send a new code
me-link-lead = One more click, so that programs which check your mail cannot use up your link.
me-link-button = Go in
me-link-wrong = This link does not work any more: it was used, or it is too old. Have a new code sent.
me-letter-subject = Your code for { $brand }
me-letter-code =
    { $code } is your code for your privacy pages at { $brand }.
    It works for 10 minutes, once.
me-letter-link =
    Or open this link within 30 minutes:
    { $link }
me-letter-not-you = You did not ask for this? Then you need not do anything. Nobody gets in without the code.

## Confirming
me-confirm = One click to confirm
me-confirm-lead = You said yes to this at { $brand }. Please confirm that it was you.
me-confirm-button = Yes, that was me
me-confirm-else = It was not you, or you changed your mind? Then do nothing: without this click it stays switched off.
me-confirm-wrong = This link does not work
me-confirm-wrong-body = It was used already, it is too old, or you decided otherwise since. On your pages you see what holds now and can change it.
me-confirmed = Confirmed. Thank you
me-confirmed-body = It is switched on from now. You can switch it off at any time, just as easily.
me-letter-confirm-subject = { $brand }: please confirm “{ $purpose }”
me-letter-confirm =
    You said yes to “{ $purpose }” at { $brand }.

    Please confirm within 7 days that it was you:
    { $link }

    It was not you? Then do nothing, and it stays switched off.

## What just happened
me-told-yes = Saved. It is switched on from now.
me-told-pending = Saved. One thing is left: please confirm by the link that we are sending you.
me-told-no = Saved. It is switched off, and we stop from now.
me-told-saved = Saved. We keep to it from now.
me-told-corrected = Saved. We use the new value from now.
me-told-not-corrected = This value was not taken: it is not valid for its kind, or it may not be kept. Nothing was changed.
me-told-objected = Saved. We stop from now.
me-told-unobjected = Saved. It is allowed again from now.
me-told-restricted = Saved. From now on we keep your data and do nothing else with it.
me-told-unrestricted = Saved. Your choices hold again from now.
me-told-left = You are signed out.
me-told-unchanged = Nothing was changed: it was like this already.
me-told-welcome = Welcome. You stay signed in for two hours.

## Home
me-title = Your data, your choices
me-lead = Here you see what { $brands } hold about you since { $date }, and decide what may be done with it.
me-home-on = { $on } of { $count } uses that you can decide about are switched on.
me-home-undecided = { $count ->
    [one] { $count } is waiting for your answer
   *[other] { $count } are waiting for your answer
}
me-home-choose = Decide
me-home-data = See and correct everything
me-home-contact = Change how we reach you
me-home-changes = { $count ->
    [one] { $count } change, on { $date }.
   *[other] { $count } changes, the latest on { $date }.
}
me-home-looks = { $count ->
    [0] Nobody looked at your data in the last 30 days.
    [one] Your data was looked at { $count } time in the last 30 days.
   *[other] Your data was looked at { $count } times in the last 30 days.
}
me-home-history = See every change
me-home-rights = See what else you can decide

## Choices
me-choices-lead = Each use of your data in plain words, with a yes and a no. What you press holds at once.
me-restricted-note = You asked us to keep your data and do nothing else with it. Until you lift that, all uses below are off, except what the law demands.
me-objected-note = You said no to all advertising of { $brand }.
me-change = Change this
me-on = Switched on
me-off = Switched off
me-pending = Waiting: please confirm by the link we sent you
me-changed = The text has changed: please answer again
me-expired = Your yes is too old: please answer again
me-what-changed = What changed since you said yes
me-child-note = You are under the age at which you may decide this alone. A yes to optional uses counts only from a parent or guardian; a no of yours counts at once.
me-child-note-sale = You are under the age at which you may decide all of this alone. Whether your data is sold or shared is yours to say. A yes to the other optional uses counts only from a parent or guardian; a no of yours counts at once.
me-yes = Yes
me-no = No
me-if-yes = Yes: we do what stands here, and nothing more.
me-if-no = No: we stop at once. Nothing gets worse or dearer for you.
me-if-object = No: we stop at once.
me-fixed = You cannot switch this off, because { $basis }.
me-not-here = We do not do this where you are.
me-fixed-count = { $count ->
    [one] { $count } use that you cannot switch off, and why
   *[other] { $count } uses that you cannot switch off, and why
}
me-more = Why, what and how long
me-why = Why we may
me-basis-contract = we need it to do what you ordered
me-basis-legal_obligation = the law demands it
me-basis-vital_interests = somebody’s life may depend on it
me-basis-public_task = it is a public task
me-because-consent = Because you said yes. Without your yes we do not.
me-because-contract = Because we need it to do what you ordered.
me-because-legal_obligation = Because the law demands it.
me-because-vital_interests = Because somebody’s life may depend on it.
me-because-public_task = Because it is a public task. You can say no.
me-because-legitimate_interests = Because it is useful for running the shop and we think it does you no harm. You can say no.
me-because-opt_out = Because the law allows it until you say no.
me-recipients = Who else gets it
me-agreed = You said yes
me-agreed-on = on { $date }, to version { $version } of this text
me-until = Your yes holds until

## Contact
me-contact-lead = Which ways may we use, how often, and when not? This only ever means less, never more than you allowed.
me-contact-empty = No brand reaches you by any channel.
me-channel-ask = May { $brand } use this: { $channel }?
me-often-when = How often, and when not
me-often-label = At most
me-often-any = as often as there is something to say
me-often = { $count ->
    [one] { $count } message
   *[other] { $count } messages
} { $days ->
    [one] a day
   *[other] in { $days } days
}
me-quiet = Quiet hours
me-quiet-hint = Nothing comes between these times. Leave them empty for none.
me-quiet-from = From
me-quiet-until = Until
me-quiet-zone = Your time zone
me-topics = Topics
me-topics-ask = What do you want to hear about from { $brand }?
me-save = Save

## Your data
me-data-lead = Everything we hold about you, by kind, with where it came from and what it is kept for.
me-data-empty = We hold nothing about you beyond the address you came in by.
me-likes = What you like
me-likes-lead = Tell in your own words what you like and what you do not. It is used only for what you allow, and you can change or empty it at any time.
me-likes-empty = Nothing is asked here.
me-likes-hint = Put commas between words. An empty field takes back what you said.
me-from = From: { $source } ({ $brand }), { $date }.
me-from-third = Collected by { $provider }, and used under: { $licence }.
me-held-for = Kept for: { $purposes }.
me-correct = Correct this
me-correct-label = The right value
me-times = { $count ->
    [one] { $count } time
   *[other] { $count } times
}
me-sum = { $sum } in all
me-segments = Groups we put you into
me-segments-lead = Worked out from the data above, for one use each. Switch the use off, and you leave the group.

## History
me-history-lead = Every change of what you allow, newest first. Nothing is ever removed from this list without you.
me-history-empty = You have not changed anything yet.
me-purpose-of = { $purpose } ({ $brand })
me-fact-request = You were asked about { $purpose }
me-fact-grant = Yes to { $purpose }
me-fact-confirm = Yes confirmed: { $purpose }
me-fact-deny = No to { $purpose }
me-fact-withdraw = Yes taken back: { $purpose }
me-fact-revoke = Ended by the brand: { $purpose }
me-fact-invalidate = No longer counted: { $purpose }
me-fact-object = Objection to { $purpose }
me-fact-unobject = Objection taken back: { $purpose }
me-fact-no-marketing = No to all advertising of { $brand }
me-fact-marketing = Advertising of { $brand } allowed again
me-fact-flag-on = Set: { $flag }
me-fact-flag-off = Lifted: { $flag }
me-flag-restriction = keep the data and do nothing else with it
me-flag-sale = do not sell or share my data
me-flag-gpc = the browser says: do not sell or share (Global Privacy Control)
me-flag-sensitive = very private data only where needed
me-flag-child = the person is a child
me-flag-young = the person is too young to say whether data may be sold
me-flag-hold = must be kept for a legal matter
me-flag-erased = erased
me-fact-channel-yes = { $channel } from { $brand }: yes
me-fact-channel-no = { $channel } from { $brand }: no
me-fact-topic-yes = { $topic } from { $brand }: yes
me-fact-topic-no = { $topic } from { $brand }: no
me-fact-often-any = { $channel } from { $brand }: no limit
me-fact-often = { $channel } from { $brand }: at most { $limit }
me-fact-quiet = { $channel } from { $brand }: quiet hours set
me-fact-quiet-none = { $channel } from { $brand }: no quiet hours
me-by = Said by { $by }, { $method }
me-by-person = you
me-by-guardian = your parent or guardian
me-by-staff = our staff for you
me-by-agent = somebody acting for you
me-by-signal = your browser or device
me-by-controller = the brand
me-text-version = version { $version } of the text
me-method-me = on these pages
me-method-api = through a program of the brand
me-method-sdk = on the website or in the app
me-method-gpc = by a signal of the browser
me-method-form = in a form
me-method-store = in a shop
me-method-phone = on the telephone
me-method-guardian-link = by a link in a letter
me-method-age = from the age that was given
me-method-paper = on paper
me-method-import = taken over from an earlier system
me-looks-lead = Each time staff opened your profile, and each day a program read from it, with the reason.
me-looks-empty = Nobody has looked at your data yet.
me-looked-staff = Staff looked
me-looked-program = Program “{ $name }”
me-looked-profile = at your profile
me-looked-timeline = at what you did
me-looked-permissions = at what you allow
me-looked-for = for: { $purpose }

## More to decide
me-rights-lead = Decisions that go beyond a single use. They hold at once, and you can change them at any time.
me-right-marketing = Stop all advertising
me-right-marketing-body = One no for everything that advertises, by any way. It stands above your single choices until you take it back.
me-marketing-stop = Stop advertising of { $brand }
me-marketing-go = Allow it by my choices
me-right-restrict = Put my data on hold
me-right-restrict-body = We keep what we have and do nothing with it, except what the law demands. Useful while you check whether your data is right.
me-restrict-stop = Put it on hold
me-restrict-go = Use it by my choices
me-right-sale = Do not sell or share my data
me-right-sale-body = Nobody gets your data for money or for their own advertising.
me-sale-stop = Do not sell or share
me-sale-go = Allow it by my choices
me-sure-sale = Allow sale and sharing?
me-sure-sale-body = You said no to this before, or you are under 16, so { $brand } asks once more: may your data be sold or shared, by your choices?
me-sure-yes = Yes, allow it
me-sure-no = No, leave it as it is
me-right-sensitive = Very private data only where needed
me-right-sensitive-body = Health, belief, origin and the like are used only for what you ask us to do.
me-sensitive-stop = Only where needed
me-sensitive-go = Allow it by my choices
me-right-correct = Correct something
me-right-correct-body = Is a value wrong? Put it right yourself, next to the value.

## What they ask for by right
me-requests = What you asked for
me-requests-lead = The law gives you these rights, free of charge. You see here when we answer at the latest.
me-requests-empty = You have not asked for anything yet.
me-requests-new = Ask for something
me-requests-many = You have asked for a lot already
me-requests-many-body = Twenty requests of yours are open. Please wait for their answers, or take some back.
me-home-asked = { $count ->
    [one] { $count } answer of ours is still to come
   *[other] { $count } answers of ours are still to come
}
me-ask-information = Tell me what happens with my data
me-ask-access = A copy of all my data
me-ask-rectification = Correct my data
me-ask-erasure = Erase my data
me-ask-restriction = Put my data on hold
me-ask-portability = Take my data along
me-ask-objection = Stop a use of my data
me-ask-automated-decision = Have a person look at it
me-ask-sale-opt-out = Do not sell or share my data
me-ask-limit-sensitive = Very private data only where needed
me-request-received = Waiting for you
me-request-identified = Received
me-request-working = We are at it
me-request-completed = Done
me-request-refused = Not possible
me-request-cancelled = Taken back
me-request-body-received = We have it. Before we start, please show us that it is really you.
me-request-body-identified = We have it and know that it is you. We start soon.
me-request-body-working = We have started. It is done once everybody named here has done their part.
me-request-body-completed = All that can be done is done.
me-request-body-cancelled = You took it back, and nothing was done.
me-request-late = Late: our answer should have come
me-request-asked = Asked on
me-request-due = Answer by
me-request-closed = Answered on
me-request-extended = The law gave us more time.
me-request-waits-for = Still to do their part
me-request-staff = our staff
me-request-not = This part is not possible:
me-request-on = Go on
me-request-back = Take it back
me-hindrance-not_under_basis = The law does not give this right for data that we hold for this use.
me-hindrance-kept_by_law = A law demands that we keep it for a time.
me-hindrance-public_task = We hold it for a public task.
me-hindrance-legal_hold = A legal matter is open, for which everything must be kept for now.
me-hindrance-nothing_held = We hold nothing about you for it.
me-hindrance-no_automated_decision = No program decides anything about you here.
me-hindrance-not_sold = Nothing is sold or shared here.
me-hindrance-no_sensitive_data = No very private data is used here, or only where it is needed.
me-hindrance-identity_not_shown = Nobody showed us in time that it was really you.
me-hindrance-agent_not_authorised = Whoever asked did not show that they may act for you.
me-hindrance-excessive = It was asked for far too often, or without any ground.
me-hindrance-rights_of_others = It would harm the rights of other people.
me-hindrance-nobody_known = We know nobody by what was given.
me-prove = Show in one more way that it is you
me-prove-lead = Type another address of yours: a mobile number if you came in by email, an email address if you came in by telephone. If you came in more than an hour ago, the same address will do. We send a code to it.
me-prove-none = We know only one address of yours? Then ask our staff: they can look at a document instead.
me-prove-why = To protect very private data, or because you came in a while ago, we ask for one more code here. Nothing has been done so far.
me-prove-button = Send me another code
me-told-ready = Your data is ready.
me-told-asked = We have your request. Here you see how it goes on.
me-told-prove = One thing is left: please show in one more way that it is you.
me-told-proven = Thank you, that suffices. Press “Go on” now.
me-told-taken-back = Taken back. Nothing was done.
me-told-erasing = We have started. Everything goes once the systems named here have erased it too.
me-told-erased-in-part = Erased, except what a law demands that we keep. You see it here.

## A copy
me-copy = A copy of all my data
me-copy-lead-access = Everything we hold about you in one file, for you to read and keep.
me-copy-lead-portability = What you gave us in one file that other services can read, to take it along.
me-copy-in-it = What is in it
me-copy-has-access = Your addresses and values with where they came from, everything you did, the groups we put you into, and every yes and no.
me-copy-has-portability = What you told us and what you did, where it rests on your yes or on an order of yours.
me-copy-else-access = Who gets your data and for how long we keep it is on your pages, next to each use.
me-copy-else-portability = What we worked out about you is not in it: for that, ask for a copy of all your data.
me-copy-make = Make the file
me-copy-soon = It is ready at once.
me-copy-ready = Your file is ready
me-copy-made = Made for you on { $moment }. Each button works as often as you like today.
me-copy-as-csv = Download as a table
me-copy-as-json = Download for programs
me-copy-care = The file holds everything about you. Keep it where only you can read it.
me-download-used = This link was used already
me-download-used-body = Each link to your data works once, and only for you. Make a new one on the page of your copy.

## A human look
me-human-lead = Programs sort people into groups from what they did, to show them what may suit them. You may ask that a person checks it, and say what you think of it.
me-human-empty = No program works anything out about you.
me-human-none = You are in no group of it.
me-human-groups = It put you into: { $groups }
me-human-ask = Have a person look at it
me-human-then = A member of staff checks what came out and why, changes it where it is wrong, and the answer stands under “What you asked for”.

## Erasing
me-erase-lead = This cannot be undone. Please read what goes and what stays.
me-erase-goes = What goes
me-erase-goes-body = All of it, at all brands, and the keys without which nobody can read old copies any more. You leave all groups and lists.
me-erase-goes-part = All of it, at all brands, except what stands below. You leave all groups and lists.
me-erase-first = Take a copy first
me-erase-stays = What stays
me-erase-stays-body = What stays is locked: nothing else is done with it, and it goes when the time is over.
me-erase-mark = So that an old list cannot bring you back, we keep a scrambled mark of your addresses. The address cannot be read from it.
me-erase-until = For { $time }.
me-erase-systems = Who else erases
me-erase-systems-body = Before we erase here, these systems have to: { $systems }. You see on the page of your requests how far it is.
me-erase-unsure = Please tick the box first, so that nothing is erased by a slip.
me-erase-sure = I know that this cannot be undone
me-erase-button = Erase my data
me-erase-no = Keep my data
me-erased = Your data is erased
me-erased-lead = You are signed out, and we do not know you any more. If you come back one day, you start anew.
me-erased-certificate = Your certificate
me-erased-certificate-body = It proves that it was done, and names nobody. Keep it: this page is found only by its address.
me-erased-number = Number
me-erased-at = Erased on
me-erased-identifiers = Addresses and numbers
me-erased-entries = Things you did
me-erased-facts = Answers you gave
me-erased-download = Download the certificate
me-erased-proofs = Receipts that you downloaded stay valid.

## Receipts
me-receipt = Receipt
me-receipt-what = Each entry has a receipt that proves what you said and when, also to an authority.
me-receipt-check = Check a receipt
me-receipt-none = There is no receipt of this
me-receipt-none-body = It was said before receipts were kept here. The entry itself stays in your history.

## Names of values
me-field-first_name = First name
me-field-last_name = Last name
me-field-name = Name
me-field-title = Title
me-field-username = User name
me-field-email = Email
me-field-phone = Phone
me-field-loyalty_id = Loyalty card
me-field-customer_id = Number in another system
me-field-birthday = Birthday
me-field-age = Age
me-field-gender = Gender
me-field-address-street = Street
me-field-address-street_number = House number
me-field-address-address_2 = Address, second line
me-field-address-city = Town
me-field-address-postal_code = Postcode
me-field-address-state = Region
me-field-address-country = Country
me-field-company = Company
me-field-company-name = Company
me-field-website = Website
me-field-description = Notes
me-field-created_at = Customer since
me-field-language = Language
me-field-loyalty_tier = Loyalty level
me-field-loyalty_points = Loyalty points
me-field-favourite_genres = Favourite genres
me-field-favourite_cuisine = Favourite cuisine
me-field-allergies = Allergies
me-field-newsletter_interest = Interests

## A parent or guardian decides
me-guardian = Your child would like this
me-guardian-lead = A child named you as a parent or guardian. { $brand } does none of this without your yes.
me-guardian-legend = What do you agree to?
me-guardian-yes = As a parent or guardian I agree: { $what }
me-guardian-send = Save
me-guardian-none = No to everything
me-guardian-back = Take everything back
me-guardian-else = Nothing is ticked beforehand. Keep the letter: by the same link you can change your mind at any time until your child is of age. You are not a parent or guardian? Then do nothing, and nothing happens.
me-guardian-wrong = This link does not work
me-guardian-wrong-body = It is too old, or the child has come of age. Nothing was changed.
me-guardian-changed = Our words have changed
me-guardian-changed-body = Open the link in the letter again, read the new words, and decide then. Nothing was changed.
me-guardian-done = Saved. Thank you
me-guardian-done-body = Your decision holds from now. By the same link you can change it just as easily.
me-letter-guardian-subject = { $brand }: a child asks for your consent
me-letter-guardian =
    A child ({ $child }) named you as a parent or guardian at { $brand } and would like something that needs your consent.

    See what it is, and decide, within 7 days:
    { $link }

    Keep this letter: by the same link you can take a yes back at any time.
    You are not a parent or guardian? Then do nothing, and nothing happens. We have not kept your address.

## Who received what
me-received = Who received your data
me-received-lead = Everyone who was given something about you, what it was and for what, and whether they have let go of it since.
me-received-empty = Nothing about you was given to anybody.
me-received-brand = Brand
me-received-what = Kinds of data
me-received-why = For
me-received-first = First
me-received-last = Last
me-received-deleting = Asked on { $date } to delete it, not confirmed yet
me-received-stopping = Asked on { $date } to use it no longer, not confirmed yet
me-received-deleted = Deleted, confirmed on { $date }
me-received-stopped = Used no longer, confirmed on { $date }
me-received-each = What went, one by one
me-received-more = The latest are shown here.
me-received-lost = Given up: part of it may have arrived.
me-sent-event = Something you did
me-sent-traits = Your details
me-sent-segment = A group you are in
me-sent-consent = What you allow
me-sent-suppress = The order to use nothing any longer
me-sent-delete = The order to delete all

## My addresses
me-addresses = My addresses
me-addresses-lead = The email addresses and mobile numbers that we know you by. Those that are shown to be yours let you in to these pages.
me-addresses-confirmed = Lets you in
me-addresses-unconfirmed = Not shown to be yours
me-addresses-unconfirmed-body = Somebody told us this address, and nobody has shown that it is yours. It lets nobody in. If it is yours, have a code sent to it.
me-addresses-confirm = Send a code to it
me-addresses-remove = Remove
me-addresses-remove-body = Not yours, or not any more? Once it is removed, it lets nobody in to your pages, and we know you by it no longer. If a shop tells us later that it is yours, it comes back: then tell the shop.
me-addresses-only = No other address lets you in, so this one stays. Add another before you give it up.
me-addresses-add = Add an address
me-addresses-add-lead = A new email address, or a new number? We send a code to it, so that nobody else can say that it is theirs.
me-addresses-code = A code is on its way to the address that you typed. It works for 10 minutes, once.
me-addresses-code-button = Add this address
me-told-address-added = Added. This address lets you in from now on.
me-told-address-already = This address lets you in already.
me-told-address-others = This address opens pages of its own, so we did not add it here. Leave, and go in with it there. If both are you, our staff can join them.
me-told-address-not = We cannot keep this address for you. Nothing was changed. Please ask our staff.
me-told-address-removed = Removed. It lets nobody in to your pages any more.
me-told-address-last = This is the last address that lets you in, so it stays. Add another first.
me-letter-addresses = { $brand }: your addresses have changed
me-letter-new =
    { $code } is your code to add this address to your privacy pages at { $brand }.
    It works for 10 minutes, once.

    You did not ask for this? Then you need not do anything. Without the code nothing is added.
me-letter-added =
    The address { $address } was added to your privacy pages at { $brand } and lets you in from now on.

    This was not you? Go in with this address here, and remove the other under “My addresses”.
me-letter-removed =
    The address { $address } was removed from your privacy pages at { $brand }. It lets nobody in any more.

    This was not you? Then please tell our staff.

## How sure it is that it is you
me-proofs = How we know that it is you
me-proofs-two = Very private data of yours is held here, and nobody else must get at it. So we need two proofs that do not depend on each other.
me-proofs-one = We need one proof that is no older than an hour.
me-proofs-enough = That suffices.
me-proofs-document = You cannot bring a proof that is missing? Our staff can look at a document instead.
me-proof-code-by-email = A code sent to your email
me-proof-code-by-sms = A code sent to your mobile
me-proof-there = There
me-proof-missing = Missing
me-proof-until = counts until { $moment }
me-proof-old = It was there, and is too old by now. You can have a new code sent.
me-proof-known = You can have a code sent to an address of yours.
me-proof-unknown = No address of this kind lets you in. One that you add now counts as a proof of its own only after 30 days.

## A child asks for a guardian
me-child = Shall we ask them?
me-child-lead = You would like something at { $brand } that you cannot decide alone yet:
me-child-guardian = We ask this parent or guardian of yours: { $guardian }
me-child-button = Yes, ask them
me-child-else = It was not you, or you have changed your mind? Then do nothing. Nobody is asked, and nothing happens.
me-child-asked = We have asked them
me-child-asked-body = As soon as they agree, it begins. You can say no at any time, also without them.
me-letter-child-subject = { $brand }: shall we ask your parent or guardian?
me-letter-child =
    At { $brand } somebody, probably you, would like something that needs the consent of a parent or guardian.

    Press the button on this page within 7 days, and we write to { $guardian }:
    { $link }

    It was not you? Then do nothing, and nobody is asked.
