# Lettres aux personnes au sujet de leurs demandes.
notice-subject = { $brand } : votre demande ({ $right })
notice-received = Nous avons bien reçu votre demande à { $brand } : { $right }.
notice-until = Vous aurez une réponse au plus tard le { $date }.
notice-identity-link =
    Avant de commencer, montrez-nous s’il vous plaît que c’est bien vous. C’est possible ici, avec un code à usage unique :
    { $link }
notice-identity = Avant de commencer, nous devons être sûrs que c’est bien vous. Nous vous dirons comment le montrer.
notice-extended = Votre demande à { $brand } ({ $right }) nous prend plus de temps, { $why }. La loi nous donne un délai de plus pour cela.
notice-completed = Votre demande à { $brand } est traitée : { $right }.
notice-hindered = Cette partie n’a pas pu être faite :
notice-part = – { $purpose } : { $why }
notice-fetch =
    Vous trouverez vos données ici :
    { $link }
notice-refused = Nous ne pouvons pas faire ce que vous avez demandé à { $brand } : { $right }. La raison :
notice-complain = Si vous n’êtes pas d’accord, vous pouvez nous répondre, vous plaindre auprès d’une autorité de protection des données ou aller en justice.
notice-erased = Votre demande à { $brand } est traitée : { $right }. Ce que nous avions sur vous est détruit, et cette adresse aussi dès que cette lettre est partie.
notice-certificate = Le numéro de l’attestation de votre effacement : { $number }
notice-why-you = Vous recevez cette lettre à cause d’une demande sur vos données personnelles. Ce n’est pas de la publicité. Si vous n’avez rien demandé, dites-le-nous.
notice-right-information = savoir ce qui est fait de vos données
notice-right-access = voir vos données
notice-right-rectification = corriger vos données
notice-right-erasure = effacer vos données
notice-right-restriction = mettre vos données en pause
notice-right-portability = emporter vos données
notice-right-objection = vous opposer
notice-right-automated-decision = faire revoir une décision automatique par une personne
notice-right-sale-opt-out = ne pas vendre ni partager vos données
notice-right-limit-sensitive = n’utiliser vos données sensibles que si c’est nécessaire
notice-why-not_under_basis = la loi ne donne pas ce droit pour cet usage
notice-why-kept_by_law = une loi nous oblige à garder cela un certain temps
notice-why-public_task = nous gardons cela pour une mission d’intérêt public
notice-why-legal_hold = tant qu’une procédure est en cours, nous ne devons rien effacer
notice-why-nothing_held = nous n’avons rien sur vous pour cela
notice-why-no_automated_decision = ici, aucune machine ne décide seule
notice-why-not_sold = ici, rien n’est vendu ni partagé
notice-why-no_sensitive_data = ici, aucune donnée sensible n’est utilisée au-delà du nécessaire
notice-why-identity_not_shown = nous n’avons pas pu savoir à temps si c’était bien vous
notice-why-agent_not_authorised = la personne qui a demandé pour vous n’a pas montré de mandat
notice-why-excessive = la demande était sans fondement ou bien trop fréquente
notice-why-rights_of_others = cela porterait atteinte aux droits d’autres personnes
notice-why-nobody_known = nous ne connaissons personne avec ces indications
notice-delay-complex = parce qu’elle est vaste
notice-delay-many = parce que les demandes sont nombreuses en ce moment
notice-delay-either = parce qu’elle est vaste ou que les demandes sont nombreuses
