# The words of the pages that everybody may see, of forms and of the record of processing.

## Brands tell what they do with data
colon = {": "}
years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}
transparency = What we do with your data
transparency-of = What { $brand } does with your data
transparency-back = What we do with your data
transparency-brands = Choose a brand to read what it collects, why, for how long, who gets it, and how to say no.
transparency-lead = This page is made from the rules that our computers follow. What does not stand here, they do not do.
transparency-outdated = You read version { $number } as it was from { $date } on. It is no longer in force.
transparency-newest = Read what holds today
transparency-place = Where do you live?
transparency-place-hint = The law differs from place to place. We do not keep your answer.
transparency-everywhere = Everywhere
transparency-show = Show
transparency-contents = On this page
transparency-purposes = What we use data for
transparency-no = How to say no, and whom to ask
transparency-no-how = You need no reason and it costs nothing. A no takes effect at once, and saying it takes no more steps than saying yes.
transparency-choices = Open your privacy choices
transparency-gpc = If your browser sends the signal “Global Privacy Control”, we take it as a no to selling or sharing wherever the law gives it that meaning, without you having to do anything here.
transparency-controller = Who is responsible
transparency-officer = Data protection: { $who }
transparency-representative = Representative in Europe: { $who }
transparency-authority = You can also complain to the data protection authority where you live.
transparency-proof = How you can check this
transparency-version = You read version { $number } of the rules of { $brand }, in force since { $date }.
transparency-history = All versions and what changed
transparency-history-lead = Every change of the rules is kept, and each version can be read as it was.
transparency-ledger = The ledger of permissions
transparency-ledger-lead = Every yes and every no is an entry of a ledger that nobody can change afterwards, not even we. It holds nothing personal. This is its head now:
transparency-ledger-how = Write it down or compare it with what others see. A receipt of yours can be checked against it on your own computer.
ledger-origin = Name
ledger-size = Entries
ledger-root = Root
ledger-at = Signed
told-sells = Data may be sold or shared for advertising
told-profiling = A computer decides
told-held = What we hold
told-sensitive = especially private
told-examples = such as { $list }
told-from = Where it comes from
told-from-none = Nothing is collected for this at present.
told-recipients = Who gets it
told-recipients-none = Nobody but us.
told-in = in { $list }
told-safeguard = protected by: { $what }
told-kept = How long
told-basis = Why we may
told-places = { $count ->
    [one] Where, and the law
   *[other] Where ({ $count } regions), and the law
}
told-nowhere = We do not do this at all in: { $list }
told-no = How to say no

## What a purpose rests on, in a sentence
ground-consent = Only if you say yes.
ground-contract = It is needed for what you ordered or asked for.
ground-legal_obligation = A law demands it.
ground-vital_interests = Somebody’s life may depend on it.
ground-public_task = It is a task for everybody’s good.
ground-legitimate_interests = We have a good reason that weighs more than the harm, and you may object.
ground-opt_out = We tell you, and do it until you say no.
ground-short-consent = Where we need your yes
ground-short-contract = Where it is part of your order
ground-short-legal_obligation = Where a law demands it
ground-short-vital_interests = Where a life may depend on it
ground-short-public_task = Where it is for everybody’s good
ground-short-legitimate_interests = Where we rest on a reason of our own
ground-short-opt_out = Where it goes on until you say no
say-no-withdraw = Say nothing, and nothing happens. If you said yes, take it back in your privacy choices; it ends at once.
say-no-object = Switch it off in your privacy choices; it ends at once.
say-no-object_to_marketing = Switch it off in your privacy choices or by the link in any message; it ends at once, and we need no reason.
say-no-contract = This cannot be switched off: without it we could not do what you asked us for.
say-no-law = This cannot be switched off: the law decides it, not we.

## History of versions
history-version = Version { $number }
history-first = The first version.
history-nothing = Nothing changed for the people of { $brand }.
history-change = { $what }: { $act }.
history-read = Read version { $number }
history-more = Older versions are kept as well; ask us for them.
act-added = new
act-removed = no longer done
act-changed = changed
meaning-neutral = allows the same
meaning-narrows = allows less
meaning-widens = allows more
side-basis = why we may
side-categories = kinds of data
side-recipients = who gets it
side-retention = how long
side-operations = what may be done
side-channels = channels
side-sale = selling
side-profiling = automated decisions
side-text = the words
side-mission = the mission
side-controller = who is responsible

## Pages that everybody may see
public-absent = There is nothing here
public-absent-body = The address may be mistyped, or what it named is gone.
country-DE = Germany
country-JP = Japan
country-US = United States
country-IE = Ireland
country-PT = Portugal
country-FR = France
country-GB = United Kingdom
country-NL = Netherlands
country-CN = China
country-TW = Taiwan
country-CA = Canada
country-BR = Brazil
country-IN = India

## Record of processing
records = Record of processing
records-lead = What GDPR Article 30 asks for, made from the catalog in force. It is never out of date.
records-csv = Download as CSV
records-json = Download as JSON
record-controller = Controller
record-contact = Contact
record-officer = Data protection officer
record-representative = Representative
record-controller-missing = The catalog does not say who is responsible. Add `controller` to the brand.
record-people = People concerned
record-transfers = Countries and safeguards
record-measures = Security measures
measure-sealed = Personal values are encrypted under a key of each person’s own; the master key lies apart from the data.
measure-purpose = Nothing is stored, read or sent without a purpose that the person’s permissions allow.
measure-recorded = What is kept and what is left out is counted with its reason, without values.
measure-shortened = Network addresses are shortened; identifiers are found by keyed hashes only.
measure-access = Staff and machines enter with keys of their own and see only what their purpose may see.
measure-erasure = Destroying a person’s key makes all of their values unreadable for good.
concerned-customers = customers
concerned-visitors = visitors of websites and apps
concerned-subscribers = people who asked for letters
concerned-enquirers = people who write or call
concerned-staff = people who work for us

## Signals that could not be read
problem-damaged_tc_string = the TCF string cannot be read
problem-damaged_gpp_string = the GPP string cannot be read
problem-damaged_consent_mode = the states of Google Consent Mode cannot be read

## The banner of the consent script
banner-title = May { $brand } use this?
banner-lead = You decide. Saying no takes as little as saying yes, and you can change your mind at any time. If you close this, nothing is decided.
banner-yes = Yes to all
banner-no = No to all
banner-choose = Choose one by one
banner-save = Save my choice
banner-close = Close without deciding
banner-gpc = Your browser sends Global Privacy Control. We have taken it as a no to selling and sharing.

## Forms
form-title-first-contact = Shall we write to you?
form-lead-first-contact = We ask for your address and your yes, and for nothing else.
form-send-first-contact = Send
form-title-newsletter = Get our letters
form-lead-newsletter = Your address is enough. The rest only helps us choose what to write.
form-send-newsletter = Sign up
form-title-account = Open an account
form-lead-account = So that we know you again when you come back or ask for help.
form-send-account = Open the account
form-title-checkout = Where shall we send it?
form-lead-checkout = We need this to deliver. What is marked as optional you may leave empty.
form-send-checkout = Go on
form-title-profile = Tell us what you like
form-lead-profile = All of this is up to you, and you can take it back at any time.
form-send-profile = Save
form-optional = (optional)
form-for = For: { $list }
form-only-with-yes = Kept only if you say yes to: { $list }
form-decide = You decide
form-decide-hint = Nothing is ticked beforehand. You can change your mind at any time.
form-yes = Yes: { $what }
form-yes-explicit = Yes, I agree to what stands below: { $what }
form-yes-channel = { $what }, by: { $channel }
form-no = No to: { $what }
form-no-hint = Tick the box and we do not do it.
form-double = It counts only once you have confirmed it.
form-again = We ask you again after { $time }.
form-told = What you should know
form-transparency = What { $brand } does with your data
form-age = Are you { $years } or older?
form-age-hint = We ask because the law protects children. We keep your answer and not your birthday.
form-age-older = Yes, I am { $years } or older
form-age-younger = No, I am younger
form-guardian = Email address of a parent or guardian
form-guardian-hint = We write to them once and ask whether they agree. We do not keep this address.
form-done-guardian = We have written to you. Open that letter and press the button: then we ask your parent or guardian. Nothing that you ticked is done before they agree.
form-done = Thank you
form-done-lead = { $brand } has noted what you decided, with the words that you were shown.
form-done-confirm = Part of it counts only once you have confirmed it. Until then nothing is sent to you.
form-wrong = Please look at this again. Nothing has been kept yet.
form-problem-form_token_forged = This form did not come from us as it is. Check it and send it again.
form-problem-form_token_stale = This form was open for more than a day. Check it and send it again.
form-problem-form_changed = Our words have changed since you opened this page. Read them again, then send the form.
form-problem-form_busy = We could not take this in just now. Wait a moment and send it again.
form-problem-form_not_kept = We may not keep these answers, so nothing was kept.
form-place = This place is not known
form-place-body = The address names a place that we do not know, so we cannot tell which law holds.
form-not-here = We do not offer this where you live
form-not-here-body = The law there gives us no reason to ask you for this data, so we do not.
form-origin = This form came from a page that may not send it
form-origin-body = To protect you, nothing was kept. Open the form on the brand’s own site and send it from there.
form-body = This form could not be read
form-body-body = It was too large or damaged on the way. Nothing was kept. Open the form again.
slip-missing = Fill this in: we cannot go on without it.
slip-not_text = Write at most 256 letters and signs, on one line.
slip-email = Write an email address, such as name@example.org.
slip-phone = Write a phone number that can be called.
slip-phone_country = Begin the number with + and the code of the country.
slip-country = Write the name of a country.
slip-date = Write a date, such as 1990-12-31.
slip-date_future = Write a date that has passed.
slip-number = Write a number.
slip-postal_code = This is no postcode of the country. Check it.
slip-nobody = Write an address of your own: this one belongs to nobody.
slip-not_ticked = Tick the box if you want this. If you do not, just leave the page.
slip-own_address = Write the address of a parent or guardian, not your own.
