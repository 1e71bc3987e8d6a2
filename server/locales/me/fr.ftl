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
me-child-note-sale = Vous n’avez pas encore l’âge de décider seul de tout ceci. Si vos données sont vendues ou partagées, c’est à vous de le dire. Un oui aux autres usages facultatifs ne compte que s’il vient d’un parent ou tuteur ; votre non compte aussitôt.
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
me-likes = Ce que vous aimez
me-likes-lead = Dites avec vos mots ce que vous aimez et ce que vous n’aimez pas. Cela ne sert qu’à ce que vous permettez, et vous pouvez le changer ou le vider à tout moment.
me-likes-empty = Rien n’est demandé ici.
me-likes-hint = Séparez les mots par des virgules. Un champ vide retire ce que vous aviez dit.
me-from = Origine : { $source } ({ $brand }), { $date }.
me-from-third = Recueilli par { $provider }, utilisé selon : { $licence }.
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
me-flag-young = la personne est trop jeune pour décider de la vente des données
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
me-sure-sale = Autoriser la vente et le partage ?
me-sure-sale-body = Vous aviez dit non, ou vous avez moins de 16 ans. { $brand } vous le demande donc encore une fois : vos données peuvent-elles être vendues ou partagées, selon vos choix ?
me-sure-yes = Oui, autoriser
me-sure-no = Non, ne rien changer
me-right-sensitive = Le très privé seulement si nécessaire
me-right-sensitive-body = Santé, croyance, origine et choses semblables ne servent qu’à ce que vous nous demandez.
me-sensitive-stop = Seulement si nécessaire
me-sensitive-go = Selon mes choix
me-right-correct = Corriger quelque chose
me-right-correct-body = Une valeur est fausse ? Corrigez-la vous-même, juste à côté.

## Ce qu’ils demandent de droit
me-requests = Vos demandes
me-requests-lead = La loi vous donne ces droits, gratuitement. Vous voyez ici jusqu’à quand nous répondons au plus tard.
me-requests-empty = Vous n’avez encore rien demandé.
me-requests-new = Faire une demande
me-requests-many = Vous avez déjà beaucoup demandé
me-requests-many-body = Vingt de vos demandes sont ouvertes. Attendez leurs réponses ou retirez-en quelques-unes.
me-home-asked = { $count ->
    [one] { $count } réponse de notre part est attendue
   *[other] { $count } réponses de notre part sont attendues
}
me-ask-information = Me dire ce que deviennent mes données
me-ask-access = Une copie de toutes mes données
me-ask-rectification = Corriger mes données
me-ask-erasure = Effacer mes données
me-ask-restriction = Mettre mes données en attente
me-ask-portability = Emporter mes données
me-ask-objection = Arrêter une utilisation de mes données
me-ask-automated-decision = Faire examiner par une personne
me-ask-sale-opt-out = Ne pas vendre ni partager mes données
me-ask-limit-sensitive = Le très privé seulement si nécessaire
me-request-received = En attente de vous
me-request-identified = Reçue
me-request-working = En cours
me-request-completed = Faite
me-request-refused = Impossible
me-request-cancelled = Retirée
me-request-body-received = Nous l’avons. Avant de commencer, montrez-nous que c’est bien vous.
me-request-body-identified = Nous l’avons et savons que c’est vous. Nous commençons bientôt.
me-request-body-working = Nous avons commencé. C’est fini quand tous ceux qui sont nommés ici ont fait leur part.
me-request-body-completed = Tout ce qui est possible est fait.
me-request-body-cancelled = Vous l’avez retirée, et rien n’a été fait.
me-request-late = En retard : notre réponse aurait dû arriver
me-request-asked = Demandée le
me-request-due = Réponse avant le
me-request-closed = Répondue le
me-request-extended = La loi nous a donné plus de temps.
me-request-waits-for = Doivent encore agir
me-request-staff = notre personnel
me-request-not = Cette partie est impossible :
me-request-on = Continuer
me-request-back = La retirer
me-hindrance-not_under_basis = La loi ne donne pas ce droit pour les données détenues à cette fin.
me-hindrance-kept_by_law = Une loi exige que nous le gardions un certain temps.
me-hindrance-public_task = Nous le détenons pour une mission publique.
me-hindrance-legal_hold = Une affaire juridique est ouverte, pour laquelle tout doit être gardé pour l’instant.
me-hindrance-nothing_held = Nous ne détenons rien sur vous à cette fin.
me-hindrance-no_automated_decision = Aucun programme ne décide rien sur vous ici.
me-hindrance-not_sold = Rien n’est vendu ni partagé ici.
me-hindrance-no_sensitive_data = Rien de très privé n’est utilisé ici, ou seulement si c’est nécessaire.
me-hindrance-identity_not_shown = Personne ne nous a montré à temps que c’était bien vous.
me-hindrance-agent_not_authorised = La personne qui a demandé n’a pas montré qu’elle peut agir pour vous.
me-hindrance-excessive = Cela a été demandé bien trop souvent, ou sans aucun motif.
me-hindrance-rights_of_others = Cela nuirait aux droits d’autres personnes.
me-hindrance-nobody_known = Nous ne connaissons personne sous ces indications.
me-prove = Montrez d’une autre manière que c’est vous
me-prove-lead = Tapez une autre adresse à vous : un numéro de mobile si vous êtes entré par e-mail, une adresse e-mail si vous êtes entré par téléphone. Si vous êtes entré il y a plus d’une heure, la même adresse suffit. Nous y envoyons un code.
me-prove-none = Nous ne connaissons qu’une adresse de vous ? Adressez-vous à notre personnel, qui peut examiner un document.
me-prove-why = Pour protéger des données très privées, ou parce que vous êtes entré il y a un moment, nous demandons ici un code de plus. Rien n’a été fait jusqu’ici.
me-prove-button = M’envoyer un autre code
me-told-ready = Vos données sont prêtes.
me-told-asked = Nous avons votre demande. Vous voyez ici la suite.
me-told-prove = Il reste une chose : montrez d’une autre manière que c’est vous.
me-told-proven = Merci, cela suffit. Appuyez maintenant sur « Continuer ».
me-told-taken-back = Retirée. Rien n’a été fait.
me-told-erasing = Nous avons commencé. Tout disparaît dès que les systèmes nommés ici ont effacé aussi.
me-told-erased-in-part = Effacé, sauf ce qu’une loi nous oblige à garder. Vous le voyez ici.

## Une copie
me-copy = Une copie de toutes mes données
me-copy-lead-access = Tout ce que nous détenons sur vous dans un fichier, à lire et à garder.
me-copy-lead-portability = Ce que vous nous avez donné, dans un fichier que d’autres services peuvent lire.
me-copy-in-it = Ce qu’il contient
me-copy-has-access = Vos adresses et vos données avec leur origine, tout ce que vous avez fait, les groupes où nous vous avons mis, et chaque oui et chaque non.
me-copy-has-portability = Ce que vous nous avez dit et ce que vous avez fait, si cela repose sur votre oui ou sur une commande.
me-copy-else-access = Qui reçoit vos données et combien de temps nous les gardons figure sur vos pages, près de chaque utilisation.
me-copy-else-portability = Ce que nous avons déduit sur vous n’y est pas : demandez pour cela une copie de toutes vos données.
me-copy-make = Préparer le fichier
me-copy-soon = Il est prêt tout de suite.
me-copy-ready = Votre fichier est prêt
me-copy-made = Préparé le { $moment }. Aujourd’hui, chaque bouton marche autant de fois que vous voulez.
me-copy-as-csv = Télécharger en tableau
me-copy-as-json = Télécharger pour des programmes
me-copy-care = Le fichier contient tout sur vous. Gardez-le là où vous seul pouvez le lire.
me-download-used = Ce lien a déjà servi
me-download-used-body = Chaque lien vers vos données sert une fois, et à vous seul. Faites-en un nouveau sur la page de votre copie.

## Le regard d’une personne
me-human-lead = Des programmes rangent les gens dans des groupes d’après ce qu’ils ont fait, pour leur montrer ce qui peut leur convenir. Vous pouvez demander qu’une personne le vérifie et dire ce que vous en pensez.
me-human-empty = Aucun programme ne déduit rien sur vous.
me-human-none = Vous n’êtes dans aucun de ses groupes.
me-human-groups = Vous avez été rangé dans : { $groups }
me-human-ask = Faire examiner par une personne
me-human-then = Un membre du personnel vérifie le résultat et sa raison, le change s’il est faux, et la réponse figure sous « Vos demandes ».

## Effacer
me-erase-lead = On ne peut pas revenir en arrière. Lisez ce qui disparaît et ce qui reste.
me-erase-goes = Ce qui disparaît
me-erase-goes-body = Tout cela, dans toutes les marques, avec les clés sans lesquelles plus personne ne peut lire d’anciennes copies. Vous quittez tous les groupes et toutes les listes.
me-erase-goes-part = Tout cela, dans toutes les marques, sauf ce qui figure ci-dessous. Vous quittez tous les groupes et toutes les listes.
me-erase-first = Prendre d’abord une copie
me-erase-stays = Ce qui reste
me-erase-stays-body = Ce qui reste est verrouillé : on n’en fait rien d’autre, et cela disparaît quand le temps est passé.
me-erase-mark = Pour qu’une vieille liste ne vous ramène pas, nous gardons une marque brouillée de vos adresses. On ne peut pas y lire l’adresse.
me-erase-until = Pendant { $time }.
me-erase-systems = Qui efface aussi
me-erase-systems-body = Avant que nous effacions ici, ces systèmes doivent le faire : { $systems }. La page de vos demandes montre où cela en est.
me-erase-unsure = Cochez d’abord la case, pour que rien ne soit effacé par mégarde.
me-erase-sure = Je sais qu’on ne peut pas revenir en arrière
me-erase-button = Effacer mes données
me-erase-no = Garder mes données
me-erased = Vos données sont effacées
me-erased-lead = Vous êtes déconnecté, et nous ne vous connaissons plus. Si vous revenez un jour, vous repartez de zéro.
me-erased-certificate = Votre attestation
me-erased-certificate-body = Elle prouve que c’est fait et ne nomme personne. Gardez-la : on ne trouve cette page que par son adresse.
me-erased-number = Numéro
me-erased-at = Effacé le
me-erased-identifiers = Adresses et numéros
me-erased-entries = Choses que vous avez faites
me-erased-facts = Réponses que vous avez données
me-erased-download = Télécharger l’attestation
me-erased-proofs = Les reçus que vous avez téléchargés restent valables.

## Reçus
me-receipt = Reçu
me-receipt-what = Chaque entrée a un reçu qui prouve ce que vous avez dit et quand, aussi devant une autorité.
me-receipt-check = Vérifier un reçu
me-receipt-none = Il n’y a pas de reçu pour cela
me-receipt-none-body = Cela a été dit avant que des reçus soient tenus ici. L’entrée elle-même reste dans votre historique.

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

## Who received what
me-received = Qui a reçu vos données
me-received-lead = Tous ceux à qui quelque chose sur vous a été donné, quoi et pour quoi, et s’ils s’en sont défaits depuis.
me-received-empty = Rien sur vous n’a été donné à personne.
me-received-brand = Marque
me-received-what = Types de données
me-received-why = Pour
me-received-first = Première fois
me-received-last = Dernière fois
me-received-deleting = Suppression demandée le { $date }, pas encore confirmée
me-received-stopping = Arrêt de l’utilisation demandé le { $date }, pas encore confirmé
me-received-deleted = Supprimé, confirmé le { $date }
me-received-stopped = N’est plus utilisé, confirmé le { $date }
me-received-each = Ce qui est parti, un par un
me-received-more = Les plus récents figurent ici.
me-received-lost = Abandonné : une partie est peut-être arrivée.
me-sent-event = Quelque chose que vous avez fait
me-sent-traits = Vos informations
me-sent-segment = Un groupe dont vous faites partie
me-sent-consent = Ce que vous autorisez
me-sent-suppress = L’ordre de ne plus rien utiliser
me-sent-delete = L’ordre de tout supprimer

## Mes adresses
me-addresses = Mes adresses
me-addresses-lead = Les adresses e-mail et les numéros de mobile sous lesquels nous vous connaissons. Ceux dont il est montré qu’ils sont à vous ouvrent ces pages.
me-addresses-confirmed = Vous laisse entrer
me-addresses-unconfirmed = Pas montrée comme vôtre
me-addresses-unconfirmed-body = Quelqu’un nous a donné cette adresse, et personne n’a montré qu’elle est à vous. Elle ne laisse entrer personne. Si elle est à vous, faites-y envoyer un code.
me-addresses-confirm = Y envoyer un code
me-addresses-remove = Retirer
me-addresses-remove-body = Elle n’est pas ou plus à vous ? Une fois retirée, elle n’ouvre plus vos pages à personne, et nous ne vous connaissons plus par elle. Si un magasin nous dit plus tard qu’elle est à vous, elle revient : dites-le alors au magasin.
me-addresses-only = Aucune autre adresse ne vous laisse entrer, donc celle-ci reste. Ajoutez-en d’abord une autre.
me-addresses-add = Ajouter une adresse
me-addresses-add-lead = Une nouvelle adresse e-mail ou un nouveau numéro ? Nous y envoyons un code, pour que personne d’autre ne puisse dire qu’il est à lui.
me-addresses-code = Un code est en route vers l’adresse que vous avez tapée. Il est valable 10 minutes, une seule fois.
me-addresses-code-button = Ajouter cette adresse
me-told-address-added = Ajoutée. Cette adresse vous laisse entrer dès maintenant.
me-told-address-already = Cette adresse vous laisse déjà entrer.
me-told-address-others = Cette adresse ouvre des pages à elle, donc nous ne l’avons pas ajoutée ici. Sortez, puis entrez là-bas avec elle. Si les deux sont vous, notre personnel peut les réunir.
me-told-address-not = Nous ne pouvons pas garder cette adresse pour vous. Rien n’a changé. Adressez-vous à notre personnel.
me-told-address-removed = Retirée. Elle n’ouvre plus vos pages à personne.
me-told-address-last = C’est la dernière adresse qui vous laisse entrer, donc elle reste. Ajoutez-en d’abord une autre.
me-letter-addresses = { $brand } : vos adresses ont changé
me-letter-new =
    { $code } est votre code pour ajouter cette adresse à vos pages de confidentialité chez { $brand }.
    Il est valable 10 minutes, une seule fois.

    Vous n’avez rien demandé ? Alors vous n’avez rien à faire. Sans le code, rien n’est ajouté.
me-letter-added =
    L’adresse { $address } a été ajoutée à vos pages de confidentialité chez { $brand } et vous laisse entrer dès maintenant.

    Ce n’était pas vous ? Entrez avec cette adresse-ci, et retirez l’autre sous « Mes adresses ».
me-letter-removed =
    L’adresse { $address } a été retirée de vos pages de confidentialité chez { $brand }. Elle ne laisse plus entrer personne.

    Ce n’était pas vous ? Dites-le à notre personnel.

## À quel point il est sûr que c’est vous
me-proofs = Comment nous savons que c’est vous
me-proofs-two = Des données très privées sont gardées ici, et personne d’autre ne doit y accéder. Il nous faut donc deux preuves qui ne dépendent pas l’une de l’autre.
me-proofs-one = Il nous faut une preuve qui date d’une heure au plus.
me-proofs-enough = Cela suffit.
me-proofs-document = Vous ne pouvez pas apporter la preuve qui manque ? Notre personnel peut examiner un document à la place.
me-proof-code-by-email = Un code envoyé à votre adresse e-mail
me-proof-code-by-sms = Un code envoyé à votre mobile
me-proof-there = Là
me-proof-missing = Manque
me-proof-until = valable jusqu’au { $moment }
me-proof-old = Elle était là, et elle est trop ancienne maintenant. Vous pouvez demander un nouveau code.
me-proof-known = Vous pouvez faire envoyer un code à une adresse à vous.
me-proof-unknown = Aucune adresse de ce genre ne vous laisse entrer. Une adresse ajoutée maintenant ne compte comme preuve à part qu’après 30 jours.

## Un enfant demande un parent ou tuteur
me-child = On leur demande ?
me-child-lead = Tu aimerais chez { $brand } quelque chose que tu ne peux pas encore décider seul :
me-child-guardian = Nous demandons à ton parent ou tuteur : { $guardian }
me-child-button = Oui, demandez-leur
me-child-else = Ce n’était pas toi, ou tu as changé d’avis ? Ne fais rien. Personne n’est interrogé, et rien ne se passe.
me-child-asked = Nous leur avons demandé
me-child-asked-body = Dès qu’ils acceptent, cela commence. Tu peux dire non à tout moment, même sans eux.
me-letter-child-subject = { $brand } : demandons-nous à ton parent ou tuteur ?
me-letter-child =
    Chez { $brand }, quelqu’un, sans doute toi, aimerait quelque chose qui demande l’accord d’un parent ou tuteur.

    Appuie sur le bouton de cette page dans les 7 jours, et nous écrivons à { $guardian } :
    { $link }

    Ce n’était pas toi ? Ne fais rien, et personne n’est interrogé.
