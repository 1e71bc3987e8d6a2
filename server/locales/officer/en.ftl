# The words of the officer's pages: requests, packages, retention, audit. In plain British English.
me-looked-request = at something you asked for

## Requests: the list
requests = Requests
rq-lead = What people have asked for by right. What is late first comes first.
rq-take = Take in a request
rq-right = Right
rq-any = all
rq-show = Show
rq-all-brands = all brands
rq-empty = Nobody has an open request. When somebody asks for something, it appears here with its deadline.
rq-empty-narrowed = No request fits what you asked for.
rq-empty-so-far = None among those looked at so far. There are more.
rq-more = Show the next
rq-due-on = Answer due by { $date }
rq-came-on = asked on { $date }
rq-ended-on = Ended on { $date }
rq-waits-for = Waits for: { $systems }
rq-back = All requests
rq-mark-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
rq-mark-late-today = late since today
rq-mark-today = less than a day left
rq-mark-soon = { $days ->
    [one] { $days } day left: soon
   *[other] { $days } days left: soon
}
rq-mark-in-time = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
}
rq-mark-closed = closed
rq-mark-was-in-time = answered in time
rq-mark-was-late = answered late
rq-right-information = To be informed
rq-right-access = To see the data
rq-right-rectification = To have data corrected
rq-right-erasure = To be erased
rq-right-restriction = To have use restricted
rq-right-portability = To take the data along
rq-right-objection = To object
rq-right-automated-decision = A human look at an automated decision
rq-right-sale-opt-out = No sale or sharing
rq-right-limit-sensitive = Sensitive data only where needed
rq-state-open = all that are open
rq-state-received = identity to be shown
rq-state-identified = ready to begin
rq-state-working = being done
rq-state-ended = ended
rq-state-completed = done
rq-state-refused = refused
rq-state-cancelled = taken back
rq-state-erased = person erased

## Requests: taking one in
rq-take-lead = For somebody who asks by letter, on the telephone or in a shop. The same right asked for again is joined with the open request.
rq-right-asked = What do they ask for?
rq-right-missing = Choose what they ask for.
rq-choose = Choose a right
rq-asker = Who asks?
rq-asks-person = The person
rq-asks-staff = Staff, for the person
rq-asks-agent = Somebody whom the person authorised
rq-asks-opendsr = Another controller, over OpenDSR
rq-agent = Name of the authorised agent
rq-agent-hint = Only if an agent asks.
rq-agent-missing = Fill in the agent’s name.
rq-mandate-seen = I have seen the agent’s mandate
rq-take-button = Take it in

## Requests: one of them
rq-next-received = Next: whoever asks shows who they are. Nothing is given out or changed before.
rq-next-identified = Next: begin. What it comes to for each purpose stands below.
rq-next-working = It is being done. It is complete once every system has acknowledged.
rq-next-completed = All that can be done is done.
rq-next-cancelled = Whoever asked has taken it back.
rq-who = Who asks
rq-no-mandate = mandate not seen
rq-not-shown = not identified yet
rq-required-named = It is enough that they name themselves.
rq-required-reached = One way of showing who they are is enough.
rq-required-strong = They have to show it in two ways, or with an official document.
rq-assurance-named = named
rq-assurance-reached = reached
rq-assurance-strong = shown strongly
rq-shown = On { $date }: { $ways }
rq-checks = What did they pass just now?
rq-checks-hint = Tick only what you checked yourself within the last hour.
rq-check-code-by-email = a code by email
rq-check-code-by-sms = a code by SMS
rq-check-signed-in = signed in to their account
rq-check-questions = questions that only they can answer
rq-check-document = an official document
rq-check-controller = the word of the other controller
rq-identify = Record the check
rq-cancel = They take it back
rq-cancel-hint = Only if they said so themselves. Others who ask for the same stay.
rq-parts = What it comes to
rq-foreseen = As things stand now. It is worked out again when the request begins.
rq-parts-empty = Nothing is held under any purpose.
rq-can = can be done
rq-done = done
rq-cannot = cannot be done
rq-begin = Begin
rq-begin-hint = Say which other systems hold the data. The request is not complete before each of them has acknowledged.
rq-systems-known = Recipients of these purposes
rq-systems-others = Other systems
rq-systems-hint = One a line, at most 64 letters each.
rq-systems = Systems that hold the data
rq-here = this system
rq-reply = Record what it says
rq-reply-none = nothing heard yet
rq-reply-waiting = waiting
rq-reply-done = acknowledged
rq-reply-failed = failed
rq-reply-is-done = It has done its part
rq-reply-code = If it failed: a short code
rq-reply-code-hint = Such as “timeout”. No personal data.
rq-reply-is-failed = It failed
rq-advance = Go on
rq-advance-hint = Does what can be done here now.
rq-deadline = Deadline
rq-due = Answer due by
rq-came = Came in
rq-rule = Time by law
rq-counted = Counted
rq-counted-in = by the calendar of { $zone }; the day it came in does not count
rq-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
rq-acknowledge = To be acknowledged by
rq-extended = More time was taken on
rq-extendable = The law gives more time
rq-delay-complex = because it is laborious
rq-delay-many = because many have asked at once
rq-others = Other steps
rq-extend = Take more time
rq-extend-hint = Once, and only before the first deadline. The person has to be told now, with the reason.
rq-refuse = Refuse all of it
rq-refuse-hint = The person is told the reason, and that they can complain to the authority.
rq-hold = Set a legal hold
rq-lift = Lift the legal hold
rq-on-hold = legal hold
rq-hold-hint = While a hold stands, nothing of this person is erased. It is entered in the ledger and the person sees it.
rq-hold-reason = Reason
rq-hold-reason-hint = Such as the number of the proceedings. It is kept with the entry.
rq-link = Make a download link
rq-link-why = It leads to everything that is held, works once and for seven days. Give it only to whoever was identified.
rq-link-made = The link. It is shown only now:
rq-link-hint = Add ?format=html for a page to read, ?format=csv for a table; without it, it gives JSON.
rq-gone = The person was erased
rq-gone-lead = The request went with them: nobody can tell any more whom it was about. This is the certificate.
rq-certificate = Number
rq-erased-on = Erased on
rq-erased-keys = Keys destroyed
rq-erased-identifiers = Identifiers suppressed
rq-erased-entries = Entries removed
rq-erased-facts = Permission entries removed
rq-told-taken = Taken in. The time runs from now.
rq-told-joined = The same was asked for already: it was joined with the open request. Whoever asks still shows who they are.
rq-told-identified = Recorded. Whoever asks is identified.
rq-told-advanced = Done as far as it can be done now.
rq-told-replied = Recorded.
rq-told-extended = The time is longer now. Tell the person today.
rq-told-refused = Refused. Tell the person the reason.
rq-told-cancelled = Taken back.
rq-told-held = The legal hold stands from now.
rq-told-lifted = The legal hold is lifted.
rq-problem-nobody = Nobody is known by this identifier. Whoever asked must not be told so: answer as for everybody.
rq-problem-many = This person has too many open requests. Answer those first.
rq-problem-busy = Somebody else changed it at the same moment. Try again.
rq-problem-not-shown = These checks are not enough for this right and whoever asks. Let them show it in more ways.
rq-problem-agent = The agent’s mandate was not seen, so nothing is done for them.
rq-problem-closed = This request has ended. Nothing more happens to it.
rq-problem-not-identified = Nobody who asks for it was identified yet.
rq-problem-no-ground = This is no reason to refuse all of it now.
rq-problem-no-time = There is no more time to take: it was taken already, the first deadline has passed, or the law gives none.
rq-problem-systems-wait = Not every system has acknowledged.
rq-problem-systems = A system has no part in this request, or a name is longer than 64 letters.
rq-problem-not-now = This cannot happen to the request now.
rq-problem-hold = A legal hold stands, so nothing is erased. Lift it first, or refuse the request for it.
rq-problem-code = Say what the system answered, with a short code if it failed.
rq-problem-reason = Choose a reason.
rq-problem-hold-reason = Give a reason of at most 200 letters.
rq-problem-unfound = The person has no identifier under which this could be recorded.

## Why something cannot be done
rq-why-not_under_basis = This right does not exist under the lawful basis of this purpose.
rq-why-kept_by_law = A law demands that this is kept.
rq-why-public_task = It is kept for a public task.
rq-why-legal_hold = Legal proceedings demand that nothing is erased for now.
rq-why-nothing_held = Nothing is held.
rq-why-no_automated_decision = Nothing is decided automatically here.
rq-why-not_sold = Nothing is sold or shared under this purpose.
rq-why-no_sensitive_data = No sensitive data is used beyond what is necessary.
rq-why-identity_not_shown = Whoever asks did not show who they are.
rq-why-agent_not_authorised = The agent showed no mandate.
rq-why-excessive = It is manifestly unfounded or excessive.
rq-why-rights_of_others = It would harm the rights of others.
rq-why-nobody_known = Nobody is known by what was given.

## The package to read
pk-title = Your data
pk-lead = Everything that { $brands } held about you on { $date }, with where it came from and why.
pk-lead-portability = What you gave { $brands }, as held on { $date }, to take along.
pk-contents = Contents
pk-other = Other data
pk-empty = Nothing is held about you beyond what finds you.
pk-why = What it is kept for, and on what ground
pk-not-now = It may not be used now: { $reasons }.
pk-worked-out = Groups we put you into
pk-done = What you did
pk-done-empty = Nothing you did is on record.
pk-events = Each time
pk-events-left = { $count ->
    [one] { $count } older entry is left out here; the JSON file has more.
   *[other] { $count } older entries are left out here; the JSON file has more.
}
pk-left-out = { $count ->
    [one] { $count } older entry is in none of the files, since there are too many for one. Ask for it.
   *[other] { $count } older entries are in none of the files, since there are too many for one. Ask for them.
}
pk-history = What you allowed, and every change of it
pk-looks = Who looked at your data
pk-foot = Is something wrong here? You can have it corrected, erased or restricted, or object. This file needs no connection: keep it where others cannot read it.

## Retention
rt-title = What may not be kept any longer
rt-lead = Once a day a sweep removes what no purpose may keep any longer. Here you see beforehand what the next one would remove. Counting changes nothing.
rt-last = Last sweep
rt-next = Next sweep due
rt-events = Entries that would go
rt-trimmed = Records that would shrink
rt-looked = Records looked at
rt-failed = It could not be counted. The log says why.
rt-counting = Counting since { $date }. It looks at everyone, so it may take a while; you can leave this page.
rt-counted = Counted on { $date }.
rt-not-counted = Not counted yet since the start.
rt-count = Count now
rt-periods = By purpose
rt-ended = Values past their time

## The rail
rail-records = Records
rail-audit = Audit

## Audit
audit = Audit
au-questions = Questions
au-consents = Who consented
au-consents-lead = Who said what about a purpose, to which text and when. Leave the person empty to ask about everyone.
au-decision = On what basis
au-decision-lead = Whether something was allowed for a person at an instant: the decision again, with the catalog and the statements as they were then.
au-changes = What changed
au-changes-lead = Catalog versions with what differs, how requests ended, what was recorded about permission, and where staff spoke in a person’s place.
au-person-hint = Leave it empty for everyone. It is not kept in any address or log.
au-person-now = Asked about { $person }. Fill in to ask about somebody else.
au-version = Version of the text
au-from = From (UTC)
au-until = Until, with that day (UTC)
au-at = Instant (UTC)
au-operation = What was done
au-month = Month (UTC)
au-month-hint = Such as 2026-05.
au-ask = Ask
au-answer = Answer
au-consents-empty = No statement fits among the records looked at.
au-decision-missing = Name the person, the purpose and the instant.
au-month-missing = Name a month, such as 2026-05.
au-ahead = This time has not come yet. Ask about now or earlier.
au-no-catalog = No catalog was in force at this instant.
au-permitted = { $purpose } was allowed then: it rested on { $basis }.
au-denied = { $purpose } was not allowed then
au-records = Records that were this person then
au-recorded-later = { $count ->
    [one] { $count } statement took effect by then and was recorded only later, so it did not count.
   *[other] { $count } statements took effect by then and were recorded only later, so they did not count.
}
au-cut-records = { $count ->
    [one] { $count } record has more than 5,000 statements. Only its newest 5,000 were read, so the answer may lack older ones.
   *[other] { $count } records have more than 5,000 statements. Only the newest 5,000 of each were read, so the answer may lack older ones.
}
au-place-later = Where the person lives was noted only later, so the strictest rules were taken.
au-rests-on = What it rests on
au-rests-on-nothing = No statement: the basis needs none.
au-place = Ledger entry { $index }
au-no-place = older than the ledger
au-text = The text
au-versions-empty = No catalog version was applied.
au-version-first = The first version, or one with nothing to compare.
au-differences = { $count ->
    [one] { $count } difference from the version before
   *[other] { $count } differences from the version before
}
au-act-added = added
au-act-removed = removed
au-act-changed = changed
au-widens = allows more
au-narrows = allows less
au-basis-changed = lawful basis
au-cut = There were more than are told here.
au-ended = Requests that ended
au-ended-empty = No request ended.
au-outcome = Outcome
au-facts = Statements about permission
au-facts-empty = Nothing was recorded among the records looked at.
au-what = What
au-who = Said by
au-preferences = Preferences at { $brand }
au-overrides = Said or done by staff or the brand in a person’s place
au-overrides-count = { $count ->
    [0] None among the records looked at.
    [one] { $count } statement among the records looked at.
   *[other] { $count } statements among the records looked at; at most 50 are shown.
}
au-looked = { $count ->
    [one] { $count } record was looked at.
   *[other] { $count } records were looked at.
}
au-looked-all = That was the rest of them.
au-looked-more = There are more: go on to look at the next.
au-more = Go on
au-file = Keep the answer with its proofs (JSON)
au-file-hint = “telos receipt verify FILE” checks every proof in it, without asking anybody. People who were erased are not among the answers.

## A copy on the own pages
me-copy-as-html = Download to read

## Who said it
au-said = Said by { $by } ({ $method })
au-by-person = the person
au-by-guardian = a parent or guardian
au-by-staff = staff
au-by-agent = an authorised agent
au-by-signal = a browser or device
au-by-controller = the brand

## What staff did
au-deed-unmerge = Taken apart from another record
au-deed-refuse = Request refused
au-deed-extend = More time taken for a request
au-deed-lift_suppression = An erased identifier let in again
au-deed-by = Done by { $name }
