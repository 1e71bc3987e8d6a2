# The words of the pages that everybody may see, of forms and of the record of processing.

## Brands tell what they do with data
colon = {" : "}
years = { $years ->
    [one] { $years } an
   *[other] { $years } ans
}
transparency = Ce que nous faisons de vos données
transparency-of = Ce que { $brand } fait de vos données
transparency-back = Retour : ce que nous faisons de vos données
transparency-brands = Choisissez une marque pour lire ce qu’elle recueille, pourquoi, combien de temps, qui le reçoit et comment dire non.
transparency-lead = Cette page est tirée des règles que suivent nos ordinateurs. Ce qui n’y figure pas, ils ne le font pas.
transparency-outdated = Vous lisez la version { $number }, telle qu’elle était à partir du { $date }. Elle n’est plus en vigueur.
transparency-newest = Lire ce qui vaut aujourd’hui
transparency-place = Où vivez-vous ?
transparency-place-hint = La loi varie d’un lieu à l’autre. Nous ne gardons pas votre réponse.
transparency-everywhere = Partout
transparency-show = Afficher
transparency-contents = Sur cette page
transparency-purposes = À quoi servent les données
transparency-no = Comment dire non, et à qui s’adresser
transparency-no-how = Il ne faut pas de raison et cela ne coûte rien. Un non vaut aussitôt, et il ne demande pas plus d’étapes qu’un oui.
transparency-choices = Ouvrir vos choix
transparency-gpc = Si votre navigateur envoie le signal « Global Privacy Control », nous y voyons un non à la vente et au partage partout où la loi lui donne ce sens, sans rien à faire ici.
transparency-controller = Qui est responsable
transparency-officer = Protection des données : { $who }
transparency-representative = Représentant en Europe : { $who }
transparency-authority = Vous pouvez aussi saisir l’autorité de protection des données de votre lieu de vie.
transparency-proof = Comment le vérifier
transparency-version = Vous lisez la version { $number } des règles de { $brand }, en vigueur depuis le { $date }.
transparency-history = Toutes les versions et ce qui a changé
transparency-history-lead = Chaque changement des règles est conservé, et chaque version peut être relue telle quelle.
transparency-ledger = Le registre des permissions
transparency-ledger-lead = Chaque oui et chaque non est une ligne d’un registre que personne ne peut modifier ensuite, pas même nous. Il ne contient rien de personnel. En voici la tête :
transparency-ledger-how = Notez-la ou comparez-la à ce que voient les autres. Vos reçus peuvent être vérifiés avec elle sur votre propre ordinateur.
ledger-origin = Nom
ledger-size = Lignes
ledger-root = Racine
ledger-at = Signé
told-sells = Les données peuvent être vendues ou partagées pour la publicité
told-profiling = Un ordinateur décide
told-held = Ce que nous gardons
told-sensitive = très privé
told-examples = par exemple { $list }
told-from = D’où cela vient
told-from-none = Rien n’est recueilli pour cela actuellement.
told-recipients = Qui le reçoit
told-recipients-none = Personne d’autre que nous.
told-in = pays : { $list }
told-safeguard = protégé par : { $what }
told-kept = Combien de temps
told-basis = Pourquoi nous le pouvons
told-places = { $count ->
    [one] Où, et la loi
   *[other] Où ({ $count } régions), et la loi
}
told-nowhere = Nous ne le faisons pas du tout ici : { $list }
told-no = Comment dire non

## What a purpose rests on, in a sentence
ground-consent = Seulement si vous dites oui.
ground-contract = C’est nécessaire à ce que vous avez commandé ou demandé.
ground-legal_obligation = Une loi l’exige.
ground-vital_interests = Une vie peut en dépendre.
ground-public_task = C’est une tâche d’intérêt public.
ground-legitimate_interests = Nous avons une bonne raison, qui pèse plus que l’inconvénient, et vous pouvez vous y opposer.
ground-opt_out = Nous vous le disons et le faisons jusqu’à votre non.
ground-short-consent = Là où il nous faut votre oui
ground-short-contract = Là où cela fait partie de la commande
ground-short-legal_obligation = Là où une loi l’exige
ground-short-vital_interests = Là où une vie en dépend
ground-short-public_task = Là où c’est d’intérêt public
ground-short-legitimate_interests = Là où nous avons une raison à nous
ground-short-opt_out = Là où cela dure jusqu’à votre non
say-no-withdraw = Ne dites rien et rien ne se passe. Si vous avez dit oui, retirez-le dans vos choix ; cela cesse aussitôt.
say-no-object = Désactivez-le dans vos choix ; cela cesse aussitôt.
say-no-object_to_marketing = Désactivez-le dans vos choix ou par le lien de chaque message ; cela cesse aussitôt, sans raison à donner.
say-no-contract = Ce n’est pas désactivable : sans cela, nous ne pourrions pas faire ce que vous avez demandé.
say-no-law = Ce n’est pas désactivable : la loi en décide, pas nous.

## History of versions
history-version = Version { $number }
history-first = La première version.
history-nothing = Rien n’a changé pour les personnes de { $brand }.
history-change = { $what } : { $act }.
history-read = Lire la version { $number }
history-more = Les versions plus anciennes sont gardées aussi ; demandez-les-nous.
act-added = nouveau
act-removed = n’est plus fait
act-changed = changé
meaning-neutral = permet la même chose
meaning-narrows = permet moins
meaning-widens = permet davantage
side-basis = pourquoi nous pouvons
side-categories = types de données
side-recipients = qui le reçoit
side-retention = combien de temps
side-operations = ce qui peut être fait
side-channels = canaux
side-sale = vente
side-profiling = décisions automatiques
side-text = les mots
side-mission = la mission
side-controller = qui est responsable

## Pages that everybody may see
public-absent = Il n’y a rien ici
public-absent-body = L’adresse est peut-être mal écrite, ou la page n’existe plus.
country-DE = Allemagne
country-JP = Japon
country-US = États-Unis
country-IE = Irlande
country-PT = Portugal
country-FR = France
country-GB = Royaume-Uni
country-NL = Pays-Bas
country-CN = Chine
country-TW = Taïwan
country-CA = Canada
country-BR = Brésil
country-IN = Inde

## Record of processing
records = Registre des traitements
records-lead = Ce que demande l’article 30 du RGPD, tiré du catalogue en vigueur. Il n’est jamais périmé.
records-csv = Télécharger en CSV
records-json = Télécharger en JSON
record-controller = Responsable du traitement
record-contact = Contact
record-officer = Délégué à la protection des données
record-representative = Représentant
record-controller-missing = Le catalogue ne dit pas qui est responsable. Ajoutez `controller` à la marque.
record-people = Personnes concernées
record-transfers = Pays et garanties
record-measures = Mesures de sécurité
measure-sealed = Les valeurs personnelles sont chiffrées avec une clé propre à chaque personne ; la clé maîtresse est gardée à part.
measure-purpose = Rien n’est stocké, lu ni envoyé sans une finalité que les permissions de la personne autorisent.
measure-recorded = Ce qui est gardé et ce qui est écarté est compté avec sa raison, sans valeurs.
measure-shortened = Les adresses réseau sont raccourcies ; les identifiants ne se trouvent que par empreinte à clé.
measure-access = Le personnel et les machines ont leurs propres clés et ne voient que ce que leur finalité permet.
measure-erasure = Détruire la clé d’une personne rend toutes ses valeurs illisibles pour toujours.
concerned-customers = clients
concerned-visitors = visiteurs des sites et applis
concerned-subscribers = personnes abonnées aux lettres
concerned-enquirers = personnes qui écrivent ou appellent
concerned-staff = personnel

## Signals that could not be read
problem-damaged_tc_string = la chaîne TCF est illisible
problem-damaged_gpp_string = la chaîne GPP est illisible
problem-damaged_consent_mode = les états du mode Consentement de Google sont illisibles

## The banner of the consent script
banner-title = { $brand } peut-il utiliser ceci ?
banner-lead = C’est vous qui décidez. Dire non est aussi simple que dire oui, et vous pouvez changer d’avis à tout moment. Fermer ne décide de rien.
banner-yes = Oui à tout
banner-no = Non à tout
banner-choose = Choisir un par un
banner-save = Enregistrer mon choix
banner-close = Fermer sans décider
banner-gpc = Votre navigateur envoie Global Privacy Control. Nous y avons vu un non à la vente et au partage.

## Forms
form-title-first-contact = Pouvons-nous vous écrire ?
form-lead-first-contact = Nous demandons votre adresse et votre oui, et rien d’autre.
form-send-first-contact = Envoyer
form-title-newsletter = Recevoir nos lettres
form-lead-newsletter = Votre adresse suffit. Le reste nous aide seulement à choisir.
form-send-newsletter = S’abonner
form-title-account = Ouvrir un compte
form-lead-account = Pour vous reconnaître quand vous revenez ou demandez de l’aide.
form-send-account = Ouvrir le compte
form-title-checkout = Où devons-nous livrer ?
form-lead-checkout = C’est nécessaire à la livraison. Ce qui est facultatif peut rester vide.
form-send-checkout = Continuer
form-title-profile = Dites-nous ce que vous aimez
form-lead-profile = Tout cela dépend de vous, et vous pouvez revenir dessus à tout moment.
form-send-profile = Enregistrer
form-optional = (facultatif)
form-for = Pour : { $list }
form-only-with-yes = Gardé seulement si vous dites oui à : { $list }
form-decide = Vous décidez
form-decide-hint = Rien n’est coché d’avance. Vous pouvez changer d’avis à tout moment.
form-yes = Oui : { $what }
form-yes-explicit = Oui, j’accepte ce qui suit : { $what }
form-yes-channel = { $what }, par : { $channel }
form-no = Non à : { $what }
form-no-hint = Cochez la case et nous ne le faisons pas.
form-double = Cela ne vaut qu’une fois confirmé.
form-again = Nous vous redemanderons après { $time }.
form-told = Ce qu’il faut savoir
form-transparency = Ce que { $brand } fait de vos données
form-age = Avez-vous { $years } ans ou plus ?
form-age-hint = Nous le demandons parce que la loi protège les enfants. Nous gardons la réponse, pas la date de naissance.
form-age-older = Oui, j’ai { $years } ans ou plus
form-age-younger = Non, je suis plus jeune
form-guardian = Adresse e-mail d’un parent ou tuteur
form-guardian-hint = Nous lui écrivons une fois pour demander son accord. Nous ne gardons pas cette adresse.
form-done-guardian = Nous t’avons écrit. Ouvre cette lettre et appuie sur le bouton : alors nous demandons à ton parent ou tuteur. Rien de ce que tu as coché ne se fait avant son accord.
form-done = Merci
form-done-lead = { $brand } a noté votre décision, avec les mots qui vous ont été montrés.
form-done-confirm = Une partie ne vaut qu’une fois confirmée. D’ici là, rien ne vous est envoyé.
form-wrong = Veuillez regarder à nouveau. Rien n’a encore été gardé.
form-problem-form_token_forged = Ce formulaire ne vient pas de nous tel quel. Vérifiez-le et renvoyez-le.
form-problem-form_token_stale = Ce formulaire est resté ouvert plus d’un jour. Vérifiez-le et renvoyez-le.
form-problem-form_changed = Nos mots ont changé depuis que vous avez ouvert cette page. Relisez-les, puis envoyez le formulaire.
form-problem-form_busy = Impossible de le prendre en ce moment. Attendez un instant et renvoyez-le.
form-problem-form_not_kept = Nous n’avons pas le droit de garder ces réponses ; rien n’a été gardé.
form-place = Ce lieu est inconnu
form-place-body = L’adresse nomme un lieu que nous ne connaissons pas ; nous ne savons donc pas quelle loi vaut.
form-not-here = Nous ne proposons pas cela là où vous vivez
form-not-here-body = La loi n’y donne aucune raison de vous demander ces données ; nous ne les demandons donc pas.
form-origin = Ce formulaire vient d’une page qui n’a pas le droit de l’envoyer
form-origin-body = Pour vous protéger, rien n’a été gardé. Ouvrez le formulaire sur le site de la marque et envoyez-le de là.
form-body = Ce formulaire n’a pas pu être lu
form-body-body = Il était trop grand ou abîmé en route. Rien n’a été gardé. Ouvrez-le à nouveau.
slip-missing = À remplir : nous ne pouvons pas continuer sans cela.
slip-not_text = Écrivez au plus 256 signes, sur une ligne.
slip-email = Écrivez une adresse e-mail, par exemple nom@example.org.
slip-phone = Écrivez un numéro de téléphone qui peut être appelé.
slip-phone_country = Commencez le numéro par + et l’indicatif du pays.
slip-country = Écrivez le nom d’un pays.
slip-date = Écrivez une date, par exemple 1990-12-31.
slip-date_future = Écrivez une date passée.
slip-number = Écrivez un nombre.
slip-postal_code = Ce n’est pas un code postal du pays. Vérifiez-le.
slip-nobody = Écrivez la vôtre : celle-ci n’appartient à personne.
slip-not_ticked = Cochez la case si vous le voulez. Sinon, quittez simplement la page.
slip-own_address = Écrivez l’adresse d’un parent ou tuteur, pas la vôtre.
