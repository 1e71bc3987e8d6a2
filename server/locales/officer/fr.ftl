# Les mots des pages du délégué : demandes, dossiers, conservation, audit.
me-looked-request = à l’une de vos demandes

## Demandes : la liste
requests = Demandes
rq-lead = Ce que des personnes ont demandé comme c’est leur droit. Ce qui sera en retard le premier est en tête.
rq-take = Enregistrer une demande
rq-right = Droit
rq-any = tous
rq-show = Afficher
rq-all-brands = toutes les marques
rq-empty = Personne n’a de demande en cours. Dès que quelqu’un demande quelque chose, cela apparaît ici avec son délai.
rq-empty-narrowed = Aucune demande ne correspond.
rq-empty-so-far = Aucune parmi celles déjà regardées. Il y en a d’autres.
rq-more = Afficher la suite
rq-due-on = Réponse due avant le { $date }
rq-came-on = demandé le { $date }
rq-ended-on = Close le { $date }
rq-waits-for = En attente de : { $systems }
rq-back = Toutes les demandes
rq-mark-late = { $days ->
    [one] { $days } jour de retard
   *[other] { $days } jours de retard
}
rq-mark-late-today = en retard depuis aujourd’hui
rq-mark-today = moins d’un jour restant
rq-mark-soon = { $days ->
    [one] { $days } jour restant : bientôt
   *[other] { $days } jours restants : bientôt
}
rq-mark-in-time = { $days ->
    [one] { $days } jour restant
   *[other] { $days } jours restants
}
rq-mark-closed = close
rq-mark-was-in-time = répondue à temps
rq-mark-was-late = répondue en retard
rq-right-information = Être informé
rq-right-access = Voir les données
rq-right-rectification = Faire corriger des données
rq-right-erasure = Être effacé
rq-right-restriction = Faire limiter l’usage
rq-right-portability = Emporter les données
rq-right-objection = S’opposer
rq-right-automated-decision = Faire revoir une décision automatique par un humain
rq-right-sale-opt-out = Ni vente ni partage
rq-right-limit-sensitive = Données sensibles seulement si nécessaire
rq-state-open = toutes celles en cours
rq-state-received = identité à montrer
rq-state-identified = prête à commencer
rq-state-working = en traitement
rq-state-ended = closes
rq-state-completed = faite
rq-state-refused = refusée
rq-state-cancelled = retirée
rq-state-erased = personne effacée

## Demandes : en enregistrer une
rq-take-lead = Pour quelqu’un qui demande par lettre, par téléphone ou en magasin. Le même droit demandé à nouveau rejoint la demande en cours.
rq-right-asked = Que demande la personne ?
rq-right-missing = Choisissez ce qui est demandé.
rq-choose = Choisir un droit
rq-asker = Qui demande ?
rq-asks-person = La personne elle-même
rq-asks-staff = Le personnel, pour la personne
rq-asks-agent = Quelqu’un que la personne a mandaté
rq-asks-opendsr = Un autre responsable, par OpenDSR
rq-agent = Nom du mandataire
rq-agent-hint = Seulement si un mandataire demande.
rq-agent-missing = Indiquez le nom du mandataire.
rq-mandate-seen = J’ai vu le mandat
rq-take-button = Enregistrer

## Demandes : l’une d’elles
rq-next-received = Ensuite : la personne qui demande montre qui elle est. Rien n’est remis ni changé avant.
rq-next-identified = Ensuite : commencer. Ce que cela donne pour chaque finalité est ci-dessous.
rq-next-working = La demande est en traitement. Elle est faite quand chaque système a confirmé.
rq-next-completed = Tout ce qui peut être fait est fait.
rq-next-cancelled = La personne a retiré sa demande.
rq-who = Qui demande
rq-no-mandate = mandat non vu
rq-not-shown = pas encore identifié
rq-required-named = Il suffit que la personne se nomme.
rq-required-reached = Une preuve d’identité suffit.
rq-required-strong = Il faut deux preuves, ou une pièce d’identité.
rq-assurance-named = nommé
rq-assurance-reached = joint
rq-assurance-strong = identité bien établie
rq-shown = Le { $date } : { $ways }
rq-checks = Quelles preuves viennent d’être données ?
rq-checks-hint = Ne cochez que ce que vous avez vérifié vous-même dans la dernière heure.
rq-check-code-by-email = un code par e-mail
rq-check-code-by-sms = un code par SMS
rq-check-signed-in = connexion à son compte
rq-check-questions = des questions auxquelles elle seule sait répondre
rq-check-document = une pièce d’identité
rq-check-controller = la parole de l’autre responsable
rq-identify = Enregistrer la vérification
rq-cancel = La personne retire sa demande
rq-cancel-hint = Seulement si elle l’a dit elle-même. Les autres qui demandent la même chose restent.
rq-parts = Ce que cela donne
rq-foreseen = Dans l’état actuel. Ce sera recalculé au commencement.
rq-parts-empty = Rien n’est détenu sous aucune finalité.
rq-can = possible
rq-done = fait
rq-cannot = impossible
rq-begin = Commencer
rq-begin-hint = Indiquez les autres systèmes qui détiennent les données. La demande n’est pas faite avant que chacun ait confirmé.
rq-systems-known = Destinataires de ces finalités
rq-systems-others = Autres systèmes
rq-systems-hint = Un par ligne, 64 lettres au plus.
rq-systems = Systèmes qui détiennent les données
rq-here = ce système
rq-reply = Enregistrer sa réponse
rq-reply-none = rien entendu jusqu’ici
rq-reply-waiting = en attente
rq-reply-done = confirmé
rq-reply-failed = échec
rq-reply-is-done = Il a fait sa part
rq-reply-code = En cas d’échec : un code court
rq-reply-code-hint = Par exemple « timeout ». Aucune donnée personnelle.
rq-reply-is-failed = Il a échoué
rq-advance = Continuer
rq-advance-hint = Fait ici ce qui peut l’être maintenant.
rq-deadline = Délai
rq-due = Réponse due avant le
rq-came = Reçue le
rq-rule = Temps donné par la loi
rq-counted = Compté
rq-counted-in = selon le calendrier de { $zone } ; le jour de réception ne compte pas
rq-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
rq-acknowledge = À confirmer avant le
rq-extended = Délai prolongé le
rq-extendable = La loi donne plus de temps
rq-delay-complex = parce que la demande est complexe
rq-delay-many = parce que beaucoup ont demandé en même temps
rq-others = Autres étapes
rq-extend = Prendre plus de temps
rq-extend-hint = Une fois, et seulement avant le premier délai. La personne doit l’apprendre maintenant, avec la raison.
rq-refuse = Tout refuser
rq-refuse-hint = La personne apprend la raison, et qu’elle peut se plaindre à l’autorité.
rq-hold = Poser un gel juridique
rq-lift = Lever le gel juridique
rq-on-hold = gel juridique
rq-hold-hint = Tant que le gel tient, rien de cette personne n’est effacé. Il est inscrit au registre et la personne le voit.
rq-hold-reason = Raison
rq-hold-reason-hint = Par exemple le numéro de la procédure. Elle reste avec l’inscription.
rq-link = Créer un lien de téléchargement
rq-link-why = Il mène à tout ce qui est détenu, sert une fois et pendant sept jours. Ne le donnez qu’à la personne identifiée.
rq-link-made = Le lien. Il n’est montré que maintenant :
rq-link-hint = Ajoutez ?format=html pour une page à lire, ?format=csv pour un tableau ; sans cela, c’est du JSON.
rq-gone = La personne a été effacée
rq-gone-lead = La demande est partie avec elle : nul ne peut plus dire de qui il s’agissait. Voici le certificat.
rq-certificate = Numéro
rq-erased-on = Effacée le
rq-erased-keys = Clés détruites
rq-erased-identifiers = Identifiants bloqués
rq-erased-entries = Entrées supprimées
rq-erased-facts = Inscriptions d’autorisation supprimées
rq-told-taken = Enregistrée. Le délai court à partir de maintenant.
rq-told-joined = La même chose était déjà demandée : elle rejoint la demande en cours. La personne doit encore montrer qui elle est.
rq-told-identified = Enregistré. La personne qui demande est identifiée.
rq-told-advanced = Fait autant que possible pour l’instant.
rq-told-replied = Enregistré.
rq-told-extended = Le délai est plus long. Dites-le à la personne aujourd’hui.
rq-told-refused = Refusée. Dites la raison à la personne.
rq-told-cancelled = Retirée.
rq-told-held = Le gel juridique tient à partir de maintenant.
rq-told-lifted = Le gel juridique est levé.
rq-problem-nobody = Personne n’est connu sous cet identifiant. Celui qui a demandé ne doit pas l’apprendre : répondez comme à tous.
rq-problem-many = Cette personne a trop de demandes en cours. Répondez d’abord à celles-ci.
rq-problem-busy = Quelqu’un d’autre a changé quelque chose au même moment. Réessayez.
rq-problem-not-shown = Ces preuves ne suffisent pas pour ce droit et cette personne. Demandez-en d’autres.
rq-problem-agent = Le mandat n’a pas été vu, rien n’est donc fait.
rq-problem-closed = Cette demande est close. Plus rien ne lui arrive.
rq-problem-not-identified = Personne parmi ceux qui demandent n’est encore identifié.
rq-problem-no-ground = Ce n’est pas une raison de tout refuser maintenant.
rq-problem-no-time = Il n’y a plus de temps à prendre : c’est déjà fait, le premier délai est passé, ou la loi n’en donne pas.
rq-problem-systems-wait = Tous les systèmes n’ont pas confirmé.
rq-problem-systems = Un système n’a pas de part dans cette demande, ou un nom dépasse 64 lettres.
rq-problem-not-now = Ce n’est pas possible maintenant.
rq-problem-hold = Un gel juridique tient, rien n’est donc effacé. Levez-le d’abord, ou refusez la demande à cause de lui.
rq-problem-code = Dites ce que le système a répondu, avec un code court en cas d’échec.
rq-problem-reason = Choisissez une raison.
rq-problem-hold-reason = Donnez une raison de 200 lettres au plus.
rq-problem-unfound = La personne n’a pas d’identifiant sous lequel l’inscrire.

## Pourquoi quelque chose est impossible
rq-why-not_under_basis = Ce droit n’existe pas sous la base légale de cette finalité.
rq-why-kept_by_law = Une loi impose de le conserver.
rq-why-public_task = C’est conservé pour une mission publique.
rq-why-legal_hold = Une procédure exige que rien ne soit effacé pour l’instant.
rq-why-nothing_held = Rien n’est détenu.
rq-why-no_automated_decision = Rien n’est décidé automatiquement ici.
rq-why-not_sold = Rien n’est vendu ni partagé sous cette finalité.
rq-why-no_sensitive_data = Aucune donnée sensible n’est utilisée au-delà du nécessaire.
rq-why-identity_not_shown = La personne n’a pas montré qui elle est.
rq-why-agent_not_authorised = Le mandataire n’a pas montré de mandat.
rq-why-excessive = C’est manifestement infondé ou excessif.
rq-why-rights_of_others = Cela nuirait aux droits d’autrui.
rq-why-nobody_known = Personne n’est connu sous ce qui a été donné.

## Le dossier à lire
pk-title = Vos données
pk-lead = Tout ce que { $brands } détenaient sur vous le { $date }, avec l’origine et la raison.
pk-lead-portability = Ce que vous avez donné à { $brands }, état au { $date }, à emporter.
pk-contents = Sommaire
pk-other = Autres données
pk-empty = Rien n’est détenu sur vous au-delà de ce qui permet de vous retrouver.
pk-why = Pourquoi c’est conservé, et sur quelle base
pk-not-now = L’usage n’est pas permis pour l’instant : { $reasons }.
pk-worked-out = Groupes où nous vous rangeons
pk-done = Ce que vous avez fait
pk-done-empty = Rien de ce que vous avez fait n’est enregistré.
pk-events = Chaque fois
pk-events-left = { $count ->
    [one] { $count } entrée plus ancienne manque ici ; le fichier JSON en a davantage.
   *[other] { $count } entrées plus anciennes manquent ici ; le fichier JSON en a davantage.
}
pk-left-out = { $count ->
    [one] { $count } entrée plus ancienne n’est dans aucun des fichiers, car il y en a trop pour un seul. Demandez-la.
   *[other] { $count } entrées plus anciennes ne sont dans aucun des fichiers, car il y en a trop pour un seul. Demandez-les.
}
pk-history = Ce que vous avez permis, et chaque changement
pk-looks = Qui a regardé vos données
pk-foot = Quelque chose ne va pas ? Vous pouvez faire corriger, effacer ou limiter, ou vous opposer. Ce fichier n’a pas besoin de connexion : gardez-le là où personne d’autre ne le lit.

## Conservation
rt-title = Ce qui ne peut plus être conservé
rt-lead = Une fois par jour, un passage supprime ce qu’aucune finalité ne peut plus conserver. Vous voyez ici d’avance ce que le prochain supprimerait. Compter ne change rien.
rt-last = Dernier passage
rt-next = Prochain passage dû
rt-events = Entrées qui partiraient
rt-trimmed = Fiches qui seraient réduites
rt-looked = Fiches regardées
rt-failed = Le comptage a échoué. Le journal dit pourquoi.
rt-counting = Comptage en cours depuis le { $date }. Tout le monde est regardé, cela peut durer ; vous pouvez quitter cette page.
rt-counted = Compté le { $date }.
rt-not-counted = Pas encore compté depuis le démarrage.
rt-count = Compter maintenant
rt-periods = Par finalité
rt-ended = Valeurs au-delà de leur temps

## The rail
rail-records = Registre
rail-audit = Audit

## Audit
audit = Audit
au-questions = Questions
au-consents = Qui a consenti
au-consents-lead = Qui a dit quoi d’une finalité, à quel texte et quand. Laissez la personne vide pour demander pour tous.
au-decision = Sur quelle base
au-decision-lead = Si une chose était permise pour une personne à un instant : la décision refaite, avec le catalogue et les déclarations d’alors.
au-changes = Ce qui a changé
au-changes-lead = Les versions du catalogue et leurs différences, l’issue des demandes, ce qui a été enregistré, et où le personnel a parlé à la place d’une personne.
au-person-hint = Laissez vide pour tous. Rien n’en reste dans une adresse ni un journal.
au-person-now = Demandé pour { $person }. Remplissez pour quelqu’un d’autre.
au-version = Version du texte
au-from = Du (UTC)
au-until = Au, ce jour compris (UTC)
au-at = Instant (UTC)
au-operation = Ce qui a été fait
au-month = Mois (UTC)
au-month-hint = Par exemple 2026-05.
au-ask = Demander
au-answer = Réponse
au-consents-empty = Aucune déclaration ne correspond parmi les fiches regardées.
au-decision-missing = Indiquez la personne, la finalité et l’instant.
au-month-missing = Indiquez un mois, par exemple 2026-05.
au-ahead = Ce moment n’est pas encore venu. Demandez pour maintenant ou avant.
au-no-catalog = Aucun catalogue n’était en vigueur à cet instant.
au-permitted = { $purpose } était permis alors, sur cette base : { $basis }.
au-denied = { $purpose } n’était pas permis alors
au-records = Fiches qui étaient cette personne alors
au-recorded-later = { $count ->
    [one] { $count } déclaration valait déjà mais n’a été enregistrée qu’ensuite ; elle ne comptait pas.
   *[other] { $count } déclarations valaient déjà mais n’ont été enregistrées qu’ensuite ; elles ne comptaient pas.
}
au-cut-records = { $count ->
    [one] { $count } fiche a plus de 5 000 déclarations. Seules les 5 000 plus récentes ont été lues ; il peut en manquer de plus anciennes dans la réponse.
   *[other] { $count } fiches ont plus de 5 000 déclarations. Seules les 5 000 plus récentes de chacune ont été lues ; il peut en manquer de plus anciennes dans la réponse.
}
au-place-later = Le lieu de vie n’a été noté qu’ensuite ; les règles les plus strictes ont été prises.
au-rests-on = Sur quoi elle repose
au-rests-on-nothing = Aucune déclaration : la base n’en demande pas.
au-place = Entrée { $index } du registre
au-no-place = plus ancienne que le registre
au-text = Le texte
au-versions-empty = Aucune version du catalogue n’a été appliquée.
au-version-first = La première version, ou une version sans rien à comparer.
au-differences = { $count ->
    [one] { $count } différence avec la version d’avant
   *[other] { $count } différences avec la version d’avant
}
au-act-added = ajouté
au-act-removed = retiré
au-act-changed = modifié
au-widens = permet plus
au-narrows = permet moins
au-basis-changed = base légale
au-cut = Il y en a plus que ce qui est dit ici.
au-ended = Demandes closes
au-ended-empty = Aucune demande n’a été close.
au-outcome = Issue
au-facts = Déclarations d’autorisation
au-facts-empty = Rien n’a été enregistré parmi les fiches regardées.
au-what = Quoi
au-who = Dit par
au-preferences = Préférences chez { $brand }
au-overrides = Dit ou fait par le personnel ou la marque à la place d’une personne
au-overrides-count = { $count ->
    [0] Aucune parmi les fiches regardées.
    [one] { $count } déclaration parmi les fiches regardées.
   *[other] { $count } déclarations parmi les fiches regardées ; 50 au plus sont montrées.
}
au-looked = { $count ->
    [one] { $count } fiche a été regardée.
   *[other] { $count } fiches ont été regardées.
}
au-looked-all = C’était le reste.
au-looked-more = Il y en a d’autres : continuez pour regarder les suivantes.
au-more = Continuer
au-file = Garder la réponse avec ses preuves (JSON)
au-file-hint = « telos receipt verify FICHIER » vérifie chaque preuve, sans rien demander à personne. Les personnes effacées ne sont pas parmi les réponses.

## A copy on the own pages
me-copy-as-html = Télécharger pour lire

## Who said it
au-said = Dit par { $by } ({ $method })
au-by-person = la personne
au-by-guardian = un parent ou tuteur
au-by-staff = le personnel
au-by-agent = un mandataire
au-by-signal = un navigateur ou appareil
au-by-controller = la marque

## What staff did
au-deed-unmerge = Séparé d’une autre fiche
au-deed-refuse = Demande refusée
au-deed-extend = Plus de temps pris pour une demande
au-deed-lift_suppression = Identifiant effacé admis à nouveau
au-deed-by = Fait par { $name }
