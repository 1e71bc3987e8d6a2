# Les mots de la console, en français.
language-name = Français
skip = Aller au contenu
languages = Langue
sections = Console
leave = Se déconnecter
now = En ce moment
people = Personnes
catalog = Catalogue
parts = Composants
none = –
# Between two sentences.
gap = {" "}
list-separator = {", "}
date = { $day } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year }
clock = { $time } UTC
moment = { $date }, { $time } UTC
yes = oui
no = non
nothing-given = vide

## Connexion
enter = Se connecter à la console
enter-lead = La console montre ce qui arrive et ce que les personnes ont permis. Seules les personnes qui ont la clé de la console peuvent entrer.
console-key = Clé de la console
console-key-hint = Demandez-la à ceux qui exploitent Telos. La démo l’affiche au démarrage.
enter-button = Se connecter
enter-wrong = Ce n’est pas la clé de la console. Vérifiez-la et réessayez.
enter-slow = Trop de clés fausses en peu de temps. Attendez une minute, puis réessayez.
notice-denied = Ce formulaire ne vient pas de la console
notice-denied-body = Pour vous protéger, seuls les formulaires des pages de cette console sont acceptés. Rien n’a été modifié. Rouvrez la page et envoyez le formulaire depuis celle-ci.
notice-absent = Il n’y a rien ici
notice-absent-body = L’adresse est peut-être mal écrite, ou ce qu’elle désignait n’existe plus.
notice-failed = Lecture impossible
notice-failed-body = Le stockage n’a pas répondu. Rien n’a été modifié. Réessayez dans un instant ; si cela dure, le journal dit pourquoi.
back-to-now = Aller à « En ce moment »

## En ce moment
now-lead = Ce qui arrive, et ce que la barrière en fait. Ce qu’aucune finalité ne peut détenir est écarté avant toute écriture.
today = Aujourd’hui
today-of = { $date }, depuis minuit UTC
today-empty = Rien n’est arrivé aujourd’hui.
kept = Gardés
forgotten = Oubliés
duplicate = Déjà vus
rejected = Refusés
fields-left-out = Champs écartés
chart-today = Messages du jour par source
chart-part = { $what } : { $count }
chart-bar = { $source } : { $kept } gardés, { $forgotten } oubliés, { $duplicate } déjà vus, { $rejected } refusés
table-behind = Voir les chiffres en tableau
source = Source
brand = Marque
purpose = Finalité
field = Champ
reason = Raison
times = Nombre
top-reasons = Pourquoi des champs ont été écartés
top-reasons-empty = Aucun champ n’a été écarté aujourd’hui.
live = Arrivées
live-plain = Les derniers messages. Actualisez pour voir les suivants.
live-on = Les nouveaux messages apparaissent ici d’eux-mêmes.
live-off = En pause. Les nouveaux messages ne s’affichent pas.
live-lost = La connexion est perdue. Nouvel essai en cours.
live-empty = Pas encore de message. Dès qu’une source en envoie un, il apparaît ici.
refresh = Actualiser
pause = Pause
resume = Reprendre
left-out = Écartés
outcome-kept = { $count ->
    [0] Aucun champ n’a été gardé.
    [one] { $count } champ a été gardé.
   *[other] { $count } champs ont été gardés.
}
outcome-left-out = { $count ->
    [one] { $count } a été écarté.
   *[other] { $count } ont été écartés.
}
outcome-facts = { $count ->
    [one] Il apportait { $count } inscription de permission.
   *[other] Il apportait { $count } inscriptions de permission.
}
outcome-new = La personne est nouvelle.
outcome-linked = Il a montré que deux fiches sont une seule personne.
outcome-fields = Quels champs, et pourquoi
outcome-forgotten = Aucune finalité ne peut en détenir quoi que ce soit : il a été compté, puis oublié.
outcome-duplicate = Ce message était déjà là. Rien n’a changé.
outcome-rejected = Il n’a pas pu être compris :
held-for = pour { $purposes }
the-event-itself = L’événement lui-même
segment-entered = Entrée
segment-left = Sortie
open-person = Ouvrir cette personne

## Personnes
people-lead = Trouvez une personne et dites pour quelle finalité vous regardez. Vous ne voyez que ce que cette finalité peut voir.
people-absent = Personne ici ne porte cet identifiant.
people-find = Afficher la personne
people-other = Chercher quelqu’un d’autre
identifier-kind = Type d’identifiant
identifier-value = Identifiant
identifier-hint = Tel que la personne l’a donné. Il ne figure dans aucune adresse ni aucun journal.
identifier-wrong = Ce n’est pas un identifiant valide de ce type.
identifier-missing = Remplissez l’identifiant.
purpose-wrong = Choisissez la finalité pour laquelle vous regardez.
purpose-why = Pour quelle finalité regardez-vous ?
purpose-hint = Sans finalité, rien ne s’affiche.
purpose-looking = Vous regardez pour cette finalité
purpose-look = Regarder pour cette finalité
choose = Choisir une finalité
person = Personne
person-back = Retour à la personne
person-denied = Cette finalité ne peut pas voir cette personne
purpose-missing = Choisissez d’abord une finalité
purpose-missing-body = Les données des personnes ne s’affichent que pour une finalité. Choisissez ci-dessus celle pour laquelle vous regardez.
ground = Pourquoi vous pouvez voir ceci
ground-because = Vous pouvez voir ceci parce que { $purpose } ({ $brand }) repose sur { $basis }.
ground-facts = { $count ->
    [one] { $count } inscription sur la permission de la personne l’appuie.
   *[other] { $count } inscriptions sur la permission de la personne l’appuient.
}
ground-until = Si la personne ne dit rien de nouveau, cela vaut jusqu’au { $until }.
ground-until-news = Cela vaut tant que la personne ne dit rien d’autre.
ground-retention = { $days ->
    [one] Les données peuvent être gardées { $days } jour.
   *[other] Les données peuvent être gardées { $days } jours.
}
ground-categories = Types de données : { $categories }
traits = Ce que l’on sait
traits-empty = Rien que cette finalité puisse voir.
not-valid = non valide
as-sent = tel que reçu : { $value }
badge-purposes = { $count ->
    [one] visible pour { $count } finalité
   *[other] visible pour { $count } finalités
}
provenance = Source : { $source }, le { $date }, pour { $purposes }
computed = Calculé
computed-empty = Rien n’est calculé que cette finalité puisse voir.
behaviour = Ce que la personne a fait
behaviour-empty = Rien que cette finalité puisse voir.
measured = Quoi
sum = Somme
first = Première fois
last = Dernière fois
identifiers = Identifiants
identifiers-empty = Aucun que cette finalité puisse voir.
seen-between = Vu pour la première fois le { $first }, la dernière le { $last }
segments = Segments
segments-empty = Dans aucun segment de cette finalité.
since = depuis le { $date }
groups = Groupes
consents = Consentements par finalité
consents-empty = Aucune finalité ne demande de consentement ici.
state = État
withheld = Ce qui n’est pas montré, et pourquoi
withheld-lead = C’est connu, mais pas montré pour la finalité choisie.
withheld-empty = Rien n’est caché.
withheld-category = la finalité ne prend pas ce type de données
withheld-others = recueilli seulement pour { $purposes }
why-one = Pourquoi c’est une seule personne
why-one-single = Tout vient d’une seule fiche ; rien n’a dû être relié.
why-one-lead = { $count ->
    [one] { $count } fiche est cette personne.
   *[other] { $count } fiches sont tenues pour une seule personne, parce que :
}
node-since = depuis le { $date }
node-kind = { $kind } : { $count }
edge-pair = { $a } et { $b } :
edge-together = { $a } et { $b } sont arrivés dans un même message.
edge-alias = Un message a dit que les deux sont la même personne.
edge-staff = Le personnel a dit que les deux sont la même personne.
severed = { $count ->
    [one] { $count } paire a été séparée et le reste.
   *[other] { $count } paires ont été séparées et le restent.
}
graph-label = { $nodes } fiches, { $edges } liens
graph-edge = { $a } et { $b }
timeline = Chronologie
timeline-empty = Il ne s’est rien passé que cette finalité puisse voir.
timeline-more = Voir plus ancien
left-out-count = { $count ->
    [one] { $count } champ a été écarté
   *[other] { $count } champs ont été écartés
}

## Catalogue
catalog-lead = Les règles en vigueur : ce qui est recueilli, pour quoi et sur quel fondement.
catalog-version = Version { $number }, appliquée le { $date }
catalog-parts = Parties du catalogue
brands = Marques
purposes = Finalités
sources = Sources
data = Événements et champs
jurisdictions = Juridictions
history = Versions
empty-list = Le catalogue n’en déclare pas.
name = Nom dans le catalogue
established = Établie en
purpose-version = version { $version }
mark-marketing = prospection
mark-sells = vend ou partage des données
mark-necessary = nécessaire
mark-profiling = décisions automatisées
mark-channel-consent = consentement propre à chaque canal
categories = Types de données
operations = Ce qui peut être fait
recipients = Qui peut les recevoir
nobody = personne
retention = Durée de conservation
retention-none = tant que la personne est connue
days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
bases = Bases légales
bases-count = { $count ->
    [0] Aucune base légale : interdit partout
    [one] Base légale dans { $count } juridiction
   *[other] Bases légales dans { $count } juridictions
}
jurisdiction = Juridiction
basis = Base
rules = Règles
citation = Où la loi le dit
rule-explicit = explicite
rule-separate = demandé à part
rule-double-opt-in = confirmé deux fois
rule-age = { $days ->
    [one] redemandé après { $days } jour
   *[other] redemandé après { $days } jours
}
channel = Canal
collects-for = Recueille pour
rate = Au plus
rate-value = { $count ->
    [one] { $count } événement par seconde
   *[other] { $count } événements par seconde
}
rate-none = pas de limite propre
data-traits = Caractéristiques
data-context = Contexte
data-group = Caractéristiques des groupes
data-event = Événement : { $name }
event-category = Le fait qu’il a eu lieu relève de : { $category }
fields-empty = Pas de champ propre.
type = Type
type-list = (liste)
category = Type de données
notes = Notes
note-required = obligatoire
note-identifier = identifie la personne
note-measure = additionné par jour
note-raw = gardé aussi tel que reçu
segment-for = Pour { $purpose } ({ $brand })
pack-strictest = là où rien d’autre n’est connu
model-opt-in = Rien de facultatif sans un oui
model-opt-out = Permis jusqu’à un non
law = Loi
places = S’applique en
places-none = partout où aucune autre règle n’est connue
child-age = Enfants
child-age-value = moins de { $age } ans
answer-within = Réponse aux demandes sous
request-months = { $count ->
    [one] { $count } mois
   *[other] { $count } mois
}
request-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
request-business-days = { $count ->
    [one] { $count } jour ouvré
   *[other] { $count } jours ouvrés
}
request-promptly = un délai non chiffré, au plus vite
demands = Elle exige
demand-sale-own-yes = Dès un certain âge, les enfants disent eux-mêmes si leurs données peuvent être vendues
demand-sensitive-explicit = un consentement explicite pour les données sensibles
demand-sensitive-separate = un consentement séparé pour les données sensibles
demand-disclosure-separate = un consentement séparé pour la communication à des tiers
demand-gpc = Global Privacy Control vaut refus de la vente
demand-sale = on peut refuser la vente et le partage
demand-sale-two-steps = après un non, un oui à la vente demande deux étapes
demand-limit = on peut limiter l’usage des données sensibles
reviewed = Relu par
version = Version
applied = Appliquée le
hash = Empreinte

## Composants
parts-lead = Les composants des pages, avec des données d’exemple. Seulement pendant le développement.
parts-pages = Pages entières avec des données d’exemple
parts-badge = Étiquettes et provenance
parts-field = Champs et boutons
parts-chart = Graphique
parts-table = Tableau vide
parts-graph = Graphe des identités
parts-timeline = Chronologie
parts-toast = Messages aux lecteurs

## Raisons des décisions
reason-purpose_unknown = la finalité n’est pas dans le catalogue
reason-category_unknown = un type de données n’est pas dans le catalogue
reason-recipient_unknown = le destinataire n’est pas dans le catalogue
reason-jurisdiction_unknown = aucune règle n’est connue là où se trouve la personne
reason-channel_unknown = le canal n’est pas dans le catalogue
reason-topic_unknown = le sujet n’est pas dans le catalogue
reason-erased = la personne a été effacée
reason-restricted = la personne a limité l’usage de ses données
reason-child_without_guardian = la personne est un enfant et aucun responsable n’a accepté
reason-category_not_declared = la finalité ne prend pas ce type de données
reason-recipient_not_declared = la finalité ne nomme pas ce destinataire
reason-operation_not_declared = la finalité ne permet pas cet usage
reason-channel_not_declared = la finalité n’utilise pas ce canal
reason-no_basis = il n’y a pas de base légale là où se trouve la personne
reason-consent_unknown = il faut un consentement et la personne n’a pas été interrogée
reason-consent_requested = la personne a été interrogée et n’a pas répondu
reason-consent_pending = la personne doit encore confirmer son oui
reason-consent_denied = la personne a dit non
reason-consent_withdrawn = la personne a retiré son oui
reason-consent_revoked = la marque a révoqué le consentement
reason-consent_expired = le consentement est trop ancien
reason-consent_invalidated = le consentement ne couvre pas le texte actuel
reason-consent_not_explicit = il faut un consentement explicite
reason-consent_not_separate = il faut un consentement séparé
reason-objected = la personne s’est opposée
reason-sale_opted_out = la personne a refusé la vente et le partage
reason-global_privacy_control = le navigateur envoie Global Privacy Control
reason-sensitive_limited = la personne a limité l’usage des données sensibles
reason-channel_consent_missing = le canal demande son propre consentement
reason-channel_unwanted = la personne ne veut pas de ce canal
reason-topic_unwanted = la personne ne veut pas de ce sujet
reason-frequency_reached = la personne ne veut plus de messages pour le moment
reason-quiet_hours = c’est l’heure de calme de la personne
reason-no_purpose = aucune finalité de la source ne prend ce type de données

## Ce qui n’allait pas dans une valeur
problem-undeclared_trait = le catalogue ne déclare pas cette caractéristique
problem-undeclared_property = l’événement ne déclare pas cette propriété
problem-undeclared_context = le catalogue ne déclare pas ce champ de contexte
problem-wrong_type = la valeur n’est pas du bon type
problem-too_large = la valeur est trop longue
problem-blocked_identifier = la valeur n’identifie personne
problem-undeclared_identifier = le catalogue ne déclare pas ce type d’identifiant
problem-invalid_identifier = la valeur n’est pas valide pour son type
problem-unknown_consent_category = aucune finalité n’est connue sous cette catégorie de consentement
problem-future_clock = l’horloge avançait ; l’heure de réception a été prise

## États du consentement
state-unknown = pas demandé
state-requested = demandé
state-pending = à confirmer
state-granted = oui
state-denied = non
state-withdrawn = retiré
state-revoked = révoqué
state-expired = trop ancien
state-invalidated = non valide

## Bases légales
basis-consent = le consentement de la personne
basis-contract = un contrat avec la personne
basis-legal_obligation = une obligation légale
basis-vital_interests = des intérêts vitaux
basis-public_task = une mission publique
basis-legitimate_interests = un intérêt de la marque, auquel la personne peut s’opposer
basis-opt_out = une information, jusqu’à un non de la personne

## Appels
call-identify = Qui est quelqu’un
call-track = Événement
call-page = Page vue
call-screen = Écran vu
call-group = Groupe
call-alias = Même personne
call-consent = Permission

## Canaux des sources
channel-web = web
channel-app = appli
channel-store = caisse du magasin
channel-phone = téléphone
channel-email = e-mail
channel-server = serveur
channel-import = fichier
channel-choices = pages et formulaires de la marque

## Types d’identifiants
identifier-user_id = Numéro de client
identifier-email = E-mail
identifier-phone = Téléphone
identifier-anonymous_id = Navigateur
identifier-device_id = Appareil
identifier-loyalty_id = Carte de fidélité
identifier-customer_id = Numéro dans un autre système

## Opérations
operation-collect = recueillir
operation-merge = relier des fiches
operation-read = montrer
operation-query = compter
operation-segment = classer en segments
operation-train = entraîner des modèles
operation-send = envoyer
operation-replay = retraiter

## Types de champs
type-text = texte
type-number = nombre
type-boolean = oui ou non
type-time = date ou heure
type-email = e-mail
type-phone = numéro de téléphone
type-country = pays
type-region = région
type-city = ville
type-name = nom
type-postal_code = code postal
type-ip = adresse réseau
type-locale = langue et région
type-note = texte libre où les données personnelles sont remplacées

## Pourquoi un message a été refusé
rejection-other = une autre erreur
rejection-source_unknown = la source n’est pas connue
rejection-message_not_object = le message n’est pas un objet
rejection-type_unknown = ce type de message n’est pas connu
rejection-message_id_invalid = l’identifiant du message n’est pas valide
rejection-timestamp_ancient = la date est trop ancienne
rejection-timestamp_invalid = la date n’est pas valide
rejection-event_missing = l’événement n’a pas de nom
rejection-event_unknown = le catalogue ne déclare pas cet événement
rejection-property_required = une propriété obligatoire manque
rejection-group_missing = le groupe manque
rejection-previous_id_missing = l’identité précédente manque
rejection-identifier_unusable = aucun identifiant n’est utilisable
rejection-identifier_missing = un identifiant manque
rejection-identifiers_too_many = il a trop d’identifiants
rejection-statements_too_many = il a trop de déclarations de permission
rejection-consent_empty = le consentement est vide
rejection-text_version_unknown = cette version du texte n’est pas connue
rejection-actor_unknown = on ne sait pas qui l’a déclaré
rejection-detail_too_long = un détail est trop long
rejection-purpose_unknown = la finalité n’est pas dans le catalogue
rejection-channel_unknown = le canal n’est pas dans le catalogue
rejection-topic_unknown = le sujet n’est pas dans le catalogue
rejection-preference_invalid = la préférence n’est pas valide
rejection-consent_not_list = le consentement n’est pas une liste
rejection-flag_not_boolean = une marque n’est ni oui ni non
rejection-act_unknown = on ne sait pas ce qui a été fait du consentement
rejection-flag_unknown = la marque n’est pas connue
rejection-message_too_large = le message est trop grand
rejection-json_syntax = le JSON est mal formé
rejection-json_duplicate_key = un nom y figure deux fois
rejection-json_too_deep = il est imbriqué trop profondément
rejection-json_too_many_items = il a trop d’éléments
rejection-json_number = un nombre est hors limites
rejection-json_utf8 = ce n’est pas de l’UTF-8 valide
rejection-permissions_full = la personne a trop d’inscriptions de permission
rejection-batch_too_long = le lot a trop de messages
rejection-message_type_mismatch = le message n’est pas du type de son adresse
rejection-message_malformed = le message est mal formé
rejection-write_key_mismatch = le message porte une autre clé d’écriture
rejection-json_empty = il n’y a pas de JSON
rejection-json_not_utf8 = ce n’est pas de l’UTF-8 valide
rejection-json_truncated = le JSON s’arrête trop tôt
rejection-json_trailing = quelque chose suit le JSON
rejection-json_bad_string = un texte est mal formé
rejection-json_bad_number = un nombre est mal formé
rejection-json_not_finite = un nombre est trop grand
rejection-actor_not_trusted = la clé ne peut pas parler pour quelqu’un d’autre
rejection-age_invalid = l’âge ou la date de naissance n’est pas valable
rejection-detail_not_text = le moyen, la preuve ou la langue d’une déclaration n’est pas du texte
rejection-statement_member_unknown = une déclaration contient un élément inconnu
