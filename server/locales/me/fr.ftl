# Les mots des pages personnelles.
me-sections = Vos pages
me-brands = Apparence des pages
me-home = Accueil
me-choices = Choix
me-contact = Contact
me-data = Vos données
me-history = Historique
me-looks = Qui a consulté vos données
me-rights = Ce que vous pouvez encore décider
me-back-home = Aller à vos pages
me-failed = Cela n’a pas fonctionné
me-failed-body = Nous n’avons pas pu lire ou enregistrer vos données à l’instant. Rien n’a changé. Réessayez dans un moment.
me-denied = Ce formulaire ne vient pas de vos pages
me-denied-body = Pour vous protéger, nous n’acceptons que les formulaires des pages que vous avez ouvertes vous-même. Rien n’a changé. Rouvrez la page et envoyez le formulaire depuis là.

## La porte
me-enter = Voir vos données et décider de leur usage
me-enter-lead = Indiquez votre adresse e-mail ou votre numéro de mobile. Nous vous envoyons un code, pour que personne d’autre ne puisse entrer.
me-address = Adresse e-mail ou numéro de mobile
me-address-hint = Un numéro avec l’indicatif du pays, par exemple +33 6 12 34 56 78.
me-address-wrong = Ce n’est ni une adresse e-mail ni un numéro de mobile avec l’indicatif du pays. Vérifiez et réessayez.
me-asked-too-often = Cela fait beaucoup en peu de temps. Attendez un quart d’heure, puis réessayez.
me-enter-button = M’envoyer un code
me-enter-why = Ce que vous écrivez ici ne sert qu’à vous laisser entrer. Aucun mot de passe n’est nécessaire.
me-code = Entrez le code
me-code-lead = Si nous connaissons cette adresse, un code est en route. Il est valable 10 minutes, une seule fois.
me-code-label = Code
me-code-hint = Six chiffres
me-code-wrong = Ce code ne convient pas. Il est peut-être mal recopié, déjà utilisé ou trop ancien. Vous pouvez en demander un nouveau.
me-code-button = Entrer
me-code-again = Envoyer un nouveau code
me-link-lead = Encore un clic, pour que les programmes qui contrôlent vos e-mails n’utilisent pas votre lien.
me-link-button = Entrer
me-link-wrong = Ce lien n’est plus valable : il a été utilisé, ou il est trop ancien. Demandez un nouveau code.
me-letter-subject = Votre code pour { $brand }
me-letter-code =
    { $code } est votre code pour vos pages de confidentialité chez { $brand }.
    Il est valable 10 minutes, une seule fois.
me-letter-link =
    Ou ouvrez ce lien dans les 30 minutes :
    { $link }
me-letter-not-you = Vous n’avez rien demandé ? Alors vous n’avez rien à faire. Personne n’entre sans le code.

## Confirmer
me-confirm = Un clic pour confirmer
me-confirm-lead = Vous avez dit oui à ceci chez { $brand }. Confirmez que c’était bien vous.
me-confirm-button = Oui, c’était moi
me-confirm-else = Ce n’était pas vous, ou vous avez changé d’avis ? Ne faites rien : sans ce clic, cela reste désactivé.
me-confirm-wrong = Ce lien n’est pas valable
me-confirm-wrong-body = Il a déjà été utilisé, il est trop ancien, ou vous avez décidé autrement depuis. Sur vos pages, vous voyez ce qui vaut et pouvez le changer.
me-confirmed = C’est confirmé. Merci
me-confirmed-body = C’est activé dès maintenant. Vous pouvez le désactiver à tout moment, aussi facilement.
me-letter-confirm-subject = { $brand } : confirmez « { $purpose } »
me-letter-confirm =
    Vous avez dit oui à « { $purpose } » chez { $brand }.

    Confirmez dans les 7 jours que c’était bien vous :
    { $link }

    Ce n’était pas vous ? Ne faites rien, et cela reste désactivé.

## Ce qui vient de se passer
me-told-yes = C’est enregistré. C’est activé dès maintenant.
me-told-pending = C’est enregistré. Il reste une chose : confirmez par le lien que nous vous envoyons.
me-told-no = C’est enregistré. C’est désactivé, et nous arrêtons dès maintenant.
me-told-saved = C’est enregistré. Nous le respectons dès maintenant.
me-told-corrected = C’est enregistré. Nous utilisons la nouvelle valeur dès maintenant.
me-told-not-corrected = Cette valeur n’a pas été prise : elle n’est pas valable, ou elle ne peut pas être conservée. Rien n’a changé.
me-told-objected = C’est enregistré. Nous arrêtons dès maintenant.
me-told-unobjected = C’est enregistré. C’est de nouveau permis dès maintenant.
me-told-restricted = C’est enregistré. Dès maintenant, nous gardons vos données et n’en faisons rien d’autre.
me-told-unrestricted = C’est enregistré. Vos choix valent de nouveau dès maintenant.
me-told-left = Vous êtes déconnecté.
me-told-unchanged = Rien n’a changé : c’était déjà ainsi.
me-told-welcome = Bienvenue. Vous restez connecté deux heures.

## Accueil
me-title = Vos données, vos choix
me-lead = Ici, vous voyez ce que { $brands } savent de vous depuis le { $date }, et vous décidez de ce qui peut en être fait.
me-home-on = { $on } des { $count } usages dont vous pouvez décider sont activés.
me-home-undecided = { $count ->
    [one] { $count } attend votre réponse
   *[other] { $count } attendent votre réponse
}
me-home-choose = Décider
me-home-data = Tout voir et corriger
me-home-contact = Changer la façon de vous joindre
me-home-changes = { $count ->
    [one] { $count } changement, le { $date }.
   *[other] { $count } changements, le dernier le { $date }.
}
me-home-looks = { $count ->
    [0] Personne n’a consulté vos données ces 30 derniers jours.
    [one] Vos données ont été consultées { $count } fois ces 30 derniers jours.
   *[other] Vos données ont été consultées { $count } fois ces 30 derniers jours.
}
me-home-history = Voir chaque changement
me-home-rights = Voir ce que vous pouvez encore décider

## Choix
me-choices-lead = Chaque usage de vos données en mots simples, avec un oui et un non. Votre réponse vaut aussitôt.
me-restricted-note = Vous nous avez demandé de garder vos données sans rien en faire. Tant que vous ne levez pas cette demande, tout ce qui suit est désactivé, sauf ce que la loi exige.
me-objected-note = Vous avez dit non à toute publicité de { $brand }.
me-change = Changer
me-on = Activé
me-off = Désactivé
me-pending = En attente : confirmez par le lien que nous vous avons envoyé
me-changed = Le texte a changé : répondez de nouveau
me-expired = Votre oui est trop ancien : répondez de nouveau
me-what-changed = Ce qui a changé depuis votre oui
me-child-note = Vous n’avez pas encore l’âge d’en décider seul. Un oui aux usages facultatifs ne compte que s’il vient d’un parent ou tuteur ; votre non compte aussitôt.
me-yes = Oui
me-no = Non
me-if-yes = Oui : nous faisons ce qui est écrit ici, et rien de plus.
me-if-no = Non : nous arrêtons aussitôt. Rien ne devient moins bon ou plus cher pour vous.
me-if-object = Non : nous arrêtons aussitôt.
me-fixed = Vous ne pouvez pas le désactiver, parce que { $basis }.
me-not-here = Nous ne faisons pas cela là où vous êtes.
me-fixed-count = { $count ->
    [one] { $count } usage que vous ne pouvez pas désactiver, et pourquoi
   *[other] { $count } usages que vous ne pouvez pas désactiver, et pourquoi
}
me-more = Pourquoi, quoi et combien de temps
me-why = Pourquoi nous en avons le droit
me-basis-contract = nous en avons besoin pour votre commande
me-basis-legal_obligation = la loi l’exige
me-basis-vital_interests = une vie peut en dépendre
me-basis-public_task = c’est une mission publique
me-because-consent = Parce que vous avez dit oui. Sans votre oui, nous ne le faisons pas.
me-because-contract = Parce que nous en avons besoin pour votre commande.
me-because-legal_obligation = Parce que la loi l’exige.
me-because-vital_interests = Parce qu’une vie peut en dépendre.
me-because-public_task = Parce que c’est une mission publique. Vous pouvez dire non.
me-because-legitimate_interests = Parce que c’est utile au magasin et que, selon nous, cela ne vous nuit pas. Vous pouvez dire non.
me-because-opt_out = Parce que la loi le permet tant que vous ne dites pas non.
me-recipients = Qui d’autre les reçoit
me-agreed = Votre oui
me-agreed-on = le { $date }, à la version { $version } de ce texte
me-until = Votre oui vaut jusqu’au

## Contact
me-contact-lead = Par quels moyens, à quelle fréquence, et quand pas ? Cela ne fait que réduire, jamais plus que ce que vous avez permis.
me-contact-empty = Aucune marque ne vous contacte.
me-channel-ask = { $brand } peut-elle utiliser ce moyen : { $channel } ?
me-often-when = À quelle fréquence, et quand pas
me-often-label = Au plus
me-often-any = aussi souvent qu’il y a quelque chose à dire
me-often = { $count ->
    [one] { $count } message
   *[other] { $count } messages
} { $days ->
    [one] par jour
   *[other] en { $days } jours
}
me-quiet = Heures de silence
me-quiet-hint = Rien ne vient entre ces heures. Laissez vide pour ne pas en avoir.
me-quiet-from = De
me-quiet-until = À
me-quiet-zone = Votre fuseau horaire
me-topics = Sujets
me-topics-ask = De quoi { $brand } peut-elle vous parler ?
me-save = Enregistrer

## Vos données
me-data-lead = Tout ce que nous avons sur vous, par genre, avec son origine et son but.
me-data-empty = Nous n’avons rien sur vous, à part l’adresse par laquelle vous êtes entré.
me-from = Origine : { $source } ({ $brand }), { $date }.
me-held-for = Gardé pour : { $purposes }.
me-correct = Corriger
me-correct-label = La bonne valeur
me-times = { $count ->
    [one] { $count } fois
   *[other] { $count } fois
}
me-sum = { $sum } en tout
me-segments = Groupes où nous vous plaçons
me-segments-lead = Déduits des données ci-dessus, chacun pour un seul usage. Désactivez l’usage, et vous quittez le groupe.

## Historique
me-history-lead = Chaque changement de ce que vous permettez, le plus récent d’abord. Rien n’est retiré de cette liste sans vous.
me-history-empty = Vous n’avez encore rien changé.
me-purpose-of = { $purpose } ({ $brand })
me-fact-request = On vous a demandé : { $purpose }
me-fact-grant = Oui à { $purpose }
me-fact-confirm = Oui confirmé : { $purpose }
me-fact-deny = Non à { $purpose }
me-fact-withdraw = Oui retiré : { $purpose }
me-fact-revoke = Terminé par la marque : { $purpose }
me-fact-invalidate = Ne compte plus : { $purpose }
me-fact-object = Opposition à { $purpose }
me-fact-unobject = Opposition retirée : { $purpose }
me-fact-no-marketing = Non à toute publicité de { $brand }
me-fact-marketing = Publicité de { $brand } de nouveau permise
me-fact-flag-on = Demandé : { $flag }
me-fact-flag-off = Levé : { $flag }
me-flag-restriction = garder les données sans rien en faire
me-flag-sale = ne pas vendre ni partager mes données
me-flag-gpc = le navigateur dit : ne pas vendre ni partager (Global Privacy Control)
me-flag-sensitive = le très privé seulement si nécessaire
me-flag-child = la personne est un enfant
me-flag-hold = à garder pour une affaire de droit
me-flag-erased = effacé
me-fact-channel-yes = { $channel } de { $brand } : oui
me-fact-channel-no = { $channel } de { $brand } : non
me-fact-topic-yes = { $topic } de { $brand } : oui
me-fact-topic-no = { $topic } de { $brand } : non
me-fact-often-any = { $channel } de { $brand } : sans limite
me-fact-often = { $channel } de { $brand } : au plus { $limit }
me-fact-quiet = { $channel } de { $brand } : heures de silence fixées
me-fact-quiet-none = { $channel } de { $brand } : pas d’heures de silence
me-by = Dit par { $by }, { $method }
me-by-person = vous
me-by-guardian = votre parent ou tuteur
me-by-staff = notre équipe pour vous
me-by-agent = quelqu’un qui agit pour vous
me-by-signal = votre navigateur ou appareil
me-by-controller = la marque
me-text-version = version { $version } du texte
me-method-me = sur ces pages
me-method-api = par un programme de la marque
me-method-sdk = sur le site ou dans l’appli
me-method-gpc = par un signal du navigateur
me-method-form = dans un formulaire
me-method-store = en magasin
me-method-phone = au téléphone
me-method-guardian-link = par un lien dans une lettre
me-method-age = d’après l’âge indiqué
me-method-paper = sur papier
me-method-import = repris d’un système antérieur
me-looks-lead = Chaque fois que notre équipe a ouvert votre profil, et chaque jour où un programme y a lu, avec la raison.
me-looks-empty = Personne n’a encore consulté vos données.
me-looked-staff = Notre équipe
me-looked-program = Programme « { $name } »
me-looked-profile = votre profil
me-looked-timeline = ce que vous avez fait
me-looked-permissions = ce que vous permettez
me-looked-for = pour : { $purpose }

## Décider encore
me-rights-lead = Des décisions qui dépassent un seul usage. Elles valent aussitôt, et vous pouvez les changer à tout moment.
me-right-marketing = Arrêter toute publicité
me-right-marketing-body = Un seul non à tout ce qui fait de la publicité, par tout moyen. Il l’emporte sur vos choix particuliers tant que vous ne le retirez pas.
me-marketing-stop = Arrêter la publicité de { $brand }
me-marketing-go = Selon mes choix
me-right-restrict = Mettre mes données en attente
me-right-restrict-body = Nous gardons ce que nous avons sans rien en faire, sauf ce que la loi exige. Utile pendant que vous vérifiez vos données.
me-restrict-stop = Mettre en attente
me-restrict-go = Selon mes choix
me-right-sale = Ne pas vendre ni partager mes données
me-right-sale-body = Personne ne reçoit vos données contre de l’argent ou pour sa propre publicité.
me-sale-stop = Ne pas vendre ni partager
me-sale-go = Selon mes choix
me-right-sensitive = Le très privé seulement si nécessaire
me-right-sensitive-body = Santé, croyance, origine et choses semblables ne servent qu’à ce que vous nous demandez.
me-sensitive-stop = Seulement si nécessaire
me-sensitive-go = Selon mes choix
me-right-correct = Corriger quelque chose
me-right-correct-body = Une valeur est fausse ? Corrigez-la vous-même, juste à côté.

## Noms des valeurs
me-field-first_name = Prénom
me-field-last_name = Nom de famille
me-field-name = Nom
me-field-title = Titre
me-field-username = Nom d’utilisateur
me-field-email = E-mail
me-field-phone = Téléphone
me-field-loyalty_id = Carte de fidélité
me-field-customer_id = Numéro dans un autre système
me-field-birthday = Anniversaire
me-field-age = Âge
me-field-gender = Genre
me-field-address-street = Rue
me-field-address-street_number = Numéro
me-field-address-address_2 = Complément d’adresse
me-field-address-city = Ville
me-field-address-postal_code = Code postal
me-field-address-state = Région
me-field-address-country = Pays
me-field-company = Entreprise
me-field-company-name = Entreprise
me-field-website = Site web
me-field-description = Notes
me-field-created_at = Client depuis
me-field-language = Langue
me-field-loyalty_tier = Niveau de fidélité
me-field-loyalty_points = Points de fidélité
me-field-favourite_genres = Genres préférés
me-field-favourite_cuisine = Cuisine préférée
me-field-allergies = Allergies
me-field-newsletter_interest = Centres d’intérêt

## Un parent ou tuteur décide
me-guardian = Votre enfant le souhaite
me-guardian-lead = Un enfant vous a désigné comme parent ou tuteur. { $brand } ne fait rien de cela sans votre oui.
me-guardian-legend = Qu’acceptez-vous ?
me-guardian-yes = En tant que parent ou tuteur, j’accepte : { $what }
me-guardian-send = Enregistrer
me-guardian-none = Non à tout
me-guardian-back = Tout retirer
me-guardian-else = Rien n’est coché d’avance. Gardez la lettre : par le même lien, vous pouvez changer d’avis à tout moment jusqu’à ce que votre enfant ait l’âge. Vous n’êtes ni parent ni tuteur ? Ne faites rien, et rien ne se passe.
me-guardian-wrong = Ce lien ne fonctionne pas
me-guardian-wrong-body = Il est trop ancien, ou l’enfant a maintenant l’âge. Rien n’a changé.
me-guardian-changed = Nos textes ont changé
me-guardian-changed-body = Rouvrez le lien de la lettre, lisez les nouveaux textes et décidez alors. Rien n’a changé.
me-guardian-done = Enregistré. Merci
me-guardian-done-body = Votre décision vaut dès maintenant. Par le même lien, vous pouvez la changer tout aussi facilement.
me-letter-guardian-subject = { $brand } : un enfant demande votre accord
me-letter-guardian =
    Un enfant ({ $child }) vous a désigné comme parent ou tuteur chez { $brand } et souhaite quelque chose qui demande votre accord.

    Voyez de quoi il s’agit et décidez sous 7 jours :
    { $link }

    Gardez cette lettre : par le même lien, vous pouvez retirer un oui à tout moment.
    Vous n’êtes ni parent ni tuteur ? Ne faites rien, et rien ne se passe. Nous n’avons pas gardé votre adresse.
