# The words of the console, in plain British English.
language-name = English
skip = Skip to the content
languages = Language
sections = Console
leave = Sign out
now = Now
people = People
catalog = Catalog
parts = Parts
none = –
# Between two sentences.
gap = {" "}
list-separator = {", "}
# A date in UTC. $month is 1 to 12.
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
clock = { $time } UTC
moment = { $date }, { $time } UTC
yes = yes
no = no
nothing-given = empty

## Sign-in
enter = Sign in to the console
enter-lead = The console shows what comes in and what people have permitted. Only staff who hold the console key may enter.
console-key = Console key
console-key-hint = Whoever runs Telos has it. The demo prints it when it starts.
enter-button = Sign in
enter-wrong = This is not the console key. Check it and try again.
enter-slow = Too many wrong keys in a short time. Wait a minute, then try again.
notice-denied = This form did not come from the console
notice-denied-body = To protect you, forms are taken only from pages of this console. Nothing was changed. Open the page again and send the form from there.
notice-absent = There is nothing here
notice-absent-body = The address may be mistyped, or what it named is gone.
notice-failed = This could not be read
notice-failed-body = The store did not answer. Nothing was changed. Try again in a moment; if it stays like this, the log says why.
back-to-now = Go to Now

## Now
now-lead = What is coming in, and what the gate does with it. What no purpose may hold is left out before anything is written.
today = Today
today-of = { $date }, since midnight UTC
today-empty = Nothing has come in today.
kept = Kept
forgotten = Forgotten
duplicate = Seen before
rejected = Rejected
fields-left-out = Fields left out
chart-today = Messages today by source
chart-part = { $what }: { $count }
chart-bar = { $source }: { $kept } kept, { $forgotten } forgotten, { $duplicate } seen before, { $rejected } rejected
table-behind = Show the numbers as a table
source = Source
brand = Brand
purpose = Purpose
field = Field
reason = Reason
times = Times
top-reasons = Why fields were left out
top-reasons-empty = No field was left out today.
live = Coming in
live-plain = The latest messages. Refresh to see newer ones.
live-on = New messages appear here by themselves.
live-off = Paused. New messages are not shown.
live-lost = The connection is lost. Trying again.
live-empty = No message yet. As soon as a source sends one, it appears here.
refresh = Refresh
pause = Pause
resume = Go on
left-out = Left out
outcome-kept = { $count ->
    [0] No field was kept.
    [one] { $count } field was kept.
   *[other] { $count } fields were kept.
}
outcome-left-out = { $count ->
    [one] { $count } was left out.
   *[other] { $count } were left out.
}
outcome-facts = { $count ->
    [one] It brought { $count } permission entry.
   *[other] It brought { $count } permission entries.
}
outcome-new = The person is new.
outcome-linked = It showed that two records are one person.
outcome-fields = Which fields, and why
outcome-forgotten = No purpose may hold any of it, so it was counted and forgotten.
outcome-duplicate = This message was taken in before. Nothing changed.
outcome-rejected = It could not be understood:
held-for = for { $purposes }
the-event-itself = The event itself
segment-entered = Entered
segment-left = Left
open-person = Open this person

## People
people-lead = Find one person, and say for which purpose you look. You see only what that purpose may see.
people-absent = Nobody here carries this identifier.
people-find = Show the person
people-other = Find somebody else
identifier-kind = Kind of identifier
identifier-value = Identifier
identifier-hint = Written as the person gave it. It is not kept in any address or log.
identifier-wrong = This is not a valid identifier of that kind.
identifier-missing = Fill in the identifier.
purpose-wrong = Choose the purpose for which you look.
purpose-why = For which purpose do you look?
purpose-hint = Without a purpose nothing is shown.
purpose-looking = You look for this purpose
purpose-look = Look for this purpose
choose = Choose a purpose
person = Person
person-back = Back to the person
person-denied = This purpose may not see this person
purpose-missing = Choose a purpose first
purpose-missing-body = Data about people is shown only for a purpose. Choose the one that you look for, above.
ground = Why you may see this
ground-because = You may see this because { $purpose } ({ $brand }) rests on { $basis }.
ground-facts = { $count ->
    [one] { $count } entry about the person’s permission supports it.
   *[other] { $count } entries about the person’s permission support it.
}
ground-until = If the person says nothing new, this holds until { $until }.
ground-until-news = It holds until the person says otherwise.
ground-retention = { $days ->
    [one] Data may be kept for { $days } day.
   *[other] Data may be kept for { $days } days.
}
ground-categories = Kinds of data: { $categories }
traits = What is known
traits-empty = Nothing that this purpose may see.
not-valid = not valid
as-sent = as sent: { $value }
badge-purposes = { $count ->
    [one] may be seen for { $count } purpose
   *[other] may be seen for { $count } purposes
}
provenance = From { $source }, { $date }, under { $purposes }
computed = Worked out
computed-empty = Nothing is worked out that this purpose may see.
behaviour = What the person did
behaviour-empty = Nothing that this purpose may see.
measured = What
sum = Sum
first = First
last = Last
identifiers = Identifiers
identifiers-empty = None that this purpose may see.
seen-between = First seen { $first }, last seen { $last }
segments = Segments
segments-empty = In no segment of this purpose.
since = since { $date }
groups = Groups
consents = Consents by purpose
consents-empty = No purpose asks for consent here.
state = State
withheld = What is withheld, and why
withheld-lead = This is known and not shown to the purpose you look for.
withheld-empty = Nothing is withheld.
withheld-category = the purpose does not take this kind of data
withheld-others = collected only for { $purposes }
why-one = Why this is one person
why-one-single = All of this comes from a single record; nothing had to be linked.
why-one-lead = { $count ->
    [one] { $count } record is this person.
   *[other] { $count } records are believed to be one person, because:
}
node-since = since { $date }
node-kind = { $kind }: { $count }
edge-pair = { $a } and { $b }:
edge-together = { $a } and { $b } came in one message.
edge-alias = A message said that both are the same.
edge-staff = Staff said that both are the same.
severed = { $count ->
    [one] { $count } pair was taken apart and stays apart.
   *[other] { $count } pairs were taken apart and stay apart.
}
graph-label = { $nodes } records, { $edges } links
graph-edge = { $a } and { $b }
timeline = Timeline
timeline-empty = Nothing happened that this purpose may see.
timeline-more = Show earlier
left-out-count = { $count ->
    [one] { $count } field was left out
   *[other] { $count } fields were left out
}

## Catalog
catalog-lead = The policy in force: what is collected, for what, on which ground.
catalog-version = Version { $number }, applied { $date }
catalog-parts = Parts of the catalog
brands = Brands
purposes = Purposes
sources = Sources
data = Events and fields
jurisdictions = Jurisdictions
history = Versions
empty-list = The catalog declares none.
name = Name in the catalog
established = Established in
purpose-version = version { $version }
mark-marketing = marketing
mark-sells = sells or shares data
mark-necessary = necessary
mark-profiling = automated decisions
mark-channel-consent = own consent for each channel
categories = Kinds of data
operations = What may be done
recipients = Who may receive it
nobody = nobody
retention = Kept for
retention-none = as long as the person is known
days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
bases = Lawful bases
bases-count = { $count ->
    [0] No lawful basis anywhere: denied everywhere
    [one] Lawful basis in { $count } jurisdiction
   *[other] Lawful bases in { $count } jurisdictions
}
jurisdiction = Jurisdiction
basis = Basis
rules = Rules
citation = Where the law says so
rule-explicit = explicit
rule-separate = asked separately
rule-double-opt-in = confirmed twice
rule-age = { $days ->
    [one] asked again after { $days } day
   *[other] asked again after { $days } days
}
channel = Channel
collects-for = Collects for
rate = At most
rate-value = { $count ->
    [one] { $count } event a second
   *[other] { $count } events a second
}
rate-none = no limit of its own
data-traits = Traits
data-context = Context
data-group = Traits of groups
data-event = Event: { $name }
event-category = That it happened is: { $category }
fields-empty = No fields of its own.
type = Type
type-list = (list)
category = Kind of data
notes = Notes
note-required = required
note-identifier = identifies the person
note-measure = summed by day
note-raw = also kept as sent
segment-for = For { $purpose } ({ $brand })
pack-strictest = where nothing else is known
model-opt-in = Nothing optional without a yes
model-opt-out = Allowed until a no
law = Law
places = Holds in
places-none = wherever no other rules are known
child-age = Children
child-age-value = under { $age } years
answer-within = Requests are answered within
request-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
request-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
request-business-days = { $count ->
    [one] { $count } business day
   *[other] { $count } business days
}
request-promptly = no fixed time, without delay
demands = It demands
demand-sale-own-yes = Children of a certain age say themselves whether their data may be sold
demand-sensitive-explicit = explicit consent for sensitive data
demand-sensitive-separate = separate consent for sensitive data
demand-disclosure-separate = separate consent for giving data to others
demand-gpc = Global Privacy Control counts as a no to sale
demand-sale = people can say no to sale and sharing
demand-sale-two-steps = after a no, a yes to sale takes two steps
demand-limit = people can limit the use of sensitive data
reviewed = Reviewed by
version = Version
applied = Applied
hash = Fingerprint

## Style guide
parts-lead = The parts that pages are made of, with sample data. Only while developing.
parts-pages = Whole pages with sample data
parts-badge = Badges and provenance
parts-field = Fields and buttons
parts-chart = Chart
parts-table = Empty table
parts-graph = Graph of identities
parts-timeline = Timeline
parts-toast = Messages to the reader

## Reasons of decisions
reason-purpose_unknown = the purpose is not in the catalog
reason-category_unknown = a kind of data is not in the catalog
reason-recipient_unknown = the recipient is not in the catalog
reason-jurisdiction_unknown = no rules are known for where the person is
reason-channel_unknown = the channel is not in the catalog
reason-topic_unknown = the topic is not in the catalog
reason-erased = the person was erased
reason-restricted = the person restricted the use of their data
reason-child_without_guardian = the person is a child and no guardian has agreed
reason-category_not_declared = the purpose does not take this kind of data
reason-recipient_not_declared = the purpose does not name this recipient
reason-operation_not_declared = the purpose does not allow this use
reason-channel_not_declared = the purpose does not use this channel
reason-no_basis = there is no lawful basis where the person is
reason-consent_unknown = consent is needed and the person has not been asked
reason-consent_requested = the person was asked and has not answered
reason-consent_pending = the person has yet to confirm their yes
reason-consent_denied = the person said no
reason-consent_withdrawn = the person took their yes back
reason-consent_revoked = the brand revoked the consent
reason-consent_expired = the consent is too old
reason-consent_invalidated = the consent does not cover the present text
reason-consent_not_explicit = an explicit consent is needed
reason-consent_not_separate = a separate consent is needed
reason-objected = the person objected
reason-sale_opted_out = the person said no to sale and sharing
reason-global_privacy_control = the browser sends Global Privacy Control
reason-sensitive_limited = the person limited the use of sensitive data
reason-channel_consent_missing = the channel needs a consent of its own
reason-channel_unwanted = the person does not want this channel
reason-topic_unwanted = the person does not want this topic
reason-frequency_reached = the person wants no more messages for now
reason-quiet_hours = it is the person’s quiet time
reason-no_purpose = no purpose of the source takes this kind of data

## What was wrong with a value
problem-undeclared_trait = the catalog does not declare this trait
problem-undeclared_property = the event does not declare this property
problem-undeclared_context = the catalog does not declare this context field
problem-wrong_type = the value has the wrong type
problem-too_large = the value is too long
problem-blocked_identifier = the value identifies nobody
problem-undeclared_identifier = the catalog does not declare this kind of identifier
problem-invalid_identifier = the value is not valid for its kind
problem-unknown_consent_category = no purpose is known by this consent category
problem-future_clock = the clock was ahead; the time of receipt was taken

## Consent states
state-unknown = not asked
state-requested = asked
state-pending = to be confirmed
state-granted = yes
state-denied = no
state-withdrawn = taken back
state-revoked = revoked
state-expired = too old
state-invalidated = not valid

## Lawful bases
basis-consent = the person’s consent
basis-contract = a contract with the person
basis-legal_obligation = a legal duty
basis-vital_interests = vital interests
basis-public_task = a public task
basis-legitimate_interests = an interest of the brand, which the person may object to
basis-opt_out = notice, until the person says no

## Calls
call-identify = Who somebody is
call-track = Event
call-page = Page seen
call-screen = Screen seen
call-group = Group
call-alias = Same person
call-consent = Permission

## Channels of sources
channel-web = web
channel-app = app
channel-store = shop till
channel-phone = telephone
channel-email = email
channel-server = server
channel-import = file
channel-choices = own pages and forms

## Kinds of identifier
identifier-user_id = Customer number
identifier-email = Email
identifier-phone = Phone
identifier-anonymous_id = Browser
identifier-device_id = Device
identifier-loyalty_id = Loyalty card
identifier-customer_id = Number in another system

## Operations
operation-collect = collect
operation-merge = link records
operation-read = show
operation-query = count
operation-segment = put into segments
operation-train = train models
operation-send = send
operation-replay = process again

## Types of fields
type-text = text
type-number = number
type-boolean = yes or no
type-time = date or time
type-email = email
type-phone = phone number
type-country = country
type-region = region
type-city = city
type-name = name
type-postal_code = postcode
type-ip = network address
type-locale = language and region
type-note = free text with personal data labelled

## Why a message was turned away
rejection-other = another fault
rejection-source_unknown = the source is not known
rejection-message_not_object = the message is not an object
rejection-type_unknown = the type of message is not known
rejection-message_id_invalid = the message id is not valid
rejection-timestamp_ancient = the time is too long ago
rejection-timestamp_invalid = the time is not valid
rejection-event_missing = the event has no name
rejection-event_unknown = the catalog does not declare this event
rejection-property_required = a required property is missing
rejection-group_missing = the group is missing
rejection-previous_id_missing = the previous identity is missing
rejection-identifier_unusable = no identifier can be used
rejection-identifier_missing = an identifier is missing
rejection-identifiers_too_many = it has too many identifiers
rejection-statements_too_many = it has too many statements about permission
rejection-consent_empty = the consent is empty
rejection-text_version_unknown = this version of the text is not known
rejection-actor_unknown = it is not known who stated this
rejection-detail_too_long = a detail is too long
rejection-purpose_unknown = the purpose is not in the catalog
rejection-channel_unknown = the channel is not in the catalog
rejection-topic_unknown = the topic is not in the catalog
rejection-preference_invalid = the preference is not valid
rejection-consent_not_list = the consent is not a list
rejection-flag_not_boolean = a mark is neither yes nor no
rejection-act_unknown = it is not known what was done about the consent
rejection-flag_unknown = the mark is not known
rejection-message_too_large = the message is too large
rejection-json_syntax = the JSON is not well-formed
rejection-json_duplicate_key = a name is there twice
rejection-json_too_deep = it is nested too deeply
rejection-json_too_many_items = it has too many parts
rejection-json_number = a number is out of range
rejection-json_utf8 = it is not valid UTF-8
rejection-permissions_full = the person has too many permission entries
rejection-batch_too_long = the batch has too many messages
rejection-message_type_mismatch = the message has another type than its route
rejection-message_malformed = the message is not well-formed
rejection-write_key_mismatch = the message carries another write key
rejection-json_empty = there is no JSON
rejection-json_not_utf8 = it is not valid UTF-8
rejection-json_truncated = the JSON ends too early
rejection-json_trailing = something follows the JSON
rejection-json_bad_string = a text is not well-formed
rejection-json_bad_number = a number is not well-formed
rejection-json_not_finite = a number is too large
rejection-actor_not_trusted = the key may not speak for somebody else
rejection-age_invalid = the age or date of birth is not valid
rejection-detail_not_text = method, evidence or language of a statement is no text
rejection-statement_member_unknown = a statement has a member that is not known
